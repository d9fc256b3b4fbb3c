"""First-ever combinations of venues, weighted by how far apart the two were before.

A pair of venues is new in the first year in which any paper cites both, and counts if some paper
cites both again within the three years after. Its distance is 1 − cos of the two venues'
co-citation profiles: with which other venues, and in how many papers, each was cited in the three
years before. A paper's novelty is the sum over its new pairs; a pair that several papers of one
year begin is new to each.

"First ever" means first in the data, and "never again" never in the data: papers of the first three
years and of the last three are not judged. A venue that nobody cited beside another in the three
years before has no profile, and a pair with it no distance: between 0 and 1.

References: [@wang2017]; methods §4.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from detente.kernels._arrays import floats, integers
from detente.kernels._citations import refuse_strangers
from detente.kernels._jit import jit
from detente.kernels.novelty import by_year, rows_of
from detente.kernels.venue_pairs import (
    Pairs,
    ReferenceLists,
    count_pairs,
    find_pair,
    sorted_lists,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from detente.kernels._arrays import Booleans, Floats, Integers

    Ints = NDArray[np.integer]

WINDOW = 3  # years of the profile before, and of being used again after
_PIECES = 32


class NewCombinations(NamedTuple):
    """Novelty by new pairs, arrays of shape (papers,); see `new_combinations`.

    Attributes
    ----------
    novelty : float array
        Σ (1 − cos) over the paper's new pairs, 0 if it has none. NaN where some pair has no
        distance, the paper cites fewer than two known venues, or its year cannot be judged.
    low, high : float array
        Least and most that the sum can be, whatever the distances that are not defined; equal to
        ``novelty`` where it is known, NaN where there is nothing to judge.
    pairs, undefined : integer array
        New pairs, and those of them without a distance; −1 where there is nothing to judge.
    """

    novelty: Floats
    low: Floats
    high: Floats
    pairs: Integers
    undefined: Integers


def new_combinations(
    first: Ints,
    cited: Ints,
    *,
    venue: Ints,
    year: Ints,
    first_year: int | None = None,
    last_year: int | None = None,
    threads: int = 2,
) -> NewCombinations:
    """Novelty of every paper by its first-ever pairs of venues.

    Parameters
    ----------
    first : integer array, shape (papers + 1,)
        Where the references of each paper begin in ``cited``.
    cited : integer array, shape (edges,)
        Papers, 0 … papers − 1.
    venue : integer array, shape (papers,)
        Venue of each paper, 0 or more; −1 where it is not known.
    year : integer array, shape (papers,)
        Year of publication.
    first_year, last_year : int, optional
        First and last year of which the data hold all papers; the years of the oldest and the
        newest paper by default.
    threads : int
        Threads to use. The result does not depend on it.

    Returns
    -------
    NewCombinations

    Raises
    ------
    UsageError
        If a citation names a paper that is not there.
    """
    refuse_strangers(len(year), cited)
    found = _nothing_yet(len(first) - 1)
    if not len(year):
        return found
    venue = _most_cited_first(venue, cited)
    venues = max(1, int(venue.max()) + 1)
    begin = int(year.min()) if first_year is None else first_year
    end = int(year.max()) if last_year is None else last_year
    members = by_year(year)
    when = np.array([year[papers[0]] for papers in members], np.int64)
    lists = [_distinct_lists(rows_of(first, cited, papers), venue, venues) for papers in members]
    counted = [count_pairs(one, threads=threads) for one in lists]
    used = _used_again(counted, when, threads)
    for number, papers in enumerate(members):
        if not begin + WINDOW <= when[number] <= end - WINDOW:
            continue
        before = (when < when[number]) & (when >= when[number] - WINDOW)
        fresh = _only(counted[number], used[number])
        distance = distances(_profiles(counted, before, venues), fresh, threads=threads)
        part = _sum_by_paper(lists[number], fresh, distance, threads)
        for all_years, one_year in zip(found, part, strict=True):
            all_years[papers] = one_year
    return found


def _nothing_yet(papers: int) -> NewCombinations:
    numbers = (np.full(papers, np.nan) for _ in range(3))
    counts = (np.full(papers, -1, np.int64) for _ in range(2))
    return NewCombinations(*numbers, *counts)


def _most_cited_first(venue: Ints, cited: Ints) -> Ints:
    """Venues renumbered, so that of two the longer profile stands in the row of the pair."""
    known = venue[cited]
    size = np.bincount(known[known >= 0], minlength=int(venue.max()) + 1)
    number = np.empty(len(size) + 1, np.int64)
    number[np.argsort(-size, kind="stable")] = np.arange(len(size))
    number[-1] = -1  # where the unknown venue, -1, points to
    return number[np.maximum(venue, -1)]


def _distinct_lists(rows: tuple[Ints, Ints], venue: Ints, venues: int) -> ReferenceLists:
    starts, cited = rows
    return sorted_lists(starts, venue[cited], venues=venues, distinct=True)


def _only(pairs: Pairs, chosen: Booleans) -> Pairs:
    kept = np.concatenate((np.zeros(1, np.int64), np.cumsum(chosen)))
    return Pairs(integers(kept[pairs.first]), pairs.second[chosen], pairs.times[chosen])


def _pieces(kernel: Callable[[int, int], None], weight: Ints, threads: int) -> None:
    """Run over all rows, in pieces of about equal weight; ``weight`` is cumulative."""
    cuts = np.searchsorted(weight, np.linspace(0, weight[-1], _PIECES + 1))
    cuts[0], cuts[-1] = 0, len(weight) - 1
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda i: kernel(int(cuts[i]), int(cuts[i + 1])), range(_PIECES)))


def _used_again(counted: list[Pairs], when: Ints, threads: int) -> list[Booleans]:
    """Of each year's pairs, which are new and cited again within the window."""
    offsets = np.cumsum([0, *(len(pairs.second) for pairs in counted)])
    rows = np.array([pairs.first for pairs in counted]) + offsets[:-1, np.newaxis]
    second = np.concatenate([pairs.second for pairs in counted])
    used = np.zeros(len(second), np.bool_)
    weight = np.sum([pairs.first for pairs in counted], axis=0)

    def one(start: int, stop: int) -> None:
        _mark_used(start, stop, rows, second, when, used)

    _pieces(one, weight, threads)
    return np.split(used, offsets[1:-1])


