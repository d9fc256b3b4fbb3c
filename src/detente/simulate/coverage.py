"""Keeping count of how often intervals hold the truth that was planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels.coverage import wilson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True, slots=True)
class Coverage:
    """How one statistic's intervals did over many worlds.

    Attributes
    ----------
    statistic : str
    worlds : int
        Worlds in which there was an interval.
    undefined : int
        Worlds in which there was none.
    below, above : int
        Worlds in which the whole interval lay below, or above, the truth.
    width : float
        Mean width, in the unit of the statistic.
    """

    statistic: str
    worlds: int
    undefined: int
    below: int
    above: int
    width: float

    @staticmethod
    def of(statistic: str, truth: ArrayLike, *, low: ArrayLike, high: ArrayLike) -> Coverage:
        """Count intervals against truths, one of each a world; NaN ends are no interval."""
        planted, bottom, top = (np.asarray(x, float) for x in (truth, low, high))
        known = ~(np.isnan(bottom) | np.isnan(top))
        return Coverage(
            statistic=statistic,
            worlds=int(known.sum()),
            undefined=int((~known).sum()),
            below=int((top[known] < planted[known]).sum()),
            above=int((bottom[known] > planted[known]).sum()),
            width=float((top - bottom)[known].mean()) if known.any() else float("nan"),
        )

    @property
    def covered(self) -> int:
        """Worlds whose interval holds the truth."""
        return self.worlds - self.below - self.above

    @property
    def share(self) -> float:
        """Share of the worlds with an interval whose interval holds the truth."""
        return self.covered / self.worlds if self.worlds else float("nan")

    @property
    def uncertainty(self) -> tuple[float, float]:
        """Wilson's 95 % interval of the share: how far it could be luck."""
        low, high = wilson(self.covered, self.worlds)
        return float(low), float(high)
