"""Export and diff as commands; the page of definitions where there are many."""

import csv
import io
import json

import pyarrow as pa
import pytest

from detente.core.indicator import Indicator, Metric
from detente.core.measure import Measure, Provenance
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.definitions import INDICATOR
from detente.indicators.rows import plain
from detente.lake import Store
from detente.lake.build import Origin
from detente.lake.manifest import Description
from detente.lake.pooling import build_pool
from detente.tables import cell, cell_work, pattern
from detente.views.cli.main import main
from detente.views.text.definitions import draw_definitions
from detente.views.text.page import Page
from views.view_world import SOURCE, TABLES, planted


@pytest.fixture
def two_releases(own_lake):
    """The planted release, and one in which China published less: names of both."""
    before = Store(own_lake).current().id
    rows = planted()
    country = rows["authorship"]["country"].to_pylist()
    kept = ["FR" if c == "CN" and n % 2 else c for n, c in enumerate(country)]
    at = rows["authorship"].schema.get_field_index("country")
    rows["authorship"] = rows["authorship"].set_column(
        at, rows["authorship"].schema.field(at), pa.array(kept)
    )
    with Store(own_lake).begin({"planted": "2"}, code="") as making, DuckDBEngine() as engine:
        origin = Origin(sources=(SOURCE.name,))
        for table in TABLES:
            name = table.TABLE.name
            sort = [(column, "ascending") for column in table.TABLE.sort]
            making.part(name, table.TABLE, lambda n=name, s=sort: rows[n].sort_by(s), origin=origin)
        relations = {name: making.tables.files(name) for name in ("work", "authorship", "label")}
        pool = build_pool(engine, relations, SOURCE.definitions)
        for table in (pattern, cell, cell_work):
            name = table.TABLE.name
            making.part(name, table.TABLE, lambda n=name: pool[n], origin=origin)
        after = making.finish(Description("planted", (SOURCE,)))
    return own_lake, before, after.id


def call(capsys, *words):
    capsys.readouterr()
    code = main([str(word) for word in words])
    captured = capsys.readouterr()
    assert captured.err == ""
    return code, captured.out


def test_diff_prints_what_differs_and_why(two_releases, capsys, plain_terminal):
    lake, before, after = two_releases
    words = ("diff", before, after, "--lake", lake, "--draws", 50)
    code, page = call(capsys, *words)
    assert code == 0
    assert max(map(len, page.splitlines())) <= 80
    for said in ("Verdicts:", "Figures:", "Why: records", "authorship", "country", "outside the"):
        assert said in page
    code, text = call(capsys, *words, "--json")
    document = json.loads(text)
    assert (code, document["before"], document["after"]) == (0, before, after)
    (table,) = [t for t in document["tables"] if t["table"] == "authorship"]
    assert table["added"] == table["removed"] == 0
    assert table["columns"] == {"country": table["changed"]}
    papers = [f for f in document["figures"] if (f["metric"], f["about"]) == ("papers", "CN, all")]
    assert papers[0]["after"] < papers[0]["before"]
    assert papers[0]["beyond"]
    code, text = call(capsys, *words, "--csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert list(rows[0]) == ["kind", "name", "what", "before", "after"]
    kinds = {row["kind"] for row in rows}
    assert {"figure", "table", "column", "input"} <= kinds
    assert sum(row["kind"] == "figure" for row in rows) == len(document["figures"])


def test_diff_of_a_release_with_itself(two_releases, capsys, plain_terminal):
    lake, before, _ = two_releases
    code, page = call(capsys, "diff", before, before, "--lake", lake, "--draws", 20)
    assert code == 0
    assert "Nothing differs" in page


def test_diff_lists_the_releases(two_releases, capsys, plain_terminal):
    lake, before, after = two_releases
    _, page = call(capsys, "diff", "--lake", lake)
    assert f"{after}  (current)" in page
    assert before in page


def test_export_writes_a_package_and_says_so(two_releases, tmp_path, capsys, plain_terminal):
    lake, before, after = two_releases
    code, page = call(capsys, "export", tmp_path / "package", "--lake", lake)
    assert code == 0
    assert "is written to" in page
    assert "Not for passing on without asking" in page
    assert json.loads((tmp_path / "package" / "datapackage.json").read_text())["id"] == after
    words = ("export", tmp_path / "package", "--lake", lake, "--release", before, "--json")
    code, text = call(capsys, *words)
    assert (code, json.loads(text)["release"], json.loads(text)["there"]) == (0, before, False)
    assert "lies already in" in call(capsys, *words[:4], "--release", before)[1]


@pytest.mark.parametrize("width, count", [(80, 17), (60, 17), (80, 40), (80, 2), (80, 1)])
def test_the_matrix_of_overlaps_fits_the_page(width, count):
    names = [f"definition_{n:02}" for n in range(count)]
    size = plain(
        "works", grain(definition=names), [10.0 * n for n in range(count)],
        low=1.0, high=2.0, n=5, unknown_share=0.1,
    )  # fmt: skip
    pairs = [(a, b) for i, a in enumerate(names) for b in names[i + 1 :]]
    overlap = plain(
        "jaccard", grain(definition=[a for a, _ in pairs], other=[b for _, b in pairs]),
        [n / max(1, len(pairs) - 1) for n in range(len(pairs))],
        low=0.0, high=1.0, n=5, unknown_share=0.1,
    )  # fmt: skip
    file = io.StringIO()
    page = Page.on(file, color="never", width=width)
    draw_definitions(page, measure(pa.concat_tables([size, overlap])), dict.fromkeys(names, "x"))
    lines = file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    cells = [word for line in lines if "definition_" in line for word in line.split()[2:]]
    shown = [word for word in cells if word.lstrip("<>").isdigit()]
    assert len(shown) >= len(pairs)


def grain(**columns):
    size = len(next(iter(columns.values())))
    return {name: columns.get(name, [None] * size) for name in INDICATOR.grain}


def measure(rows):
    assert isinstance(INDICATOR, Indicator)
    assert all(isinstance(metric, Metric) for metric in INDICATOR.metrics)
    provenance = Provenance("r", (), {}, "m", "definitions", "0", "duckdb", 10, 1)
    return Measure(rows, INDICATOR, provenance)
