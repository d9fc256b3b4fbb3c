"""Which figures and which verdicts differ between two releases."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.claims.claim import book
from detente.claims.evaluate import evaluate
from detente.core.dimensions import Specification
from detente.core.errors import DetenteError
from detente.indicators.run import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from detente.claims.finding import AtomFinding
    from detente.lake.dataset import Dataset

# What every comparison asks, under the usual choices.
QUESTIONS: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("output", {}),
    ("collaboration", {"country": "US", "partner": "CN"}),
    ("strength", {"country": "US", "partner": "CN"}),
    ("concentration", {}),
    ("coverage", {}),
    ("definitions", {}),
)
# Of every pair of definitions, which would bury the rest; `detente show definitions` has them.
LEFT_OUT = frozenset({"jaccard"})
SAME = 1e-9

Key = tuple[Any, ...]
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that differs, or that one release alone has.

    Attributes
    ----------
    indicator, metric, unit : str
    about : str
        Values of the grain that are set, e.g. ``US, CN``.
    before, after : float or None
        None where it is unknown or not there.
    beyond : bool
        Whether the new value lies outside the interval that the old one had.
    note : str
        Why there is no figure, where there is none.
    """

    indicator: str
    metric: str
    unit: str
    about: str
    before: float | None
    after: float | None
    beyond: bool
    note: str = ""

    @property
    def size(self) -> float:
        """How large the change is beside the figure; infinite where one of the two is missing."""
        if self.before is None or self.after is None:
            return math.inf
        largest = max(abs(self.before), abs(self.after))
        return abs(self.after - self.before) / largest if largest else 0.0


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """The verdict of one statement of the book in both releases.

    Attributes
    ----------
    claim, statement : str
    before, after : str
        Name and qualifier, or why there is no verdict.
    support_before, support_after : float or None
        Share of the definitions that support it.
    turned : bool
        Whether the verdict is another one.
    """

    claim: str
    statement: str
    before: str
    after: str
    support_before: float | None
    support_after: float | None
    turned: bool


def compare_figures(
    earlier: Dataset,
    later: Dataset,
    *,
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[list[FigureChange], int]:
    """Figures that differ, the largest changes first, and how many were compared."""
    changes: list[FigureChange] = []
    compared = 0
    for name, filters in QUESTIONS:
        progress(f"computing {name} twice")
        old, new = (_rows(name, dataset, filters) for dataset in (earlier, later))
        compared += len({*old, *new})
        for key in dict.fromkeys([*new, *old]):
            change = _figure(name, key, (old.get(key), new.get(key)))
            changes += [change] if change else []
    return sorted(changes, key=lambda c: (not c.beyond, -c.size)), compared


def compare_verdicts(
    earlier: Dataset,
    later: Dataset,
    *,
    progress: Callable[[str], None] = lambda _step: None,
) -> tuple[list[VerdictChange], int]:
    """Verdicts of the book that turned or moved, and how many statements were compared."""
    changes = []
    compared = 0
    for name, claim in book().items():
        progress(f"checking {name} twice")
        old, new = (_verdicts(name, dataset) for dataset in (earlier, later))
        for family in claim.families:
            compared += 1
            (before, share_before), (after, share_after) = old[family], new[family]
            turned = before != after
            moved = (
                share_before is not None
                and share_after is not None
                and not _equal(share_before, share_after)
            )
            if turned or moved:
                changes.append(
                    VerdictChange(name, family, before, after, share_before, share_after, turned)
                )
    return sorted(changes, key=lambda c: not c.turned), compared


def _rows(name: str, dataset: Dataset, filters: Mapping[str, str]) -> dict[Key, Row]:
    """Rows by metric and grain; one row that says why, where there is no answer."""
    try:
        measure = run(name, dataset, Specification.of(), **filters)
    except DetenteError as problem:
        return {("", ""): {"unit": "", "note": _without_name(problem, dataset)}}
    units = {metric.name: metric.unit for metric in measure.indicator.metrics}
    rows: dict[Key, Row] = {}
    for row in measure.to_dicts():
        if row["metric"] in LEFT_OUT:
            continue
        about = ", ".join(str(row[g]) for g in measure.indicator.grain if row[g] is not None)
        rows[row["metric"], about] = row | {"unit": units[row["metric"]]}
    return rows


def _figure(name: str, key: Key, pair: tuple[Row | None, Row | None]) -> FigureChange | None:
    old, new = (row or {} for row in pair)
    before, after = old.get("value"), new.get("value")
    if before is None and after is None:
        if None not in pair and old.get("note") == new.get("note"):
            return None
    elif before is not None and after is not None and _equal(before, after):
        return None
    unit = (new or old)["unit"]
    if before is not None and after is not None:
        return FigureChange(name, key[0], unit, key[1], before, after, _beyond(old, after))
    missing = new if after is None else old
    note = missing.get("note") or "not in that release"
    return FigureChange(name, key[0], unit, key[1], before, after, beyond=False, note=note)


def _equal(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)


def _beyond(row: Row, value: float) -> bool:
    """Whether a value lies outside the interval of a row, where that has one."""
    low, high = row["low"], row["high"]
    return low is not None and not low - SAME <= value <= high + SAME


def _verdicts(name: str, dataset: Dataset) -> dict[str, tuple[str, float | None]]:
    """Verdict and support of each statement of a claim, or why there is none."""
    claim = book()[name]
    try:
        atoms = evaluate(claim, dataset).atoms
    except DetenteError as problem:
        return dict.fromkeys(
            claim.families, (f"no verdict: {_without_name(problem, dataset)}", None)
        )
    return {
        family: (_named(atom), atom.verdict.shares.supports)
        for family, atom in zip(claim.families, atoms, strict=True)
    }


def _without_name(problem: DetenteError, dataset: Dataset) -> str:
    """What is wrong, in words that are the same for both releases."""
    return problem.what.replace(f"release {dataset.release.id}", "the release")


def _named(atom: AtomFinding) -> str:
    verdict = atom.verdict
    return f"{verdict.name} ({verdict.qualifier})".replace("_", " ")
