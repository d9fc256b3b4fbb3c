"""Rows of the ``model`` table from lists of models, lists of versions and sheets of both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT
from detente.sources.epoch.cells import Days, codes_of, number
from detente.sources.epoch.developers import developer

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from detente.sources._csv import Row
    from detente.sources.epoch.sheets import Sheet

_ACCESS = {
    "Open weights (unrestricted)": "open_unrestricted",
    "Open access (unrestricted)": "open_unrestricted",
    "Open weights (restricted use)": "open_restricted",
    "Open access (restricted use)": "open_restricted",
    "Open weights (non-commercial)": "open_noncommercial",
    "Open access (non-commercial)": "open_noncommercial",
    "API access": "api",
    "Hosted access (no API)": "hosted",
    "Unreleased": "unreleased",
    "": None,
}
_OPEN_OR_CLOSED = {"Open": "open_unspecified", "Closed": "closed_unspecified", "": None}
_YES_NO = {"true": True, "false": False, "": None}


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of a model or of a version of one; None where unknown."""

    model: str
    name: str
    organisation: str | None = None
    countries: str | None = None
    first_country: str | None = None
    headquarters: str | None = None
    date: date | None = None
    date_of: str | None = None
    domains: str | None = None
    access: str | None = None
    training_compute: float | None = None
    distilled: bool | None = None
    notable: bool = False

    def or_else(self, other: Model) -> Model:
        """The same model, with what it does not know taken from another of the same name."""
        developed = self if self.organisation or self.countries else other
        dated = self if self.date is not None else other
        return replace(
            self,
            organisation=developed.organisation,
            countries=developed.countries,
            first_country=developed.first_country,
            headquarters=developed.headquarters,
            date=dated.date,
            date_of=dated.date_of,
            domains=self.domains or other.domains,
            access=self.access or other.access,
            training_compute=self.training_compute or other.training_compute,
            distilled=other.distilled if self.distilled is None else self.distilled,
            notable=self.notable or other.notable,
        )


