"""A release, an engine and the bootstrap settings: what every computation is given."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import DataMissing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    import pyarrow as pa

    from detente.engine.protocol import Engine
    from detente.lake.pool import Pool
    from detente.lake.release import Release
    from detente.lake.work_pool import WorkPool

DRAWS = 1000
SEED = 20240


@dataclass(eq=False)
class Dataset:
    """Verified tables of one release, and the engine that runs statements over them.

    Attributes
    ----------
    release : Release
    engine : Engine
    draws, seed : int
        Bootstrap draws and the seed that names them.
    pool_again : bool
        Pool the works on the engine instead of reading the pool that the release carries. Both give
        the same tables; this is for checking that, and for engines under test.
    supply : callable
        What would bring tables that are not there, for the reader who asks for them: a lake knows
        no sources.
    """

    release: Release
    engine: Engine
    draws: int = DRAWS
    seed: int = SEED
    pool_again: bool = False
    supply: Callable[[Sequence[str]], str] = lambda _tables: "`detente sources` says who has it"
    memory: dict[object, object] = field(default_factory=dict, repr=False)

    @property
    def definitions(self) -> tuple[str, ...]:
        """Names of the options of ``ai_definition`` in this release."""
        return tuple(definition.name for definition in self.release.manifest.definitions)

    def citations(self, tables: Collection[str]) -> tuple[str, ...]:
        """How to cite the sources that brought these tables of the release."""
        sources = self.release.manifest.description.sources
        found = [citation for source in sources for citation in source.citations(tables)]
        return tuple(dict.fromkeys(found))

    def query(self, statement: str, *tables: str) -> pa.Table:
        """Run a portable statement over the named tables of the release."""
        return self.engine.query(statement, {name: self.release.files(name) for name in tables})

    def need(self, *tables: str) -> None:
        """Raise unless the release has the tables.

        Raises
        ------
        DataMissing
            A table is not part of the release.
        """
        missing = [name for name in tables if not self.release.has(name)]
        if missing:
            raise DataMissing(
                f"release {self.release.id} has no table " + ", ".join(missing),
                fix=self.supply(missing),
            )

    @cached_property
    def pool(self) -> Pool:
        """The pooled works, from the release or made again by the engine."""
        from detente.lake.pool import Pool
        from detente.lake.pooling import build_pool
        from detente.tables import cell, cell_work, pattern

        if self.pool_again:
            names: Sequence[str] = ("work", "authorship", "label")
            self.need(*names)
            relations = {name: self.release.files(name) for name in names}
            made = build_pool(self.engine, relations, self.release.manifest.definitions)
        else:
            declared = (pattern.TABLE, cell.TABLE, cell_work.TABLE)
            self.need(*(table.name for table in declared))
            made = {table.name: self.release.table(table) for table in declared}
        return Pool(made["pattern"], made["cell"], made["cell_work"], self.definitions)

    @cached_property
    def work_pool(self) -> WorkPool:
        """The works one by one, with what is known of each."""
        from detente.lake.scores import Scores
        from detente.lake.work_pool import WorkPool

        works = np.sort(self.pool.cell_work["work"].to_numpy())
        return WorkPool.of(self.pool, Scores(self, works))
