"""Shares adjusted for what is unknown within each year or venue (methods §12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.indicators.rows import ratio
from detente.kernels import bootstrap

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

STRATA = ("year", "venue")
STATEMENT = "SELECT w.work AS work, COALESCE(w.venue, '') AS venue FROM work AS w"


def adjusted_shares(tally: Tally, strata: str, places: Ints) -> Floats:
    """Share of each country if within each stratum the unknown works are as the known ones.

    Parameters
    ----------
    tally : Tally
    strata : {"year", "venue"}
        Works of no known venue are a stratum.
    places : integer array, shape (countries,)

    Returns
    -------
    float64 array, shape (countries, 1 + draws)
        In [0, 1]; NaN where a stratum has works and the countries of none are all known.
    """
    total = np.zeros(tally.columns)
    expected = np.zeros((len(places), tally.columns))
    for cells, weights in _weights_by_stratum(tally, strata):
        works = weights.sum(axis=0)
        complete, papers = _complete(tally, cells, weights)
        share = ratio(papers[places], complete)
        expected += np.where(works == 0, 0.0, share * works)
        total += works
    return ratio(expected, total)


def _complete(tally: Tally, cells: Ints, weights: Ints) -> tuple[Floats, Floats]:
    """Works whose countries are all known, and such works with each country."""
    specification = tally.specification.but(counting="full", unknown="complete_case")
    entries = tally.pool.credit(specification)
    papers = np.zeros((1, tally.pool.places + 1, tally.columns))
    bootstrap.accumulate(
        np.arange(len(cells)), entries.profile[cells], entries.first, entries.key, entries.value,
        np.zeros(len(cells), np.int64), weights, papers,
    )  # fmt: skip
    profiles = tally.pool.profiles(specification["territory"])
    known = profiles.unknown[profiles.cell[cells]] == 0
    return weights[known].sum(axis=0).astype(float), papers[0, :-1]


def _weights_by_stratum(tally: Tally, strata: str) -> Iterator[tuple[Ints, Ints]]:
    """For each stratum the cells that have works in it, and their works' weights in each draw."""
    begin, works = tally.pool.works_of(tally.cells)
    cell = np.repeat(tally.cells, np.diff(begin))
    stratum = tally.pool.years[cell] if strata == "year" else _venues(tally, works)
    order = np.lexsort((works, cell, stratum))
    cell, works, stratum = cell[order], works[order], stratum[order]
    for start, stop in _runs(stratum):
        runs = _runs(cell[start:stop])
        first = np.array([0, *(end for _, end in runs)])
        drawn = bootstrap.weights(
            first, works[start:stop], draws=tally.columns - 1, seed=tally.dataset.seed
        )
        yield cell[start + first[:-1]], np.column_stack([np.diff(first), drawn]).astype(np.int32)


def _runs(values: Ints) -> list[tuple[int, int]]:
    """Where runs of equal values begin and end."""
    edges = np.flatnonzero(np.diff(values)) + 1
    return list(zip([0, *edges], [*edges, len(values)], strict=True)) if len(values) else []


def _venues(tally: Tally, works: Ints) -> Ints:
    """A number for the venue of each work."""
    rows = tally.dataset.query(STATEMENT, "work").sort_by("work")
    names = rows["venue"].combine_chunks().dictionary_encode()
    _, number = np.unique(names.dictionary.to_pylist(), return_inverse=True)
    return np.asarray(number[names.indices.to_numpy()][np.searchsorted(rows["work"], works)])
