"""A small release in which every column that can hold words of others holds hostile ones.

It is the small release of random works with its facts, lengthened and planted. A new column of free
text is planted by itself; a column whose values our code looks up is named in `LOOKED_UP`, and has
hostile rows beside those it is asked for.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count, cycle, islice
from pathlib import Path

import pyarrow as pa

import evidence
from data.hostile_strings import HOSTILE
from detente.core.discovery import modules
from detente.core.source import Source
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.build import Origin
from detente.lake.dataset import Dataset
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.lake.release import Release
from detente.lake.store import Store
from detente.tables import cell, cell_work, pattern
from small_release import DEFINITIONS, SOURCE, small_world, tables_of

TEXTS = [text for _, text in HOSTILE]
WORKS = 180
DECLARED = {name: module.TABLE for name, module in modules("detente.tables", "TABLE").items()}
POOLED = (pattern.TABLE, cell.TABLE, cell_work.TABLE)
LOOKED_UP = {
    ("figure", "metric"), ("figure", "source"), ("figure", "field"), ("figure", "partner_entity"),
    ("incident", "source"), ("incident", "incident"),
    ("incident_country", "source"), ("incident_country", "incident"),
    ("label", "scheme"), ("label", "label"),
    ("listing", "listing"), ("listing", "list"), ("listing_alias", "listing"),
    ("model", "domains"), ("model", "model"),
    ("obligation", "coder"), ("obligation", "instrument"),
    ("obligation", "family"), ("obligation", "type"),
    ("score", "model"), ("score", "run"), ("score", "benchmark"),
    ("work", "type"), ("work_field", "field"),
}  # fmt: skip
"""Columns in which other rows would not be found again if their values were replaced."""

# patterns that hold nearly any text
OPEN = ("", ".+", ".*[0-9/].*")


def free_columns(name: str) -> list[str]:
    """Columns of a table that any text can stand in, and that nothing is looked up by."""
    return [
        c.name
        for c in DECLARED[name].columns
        if c.type == "string" and not c.options and c.pattern in OPEN
        if (name, c.name) not in LOOKED_UP
    ]


def fitting(text: str, pattern: str) -> str:
    """The text, changed as little as its column's pattern demands."""
    if not pattern or re.fullmatch(pattern, text):
        return text
    return f"{text} 1/2".translate({ord(c): " " for c in "\n\r"})


def hostile_tables() -> dict[str, pa.Table]:
    """The planted tables by name; the same on each call."""
    given = tables_of(small_world(3, WORKS)) | evidence.tables()
    given |= {name: DECLARED[name].empty() for name in ("remark", "quarantine")}
    rows = {name: table.to_pylist() for name, table in given.items()}
    _lengthen(rows)
    _add_looked_up(rows)
    _rename_models(rows)
    return {name: _table(name, _planted(name, found)) for name, found in rows.items()}


def _planted(name: str, rows: list[dict]) -> list[dict]:
    patterns = {c.name: c.pattern for c in DECLARED[name].columns}
    for start, column in enumerate(free_columns(name)):
        # each column begins elsewhere, so that short tables hold more of the texts
        for row, text in zip(rows, islice(cycle(TEXTS), start * 7, None), strict=False):
            row[column] = fitting(text, patterns[column])
    return rows


def _lengthen(rows: dict[str, list[dict]]) -> None:
    """Copies with keys of their own, until a table has a row for each text."""
    fresh = {
        "institution": lambda n: {"institution": 1000 + n},
        "meeting": lambda n: {"meeting": f"other_meeting_{n}"},
        "enforcement": lambda n: {"event": f"other_case_{n}"},
        "instrument": lambda n: {"instrument": f"other_law_{n}", "jurisdiction": "BR"},
        "listing": lambda n: {"listing": f"other {n}"},
        "listing_alias": lambda n: {"listing": f"other {n}"},
        "figure": lambda n: {
            "entity": f"other {n}", "entity_kind": "organisation", "country": None,
            "partner_entity": "", "partner": None, "metric": "papers_full",
        },
    }  # fmt: skip
    for name, changed in fresh.items():
        wanted = max(0, len(TEXTS) - len(rows[name]))
        copies = islice(cycle(list(rows[name])), wanted)
        rows[name] += [{**row, **changed(n)} for n, row in enumerate(copies)]
    for number in range(len(TEXTS)):
        rows["remark"].append({"source": "", "number": number, "kind": "note", "text": ""})
        rows["quarantine"].append(
            {"source": "", "file": "", "line": number, "reason": "", "text": ""}
        )


