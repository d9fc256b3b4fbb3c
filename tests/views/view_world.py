"""A small lake with planted works, published figures and models, for looking at commands."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa

from detente.core.source import Definition, Source
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.build import Origin
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.lake.release import Release
from detente.lake.store import Store
from detente.tables import (
    authorship,
    cell,
    cell_work,
    figure,
    label,
    model,
    pattern,
    remark,
    score,
    work,
)
from evidence import lag

AREAS = ("machine_learning", "vision", "language", "robotics")
SOURCE = Source(
    name="planted",
    title="Planted papers",
    url="https://example.org/planted",
    licence="CC0",
    citation="Nobody (2024). Planted papers.",
    cadence="never",
    tables=("work", "authorship", "label", "figure", "model", "score"),
    coverage="what a random generator says",
    known_gaps=("nothing of it happened",),
    definitions=(
        Definition("all", "every venue", "venue_area"),
        *(Definition(area, area.replace("_", " "), "venue_area", (area,)) for area in AREAS),
    ),
)
WORKS = 600
YEARS = range(2013, 2024)
COUNTRIES = ("US", "CN", "GB", "DE", "HK", "JP", None)
WEIGHTS = (30, 26, 10, 8, 6, 5, 9)
TABLES = (work, authorship, label, figure, model, score)


def planted() -> dict[str, pa.Table]:
    """Rows of every table; the same on each call."""
    chance = random.Random(7)
    works, authors, labels = [], [], []
    for number in range(WORKS):
        year = chance.choice(list(YEARS))
        works.append(
            dict.fromkeys(work.TABLE.schema.names)
            | {"work": number, "year": year, "type": chance.choice(["article"] * 5 + ["editorial"])}
        )
        labels.append(
            {"work": number, "scheme": "venue_area", "label": chance.choice(AREAS), "score": 1.0}
        )
        for position in range(1, 2 + chance.randrange(4)):
            (country,) = chance.choices(COUNTRIES, WEIGHTS)
            authors.append(
                dict.fromkeys(authorship.TABLE.schema.names)
                | {"work": number, "author": position, "affiliation": 1, "country": country}
            )
    rows = {"work": works, "authorship": authors, "label": labels, "figure": figures()}
    schemas = {t.TABLE.name: t.TABLE.schema for t in TABLES}
    made = {name: pa.Table.from_pylist(given, schemas[name]) for name, given in rows.items()}
    return made | lag.tables(seed=1)


def figures() -> list[dict[str, object]]:
    """Published figures with a tie, a suppressed pair, a zero, a bloc and an incomplete year."""
    names = {"US": "United States", "CN": "China", "GB": "United Kingdom", "DE": "Germany"}
    pairs = {("US", "CN"): 90, ("US", "GB"): 90, ("US", "DE"): 12, ("CN", "GB"): 40,
             ("CN", "DE"): None, ("GB", "DE"): 0}  # fmt: skip
    rows = []
    for (a, b), value in pairs.items():
        for one, other in ((a, b), (b, a)):
            rows.append(
                _figure("joint_papers", names[one], one, value, other=(names[other], other))
            )
    for code, value in {"US": 300, "CN": 280, "GB": 120, "DE": 0}.items():
        rows.append(_figure("papers_full", names[code], code, value))
        rows.append(_figure("international_papers", names[code], code, value // 2))
        for year in (2021, 2022):
            status = "incomplete" if year == 2022 else "complete"
            rows.append(_figure("papers_full", names[code], code, value // 10, years=(year, year),
                                status=status))  # fmt: skip
    rows.append(_figure("papers_full", "Hong Kong", "HK", 9, years=(2021, 2021)))
    rows.append(_figure("papers_full", "EU-27", None, 500, kind="bloc"))
    rows.append(_figure("papers_fractional", "United States", "US", 250.5))
    return rows


def _figure(metric, entity, country, value, *, other=("", None), years=(2013, 2022),
            status="complete", kind="country"):  # fmt: skip
    return {
        "source": "ncses", "metric": metric, "entity": entity, "entity_kind": kind,
        "country": country, "partner_entity": other[0], "partner": other[1], "field": "All",
        "first_year": years[0], "last_year": years[1], "value": value, "unit": "papers",
        "counting": "fractional" if metric.endswith("_fractional") else "full",
        "status": "suppressed" if value is None else status,
    }  # fmt: skip


def make_lake(path: Path) -> Release:
    """Publish the planted rows as a release."""
    rows = planted()
    with Store(path).begin({"planted": "1"}, code="view world") as making, DuckDBEngine() as engine:
        origin = Origin(sources=(SOURCE.name,))
        for table in TABLES:
            name = table.TABLE.name
            sort = [(column, "ascending") for column in table.TABLE.sort]
            making.part(name, table.TABLE, lambda n=name, s=sort: rows[n].sort_by(s), origin=origin)
        making.part("remark", remark.TABLE, remark.TABLE.empty, origin=origin)
        relations = {name: making.tables.files(name) for name in ("work", "authorship", "label")}
        pool = build_pool(engine, relations, SOURCE.definitions)
        for table in (pattern, cell, cell_work):
            name = table.TABLE.name
            making.part(name, table.TABLE, lambda n=name: pool[n], origin=origin)
        return making.finish(Description("planted", (SOURCE,), ("two papers were left out",)))
