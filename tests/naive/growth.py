"""Growing a citation graph from lists and dictionaries, one draw of the generator after another."""

from __future__ import annotations

from itertools import accumulate

from detente.kernels.growth import TRIES


def pick(limit, sums):
    """The first index whose sum is above the limit; the last one if rounding leaves none."""
    return next((i for i, total in enumerate(sums) if total > limit), len(sums) - 1)


def grow(papers, law, random):
    """References of each paper, in order.

    A paper is a dictionary of ``wanted``, ``year``, ``field``, ``second``, ``country`` and
    ``fitness``; the law one of ``ages``, ``fields``, ``same_field``, ``minor``, ``more``, ``home``
    and ``leave``.
    """
    references = []
    for number, paper in enumerate(papers):
        mine, looks = [], TRIES * paper["wanted"]
        while len(mine) < paper["wanted"] and looks:
            looks -= 1
            found = look(papers, paper, law, random)
            if found is None or found >= number or found in mine:
                continue
            mine.append(found)
            theirs = references[found]
            if not theirs or random.random() < law["leave"][papers[found]["country"]]:
                continue
            while len(mine) < paper["wanted"] and looks:
                looks -= 1
                other = theirs[int(random.random() * len(theirs))]
                if other not in mine:
                    mine.append(other)
                if random.random() >= law["more"]:
                    break
        references.append(sorted(mine))
    return references


def look(papers, paper, law, random):
    """A paper of a random age and field, or None where there is none."""
    ages = law["ages"][: paper["year"] + 1]
    year = paper["year"] - pick(random.random() * ages[-1], ages)
    if random.random() < law["same_field"]:
        field = paper["field"]
        if paper["second"] != field and random.random() < law["minor"]:
            field = paper["second"]
    else:
        field = pick(random.random(), law["fields"])
    home = random.random() < law["home"][paper["country"]]
    there = [
        (other["country"], number)
        for number, other in enumerate(papers)
        if (other["field"], other["year"]) == (field, year)
        and (not home or other["country"] == paper["country"])
    ]
    if not there:
        return None
    order = [number for _, number in sorted(there)]
    sums = list(accumulate(papers[number]["fitness"] for number in order))
    return order[pick(random.random() * sums[-1], sums)]
