"""Rows of the ``score`` table from lists of runs, tables of one benchmark, and sheets of several.

The score of a known benchmark is the column that ``benchmarks.csv`` declares. A table of a
benchmark that is not declared is read if exactly one of the usual columns is there; its scale is
then that of its numbers, and the source says so.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT
from detente.sources.epoch.cells import Days, codes_of, number, share
from detente.sources.epoch.models import Model

if TYPE_CHECKING:
    from detente.sources._csv import Row
    from detente.sources.epoch.models import Models
    from detente.sources.epoch.sheets import Sheet

_USUAL = (
    "Best score (across scorers)", "mean_score", "ECI Score", "Score", "EM", "Accuracy", "Average",
    "Average score", "Overall accuracy", "Challenge score", "Percent correct", "Elo", "ELO",
    "Word error rate", "WER", "Error rate", "Perplexity", "Loss",
)  # fmt: skip
_ERRORS = ("stderr", "Standard error", "Average Standard error", "Accuracy SE")
_LOWER = re.compile(r"\b(error|errors|wer|cer|perplexity|ppl|loss|distance)\b", re.IGNORECASE)
_NOTED_ERROR = re.compile(r"±\s*([\d.]+)")
_CODING = re.compile(
    r"aider|swe|code|coding|cad|cybench|gso|mcbench|terminal|weirdml|metr\b", re.IGNORECASE
)
_VISION = re.compile(r"video|vision|visual|image|vpct|geobench|scienceqa|mmmu|coco", re.IGNORECASE)
_MATHEMATICS = re.compile(r"math|aime|gsm", re.IGNORECASE)


class Declared(NamedTuple):
    """What is known of the table of a benchmark."""

    benchmark: str
    column: str
    error: str
    scale: str


@dataclass
class Scores:
    """Scores as the files of an export give them; ``said`` counts what was left out."""

    models: Models
    rows: list[dict[str, Any]] = field(default_factory=list)
    subjects: dict[str, tuple[str, bool | None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def add_benchmarks(self, sheet: Sheet) -> None:
        """What benchmarks test, and whether developers train for them, as the publisher judges."""
        for row in sheet.rows:
            flags = {
                name: row.cells.get(name, "").strip().casefold() == "true"
                for name in ("optimized_for", "is_coding", "is_math")
            }
            coding, mathematics = flags["is_coding"], flags["is_math"]
            subject = "general" if coding == mathematics else "coding" if coding else "mathematics"
            self.subjects[sheet.cell(row, "benchmark")] = subject, flags["optimized_for"]

    def add_runs(self, sheet: Sheet) -> None:
        """Runs of several benchmarks, one a row, each a fraction with its standard error."""
        column = sheet.column("best") or ""
        for row in sheet.rows:
            if row.cells.get("Status", "Success").strip() not in ("Success", ""):
                self.said["runs that did not succeed"] += 1
                continue
            noted = _NOTED_ERROR.search(row.cells.get("Scores", ""))
            task = sheet.cell(row, "task")
            if not task:
                raise row.malformed("a run without a task")
            declared = Declared(task, column, "", "fraction")
            error = float(noted[1]) if noted is not None else None
            self._add(row, sheet, declared, model=sheet.cell(row, "version"), error=error)

    def add_table(self, sheet: Sheet) -> None:
        """Runs of one benchmark."""
        declared = _declared(sheet)
        if sheet.stem not in _tables():
            self.notes.append(
                f"{sheet.path.name} is no known benchmark: read from {declared.column!r} as "
                f"{declared.scale}"
            )
        beside = _beside(sheet)
        for row in sheet.rows:
            model = sheet.cell(row, "version") or sheet.cell(row, "name")
            if not model:
                self.said["scores of nobody"] += 1
                continue
            if beside is not None and sheet.cell(row, "version"):
                self.models.add_scored(model, published=_published(sheet, row, beside))
            error = share(row, declared.error, declared.scale) if declared.error else None
            self._add(row, sheet, declared, model=model, error=error)

    def add_sheet(self, sheet: Sheet) -> None:
        """Scores in several benchmarks beside each model."""
        columns = [_columns()[name] for name in sheet.header if name in _columns()]
        if not columns:
            names = ", ".join(sorted(_columns()))
            raise SourceMalformed(
                str(sheet.path), why=f"it has no column of a known benchmark: {names}", fix=REPORT
            )
        for row in sheet.rows:
            model = sheet.cell(row, "model")
            if model in self.models.rows:
                for declared in columns:
                    if row[declared.column].strip():
                        self._add(row, sheet, declared, model=model, error=None)

    def _add(
        self, row: Row, sheet: Sheet, declared: Declared, *, model: str, error: float | None
    ) -> None:
        self.models.add_scored(model)
        identifier = next((row.cells[c] for c in ("id", "ID", "UUID") if row.cells.get(c)), "")
        self.rows.append(
            {
                "benchmark": declared.benchmark,
                "model": model,
                "run": f"{sheet.stem}:{row.line}" + (f":{identifier}" if identifier else ""),
                "score": share(row, declared.column, declared.scale),
                "standard_error": error,
                "unit": "points" if declared.scale == "points" else "fraction",
                "higher_is_better": not _LOWER.search(declared.column),
            }
        )

    def table_rows(self) -> list[dict[str, Any]]:
        """Rows for the table, with what each benchmark tests."""
        return [row | self._subject(row["benchmark"]) for row in self.rows]

    def _subject(self, benchmark: str) -> dict[str, Any]:
        """What a benchmark tests: as the publisher judges, and else by what its name says."""
        mathematics = bool(_MATHEMATICS.search(benchmark))
        coding = bool(_CODING.search(benchmark)) and not mathematics
        named = "mathematics" if mathematics else "coding" if coding else "general"
        subject, targeted = self.subjects.get(benchmark, (named, None))
        domain = "vision" if _VISION.search(benchmark) else "language"
        return {"domain": domain, "subject": subject, "targeted": targeted}


def _published(sheet: Sheet, row: Row, days: Days) -> Model:
    model = sheet.cell(row, "version")
    codes, first, seat = codes_of(row, sheet.cell(row, "country"), sheet.cell(row, "organisation"))
    released, column = days.of(row), sheet.column("compute")
    return Model(
        model,
        model,
        organisation=sheet.cell(row, "organisation").replace(",", ";") or None,
        countries=";".join(codes) or None,
        first_country=first or None,
        headquarters=seat or None,
        date=released,
        date_of="version" if released else None,
        training_compute=number(row, column) if column is not None else None,
    )


def _beside(sheet: Sheet) -> Days | None:
    """Dates that stand beside the scores, where the export has no list of versions."""
    return Days(sheet, "released") if sheet.column("released") and sheet.column("country") else None


def _declared(sheet: Sheet) -> Declared:
    found = _tables().get(sheet.stem)
    if found is not None:
        missing = [c for c in (found.column, found.error) if c and c not in sheet.header]
        if missing:
            raise SourceMalformed(
                str(sheet.path),
                why=f"the score of {found.benchmark} should stand in {missing[0]!r}; its columns "
                f"are {', '.join(map(repr, sheet.header))}",
                fix=REPORT,
            )
        return found
    column = next((name for name in _USUAL if name in sheet.header), None)
    if column is None:
        raise SourceMalformed(
            str(sheet.path),
            why=f"no column of scores among {', '.join(map(repr, sheet.header))}",
            fix=f"a table of a benchmark has one of {', '.join(map(repr, _USUAL))}; {REPORT}",
        )
    error = next((name for name in _ERRORS if name in sheet.header), "")
    title = sheet.stem.removeprefix("external_benchmark_").replace("_", " ")
    return Declared(title, column, error, _scale(sheet, column))


def _scale(sheet: Sheet, column: str) -> str:
    """Fraction where no number is above 1, per cent where none is above 100, else points."""
    cells = [row[column].strip() for row in sheet.rows]
    plain = [number(row, column) for row, cell in zip(sheet.rows, cells, strict=True)
             if not cell.endswith("%")]  # fmt: skip
    known = [value for value in plain if value is not None]
    if not known or (min(known) >= 0 and max(known) <= 1):
        return "fraction"
    return "percent" if min(known) >= 0 and max(known) <= 100 else "points"


@cache
def _tables() -> dict[str, Declared]:
    """Declared benchmarks with a file of their own, by its name."""
    return {line[0]: Declared(*line[1:]) for line in _lines() if line[0]}


@cache
def _columns() -> dict[str, Declared]:
    """Declared benchmarks with a column in a sheet of several, by its name."""
    return {line[2]: Declared(*line[1:]) for line in _lines() if not line[0]}


def _lines() -> list[list[str]]:
    text = (files("detente.sources.epoch") / "benchmarks.csv").read_text(encoding="utf-8")
    return list(csv.reader(text.splitlines()))[1:]
