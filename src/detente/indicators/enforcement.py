"""State enforcement against the misuse of AI: documented cases, which exist and do not compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownName
from detente.core.indicator import Indicator, Metric
from detente.indicators.located import counted_as, need_own
from detente.indicators.resampled import EVENT_INTERVAL, event_weights, summed
from detente.indicators.rows import About, joined

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from detente.core.dimensions import Specification
    from detente.indicators.tally import Tally
    from detente.lake.dataset import Dataset

    Row = Mapping[str, Any]

CAVEAT = "documented cases, not all there were: countries cannot be compared"
_SILENT = "insufficient data: no case is documented here, which does not mean that there is none"
PEOPLE_HELD = frozenset({"detention", "arrest", "conviction"})
ENFORCEMENT_CHOICES = ("enforcement_acts", "evidence", "territory", "period")

INDICATOR = Indicator(
    title="Enforcement",
    question="Is it documented that a state acted against the misuse of AI?",
    metrics=(
        Metric("documented", "Whether a case is documented", "yes or no",
               "1 if the table has a case; never 0, for silence proves nothing", 0.0, 1.0),
        Metric("cases", "Documented cases", "cases", "cases of the country and kind"),
        Metric("people", "People acted against in documented cases", "persons",
               "sum over cases that say how many"),
    ),
    grain=("country", "kind", "year"),
    dimensions=ENFORCEMENT_CHOICES,
    interval=EVENT_INTERVAL + "; of existence none",
    minimum_data="one case; countries without one have no number",
    method="methods §12 Data quality; docs/events.md",
    references=("chamandy2012",),
    tables=("enforcement",),
)  # fmt: skip


def compute(
    tally: Tally, *, country: str | None = None, kind: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Documented cases by country and kind.

    Parameters
    ----------
    tally : Tally
        Gives the dataset and the specification.
    country : str, optional
        ISO code; every country with a case by default.
    kind : str, optional
        ``false_news``, ``fraud``, ``sexual_abuse``, ``privacy``, ``discrimination`` or ``other``;
        all together by default.
    by : {"total", "kind", "year"}
        Whether to split.

    Raises
    ------
    UnknownName
        There is no such kind or grouping.
    UsageError
        Under the territory policy the country's cases count for another.
    DataMissing
        The release has no table of enforcement.
    """
    if by not in ("total", "kind", "year"):
        raise UnknownName("grouping of enforcement", by, ("total", "kind", "year"))
    rows = [row for row in cases(tally.dataset, tally.specification) if _of_kind(row, kind)]
    if country is not None:
        need_own(country, [row["date"] for row in rows], tally.specification)
        rows = [row for row in rows if row["country"] == country]
    if not rows:
        return _silence(country, kind)
    weights = event_weights([row["event"] for row in rows], tally.dataset)
    places = [_place(row, kind, by) for row in rows]
    cells = sorted(set(places), key=str)
    inside = np.array([[place == cell for place in places] for cell in cells])
    grain = dict(zip(INDICATOR.grain, map(list, zip(*cells, strict=True)), strict=True))
    about = About(grain, inside.sum(axis=1), 0.0, CAVEAT)
    people = np.array([row["people"] or 0 for row in rows], float)
    silent = np.array([row["people"] is None for row in rows])
    counted = summed(inside * people, weights)
    counted[(inside & ~silent).sum(axis=1) == 0] = np.nan
    nobody = "insufficient data: no case says how many"
    return [
        about.plain("documented", np.ones(len(cells)), note=about.note),
        about.rows("cases", summed(inside, weights)),
        about.noting(_unsaid(inside & silent)).rows("people", counted, undefined=nobody),
    ]


def cases(dataset: Dataset, specification: Specification) -> list[dict[str, Any]]:
    """Cases that a specification counts, in order of their names, under its territory policy.

    Raises
    ------
    DataMissing
        The release has no table of enforcement.
    """
    from detente.tables.enforcement import TABLE

    dataset.need("enforcement")
    # two sources may bring the same case: the package's own table and the starter's copy of it
    given = {row["event"]: row for row in dataset.release.table(TABLE).to_pylist()}
    found = [
        row
        for _, row in sorted(given.items())
        if row["date"].year in specification.period
        and (specification["evidence"] == "any" or row["confidence"] == "high")
        and (specification["enforcement_acts"] == "all" or row["action"] in PEOPLE_HELD)
    ]
    for row in found:
        (row["country"],) = counted_as([row["country"]], row["date"], specification)
    return found


def _of_kind(row: Row, kind: str | None) -> bool:
    from detente.tables.enforcement import TABLE

    known = next(column.options for column in TABLE.columns if column.name == "kind")
    if kind is not None and kind not in known:
        raise UnknownName("kind of enforcement", kind, known)
    return kind in (None, row["kind"])


def _place(row: Row, kind: str | None, by: str) -> tuple[str, str | None, int | None]:
    shown = row["kind"] if by == "kind" else kind
    return row["country"], shown, row["date"].year if by == "year" else None


def _unsaid(silent: np.ndarray[Any, Any]) -> list[str]:
    return [f"{n} of the cases do not say how many" if n else "" for n in silent.sum(axis=1)]


def _silence(country: str | None, kind: str | None) -> list[pa.Table]:
    """Nulls: that nothing is documented is not 0."""
    grain: dict[str, Sequence[Any]] = {"country": [country], "kind": [kind], "year": [None]}
    about = About(grain, 0, 0.0)
    return [about.nulls(metric.name, joined(_SILENT, CAVEAT)) for metric in INDICATOR.metrics]
