"""Who is whose first partner, in the estimate and in every draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels.contenders import interval_of_least, within_reach
from detente.kernels.ranks import top_partners

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.indicators.tally import Links

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

# dense matrices of this many draws at a time: 250 countries take 16 MB
COLUMNS = 32


class Firsts(NamedTuple):
    """First partners of every country.

    ``sole`` (places, 1 + draws) is the place of the only first partner, -1 where first place is
    shared or there is no partner; ``shared`` (places, places) says for the estimate whether the
    second is first for the first, alone or not; ``partnered`` (places,) who has any partner.
    """

    sole: Ints
    shared: NDArray[np.bool_]
    partnered: NDArray[np.bool_]

    @staticmethod
    def of(links: Links) -> Firsts:
        """First partners by links."""
        columns = links.value.shape[2]
        sole = np.full((links.places, columns), -1, np.int16)
        for start in range(0, columns, COLUMNS):
            part = slice(start, start + COLUMNS)
            first = top_partners(links.matrices(part))
            alone = first.sum(axis=2) == 1
            sole[:, part] = np.where(alone, first.argmax(axis=2), -1).T
        estimate = links.matrix()
        return Firsts(sole, top_partners(estimate), np.asarray(estimate.any(axis=1)))

    def mutual(self, place: int, other: int) -> NDArray[np.bool_]:
        """Whether each is the other's only first partner, in each column: (1 + draws,)."""
        both: NDArray[np.bool_] = (self.sole[place] == other) & (self.sole[other] == place)
        return both

    def weakly_mutual(self, place: int, other: int) -> bool:
        """Whether each is first for the other, alone or shared, in the estimate."""
        return bool(self.shared[place, other] and self.shared[other, place])


def leads(row: Floats) -> Floats:
    """Links with each partner less those with the best of all others.

    Parameters
    ----------
    row : float64 array, shape (places, columns)
        Links of one country with each.

    Returns
    -------
    float64 array, shape (places, columns)
        Above 0 for the only first partner; NaN where the country has no links.
    """
    second, first = np.partition(row, len(row) - 2, axis=0)[-2:]
    lead = row - np.where(row == first, second, first)
    return np.where(first > 0, lead, np.nan)


def lead_intervals(row: Floats, shown: Sequence[int]) -> tuple[Floats, Floats]:
    """Ends of the 95 % interval of the leads of some partners.

    The best other is whoever it is in a draw, so all who could be are bounded together
    (:mod:`detente.kernels.contenders`).

    Parameters
    ----------
    row : float64 array, shape (places, 1 + draws)
        Links of one country with each.
    shown : sequence of int
        Places of partners.

    Returns
    -------
    tuple of float64 arrays, shape (len(shown),)
        NaN where the interval is undefined.
    """
    partners = np.flatnonzero(row[:, 0] > 0)
    linked = np.where(row.any(axis=0), 0.0, np.nan)  # a draw without links has no lead
    first = partners[np.argmax(row[partners, 0])] if len(partners) else -1
    usual, of_first = _rivals(row, partners), _rivals(row, partners[partners != first])
    ends = np.full((2, len(shown)), np.nan)
    for i, place in enumerate(shown):
        others = of_first if place == first else usual[usual != place]
        best = row[others] if len(others) else np.zeros((1, row.shape[1]))
        ends[:, i] = interval_of_least(row[place] - best + linked)
    return ends[0], ends[1]


def _rivals(row: Floats, partners: Ints) -> Ints:
    """Those of the partners that come first among them often enough to matter."""
    if not len(partners):
        return partners
    near = within_reach(-row[partners, 1:], int(np.argmax(row[partners, 0])))
    return np.asarray(partners[near])
