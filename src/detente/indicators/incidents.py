"""Reported AI incidents by country, kind and month: what was reported, not what happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import DataMissing, UnknownName
from detente.core.indicator import Indicator, Metric
from detente.indicators.located import counted_as, need_own
from detente.indicators.resampled import EVENT_INTERVAL, event_weights, summed
from detente.indicators.rows import About, joined, ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.indicators.tally import Tally
    from detente.lake.dataset import Dataset

    Mask = NDArray[np.bool_]

MINIMUM = 25
CAVEAT = "reported, not all there were: a mostly English press that watches some countries more"
KINDS = ("all", "misuse", "fraud", "false_news")
_GROUPS = ("total", "year", "month")
_NONE = "none reported is not none"
_TOO_FEW = f"insufficient data: fewer than {MINIMUM} incidents of known country"
_BASES = {
    "text": {"text"},
    "text_or_deployer": {"text", "deployer"},
    "text_or_seat": {"text", "deployer", "developer"},
}

INDICATOR = Indicator(
    title="Reported incidents",
    question="Where are AI incidents reported, of what kind, month by month?",
    metrics=(
        Metric("incidents", "Reported incidents", "incidents",
               "incidents of the country and kind; one of several countries counts for each"),
        Metric("incident_share", "Share of reported incidents", "share",
               "incidents of the country / incidents of known country", 0.0, 1.0),
        Metric("incident_share_least", "Share, if no unknown one is the country's", "share",
               "incidents of the country / all incidents", 0.0, 1.0),
        Metric("incident_share_most", "Share, if every unknown one is the country's", "share",
               "(incidents of the country + of unknown country) / all incidents", 0.0, 1.0),
    ),
    grain=("country", "kind", "year", "month"),
    dimensions=("incident_country", "territory", "period"),
    interval=EVENT_INTERVAL + "; of the least and most shares none: they are bounds",
    minimum_data=f"one incident; of the share {MINIMUM} incidents of known country",
    method="methods §12 Missing country: complete case and worst-case bounds; docs/events.md",
    references=("mcgregor2021", "chamandy2012"),
    tables=("incident", "incident_country"),
)  # fmt: skip


def compute(
    tally: Tally, *, country: str | None = None, kind: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Incidents by country, kind and time.

    Parameters
    ----------
    tally : Tally
        Gives the dataset and the specification.
    country : str, optional
        ISO code; by default the world and every country with an incident in the group.
    kind : {"all", "misuse", "fraud", "false_news"}, optional
        Every kind by default. The last two are parts of misuse.
    by : {"total", "year", "month"}
        Whether to split by time.

    Raises
    ------
    UnknownName
        There is no such kind or grouping.
    UsageError
        Under the territory policy the country's incidents count for another.
    DataMissing
        The release has no incidents.
    """
    if by not in _GROUPS:
        raise UnknownName("grouping of incidents", by, _GROUPS)
    if kind is not None and kind not in KINDS:
        raise UnknownName("kind of incident", kind, KINDS)
    rows = _incidents(tally.dataset, tally.specification)
    if country is not None:
        need_own(country, [row["date"] for row in rows], tally.specification)
    weights = event_weights([f"{row['source']} {row['incident']}" for row in rows], tally.dataset)
    cells = _cells(rows, kinds=KINDS if kind is None else (kind,), by=by, country=country)
    return _tables(cells, rows, weights) if cells else []


def _incidents(dataset: Dataset, specification: Specification) -> list[dict[str, Any]]:
    """Incidents of the period in order of their names, each with its countries."""
    from detente.tables import incident, incident_country

    dataset.need("incident", "incident_country")
    bases = _BASES[specification["incident_country"]]
    codes: dict[tuple[str, str], set[str]] = {}
    for row in dataset.release.table(incident_country.TABLE).to_pylist():
        if row["basis"] in bases:
            codes.setdefault((row["source"], row["incident"]), set()).add(row["country"])
    found = [
        row
        for row in dataset.release.table(incident.TABLE).to_pylist()
        if row["date"].year in specification.period
    ]
    if not found:
        raise DataMissing(
            f"release {dataset.release.id} has no incident in {specification.period}",
            fix="ask for other years, e.g. --period all",
        )
    for row in found:
        named = codes.get((row["source"], row["incident"]), set())
        row["countries"] = counted_as(named, row["date"], specification)
    return sorted(found, key=lambda row: (row["source"], row["incident"]))


