"""A source that is converted file by file: nothing is lost, read twice, or passed over."""

import json
import os
import random

import pytest

from detente.core.errors import IntegrityError, SourceMalformed
from detente.core.source import Definition, Piece, Reading, Source
from detente.lake import Store
from detente.sources import listing, loading, quarantine
from detente.sources.conversion import convert_all
from detente.sources.listing import list_source
from detente.sources.sandbox import Sandbox
from detente.tables import quarantine as quarantine_table
from faults.fault_world import LIMITS, install, load, record, uninstall, write_lines, write_toy
from faults.toy_sources import toy as toy_module


@pytest.fixture(autouse=True)
def toy():
    install()
    yield
    uninstall()


@pytest.fixture
def files(tmp_path):
    write_toy(tmp_path / "files", files=3, rows=100)
    return tmp_path / "files"


def notes(release):
    return release.manifest.description.notes


def test_records_are_kept_left_out_or_quarantined_and_all_is_said(tmp_path, files):
    lines = (files / "part-1.jsonl").read_text().splitlines()
    lines[4] = '{"work": 104, "updated": "yesterday"'
    lines[9] = json.dumps({"skip": True})
    lines[50] = "\ud83d" + "x" * 300
    (files / "part-1.jsonl").write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    release = load(tmp_path / "lake", files)
    assert release.rows("work") == 300 - 3 - 2  # two works are deleted
    rows = release.table(quarantine_table.TABLE).to_pylist()
    assert [(r["source"], r["file"], r["line"], r["reason"]) for r in rows] == [
        ("toy", "part-1.jsonl", 5, "JSONDecodeError"),
        ("toy", "part-1.jsonl", 51, "JSONDecodeError"),
    ]
    assert rows[0]["text"] == lines[4]
    assert len(rows[1]["text"]) == 200
    assert notes(release) == (
        "toy: 1 of 300 records left out: told to skip",
        "toy: 2 of 300 records could not be read and are in the table quarantine",
    )
    inputs = [r["text"] for r in release.table("remark").to_pylist() if r["kind"] == "input"]
    assert [text.split()[0] for text in inputs] == [
        "deleted.csv",
        *(f"part-{n}.jsonl" for n in range(3)),
    ]


def test_more_than_one_in_a_hundred_stops_the_load(tmp_path, files):
    old = load(tmp_path / "lake", files)
    lines = (files / "part-2.jsonl").read_text().splitlines()
    for bad in (3, 5, 70):
        lines[bad] = "not JSON"
    write_lines(files / "part-2.jsonl", lines)
    assert load(tmp_path / "lake", files).rows("quarantine") == 3  # exactly one in a hundred
    lines[80] = "nor this"
    write_lines(files / "part-2.jsonl", lines)
    with pytest.raises(SourceMalformed, match="4 of 300 records of source 'toy'") as caught:
        load(tmp_path / "lake", files)
    assert "most of them, 4, stand in part-2.jsonl: line 4: JSONDecodeError" in caught.value.why
    assert "'not JSON'" in caught.value.why
    assert old.id in Store(tmp_path / "lake").releases()


def test_only_what_is_new_is_converted(tmp_path, files):
    steps = []
    load(tmp_path / "lake", files)
    chance = random.Random(5)
    write_lines(files / "part-7.jsonl", [record(chance, 900)])
    os.utime(files / "part-0.jsonl")  # touched, not changed
    load(tmp_path / "lake", files, progress=steps.append)
    assert any(step.startswith("converting 1 of 1 files") for step in steps)
    (files / "part-7.jsonl").unlink()
    steps.clear()
    load(tmp_path / "lake", files, progress=steps.append)
    assert not [step for step in steps if step.startswith("converting")]
    assert len(list((tmp_path / "lake" / "stage" / "toy").glob("*.stage"))) == 3


def test_files_beside_the_pieces_count_where_merging_reads_them(tmp_path, files):
    first = load(tmp_path / "lake", files)
    (files / "notes.txt").write_text("read by nobody")
    assert load(tmp_path / "lake", files).id == first.id
    (files / "deleted.csv").write_text("3\n")
    assert load(tmp_path / "lake", files).rows("work") == first.rows("work") + 1


def test_without_a_list_of_extras_every_other_file_counts(monkeypatch, tmp_path, files):
    monkeypatch.delattr(toy_module, "extras")
    before = list_source(toy_module, files, lambda _step: None)
    (files / "notes.txt").write_text("perhaps read")
    after = list_source(toy_module, files, lambda _step: None)
    assert before.keys == after.keys
    assert before.fingerprint != after.fingerprint