def _add_looked_up(rows: dict[str, list[dict]]) -> None:
    """Hostile values beside those that are looked up, in rows of their own."""
    works = [row["work"] for row in rows["work"]]
    slashless = (re.sub("/+", "|", text).strip("|") for text in TEXTS)
    for work, text in zip(works, TEXTS, strict=False):
        rows["label"].append({"work": work, "scheme": "area", "label": text, "score": 0.9})
        rows["label"].append({"work": work, "scheme": text, "label": text, "score": 0.9})
    for row, text in zip(rows["work_field"][::3], slashless, strict=False):
        row["field"] = f"cs/{text}"
    for row, text in zip(rows["work"][::3], TEXTS, strict=True):
        row["type"] = text
    figure = rows["figure"][0]
    for text in TEXTS:
        about = dict.fromkeys(("source", "metric", "field", "partner_entity"), text)
        rows["figure"].append({**figure, **about})
        rows["figure"].append({**figure, "field": text})
    obligation = rows["obligation"][0]
    for article, text in zip(count(500), TEXTS, strict=False):
        rows["obligation"].append(
            {**obligation, "article": article, "type": text, "family": text, "coder": text}
        )


def _rename_models(rows: dict[str, list[dict]]) -> None:
    """Models and benchmarks by hostile names, the same wherever they are named."""
    names = sorted({row["model"] for row in rows["model"]})
    benchmarks = sorted({row["benchmark"] for row in rows["score"]})
    named = {old: _numbered(place) for place, old in enumerate(names)}
    marked = {old: TEXTS[place * 9] for place, old in enumerate(benchmarks)}
    for row in rows["model"]:
        row["model"] = named[row["model"]]
    for place, row in enumerate(rows["model"]):
        if place % 5 == 0:
            row["domains"] = TEXTS[place % len(TEXTS)]
    for place, row in enumerate(rows["score"]):
        row["model"], row["benchmark"] = named[row["model"]], marked[row["benchmark"]]
        row["run"] = f"{row['run']} {TEXTS[place % len(TEXTS)]}"


def _numbered(place: int) -> str:
    """The texts once, then again with numbers, since names are keys."""
    again, which = divmod(place, len(TEXTS))
    return f"{TEXTS[which]} {again}" if again else TEXTS[which]


def _table(name: str, rows: list[dict]) -> pa.Table:
    declared = DECLARED[name]
    columns = {c.name: [row.get(c.name) for row in rows] for c in declared.columns}
    made = declared.check(pa.table(columns, schema=declared.schema), origin="hostile")
    return made.sort_by([(column, "ascending") for column in declared.sort or declared.key])


def sources() -> tuple[Source, ...]:
    """One that brings the tables and is cited for them, and one more for each text."""
    several = " ".join(text for kind, text in HOSTILE if kind != "long")
    main = replace(
        SOURCE,
        title=TEXTS[0], url="javascript:window.pwned=1", licence=TEXTS[16], citation=several,
        cadence=TEXTS[30], coverage=TEXTS[36], known_gaps=tuple(TEXTS),
        definitions=tuple(replace(d, title=f"{d.title} {several}") for d in DEFINITIONS),
    )  # fmt: skip
    others = (
        replace(
            SOURCE, name=f"other_{number}", title=text, url=text, licence=text, citation=text,
            cadence=text, coverage=text, tables=("remark",), known_gaps=(text,), definitions=(),
        )
        for number, text in enumerate(TEXTS)
    )  # fmt: skip
    return (main, *others)


def hostile_release(lake: Path) -> Release:
    """Publish the planted tables as the release of a lake."""
    given = hostile_tables()
    origin = Origin(sources=(SOURCE.name,))
    with DuckDBEngine() as engine, Store(lake).begin({"hostile": "1"}, code="hostile") as making:
        for name, table in given.items():
            making.part(name, DECLARED[name], lambda t=table: t, origin=origin)
        files = {name: making.tables.files(name) for name in ("work", "authorship", "label")}
        pooled = build_pool(engine, files, DEFINITIONS)
        for table in POOLED:
            making.part(table.name, table, lambda t=table: pooled[t.name], origin=origin)
        said = Description("hostile", sources(), tuple(TEXTS), TEXTS[34])
        return making.finish(said)


def hostile_dataset(lake: Path, *, draws: int = 20) -> Dataset:
    """The planted release, open for questions."""
    return Dataset(hostile_release(lake), DuckDBEngine(threads=1), draws=draws)