def _cells(
    rows: Sequence[Mapping[str, Any]], *, kinds: Sequence[str], by: str, country: str | None
) -> list[tuple[str | None, str, int | None, str | None]]:
    """(country, kind, year, month) of every row: those asked for, or all that occur."""
    times = sorted({_time(row["date"], by) for row in rows}, key=str)
    found: list[tuple[str | None, str, int | None, str | None]] = []
    for kind in kinds:
        for time in times:
            inside = [row for row in rows if _time(row["date"], by) == time and _is(row, kind)]
            seen = sorted({code for row in inside for code in row["countries"]})
            codes = [None, *seen] if country is None else [country]
            found += [(code, kind, *time) for code in codes]
    return found


def _time(day: date, by: str) -> tuple[int | None, str | None]:
    year = None if by == "total" else day.year
    return year, f"{day:%Y-%m}" if by == "month" else None


def _is(row: Mapping[str, Any], kind: str) -> bool:
    return kind == "all" or bool(row[kind])


def _tables(
    cells: Sequence[tuple[str | None, str, int | None, str | None]],
    rows: Sequence[Mapping[str, Any]],
    weights: NDArray[np.float64],
) -> list[pa.Table]:
    masks = _masks(cells, rows)
    everything, unlocated, own = (summed(mask, weights) for mask in masks)
    located = everything - unlocated
    grain = dict(zip(INDICATOR.grain, map(list, zip(*cells, strict=True)), strict=True))
    unknown = np.asarray(ratio(unlocated[:, 0], everything[:, 0]))
    notes = [joined("" if count else _NONE, CAVEAT) for count in own[:, 0]]
    about = About(grain, own[:, 0], unknown, notes)
    of_country = np.array([cell[0] is not None for cell in cells])
    tables = [about.rows("incidents", own)]
    if not of_country.any():
        return tables
    kept = np.flatnonzero(of_country)
    some = {name: [column[i] for i in kept] for name, column in grain.items()}
    share = ratio(own, located)[kept]
    share[located[kept, 0] < MINIMUM] = np.nan
    notes = [notes[i] for i in kept]
    known = About(some, located[kept, 0], unknown[kept], notes)
    total = About(some, everything[kept, 0], unknown[kept], notes)
    empty = ["" if size else "undefined: no incident" for size in everything[kept, 0]]
    bounds = {
        "incident_share_least": own[:, 0],
        "incident_share_most": own[:, 0] + unlocated[:, 0],
    }
    return [
        *tables,
        known.rows("incident_share", share, undefined=_TOO_FEW),
        *(
            total.plain(
                name,
                ratio(count, everything[:, 0])[kept],
                note=[joined(*both) for both in zip(empty, notes, strict=True)],
            )
            for name, count in bounds.items()
        ),
    ]


def _masks(
    cells: Sequence[tuple[str | None, str, int | None, str | None]],
    rows: Sequence[Mapping[str, Any]],
) -> tuple[Mask, Mask, Mask]:
    """Of each cell the incidents of its kind and time, those without country, and its own."""
    kinds = {kind: np.array([_is(row, kind) for row in rows]) for kind in KINDS}
    times = np.array([[str(row["date"].year), f"{row['date']:%Y-%m}"] for row in rows])
    located = np.array([bool(row["countries"]) for row in rows])
    codes = {cell[0] for cell in cells}
    members = {code: np.array([code in row["countries"] for row in rows]) for code in codes}
    everything, own = np.ones((2, len(cells), len(rows)), bool)
    for place, (code, kind, year, month) in enumerate(cells):
        everything[place] = kinds[kind]
        if year is not None:
            everything[place] &= times[:, 0] == str(year)
        if month is not None:
            everything[place] &= times[:, 1] == month
        own[place] = everything[place] & (members[code] if code is not None else True)
    return everything, everything & ~located, own