def test_a_declared_file_that_is_missing_and_one_with_too_few_records(tmp_path, files):
    (files / "manifest.json").write_text(json.dumps({"part-0.jsonl": 100, "part-9.jsonl": 1}))
    with pytest.raises(SourceMalformed, match=r"part-9.jsonl is listed but not there"):
        load(tmp_path / "lake", files)
    (files / "manifest.json").write_text(json.dumps({"part-0.jsonl": 101}))
    with pytest.raises(SourceMalformed, match="101 records are declared, 100 were found"):
        load(tmp_path / "lake", files)
    assert not Store(tmp_path / "lake").releases()


def test_a_folder_without_files_of_the_source(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceMalformed, match="holds no file of source 'toy'"):
        load(tmp_path / "lake", tmp_path / "empty")
    assert not (tmp_path / "lake").exists()


class Listed:
    """A source that lists what it is told."""

    SOURCE = toy_module.SOURCE

    def __init__(self, *pieces):
        self._pieces = pieces

    def pieces(self, path):
        return self._pieces


def test_a_list_that_does_not_fit_the_files(tmp_path, files):
    path = files / "part-0.jsonl"
    whole = Piece("a", path, path.stat().st_size)
    with pytest.raises(SourceMalformed, match="lists a file twice"):
        list_source(Listed(whole, whole), files, lambda _step: None)
    short = Piece("b", path, path.stat().st_size - 1)
    with pytest.raises(SourceMalformed, match="is not whole"):
        list_source(Listed(whole, short), files, lambda _step: None)
    gone = Piece("c", files / "gone", 5)
    with pytest.raises(SourceMalformed, match="5 bytes are declared, 0 are there"):
        list_source(Listed(gone), files, lambda _step: None)


def test_one_file_can_be_a_source(tmp_path, files):
    file = files / "part-0.jsonl"
    given = Listed(Piece(file.name, file, file.stat().st_size))
    found = list_source(given, file, lambda _step: None)
    assert list(found.hashes) == [file.name]
    assert listing.name_in(file, file) == file.name


def test_a_file_that_changes_during_the_load_is_refused(tmp_path, files):
    told = list_source(toy_module, files, lambda _step: None)
    with (files / "part-1.jsonl").open("a") as file:
        file.write("\n")
    with (
        Store(tmp_path / "lake").begin({}) as making,
        Sandbox(LIMITS) as sandbox,
        pytest.raises(SourceMalformed, match=r"part-1.jsonl changed while it was read"),
    ):
        convert_all(
            making.stage("toy"), told, source="toy", sandbox=sandbox, progress=lambda _step: None
        )


def test_a_conversion_that_changes_during_merging_gives_no_release(tmp_path, files, monkeypatch):
    load(tmp_path / "lake", files)
    old = Store(tmp_path / "lake").current().id
    write_lines(files / "part-8.jsonl", [record(random.Random(5), 900)])
    merge = toy_module_of_the_package().merge

    def meddle(paths, *args, **kwargs):
        streams = merge(paths, *args, **kwargs)
        paths[0].write_bytes(paths[0].read_bytes())
        return streams

    monkeypatch.setattr(toy_module_of_the_package(), "merge", meddle)
    with pytest.raises(IntegrityError, match="changed while it was read"):
        load(tmp_path / "lake", files)
    assert Store(tmp_path / "lake").current().id == old
    monkeypatch.undo()
    install()
    assert load(tmp_path / "lake", files).rows("work") == 299


def toy_module_of_the_package():
    from detente.sources import toy

    return toy


# ---- small sources ----

SOURCE = Source(
    "small", "Small", "", "", "", "", ("work",), "", definitions=(Definition("a", "", "s"),)
)


def remarks(*definitions):
    rows = loading._remarks("small", Reading({}, "", definitions=definitions)).to_pylist()
    return [*rows, {"source": "other", "kind": "definition", "text": "not ours"}]


def test_definitions_found_in_the_data_survive_in_the_remarks():
    found = Definition("b", "Found", "cset", ("x", "y"), 0.25, steady=True)
    described = loading.with_found(SOURCE, remarks(found))
    assert described.definitions == (*SOURCE.definitions, found)
    assert loading.with_found(SOURCE, []) == SOURCE


def test_a_definition_found_twice_or_declared_is_refused():
    with pytest.raises(SourceMalformed, match="two meanings to the definition 'a'"):
        loading.with_found(SOURCE, remarks(Definition("a", "Found", "cset")))


def test_rows_that_a_child_left_broken_are_refused(tmp_path):
    path = tmp_path / "work.arrow"
    for data in (b"", b"ARROW1\0\0" + bytes(100)):
        path.write_bytes(data)
        with pytest.raises(SourceMalformed, match="damaged"):
            loading._arrow(path)


def test_records_without_number_cannot_be_quarantined():
    row = loading.Quarantined("a", 1, "odd")
    quarantine.check_share("small", 100, [row])
    with pytest.raises(SourceMalformed):
        quarantine.check_share("small", 0, [row])
    assert quarantine.quarantine_notes(100, []) == ()
