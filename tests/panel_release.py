"""A release whose works are those of a planted panel: institutions, a list of them, and papers."""

from __future__ import annotations

import hashlib
import random
from datetime import date

import numpy as np
import pyarrow as pa

from detente.core.source import Definition, Source
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.dataset import Dataset
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.lake.store import Store
from detente.tables import (
    authorship,
    cell,
    cell_work,
    institution,
    label,
    listing,
    listing_alias,
    pattern,
    work,
    work_field,
)

OWN, PARTNER, PLACEBO, REST = "CN", "US", "JP", "GB"
# what a paper of each kind has beside the entity
BESIDE = {"joint": [PARTNER], "placebo": [PLACEBO], "domestic": [], "rest": [REST]}
FACTS = (institution, listing, listing_alias, work_field)
SOURCE = Source(
    name="ncses",
    title="Invented papers",
    url="https://example.org",
    licence="CC0",
    citation="Nobody (2024). Invented papers.",
    cadence="never",
    tables=("work", "authorship", "label", "institution", "listing", "listing_alias", "work_field"),
    coverage="what a random generator says",
    definitions=(Definition("all", "All", "area"),),
)


def invented_names(size):
    """Names that no two organisations could be confused by."""
    chance = random.Random(7)

    def word():
        return "".join(chance.choice("bdfgklmnprstvz") + chance.choice("aeiou") for _ in range(5))

    return [f"{word().title()} {word().title()} Institute" for _ in range(size)]


def tables_of(panel):
    """Works, authorships, fields, institutions and the list, of an `EntityPanel`."""
    works, rows, fields = [], [], []
    rest = panel.papers - panel.joint - panel.placebo - panel.domestic
    counts = {"joint": panel.joint, "placebo": panel.placebo, "domestic": panel.domestic,
              "rest": rest}  # fmt: skip
    for kind, beside in BESIDE.items():
        for entity, place in np.argwhere(np.nan_to_num(counts[kind]) > 0):
            for _ in range(int(counts[kind][entity, place])):
                number = len(works) + 1
                works.append({"work": number, "year": int(panel.years[place]), "type": "article"})
                shares = zip(("one", "other"), panel.mix[entity], strict=True)
                fields += [{"work": number, "field": name, "weight": float(w)}
                           for name, w in shares]  # fmt: skip
                homes = [(int(panel.entity[entity]), OWN), *((None, code) for code in beside)]
                rows += [
                    {"work": number, "author": author, "affiliation": 1, "institution": one,
                     "country": code}
                    for author, (one, code) in enumerate(homes, start=1)
                ]  # fmt: skip
    names = invented_names(len(panel.entity))
    places = [
        {"institution": int(n), "name": name, "country": OWN, "kind": kind}
        for n, name, kind in zip(panel.entity, names, panel.kind, strict=True)
    ]
    listed = [
        (f"e{row}", names[row], int(panel.listed[row]))
        for row in np.flatnonzero(~np.isnan(panel.listed))
    ]
    entries = [
        {"listing": number, "list": "bis-entity-list", "name": name, "entity": name,
         "country": OWN, "kind": "education", "listed_on": date(year, 6, 1)}
        for number, name, year in listed
    ]  # fmt: skip
    aliases = [
        {"listing": number, "name": name, "context": "", "kind": "name", "reference": "made up"}
        for number, name, _ in listed
    ]
    labels = [{"work": w["work"], "scheme": "area", "label": "ai", "score": 1.0} for w in works]
    given = {
        work: works, authorship: rows, label: labels, work_field: fields, institution: places,
        listing: entries, listing_alias: aliases,
    }  # fmt: skip
    return {module.TABLE.name: _table(module.TABLE, found) for module, found in given.items()}


def panel_dataset(folder, panel, *, draws=20, without=()):
    """An open dataset of the papers of a panel, some tables left out."""
    given = {name: t for name, t in tables_of(panel).items() if name not in without}
    digest = hashlib.sha256(repr((panel.joint.tolist(), without)).encode()).hexdigest()
    with DuckDBEngine() as engine, Store(folder).begin({"panel": digest}, code="") as making:
        for module in (work, authorship, label, *FACTS):
            if module.TABLE.name in given:
                making.part(module.TABLE.name, module.TABLE, lambda m=module: given[m.TABLE.name])
        files = {name: making.tables.files(name) for name in ("work", "authorship", "label")}
        pooled = build_pool(engine, files, SOURCE.definitions)
        for module in (pattern, cell, cell_work):
            making.part(module.TABLE.name, module.TABLE, lambda m=module: pooled[m.TABLE.name])
        release = making.finish(Description("panel", (SOURCE,), (), "tests"))
    return Dataset(release, DuckDBEngine(threads=1), draws=draws)


def _table(declared, rows):
    columns = {c.name: [row.get(c.name) for row in rows] for c in declared.columns}
    return declared.check(pa.table(columns, schema=declared.schema), origin="panel")
