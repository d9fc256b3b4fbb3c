"""Label files: each layout and kind of file, joined to a release, and what is refused."""

import gzip
import json

import polars as pl
import pytest

from detente.core.dimensions import Specification
from detente.core.errors import SourceMalformed
from detente.core.source import Definition
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from detente.lake.store import Store
from detente.sources import labels
from detente.sources.build import build

FLAGS = "id,is_ai,is_nlp,is_llm\nW1,true,false,\nhttps://openalex.org/W2,1,0,0\n3,False,True,TRUE\n"


def written(folder, name, content):
    path = folder / name
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    return path


def rows_of(reading):
    return [tuple(row.values()) for row in reading.tables["label"].to_pylist()]


FLAG_ROWS = [
    (1, "cset", "ai", 1.0),
    (2, "cset", "ai", 1.0),
    (3, "cset", "llm", 1.0),
    (3, "cset", "nlp", 1.0),
]


@pytest.mark.parametrize("name", ["flags.csv", "flags.csv.gz"])
def test_columns_of_yes_and_no(tmp_path, name):
    reading = labels.read(written(tmp_path, name, FLAGS))
    assert rows_of(reading) == FLAG_ROWS
    assert [d.name for d in reading.definitions] == ["cset_ai", "cset_llm", "cset_nlp"]
    assert reading.notes == (f"{name}: is_llm is empty for 1 works, which is not no",)
    assert list(reading.inputs) == [name]


@pytest.mark.parametrize("name", ["flags.jsonl", "flags.jsonl.gz", "flags.parquet"])
def test_other_kinds_of_file_say_the_same(tmp_path, name):
    some = [
        {"id": "W1", "is_ai": True, "is_nlp": False, "is_llm": None},
        {"id": "W2", "is_ai": True, "is_nlp": False, "is_llm": False},
        {"id": "W3", "is_ai": False, "is_nlp": True, "is_llm": True},
    ]
    if name.endswith(".parquet"):
        pl.DataFrame(some).write_parquet(tmp_path / name)
    else:
        written(tmp_path, name, "\n".join(map(json.dumps, some)))
    assert rows_of(labels.read(tmp_path / name)) == FLAG_ROWS


def test_one_label_a_row(tmp_path):
    path = written(tmp_path, "arxiv.csv", "work,label,score\n5,cs.LG,1\n5,cs.CL,0.4\n9,cs.LG,0.7\n")
    reading = labels.read(path)
    assert rows_of(reading) == [
        (5, "labels", "cs.CL", 0.4),
        (5, "labels", "cs.LG", 1.0),
        (9, "labels", "cs.LG", 0.7),
    ]
    assert reading.definitions[1] == Definition(
        "label_cs_lg", "labelled 'cs.LG' in a file, from 0.5", "labels", ("cs.LG",), 0.5
    )


def test_a_folder_of_label_files(tmp_path):
    written(tmp_path, "a.csv", "id,is_ai\n1,1\n")
    written(tmp_path, "b.csv", "id,is_ai\n2,1\n")
    assert rows_of(labels.read(tmp_path)) == [(1, "cset", "ai", 1.0), (2, "cset", "ai", 1.0)]


@pytest.mark.parametrize(
    "name, content, says",
    [
        ("a.csv", "id,is_ai\nX1,1\n", "a.csv: id, row 1: 'X1' is no identifier"),
        ("a.csv", "id,is_ai\n,1\n", "None is no identifier"),
        ("a.csv", "id,is_ai\n1,maybe\n", "a.csv: is_ai, row 1: 'maybe' is neither yes nor no"),
        ("a.csv", "id,is_ai\n1,1\nW1,0\n", "'1' has two rows; 2 rows in all"),
        ("a.csv", "id,is_ai,is_fun\n1,1,1\n", "unknown columns: is_fun"),
        ("a.csv", "id\n1\n", "no column of labels"),
        ("a.csv", "id,work,is_ai\n1,1,1\n", "2 columns of identifiers"),
        ("a.csv", "is_ai\n1\n", "0 columns of identifiers"),
        ("a.csv", "id,label,score\n1,x,1.5\n", "'1.5' is no number from 0 to 1"),
        ("a.csv", "id,label,score\n1,x,\n", "None is no number from 0 to 1"),
        ("a.csv", "id,label,score\n1,x,nan\n", "'nan' is no number"),
        ("a.csv", "id,label\n1,\n", "label, row 1"),
        ("a.csv", "id,label\n1,x\n1,x\n", "has the label 'x' twice"),
        ("a.csv", "id,label\n1,x y\n2,x-y\n", "would share the name label_x_y"),
        ("a.csv", "id,is_ai\n1,1,1\n", "a.csv cannot be read"),
        ("a.csv", b"id,is_ai\n1,\xff\n", "a.csv cannot be read"),
        ("a.csv", "", "a.csv cannot be read"),
        ("a.jsonl", '{"id":"W1","is_ai":true}\n{"id":', "a.jsonl cannot be read"),
        ("a.jsonl", '{"id":"W1","is_ai":[true]}\n', "column 'is_ai' holds lists"),
        ("a.parquet", b"PAR1 not really", "a.parquet cannot be read"),
        ("a.txt", "id,is_ai\n1,1\n", "a.txt is no label file"),
        ("a.csv", "id,label\n" + "".join(f"{n},l{n}\n" for n in range(41)), "41 different labels"),
    ],
)
def test_what_is_not_a_label_file_is_refused(tmp_path, name, content, says):
    path = written(tmp_path, name, content)
    with pytest.raises(SourceMalformed) as caught:
        labels.read(path)
    assert says in " ".join(str(caught.value).split()).replace(" why: ", ": ")


def test_a_gzip_cut_short_or_changed_is_refused(tmp_path):
    whole = gzip.compress(FLAGS.encode())
    changed = bytearray(whole)
    changed[-6] ^= 1  # in the checksum
    for content in (whole[:-4], bytes(changed)):
        (tmp_path / "a.csv.gz").write_bytes(content)
        with pytest.raises(SourceMalformed, match="cannot be read"):
            labels.read(tmp_path / "a.csv.gz")


def test_an_empty_folder_and_no_file_are_refused(tmp_path):
    with pytest.raises(SourceMalformed, match="holds no label file"):
        labels.read(tmp_path)
    with pytest.raises(SourceMalformed, match="no label file is given"):
        labels.read(None)


def test_labels_join_the_works_of_a_release(tmp_path):
    store = Store(tmp_path / "lake")
    engine = DuckDBEngine()
    starter = build(store, {"starter": None}, engine=engine, label="one")
    works = starter.table("work", columns=["work", "type"]).to_pylist()
    chosen = [row["work"] for row in works if row["type"] == "proceedings-article"][:500]
    content = "id,is_ai,is_robotics\n" + "".join(
        f"W{work},1,{int(number < 100)}\n" for number, work in enumerate(chosen)
    )
    path = written(tmp_path, "cset.csv", content + "999,1,1\n")
    both = build(store, {"starter": None, "labels": path}, engine=engine, label="two")
    rows = run("definitions", Dataset(both, engine, draws=0), Specification.of()).to_dicts()
    found = {(r["metric"], r["definition"], r["other"]): r["value"] for r in rows}
    assert found["works", "cset_ai", None] == 500
    assert found["works", "cset_robotics", None] == 100
    assert found["jaccard", "cset_ai", "cset_robotics"] == 0.2
