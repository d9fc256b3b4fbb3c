"""A sample of a world, pooled in memory: what computations are given, without a disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.lake.pool import Pool
from detente.lake.pooling import definition_table, merge, pool_chunk
from detente.simulate.draw import draw

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pyarrow as pa

    from detente.core.source import Definition
    from detente.simulate.world import World


@dataclass(frozen=True, slots=True)
class Invented:
    """Stands where a release would: the numbers of a sample come from no release."""

    id: str


@dataclass(eq=False, frozen=True)
class Sample:
    """Pooled works with the number and seed of bootstrap draws, as a Dataset has them."""

    pool: Pool
    works: int
    draws: int
    seed: int
    release: Invented = field(default_factory=lambda: Invented("simulated"))

    @property
    def definitions(self) -> tuple[str, ...]:
        """Names of the options of ``ai_definition``."""
        return self.pool.definitions

    def citations(self, tables: Collection[str]) -> tuple[str, ...]:
        """Whom to cite: nobody, and that is said."""
        del tables
        return ("simulated, not data",)

    @staticmethod
    def of(world: World, *, works: int, draws: int, seed: int) -> Sample:
        """Draw works of a world and pool them.

        The seed names both the works and the bootstrap draws, which have independent streams.
        """
        tables = draw(world, works=works, seed=seed)
        return Sample.from_tables(tables, world.definitions, draws=draws, seed=seed)

    @staticmethod
    def from_tables(
        tables: Mapping[str, pa.Table], definitions: Sequence[Definition], *, draws: int, seed: int
    ) -> Sample:
        """Pool canonical tables in memory."""
        made = merge(pool_chunk(joined(tables, definitions)))
        names = tuple(definition.name for definition in definitions)
        pool = Pool(made["pattern"], made["cell"], made["cell_work"], names)
        return Sample(pool, tables["work"].num_rows, draws, seed)


def joined(tables: Mapping[str, pa.Table], definitions: Sequence[Definition]) -> pa.Table:
    """Authorships with the stratum of their work, in order of work: what is pooled.

    The same rows as the statement of `detente.lake.pooling` gives for drawn tables, whose works
    stand in order and have authors, and none of which is retracted.
    """
    import pyarrow as pa

    work, authorship = tables["work"], tables["authorship"]
    row = pa.array(np.searchsorted(work["work"].to_numpy(), authorship["work"].to_numpy()))
    columns = {
        name: authorship[name]
        for name in ("work", "author", "affiliation", "institution", "country", "corresponding")
    }
    columns |= {name: work[name].take(row) for name in ("date", "year", "type")}
    return pa.table({**columns, "mask": _masks(tables, definitions).take(row)})


def _masks(tables: Mapping[str, pa.Table], definitions: Sequence[Definition]) -> pa.Array:
    """Bit i of a work's mask is set if it meets definition i."""
    import pyarrow as pa

    label = tables["label"]
    names = label["label"].combine_chunks().dictionary_encode()
    place = np.searchsorted(tables["work"]["work"].to_numpy(), label["work"].to_numpy())
    masks = np.zeros(tables["work"].num_rows, np.int64)
    for rule in definition_table(definitions).to_pylist():
        met = np.array([rule["label"] in {"", name} for name in names.dictionary.to_pylist()], bool)
        masks[place[met[names.indices.to_numpy()]]] |= rule["bit"]
    return pa.array(masks)
