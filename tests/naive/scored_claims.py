"""Claims about scored works, slowly: every specification and draw on its own, in fractions.

Works are those of `small_release`; relations, intervals and classes those of `naive.multiverse`.
"""

from __future__ import annotations

from fractions import Fraction

from naive import multiverse as naive
from naive.credit import authors_of, credits_of, mapped
from naive.dividend import size_class
from naive.indicators import LABELS, meets, over
from naive.links import links_of
from naive.scored import impact_scores
from works import code_of

SUMS = {"top_papers": 1, "total_score": 2}
QUOTIENTS = {"top_share_of_papers": (1, 0), "mean_score": (2, 3)}
JOINT = {f"joint_{name}": columns for name, columns in QUOTIENTS.items()}

# shares of papers that are seldom met: fewer than two of them on a side, and there is no interval
SHARES = {"top_share_of_papers", "joint_top_share_of_papers"}


def plain(works):
    """The works as `naive.multiverse` sees them."""
    return [
        naive.Work(
            w.number,
            tuple(w.rows) or ((None, None, None, None),),
            w.year,
            w.type,
            frozenset(name for name in LABELS if meets(w, name)),
            w.day,
        )
        for w in works
        if not w.retracted
    ]


def amounts_of(works, specification):
    """(1, membership, score, weight in the mean) of each ranked work by number."""
    found = impact_scores(works, specification)
    return {n: (Fraction(1), member, score, part) for n, (score, part, member, _) in found.items()}


def parts_of(work, amounts, metric, specification):
    """What a work adds: {key: amount}; a key ends in the column of the amount."""
    if work.number not in amounts:
        return {}
    given = amounts[work.number]
    mapping = code_of(specification["territory"], work.day)
    if metric in JOINT:
        parts = _joint_parts(work, mapping, specification)
    else:
        credit = credits_of(work.rows, specification["counting"], specification["unknown"], mapping)
        parts = {(code,): value for code, value in credit.items() if code != "UNK"}
    return {
        (*key, column): value * given[column]
        for key, value in parts.items()
        for column in columns_of(metric)
        if value * given[column]
    }


def columns_of(metric):
    return (SUMS[metric],) if metric in SUMS else (QUOTIENTS | JOINT)[metric]


def _joint_parts(work, mapping, specification):
    """Link weight of each pair, in both orders, and 1 for a domestic paper, by team size."""
    two = specification["dual_affiliation"] == "needs_two_authors"
    links = links_of(
        work.rows, specification["link"], specification["unknown"], mapping, two_authors=two
    )
    authors = len(authors_of(work.rows))
    if specification["matching"] == "none":
        team = "all"
    elif authors == 0:
        return {}
    else:
        team = size_class(authors, (1, 2, 4, 8))
    parts = {}
    for (a, b), value in links.items():
        parts |= {(a, b, team): value, (b, a, team): value}
    if not links and not work.open:
        parts |= {(row[2], None, team): Fraction(1) for row in mapped(work.rows, mapping)}
    return parts


def level_of(metric, parts, weights):
    """A function (country, partner) -> level or None."""
    sums = {}
    for number, given in parts.items():
        for key, value in given.items():
            sums[key] = sums.get(key, Fraction(0)) + value * weights[number]

    def total(*key):
        return sums.get(key, Fraction(0))

    def level(country, partner=None):
        if metric in SUMS:
            return total(country, SUMS[metric])
        above, below = (QUOTIENTS | JOINT)[metric]
        if metric in QUOTIENTS:
            return over(total(country, above), total(country, below))
        joint = expected = Fraction(0)
        for team in {key[2] for key in sums}:
            n, base = total(country, partner, team, below), total(country, None, team, below)
            if n > 0 and base > 0:
                joint += total(country, partner, team, above)
                expected += n * total(country, None, team, above) / base
        if joint and not expected:
            return 1000
        return over(joint, expected)

    return level


def evaluate(atom, works, specification, *, draws, seed, amounts=None):
    """Estimate, draws, interval and number of works of one specification, from scratch."""
    amounts = amounts_of(works, specification) if amounts is None else amounts
    everyone = plain(works)
    chosen = naive.admitted(everyone, specification)
    nothing = {"estimate": None, "draws": [None] * draws, "low": None, "high": None, "n": 0}
    nothing["unknown_share"] = sum(w.open for w in chosen) / len(chosen) if chosen else None
    spans = naive.spans_of(atom, everyone, specification)
    named = [c for c in (atom.subject, atom.partner, atom.comparator) if c is not None]
    if any(first > last for first, last in spans):
        return nothing
    if not all(naive.stands(code, everyone, specification) for code in named):
        return nothing
    slices = [
        {
            w.number: parts_of(w, amounts, atom.metric, specification)
            for w in chosen
            if first <= w.year <= last
        }
        for first, last in spans
    ]
    scale = 1.0
    if atom.relation == "change" and atom.metric in SUMS:
        before, after = (last - first + 1 for first, last in spans)
        scale = before / after
    columns = []
    for draw in range(-1, draws):
        weights = {w.number: 1 if draw < 0 else naive.weight(seed, w.number, draw) for w in chosen}
        levels = [level_of(atom.metric, parts, weights) for parts in slices]
        columns.append(naive.statistic(atom, levels, [], scale))
    low, high = naive.percentile_interval(columns[1:])
    if atom.metric in SHARES and any(members(atom, parts) < 2 for parts in slices):
        columns[1:], low, high = [None] * draws, None, None
    return nothing | {
        "estimate": columns[0], "draws": columns[1:], "low": low, "high": high,
        "n": works_behind(atom, slices),
    }  # fmt: skip


def members(atom, parts):
    """Papers among the most cited of the side that has the fewest."""
    if atom.metric in JOINT:
        partners = [c for c in (atom.partner, atom.comparator) if c is not None] + [None]
        sides = [(atom.subject, partner) for partner in partners]
    else:
        sides = [(code,) for code in (atom.subject, atom.comparator) if code is not None]
    return min(
        sum(
            value
            for given in parts.values()
            for key, value in given.items()
            if key[: len(side)] == side and key[-1] == 1
        )
        for side in sides
    )


def works_behind(atom, slices):
    """Works that the number rests on; of a comparison of two kinds, those of the rarer kind."""
    given = [parts for part in slices for parts in part.values()]
    if atom.metric in JOINT:
        below = JOINT[atom.metric][1]
        partners = [c for c in (atom.partner, atom.comparator, None) if c is not None] + [None]
        return min(
            sum(
                any(k[:2] == (atom.subject, other) and k[3] == below for k in parts)
                for parts in given
            )
            for other in partners
        )
    named = {atom.subject, atom.comparator}
    return sum(any(key[0] in named for key in parts) for parts in given)
