"""Worlds one after another: a change whose size is planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.simulate.draw import draw
from detente.simulate.sample import Sample

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.simulate.world import World


@dataclass(frozen=True, slots=True)
class History:
    """A superpopulation whose works belong to one of several worlds, each with years of its own.

    Attributes
    ----------
    worlds : tuple of World
        Of the same definitions.
    shares : tuple of float
        P(a work belongs to each world); sums to 1.
    """

    worlds: tuple[World, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        years = [{year for year, _ in world.years} for world in self.worlds]
        if len(set().union(*years)) != sum(map(len, years)):
            raise UsageError("two worlds of a history share a year", fix="give each its own years")
        if len({world.definitions for world in self.worlds}) != 1:
            raise UsageError(
                "the worlds of a history differ in their labels", fix="give all the same labels"
            )

    def draw(self, *, works: int, seed: int) -> dict[str, pa.Table]:
        """Draw works: the tables ``work``, ``authorship`` and ``label``."""
        import pyarrow as pa

        sizes = np.random.default_rng([seed, 0]).multinomial(works, self.shares)
        starts = np.cumsum(sizes) - sizes
        parts = [
            draw(world, works=int(size), seed=[seed, 1 + index], first_work=int(start))
            for index, (world, size, start) in enumerate(
                zip(self.worlds, sizes, starts, strict=True)
            )
        ]
        return {name: pa.concat_tables([part[name] for part in parts]) for name in parts[0]}

    def sample(self, *, works: int, draws: int, seed: int) -> Sample:
        """Draw works and pool them."""
        tables = self.draw(works=works, seed=seed)
        return Sample.from_tables(tables, self.worlds[0].definitions, draws=draws, seed=seed)
