"""``detente disrupt``: what it writes, what it says, and what it refuses."""

import datetime as dt
import json

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import detente
from detente.core.errors import SourceMalformed, UsageError
from examples_io import load
from made_graphs import DAYS, made_graphs
from naive import disruption as naive

NAMES = ("n_i", "n_j", "n_k", "coupled", "n_j_shared")


@pytest.fixture
def example(tmp_path):
    """The worked example as two files, papers as text."""
    given = load("04a_cd_index")["input"]
    rows = [(a, b) for a, cited in given["references"].items() for b in cited]
    citing, cited = zip(*rows, strict=True)
    edges = pa.table({"citing": citing, "cited": cited, "source": ["x"] * len(rows)})
    dates = pa.table({"paper": list(given["year"]), "year": list(given["year"].values())})
    pq.write_table(edges, tmp_path / "edges.parquet")
    pq.write_table(dates, tmp_path / "dates.parquet")
    return tmp_path


def run(detente, folder, *words):
    return detente(
        "disrupt", folder / "edges.parquet", folder / "dates.parquet",
        "-o", folder / "cd.parquet", *words,
    )  # fmt: skip


def test_the_worked_example_through_files(example, detente):
    expected = load("04a_cd_index")["expected"]
    shown = run(detente, example, "--shared", "2")
    assert (shown.code, shown.err) == (0, "")
    assert "15 of 15 citations" in shown.out or "citations are used" in shown.out
    rows = {row["paper"]: row for row in pq.read_table(example / "cd.parquet").to_pylist()}
    focal = rows["F"]
    assert [focal[name] for name in ("n_i", "n_j", "n_k", "n_j_shared")] == [3, 2, 2, 1]
    for name, key in (
        ("cd", "CD5"), ("mcd", "mCD5"), ("nok", "CD5_nok"), ("dep", "DEP5"), ("di", "DI_2"),
        ("di_nok", "DI_2_nok"), ("citations", "citations_5y"),
    ):  # fmt: skip
        assert focal[name] == pytest.approx(expected[key], abs=1e-12)
    # without references, and younger than the window
    assert (rows["R1"]["cd"], rows["R1"]["references"]) == (None, 0)
    assert (rows["e"]["cd"], rows["e"]["n_i"], rows["e"]["censored"]) == (None, None, True)
    assert not list(example.glob(".*"))


def test_the_summary_accounts_for_everything(example, detente):
    edges = pq.read_table(example / "edges.parquet").to_pylist()
    more = [("F", "F"), ("a", "F"), ("F", "p"), ("h", "n"), ("g", "unknown")]
    edges += [{"citing": a, "cited": b, "source": "y"} for a, b in more]
    pq.write_table(pa.Table.from_pylist(edges), example / "edges.parquet")
    answer = run(detente, example, "--undated", "exclude", "--json").json
    citations, papers = answer["citations"], answer["papers"]
    assert citations["given"] == len(edges)
    assert citations["self_citations"] == citations["duplicates"] == citations["undated"] == 1
    # F of 2015 cites p of 2019, h of 2015 cites n of 2016, and h cites F of the same year
    assert (citations["of_future"], citations["same_date"]) == (2, 1)
    assert papers["given"] == 15
    parts = "with_index undated censored too_few_references nobody_cites_them_or_their_references"
    assert sum(papers[part] for part in parts.split()) == papers["given"]
    table = pq.read_table(example / "cd.parquet")
    assert papers["with_index"] == len(table) - table["cd"].null_count
    assert table["paper"].to_pylist()[-1] == "unknown"
    assert table["references"].to_pylist()[-1] is None
    metadata = json.loads(table.schema.metadata[b"detente"])
    assert metadata["options"] == answer["options"]
    assert answer["last_date"] == "2021"
    page = run(detente, example, "--undated", "exclude").page
    assert "1 of a paper by itself" in page
    assert "have no date" in page


def test_references_need_no_date(example, detente):
    """What a paper builds on may lie outside of the data: whoever cites it is seen to."""
    run(detente, example, "--shared", "2")
    whole = pq.read_table(example / "cd.parquet").to_pylist()
    given = load("04a_cd_index")["input"]
    silent = {paper for paper in given["year"] if not given["references"].get(paper)}
    kept = [paper for paper in given["year"] if paper not in silent]
    dates = pa.table({"paper": kept, "year": [given["year"][paper] for paper in kept]})
    pq.write_table(dates, example / "dates.parquet")
    refused = run(detente, example)
    assert refused.code == SourceMalformed.exit_code
    assert "--undated cited" in refused.err
    answer = run(detente, example, "--shared", "2", "--undated", "cited", "--json").json
    assert answer["citations"]["undated"] == 0
    rows = {row["paper"]: row for row in pq.read_table(example / "cd.parquet").to_pylist()}
    assert len(silent) > 2
    for row in whole:
        if row["paper"] in silent:
            assert {*rows[row["paper"]].values()} == {row["paper"], None}
        else:
            assert rows[row["paper"]] == row


@pytest.mark.parametrize("kind", ["text", "numbers", "categories"])
@given(made=made_graphs(DAYS, most=15), years=st.integers(1, 3), data=st.data())
def test_tables_of_days_have_the_naive_indices(kind, made, years, data):
    dates, rows = made
    names = data.draw(st.permutations([7 * n - 30 for n in range(len(dates))]))
    names = names if kind == "numbers" else [f"W{name}" for name in names]
    papers = pl.DataFrame({"paper": names, "date": dates})
    text = pl.Categorical if kind == "categories" else type_of(names)
    edges = pl.DataFrame(
        {
            "citing": pl.Series([names[a] for a, _ in rows], dtype=text),
            "cited": pl.Series([names[b] for _, b in rows], dtype=text),
        }
    )
    found = detente.cd_index(
        edges, papers, window=years, shared=2, censor=False, minimum_references=0
    )
    assert found.table["paper"].to_pylist() == names
    known = naive.citations(rows, dict(enumerate(dates))).references
    for paper, row in enumerate(found.table.to_pylist()):
        end = naive.day_years_later(dates[paper], years)
        counted = naive.counts(paper, known, dict(enumerate(dates)), end=end, shared=2)
        assert [row[name] for name in NAMES if name in row] == [
            value for name, value in zip(NAMES, counted, strict=True) if name in row
        ]
        for name, value in naive.indices(counted).items():
            assert row[name] == (None if value is None else pytest.approx(float(value)))


