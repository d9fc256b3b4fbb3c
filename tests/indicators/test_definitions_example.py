"""The worked example of methods §11, through a release: sizes, overlaps, ratios, spread, sign."""

from __future__ import annotations

import pyarrow as pa
import pytest

from detente.core.dimensions import Specification
from detente.core.errors import UsageError
from detente.core.source import Definition, Source
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.lake.store import Store
from detente.tables import authorship, cell, cell_work, label, pattern, work
from examples_io import load

NAMES = ("keyword", "topic", "venue", "arxiv", "classifier")
DEFINITIONS = tuple(Definition(name, name, "example", (name,)) for name in NAMES)
SOURCE = Source(
    "example", "Example", "https://example.org", "CC0", "Example.", "never",
    ("work", "authorship", "label"), "sixteen works", definitions=DEFINITIONS,
)  # fmt: skip


@pytest.fixture(scope="module")
def example():
    return load("11_ai_definition")


@pytest.fixture(scope="module")
def dataset(example, tmp_path_factory):
    items = list(enumerate(example["input"], 1))
    rows = {
        work.TABLE: [{"work": n, "year": 2020, "type": "article"} for n, _ in items],
        authorship.TABLE: [
            {"work": n, "author": 1, "affiliation": 1, "country": item["country"]}
            for n, item in items
        ],
        label.TABLE: [
            {"work": n, "scheme": "example", "label": name, "score": 1.0}
            for n, item in items
            for name in sorted(NAMES)
            if item[name]
        ],
    }
    tables = {t.name: pa.Table.from_pylist(some, t.schema) for t, some in rows.items()}
    folder = tmp_path_factory.mktemp("example")
    with DuckDBEngine(threads=1) as engine, Store(folder).begin({}, code="") as making:
        for table in rows:
            making.part(table.name, table, lambda t=table: tables[t.name])
        pool = build_pool(engine, {name: making.tables.files(name) for name in tables}, DEFINITIONS)
        for module in (pattern, cell, cell_work):
            name = module.TABLE.name
            making.part(name, module.TABLE, lambda n=name: pool[n])
        release = making.finish(Description("example", (SOURCE,)))
    return Dataset(release, DuckDBEngine(threads=1), draws=200)


@pytest.fixture(scope="module")
def rows(dataset):
    measure = run("definitions", dataset, Specification.of())
    return {(r["metric"], r["definition"], r["other"]): r for r in measure.to_dicts()}


def test_sizes_and_overlaps(example, rows):
    expected = example["expected"]
    for name in NAMES:
        assert rows["works", name, None]["value"] == expected["overall"][name]["flagged"]
    for pair, value in expected["pairwise_jaccard"].items():
        one, other = pair.split("-")
        assert rows["jaccard", one, other]["value"] == pytest.approx(value, abs=1e-9)
    assert sum(metric == "jaccard" for metric, *_ in rows) == 10


def test_country_ratios_spread_and_sign(example, rows):
    expected = example["expected"]
    for name, value in expected["ratio_CN_US_raw"].items():
        assert rows["country_ratio", name, None]["value"] == pytest.approx(value, abs=1e-9)
    spread, sign = rows["ratio_spread", None, None], rows["sign_share", None, None]
    assert spread["value"] == pytest.approx(expected["ratio_spread_max_over_min"])
    assert "1 of 5 definitions left out" in spread["note"]
    assert sign["value"] == pytest.approx(expected["sign_share_CN_gt_US"])
    assert (spread["country"], spread["partner"]) == ("CN", "US")


def test_one_country_alone_is_no_ratio(dataset):
    with pytest.raises(UsageError, match="needs two countries"):
        run("definitions", dataset, Specification.of(), country="CN")