@dataclass
class Models:
    """Models by identifier as the files of an export give them, and what is worth saying."""

    rows: dict[str, Model] = field(default_factory=dict)
    listed: dict[str, Model] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def add(self, found: Model) -> None:
        """Keep a model; one of the same identifier completes what is known already."""
        known = self.rows.get(found.model)
        self.rows[found.model] = found if known is None else known.or_else(found)

    def add_list(self, sheets: Sequence[Sheet]) -> None:
        """Models of the latest of several lists; the earlier ones are superseded."""
        latest = _latest(sheets)
        for sheet in sheets:
            if sheet is not latest:
                self.notes.append(f"{sheet.path.name} is superseded by {latest.path.name}")
        days = Days(latest, "published")
        for row in latest.rows:
            found = _of_list(latest, row, days)
            if found.model in self.listed:
                raise row.malformed(f"{found.model!r} stands in the list twice")
            self.listed[found.model] = found
            self.add(found)

    def add_versions(self, sheet: Sheet) -> None:
        """Versions of models; what they lack is taken from the list's row of their model."""
        days = Days(sheet, "released")
        seen: set[str] = set()
        for row in sheet.rows:
            version, name = sheet.cell(row, "identifier"), sheet.cell(row, "model")
            if not version:
                raise row.malformed("a version without a name")
            if version in seen:
                raise row.malformed(f"{version!r} stands in the list twice")
            seen.add(version)
            released = days.of(row)
            found = Model(version, name or version, date=released,
                          date_of="version" if released else None)  # fmt: skip
            known = self.rows.get(version)
            dated = replace(found, notable=known is not None and known.notable)
            self.rows[version] = dated if known is None else dated.or_else(known)
            self._complete(version, name, sheet.cell(row, "hub"))

    def add_sheet(self, sheet: Sheet) -> None:
        """Models of a sheet that has their scores beside them."""
        days = Days(sheet, "published")
        for row in sheet.rows:
            model = sheet.cell(row, "model")
            access = _one_of(row, sheet.cell(row, "open_or_closed"), _OPEN_OR_CLOSED)
            released = days.of(row)
            if released is None and access is None:
                self.said["rows without date and access are no models (chance)"] += 1
                continue
            self.add(Model(model, model, date=released, date_of="version" if released else None,
                           access=access, training_compute=_compute(sheet, row)))  # fmt: skip
            self._complete(model, model, "")

    def add_scored(self, model: str, *, published: Model | None = None) -> None:
        """A model that only its scores name, or that stands beside them with what is known."""
        if published is not None:
            self.add(published)
        if model not in self.rows:
            self.said["models that scores name and no list dates"] += 1
            self.rows[model] = Model(model, model)
            self._complete(model, model, "")

    def mark_distilled(self, sheet: Sheet) -> None:
        """Which models were trained on the output of larger ones, by the publisher's judgement."""
        for row in sheet.rows:
            version = sheet.cell(row, "version")
            flag = _one_of(row, sheet.cell(row, "distilled").casefold(), _YES_NO)
            if version in self.rows:
                self.rows[version] = replace(self.rows[version], distilled=flag)

    def _complete(self, version: str, name: str, hub: str) -> None:
        """Developer and openness from the list's row of the model, else from our own coding."""
        found = self.rows[version]
        listed = self.listed.get(name)
        if listed is not None:
            # compute and notability are the model's own, and dates must be the version's
            taken = replace(listed, training_compute=None, notable=False, date=None, date_of=None)
            found = found.or_else(taken)
        coded = developer(version, hub) or developer(name, hub)
        if not (found.organisation or found.countries):
            if coded is None:
                self.said["models whose developer is unknown"] += 1
            else:
                self.said["models whose developer is taken from our own coding"] += 1
                found = replace(
                    found,
                    organisation=coded.organisation,
                    countries=";".join(coded.countries) or None,
                    first_country=coded.countries[0] if coded.countries else None,
                    headquarters=coded.headquarters or None,
                )
        if found.access is None and coded is not None:
            found = replace(found, access=coded.access or None)
        self.rows[version] = found

    def table_rows(self) -> list[dict[str, Any]]:
        """Rows for the table, in its order."""
        return [
            {name: getattr(row, name) for name in Model.__dataclass_fields__}
            for _, row in sorted(self.rows.items())
        ]


def _latest(sheets: Sequence[Sheet]) -> Sheet:
    def last(sheet: Sheet) -> tuple[date, int, str]:
        days = Days(sheet, "published")
        known = [day for day in map(days.of, sheet.rows) if day is not None]
        if not known:
            raise SourceMalformed(str(sheet.path), why="no model has a date", fix=REPORT)
        return max(known), len(sheet.rows), sheet.path.name

    return max(sheets, key=last)


def _of_list(sheet: Sheet, row: Row, days: Days) -> Model:
    model, printed = sheet.cell(row, "model"), sheet.cell(row, "organisation")
    if not model:
        raise row.malformed("a model without a name")
    codes, first, seat = codes_of(row, sheet.cell(row, "country"), printed)
    published = days.of(row)
    judged = sheet.column("notability") is not None
    notable = bool(sheet.cell(row, "notability")) if judged else "notable" in sheet.stem
    return Model(
        model,
        model,
        organisation=";".join(_listed(printed)) or None,
        countries=";".join(codes) or None,
        first_country=first or None,
        headquarters=seat or None,
        date=published,
        date_of="model" if published else None,
        domains=";".join(part.casefold() for part in _listed(sheet.cell(row, "domain"))) or None,
        access=_one_of(row, sheet.cell(row, "access"), _ACCESS),
        training_compute=_compute(sheet, row),
        notable=notable,
    )


def _listed(text: str) -> Iterable[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _compute(sheet: Sheet, row: Row) -> float | None:
    column = sheet.column("compute")
    return number(row, column) if column is not None else None


def _one_of(row: Row, text: str, known: dict[str, Any]) -> Any:
    if text not in known:
        raise row.malformed(f"{text!r} is none of {', '.join(filter(None, known))}")
    return known[text]