def type_of(names):
    return pl.Int64 if isinstance(names[0], int) else pl.String


def test_a_window_of_days_ends_by_the_day(tmp_path, detente):
    first = dt.date(2000, 2, 29)
    days = [first, dt.date(2005, 2, 28), dt.date(2005, 3, 1), dt.date(2020, 1, 1)]
    pl.DataFrame({"paper": [1, 2, 3, 4], "date": days}).write_parquet(tmp_path / "dates.parquet")
    edges = pl.DataFrame({"citing": [2, 3, 4], "cited": [1, 1, 1]})
    edges.write_parquet(tmp_path / "edges.parquet")
    for window, citations in (("5", 1), ("1826d", 1), ("1827d", 2), ("all", 3), ("6", 2)):
        assert run(detente, tmp_path, "--window", window).code == 0
        table = pq.read_table(tmp_path / "cd.parquet")
        assert table["citations"].to_pylist()[0] == citations, window


GOOD = {
    "edges": {"citing": [2, 3], "cited": [1, 1]},
    "dates": {"paper": [1, 2, 3], "year": [2000, 2001, 2002]},
}


@pytest.mark.parametrize(
    "change, says",
    [
        ({"edges": {"from": [2], "cited": [1]}}, "edges.parquet has no column 'citing'"),
        ({"dates": {"paper": [1]}}, "one column of date and year, and has 0"),
        ({"dates": {"paper": [1], "year": [1], "date": [dt.date(1, 1, 1)]}}, "and has 2"),
        ({"edges": {"citing": [2, None], "cited": [1, 1]}}, "column 'citing', row 1 is empty"),
        ({"edges": {"citing": [2, 3], "cited": [1.0, 1.5]}}, "column 'cited' holds double"),
        ({"edges": {"citing": ["2"], "cited": ["1"]}}, "column 'paper' of"),
        ({"edges": {"citing": [2, 3], "cited": [1, 9]}}, "column 'cited', row 1: paper 9 is not"),
        ({"dates": {"paper": [1, 2, 1], "year": [1, 2, 3]}}, "row 2: 1 stands there twice"),
        (
            {"dates": {"paper": [1, 2, 3], "year": [2000, None, 2002]}},
            "column 'year', row 1: paper 2 has none",
        ),
        ({"dates": {"paper": [1, 2, 3], "year": ["a", "b", "c"]}}, "'year' holds string"),
        ({"dates": {"paper": [1, 2, 3], "date": ["a", "b", "c"]}}, "'date' holds string"),
    ],
)
def test_bad_tables_are_refused_with_the_place(change, says, tmp_path, detente):
    for name, columns in (GOOD | change).items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    (tmp_path / "cd.parquet").write_text("mine")
    answer = run(detente, tmp_path)
    assert answer.code == SourceMalformed.exit_code
    assert says in answer.err
    assert (tmp_path / "cd.parquet").read_text() == "mine"


def test_files_that_are_not_there_or_not_parquet(tmp_path, detente):
    answer = run(detente, tmp_path)
    assert answer.code == 4
    assert "there is no file" in answer.err
    (tmp_path / "edges.parquet").write_text("citing,cited\n1,2\n")
    assert "cannot be read as Parquet" in run(detente, tmp_path).err
    assert not (tmp_path / "cd.parquet").exists()


@pytest.mark.parametrize(
    "words",
    [
        ["--window", "0"],
        ["--window", "5y"],
        ["--window", "100d"],
        ["--shared", "0"],
        ["--threads", "0"],
        ["--min-references", "-1"],
        ["--keep", "all"],
    ],
)
def test_options_that_cannot_be_used(words, example, detente):
    assert run(detente, example, *words).code == UsageError.exit_code


def test_where_nothing_can_be_written(example, detente):
    files = (example / "edges.parquet", example / "dates.parquet")
    for target in (example / "none" / "cd.parquet", example, files[0]):
        answer = detente("disrupt", *files, "-o", target)
        assert answer.code == UsageError.exit_code
        assert "cannot be written" in answer.err
    assert pq.read_table(files[0]).num_rows


def test_an_interrupted_write_leaves_the_old_file(example, detente, monkeypatch):
    (example / "cd.parquet").write_text("mine")

    def broken(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("pyarrow.parquet.write_table", broken)
    assert run(detente, example).code == 130
    assert (example / "cd.parquet").read_text() == "mine"
    assert not list(example.glob(".*"))


def test_tables_that_are_none_are_refused():
    with pytest.raises(SourceMalformed, match="EDGES is int"):
        detente.cd_index(5, 6)
    with pytest.raises(UsageError, match="minimum_references"):
        detente.cd_index(5, 6, minimum_references=-1)
    empty = pa.table({"citing": pa.array([], pa.int64()), "cited": pa.array([], pa.int64())})
    found = detente.cd_index(empty, pa.table({"paper": [1], "year": [2000]}))
    assert found.table["cd"].to_pylist() == [None]
    assert found.summary["papers"]["with_index"] == 0
    assert np.isclose(found.summary["citations"]["given"], 0)
