"""Papers of institutions under a specification, in the estimate and in every draw.

An institution is what has one name and one country, as the territory policy sees it; each has 1 for
every work that names it (full counting).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.territory import TERRITORIES
from detente.kernels import bootstrap

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

STATEMENT = """
SELECT DISTINCT a.work AS work, a.institution AS institution, COALESCE(a.country, '') AS country
FROM authorship AS a
WHERE a.institution IS NOT NULL
"""
# institutions drawn at a time, so that memory does not grow with their number
BATCH = 4096
# a Poisson resample strays this many standard deviations in less than one of 10^14 draws
FAR = 8.0


@dataclass(frozen=True, slots=True)
class Institutions:
    """Institutions named by the admitted works.

    Attributes
    ----------
    country : integer array, shape (institutions,)
        Place of each one's country; -1 unknown.
    first, works : integer arrays
        The works of institution i are ``works[first[i]:first[i + 1]]``.
    draws, seed : int
    """

    country: Ints
    first: Ints
    works: Ints
    draws: int
    seed: int

    @property
    def papers(self) -> Ints:
        """Number of works of each."""
        return np.diff(self.first)

    def drawn(self, chosen: Ints) -> Floats:
        """Works (column 0) and their weights in each draw, of some: (chosen, 1 + draws)."""
        lengths = self.papers[chosen]
        begin = np.concatenate([[0], np.cumsum(lengths)])
        taken = np.repeat(self.first[chosen] - begin[:-1], lengths) + np.arange(begin[-1])
        weights = bootstrap.weights(begin, self.works[taken], draws=self.draws, seed=self.seed)
        return np.column_stack([lengths, weights]).astype(float)

    def hhi(self) -> Floats:
        """Herfindahl-Hirschman index over institutions: (1 + draws,)."""
        total, squares = np.zeros((2, 1 + self.draws))
        for start in range(0, len(self.country), BATCH):
            part = self.drawn(np.arange(start, min(start + BATCH, len(self.country))))
            total, squares = total + part.sum(axis=0), squares + (part**2).sum(axis=0)
        return np.divide(squares, total**2, out=np.full_like(total, np.nan), where=total > 0)

    def contenders(self, places: int) -> Ints:
        """Institutions that can be among the first ``places`` in some draw."""
        papers = self.papers
        last = np.sort(papers)[-min(places, len(papers))]
        reach = papers + FAR * np.sqrt(papers)
        return np.flatnonzero(reach >= last - FAR * np.sqrt(last))


def institutions_of(tally: Tally) -> Institutions:
    """Institutions of the admitted works; of complete cases alone where the specification says so.

    Raises
    ------
    DataMissing
        The release has no authorships.
    """
    tally.dataset.need("authorship")
    rows = tally.dataset.query(STATEMENT, "authorship")
    cells, works = cells_of(tally)
    work = rows["work"].to_numpy()
    at = np.minimum(np.searchsorted(works, work), max(len(works) - 1, 0))
    kept = np.flatnonzero(works[at] == work) if len(works) else np.empty(0, np.int64)
    country = _places(tally, rows["country"].take(kept), cells[at[kept]])
    named = np.stack([rows["institution"].to_numpy()[kept], country, work[kept]])
    # one work can name an institution in two countries that are one under the policy
    institution, place, of_work = np.unique(named, axis=1)
    fresh = np.flatnonzero(_changes(institution) | _changes(place))
    return Institutions(
        place[fresh], np.append(fresh, len(place)), of_work, tally.columns - 1, tally.dataset.seed
    )


def _changes(values: Ints) -> NDArray[np.bool_]:
    changed = np.ones(len(values), bool)
    changed[1:] = values[1:] != values[:-1]
    return changed


def cells_of(tally: Tally) -> tuple[Ints, Ints]:
    """Cell and identifier of each work that takes part, by identifier."""
    cells = tally.cells
    if tally.specification["unknown"] == "complete_case":
        profiles = tally.pool.profiles(tally.specification["territory"])
        cells = cells[profiles.unknown[profiles.cell[cells]] == 0]
    first, works = tally.pool.works_of(cells)
    order = np.argsort(works)
    return np.repeat(cells, np.diff(first))[order], works[order]


def _places(tally: Tally, codes: pa.ChunkedArray, cells: Ints) -> Ints:
    """Place of the country that each code counts as in the era of its work; -1 unknown."""
    policy = next(t for t in TERRITORIES if t.name == tally.specification["territory"])
    encoded = codes.combine_chunks().dictionary_encode()
    names, index = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    eras, era = np.unique(tally.pool.cell["era"].to_numpy()[cells], return_inverse=True)
    table = np.array(
        [
            [tally.pool.place(policy.code(name, int(one))) if name else -1 for name in names]
            for one in eras
        ],
        dtype=np.int64,
    ).reshape(len(eras), len(names))
    return np.asarray(table[era, index])