@jit
def _mark_used(start: int, stop: int, rows: Ints, second: Ints, when: Ints, used: Booleans) -> None:
    venues = rows.shape[1] - 1
    owner, entry = np.full(venues, -1), np.empty(venues, np.int64)
    born = np.empty(venues, np.int64)
    for one in range(start, stop):
        for number in range(len(when)):
            for place in range(rows[number, one], rows[number, one + 1]):
                other = second[place]
                if owner[other] != one:
                    owner[other], entry[other], born[other] = one, place, when[number]
                elif when[number] - born[other] <= WINDOW:
                    used[entry[other]] = True


def _profiles(counted: list[Pairs], chosen: Booleans, venues: int) -> Any:
    """Symmetric sparse matrix: papers of the chosen years that cite both venues."""
    from scipy.sparse import csr_array

    half = csr_array((venues, venues), dtype=np.int64)
    for number in np.flatnonzero(chosen):
        pairs = counted[number]
        half = half + csr_array((pairs.times, pairs.second, pairs.first), shape=half.shape)
    return csr_array(half + half.T)


def distances(profiles: Any, pairs: Pairs, *, threads: int = 2) -> Floats:
    """1 − cos of the profiles of the two venues of each pair.

    Parameters
    ----------
    profiles : scipy sparse array, shape (venues, venues)
        In row a: how often venue a was cited with each other one; whole numbers.
    pairs : Pairs
        The pairs asked for.
    threads : int
        Threads to use. The result does not depend on it.

    Returns
    -------
    array of shape (pairs,)
        In [0, 1], 0 for the same profile in proportion; NaN where one of the two is empty.
    """
    first, second, times = profiles.indptr, profiles.indices, floats(profiles.data)
    # whole numbers, and exact as doubles up to 2⁵³: no order of adding up matters
    squares = floats((profiles * profiles).sum(axis=1))
    out = np.empty(len(pairs.second))

    def one(start: int, stop: int) -> None:
        _measure(start, stop, first, second, times, squares, pairs.first, pairs.second, out)

    _pieces(one, pairs.first, threads)
    return out


@jit
def _measure(
    start: int,
    stop: int,
    row: Ints,
    second: Ints,
    times: Floats,
    squares: Floats,
    first: Ints,
    partner: Ints,
    out: Floats,
) -> None:
    profile = np.zeros(len(row) - 1)
    for one in range(start, stop):
        if first[one] == first[one + 1]:
            continue
        for place in range(row[one], row[one + 1]):
            profile[second[place]] = times[place]
        for entry in range(first[one], first[one + 1]):
            other, dot = partner[entry], 0.0
            for place in range(row[other], row[other + 1]):
                dot += times[place] * profile[second[place]]
            lengths = np.sqrt(squares[one] * squares[other])
            out[entry] = 1.0 - min(1.0, dot / lengths) if lengths > 0.0 else np.nan
        for place in range(row[one], row[one + 1]):
            profile[second[place]] = 0.0


def _sum_by_paper(
    lists: ReferenceLists, fresh: Pairs, distance: Floats, threads: int
) -> NewCombinations:
    found = _nothing_yet(len(lists.first) - 1)

    def one(start: int, stop: int) -> None:
        _add_up(start, stop, lists.first, lists.venue, fresh.first, fresh.second, distance, *found)

    _pieces(one, lists.first, threads)
    return found


@jit
def _add_up(
    start: int,
    stop: int,
    first: Ints,
    venue: Ints,
    row: Ints,
    second: Ints,
    distance: Floats,
    novelty: Floats,
    low: Floats,
    high: Floats,
    pairs: Ints,
    undefined: Ints,
) -> None:
    for paper in range(start, stop):
        if first[paper + 1] - first[paper] < 2:
            continue
        total, fresh, unknown = 0.0, 0, 0
        for slot in range(first[paper], first[paper + 1]):
            one = venue[slot]
            place = row[one]
            for partner in range(slot + 1, first[paper + 1]):
                if place == row[one + 1]:
                    break
                place = find_pair(row, second, one, venue[partner], place)
                if place == row[one + 1] or second[place] != venue[partner]:
                    continue
                fresh += 1
                if np.isnan(distance[place]):
                    unknown += 1
                else:
                    total += distance[place]
        pairs[paper], undefined[paper] = fresh, unknown
        low[paper], high[paper] = total, total + unknown
        novelty[paper] = np.nan if unknown else total
