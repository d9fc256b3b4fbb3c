"""A literature pooled in memory: what indicators of scored works are given, without a disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, cast

import numpy as np

from detente.lake.scores import Scores
from detente.lake.work_pool import WorkPool
from detente.simulate.cited_tables import tables_of
from detente.simulate.sample import Sample

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pyarrow as pa

    from detente.engine.protocol import Engine
    from detente.lake.dataset import Dataset
    from detente.lake.pool import Pool
    from detente.simulate.literature import Literature


@dataclass(frozen=True, slots=True)
class InventedTables:
    """Stands where a release would: tables in memory, which come from no release."""

    tables: Mapping[str, pa.Table]
    id: str = "simulated"

    def has(self, name: str) -> bool:
        """Whether there is a table of that name."""
        return name in self.tables

    def rows(self, name: str) -> int:
        """Rows of a table."""
        return int(self.tables[name].num_rows)


@dataclass(eq=False, frozen=True)
class CitedSample:
    """Works with citations, and the number and seed of bootstrap draws, as a Dataset has them.

    Attributes
    ----------
    release : InventedTables
    pool : Pool
    engine : Engine
        Where the statements run that a release would be asked.
    draws, seed : int
    """

    release: InventedTables
    pool: Pool
    engine: Engine
    draws: int
    seed: int

    def citations(self, tables: Collection[str]) -> tuple[str, ...]:
        """Whom to cite: nobody, and that is said."""
        del tables
        return ("simulated, not data",)

    @staticmethod
    def of(literature: Literature, engine: Engine, *, draws: int, seed: int) -> CitedSample:
        """Pool the record of a literature.

        The indicators are given the same tables as those of a release of it.
        """
        tables = tables_of(literature)
        definitions = literature.world.world.definitions
        pool = Sample.from_tables(tables, definitions, draws=draws, seed=seed).pool
        return CitedSample(InventedTables(tables), pool, engine, draws, seed)

    @property
    def definitions(self) -> tuple[str, ...]:
        """Names of the options of ``ai_definition``."""
        return self.pool.definitions

    def query(self, statement: str, *names: str) -> pa.Table:
        """Run a portable statement over the named tables."""
        return self.engine.query(statement, {name: self.release.tables[name] for name in names})

    @cached_property
    def work_pool(self) -> WorkPool:
        """The works one by one, with what is known of each."""
        works = np.sort(self.pool.cell_work["work"].to_numpy())
        # it asks for what a Dataset has and this has too: a release, statements over it
        return WorkPool.of(self.pool, Scores(cast("Dataset", self), works))
