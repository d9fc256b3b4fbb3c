"""Slow, obvious CD index and its kin: sets, dictionaries and fractions, one paper at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from naive.strength import over


@dataclass
class Citations:
    """What each paper cites, and what became of every row that was given."""

    references: dict = field(default_factory=dict)
    undated: int = 0
    self_citations: int = 0
    dropped: int = 0
    duplicates: int = 0
    kept: int = 0
    same_date: int = 0
    of_future: int = 0


def citations(rows, dates, keep="recorded", undated="exclude"):
    """Sort out rows (citing, cited); ``dates`` maps each paper to its date or None."""
    found = Citations({paper: set() for paper in dates})
    for citing, cited in rows:
        if dates[citing] is None or (dates[cited] is None and undated == "exclude"):
            found.undated += 1
            continue
        if citing == cited:
            found.self_citations += 1
            continue
        known = dates[cited] is not None
        same = known and dates[citing] == dates[cited]
        future = known and dates[citing] < dates[cited]
        found.same_date += same
        found.of_future += future
        if (future and keep != "recorded") or (same and keep == "earlier"):
            found.dropped += 1
        elif cited in found.references[citing]:
            found.duplicates += 1
        else:
            found.references[citing].add(cited)
            found.kept += 1
    return found


def counts(focal, references, dates, *, end=None, shared=1, first=None):
    """(n_i, n_j, n_k, coupled, n_j of those that share enough) of one paper.

    The window is open at the paper's date and closed at ``end``; ``first`` moves its beginning.
    """
    own = references[focal]
    n_i = n_j = n_k = coupled = strongly = 0
    for paper, cited in references.items():
        if paper == focal or dates[paper] is None:
            continue
        begun = dates[paper] > dates[focal] if first is None else dates[paper] >= first
        if not begun or (end is not None and dates[paper] > end):
            continue
        common = len(cited & own)
        if focal in cited:
            n_i += common == 0
            n_j += common > 0
            coupled += common
            strongly += common >= shared
        else:
            n_k += common > 0
    return n_i, n_j, n_k, coupled, strongly


def indices(counted):
    """Every index from the counts of one paper; None is undefined."""
    n_i, n_j, n_k, coupled, strongly = counted
    cd = over(n_i - n_j, n_i + n_j + n_k)
    return {
        "cd": cd,
        "mcd": None if cd is None else cd * (n_i + n_j),
        "nok": over(n_i - n_j, n_i + n_j),
        "di": over(n_i - strongly, n_i + strongly + n_k),
        "di_nok": over(n_i - strongly, n_i + strongly),
        "dep": over(coupled, n_i + n_j),
    }


def expected_cd(focal, references, dates, *, end, recorded):
    """Mean CD index if each reference of the paper is recorded with a probability."""
    own = sorted(references[focal])
    total = Fraction(0)
    for mask in range(2 ** len(own)):
        subset = {paper for place, paper in enumerate(own) if mask >> place & 1}
        chance = recorded ** len(subset) * (1 - recorded) ** (len(own) - len(subset))
        known = {**references, focal: subset}
        total += chance * indices(counts(focal, known, dates, end=end))["cd"]
    return total


def day_years_later(day, years):
    """The same day so many years later; the 28th after a 29 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
