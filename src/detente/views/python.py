"""The Python view: a lake that checks claims and whose methods are the indicators."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.dimensions import DIMENSIONS, Specification

if TYPE_CHECKING:
    from collections.abc import Callable
    from os import PathLike

    from detente.claims.finding import Finding
    from detente.core.measure import Measure
    from detente.engine.protocol import Engine
    from detente.lake.dataset import Dataset


class Lake:
    """An open lake.

    Every indicator is a method: ``lake.output(by="year")``, ``lake.collaboration(country="US")``.
    Keyword arguments that name a dimension make the specification (``territory="hk_mo_with_cn"``);
    the others are filters of the indicator.
    """

    def __init__(
        self,
        path: str | PathLike[str],
        *,
        release: str | None = None,
        engine: Engine | None = None,
    ) -> None:
        self.path = Path(path)
        self._release, self._engine = release, engine

    @cached_property
    def dataset(self) -> Dataset:
        """The verified tables of the release, with an engine."""
        from detente.engine.deferred import DeferredDuckDB
        from detente.lake.dataset import Dataset
        from detente.lake.store import Store
        from detente.sources.supply import supply

        store = Store(self.path)
        release = store.current() if self._release is None else store.release(self._release)
        return Dataset(release, self._engine or DeferredDuckDB(), supply=supply)

    @property
    def release(self) -> str:
        """Name of the release that is read."""
        return self.dataset.release.id

    def show(self, name: str, **arguments: Any) -> Measure:
        """Compute an indicator by name; see the class for the arguments."""
        from detente.indicators.run import run

        dimensions = {d.name for d in DIMENSIONS}
        choices = {key: value for key, value in arguments.items() if key in dimensions}
        filters = {key: value for key, value in arguments.items() if key not in dimensions}
        return run(name, self.dataset, Specification.of(choices), **filters)

    def check(self, claim: str) -> Finding:
        """Check a claim: an identifier of the book, or a sentence like "CN is US's no. 1 partner".

        Returns
        -------
        Finding
            One verdict for each statement of the claim, with its specifications, their classes and
            estimates, and what decides.

        Raises
        ------
        UnknownName
            The book has no claim of that name, or the claim names an option that the release has
            not.
        ClaimUnreadable
            The sentence is not a claim of the grammar.
        """
        from detente.claims.evaluate import evaluate
        from detente.claims.typed import claim_of

        definitions = self.dataset.release.manifest.definitions
        return evaluate(claim_of(claim, definitions=definitions), self.dataset)

    def __getattr__(self, name: str) -> Callable[..., Measure]:
        if name.startswith("_") or name not in self._indicators:
            raise AttributeError(
                f"a lake has no '{name}'; its indicators are " + ", ".join(self._indicators)
            )
        return partial(self.show, name)

    @property
    def _indicators(self) -> tuple[str, ...]:
        from detente.core.discovery import modules

        return tuple(modules("detente.indicators", "INDICATOR"))

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._indicators]
