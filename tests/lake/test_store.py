"""What a lake, a build and a release promise to those who use them."""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import time

import pyarrow as pa
import pytest

from detente.core.errors import (
    BuildInterrupted,
    DataMissing,
    IntegrityError,
    UnknownName,
    UsageError,
)
from detente.core.table import Column, Table
from detente.lake import Store, disk, release, reuse, verify
from detente.lake.build import WORK, Build, Origin
from detente.lake.ledger import LEDGER, Ledger, _header, read_ledger
from detente.lake.manifest import MANIFEST, Description, Manifest
from detente.lake.sealed import seal
from detente.lake.store import code_fingerprint
from detente.tables import authorship, work
from lake.lake_world import (
    DESCRIPTION,
    NEW,
    PARTS,
    SOURCE,
    authorships,
    child_hold,
    contents,
    make,
    make_parts,
    works,
)

NUMBERS = pa.table({"x": [1, 2, 3]})


def test_nothing_heavy_is_imported():
    code = "import sys, detente.lake; sys.exit('pyarrow' in sys.modules or 'numpy' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_a_lake_without_a_release(tmp_path):
    store = Store(tmp_path / "lake")
    assert store.releases() == ()
    with pytest.raises(DataMissing, match="no release") as caught:
        store.current()
    assert "detente build" in caught.value.fix
    assert list(tmp_path.iterdir()) == []


def test_releases_by_name(new_lake, old_lake):
    store = Store(new_lake)
    assert len(store.releases()) == 2
    old = Store(old_lake).current()
    assert store.release(old.id).manifest == old.manifest
    assert store.current().id != old.id
    with pytest.raises(UnknownName, match="2024"):
        store.release("2024.1-000000000000")
    with pytest.raises(UnknownName):
        store.release("../old")


def test_reading_a_release(new_lake):
    found = Store(new_lake).current()
    assert found.tables == ("authorship", "output", "work")
    assert found.has("work")
    assert found.has(work.TABLE)
    assert not found.has("citation")
    assert found.table(work.TABLE).equals(works("new"))
    pieces = [authorships("new", piece=n) for n in range(3)]
    assert found.table("authorship").equals(pa.concat_tables(pieces))
    assert found.rows("authorship") == sum(piece.num_rows for piece in pieces)
    names = [path.name for path in found.files(authorship.TABLE)]
    assert names == [f"authorship-{n}.parquet" for n in range(3)]
    assert found.path("output") == found.files("output")[0]
    assert found.table("work", columns=["year", "work"]).column_names == ["year", "work"]


def test_what_a_release_does_not_hold(new_lake):
    found = Store(new_lake).current()
    for ask in (found.table, found.files, found.path, found.rows):
        with pytest.raises(DataMissing, match="'citation' is not in") as caught:
            ask("citation")
        assert "work" in caught.value.why
    with pytest.raises(DataMissing, match="no column 'colour'"):
        found.table("work", columns=["colour"])
    newer = dataclasses.replace(work.TABLE, version=work.TABLE.version + 1)
    for ask in (found.table, found.files):
        with pytest.raises(DataMissing, match=f"version {work.TABLE.version}"):
            ask(newer)


def test_large_files_are_hashed_and_mapped(damaged_lake, monkeypatch):
    small = Store(damaged_lake).current().table("authorship")
    monkeypatch.setattr(release, "IN_MEMORY", 0)
    found = Store(damaged_lake).current()
    assert found.table("authorship").equals(small)
    path = found.folder / "work.parquet"
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    with pytest.raises(IntegrityError, match="damaged"):
        found.table("work")


def test_a_large_file_damaged_between_hashing_and_reading(damaged_lake, monkeypatch):
    """Time stamps can lie; then the checksums of Parquet's pages are the last guard."""
    monkeypatch.setattr(release, "IN_MEMORY", 0)
    monkeypatch.setattr(release, "stamp", lambda _: ())
    found = Store(damaged_lake).current()
    path = found.path("work")
    data = path.read_bytes()
    path.write_bytes(data[:100] + bytes([data[100] ^ 1]) + data[101:])
    monkeypatch.setattr(release, "verified", lambda folder, entry: folder / entry.file)
    with pytest.raises(IntegrityError, match="cannot be read") as caught:
        found.table("work")
    assert "CRC" in caught.value.why


def test_a_large_file_that_changes_under_the_reader(damaged_lake, monkeypatch):
    monkeypatch.setattr(release, "IN_MEMORY", 0)
    found = Store(damaged_lake).current()
    parse = release._parse

    def parse_and_touch(path, source, columns):
        os.utime(path, (1, 1))
        return parse(path, source, columns)

    monkeypatch.setattr(release, "_parse", parse_and_touch)
    with pytest.raises(IntegrityError, match="damaged") as caught:
        found.table("work")
    assert "changed while it was read" in caught.value.why


def test_a_file_that_changes_while_it_is_hashed(damaged_lake, monkeypatch):
    found = Store(damaged_lake).current()
    digest = disk.digest

    def digest_and_touch(path):
        value = digest(path)
        os.utime(path, (1, 1))
        return value

    monkeypatch.setattr(disk, "digest", digest_and_touch)
    with pytest.raises(IntegrityError, match="changed while it was read"):
        found.path("work")


def test_a_file_left_alone_is_hashed_once(damaged_lake, monkeypatch):
    calls = []
    digest = disk.digest
    monkeypatch.setattr(disk, "digest", lambda path: calls.append(path.name) or digest(path))
    found = Store(damaged_lake).current()
    for _ in range(2):
        found.path("work")
    assert calls == ["work.parquet"] * 2  # just written: its time stamps do not say enough yet
    monkeypatch.setattr(disk, "_SETTLED_NS", 0)
    time.sleep(0.02)
    for _ in range(3):
        found.path("work")
    assert calls == ["work.parquet"] * 3
    path = found.folder / "work.parquet"
    path.write_bytes(path.read_bytes())
    time.sleep(0.02)
    found.path("work")
    assert calls == ["work.parquet"] * 4


def test_a_release_is_a_function_of_its_content(tmp_path):
    """Another folder, another moment and other code give the same id and the same bytes."""
    first = make(tmp_path / "a", tmp_path / "log")
    with Store(tmp_path / "b").begin(NEW, code="other") as build:
        make_parts(build, tmp_path / "log", seed="new")
        second = build.finish(DESCRIPTION)
    assert first.id == second.id
    one, other = contents(first.folder), contents(second.folder)
    assert set(one) == set(other)
    assert all(one[name] == other[name] for name in one if name != LEDGER)


def test_the_manifest_says_where_everything_comes_from(new_lake):
    found = Store(new_lake).current()
    content = json.loads((found.folder / MANIFEST).read_bytes())
    assert content["made_by"] == "detente test"
    assert content["inputs"] == NEW
    assert content["sources"][0]["licence"] == "CC0"
    first = content["files"][0]
    assert first["file"] == "authorship-0.parquet"
    assert (first["table"], first["schema_version"]) == ("authorship", 1)
    assert (first["sources"], first["retrieved"]) == (["invented"], "2024-05-01")
    assert content["files"][3]["schema_version"] == 0
    assert found.manifest.description == DESCRIPTION
    assert found.manifest.definitions == SOURCE.definitions
    assert [line.part for line in found.lines] == sorted(PARTS)
    assert all(line.seconds >= 0 for line in found.lines)


def test_a_manifest_of_another_layout(new_lake):
    data = Store(new_lake).current().manifest.to_bytes()
    for other in (data.replace(b'"layout": 1', b'"layout": 2'), data.replace(b"notes", b"words")):
        with pytest.raises(DataMissing, match="manifest") as caught:
            Manifest.from_bytes(other, origin="manifest.json")
        assert "update detente" in caught.value.fix


@pytest.mark.parametrize("label", ["", "a-b", "../x", "x" * 41, "a b", ".hidden"])
def test_labels_that_cannot_name_a_release(label):
    with pytest.raises(UsageError, match="cannot name a release"):
        Description(label)


def test_building_again_makes_nothing(lake, tmp_path):
    log = tmp_path / "log"
    first = make(lake, log)
    log.write_text("")
    with Store(lake).begin(NEW, code="") as build:
        make_parts(build, log, seed="new")
        assert sorted(build.reused) == sorted(PARTS)
        assert build.made == []
        assert build.finish(DESCRIPTION).id == first.id
    assert log.read_text() == ""
    assert verify(Store(lake)).ok


def test_other_code_makes_everything_again(lake, tmp_path):
    first = make(lake, tmp_path / "log")
    with Store(lake).begin(NEW, code="other") as build:
        make_parts(build, tmp_path / "log", seed="new")
        assert sorted(build.made) == sorted(PARTS)
        assert build.finish(DESCRIPTION).id == first.id
    with Store(lake).begin(NEW, code="other") as build:
        make_parts(build, tmp_path / "log", seed="new")
        assert build.made == []


def test_a_build_without_hard_links(lake, tmp_path, monkeypatch):
    first = make(lake, tmp_path / "log")

    def refuse(*_):
        raise OSError(1, "no links here")

    monkeypatch.setattr(reuse.os, "link", refuse)
    with Store(lake).begin(NEW, code="") as build:
        make_parts(build, tmp_path / "log", seed="new")
        assert build.made == []
        assert build.finish(DESCRIPTION).id == first.id


def test_the_code_is_fingerprinted(lake, tmp_path):
    assert len(code_fingerprint()) == 64
    with Store(lake).begin(NEW) as build:
        build.part("x", None, lambda: NUMBERS)
    with Store(lake).begin(NEW, code=code_fingerprint()) as build:
        build.part("x", None, lambda: NUMBERS)
        assert build.reused == ["x"]


CHANGES = {
    "sources": Origin(sources=("invented",)),
    "date": Origin(retrieved="2024-01-01"),
    "settings": Origin(settings="other"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_part_of_another_origin_is_made_again(tmp_path, change):
    with Store(tmp_path).begin({}, code="") as build:
        build.part("x", None, lambda: NUMBERS)
    with Store(tmp_path).begin({}, code="") as build:
        build.part("x", None, lambda: NUMBERS, origin=CHANGES[change])
        assert build.made == ["x"]


def test_a_part_is_made_again_when_an_earlier_one_changed(tmp_path):
    for numbers, made in (([1], ["x", "y"]), ([1], []), ([2], ["x", "y"])):
        with Store(tmp_path).begin({}, code="") as build:
            origin = Origin(settings=str(numbers))
            build.part("x", None, lambda n=numbers: pa.table({"x": n}), origin=origin)
            build.part("y", None, lambda b=build: b.tables.table("x"), origin=Origin(after=("x",)))
            assert build.made == made
            assert build.tables.table("y").to_pydict() == {"x": numbers}


def test_a_part_is_made_again_when_its_declaration_changed(tmp_path):
    column = Column("x", "int64", "Number")
    for version in (1, 2):
        table = Table("x", "Numbers", (column,), ("x",), version=version)
        with Store(tmp_path).begin({}, code="") as build:
            build.part("x", table, lambda: NUMBERS)
            assert build.made == ["x"]


def test_parts_left_out_of_a_later_run_are_left_out_of_the_release(tmp_path):
    with Store(tmp_path).begin({}, code="") as build:
        build.part("x", None, lambda: NUMBERS)
        build.part("y", None, lambda: NUMBERS)
    with Store(tmp_path).begin({}, code="") as build:
        build.part("y", None, lambda: NUMBERS)
        found = build.finish(Description("1"))
    assert found.tables == ("y",)
    assert verify(Store(tmp_path)).ok


@pytest.mark.parametrize("name", ["", "Work", "../work", "work/1", "work-", "1", "work-A"])
def test_names_that_no_part_can_have(tmp_path, name):
    with (
        Build(tmp_path, inputs={}, code="") as build,
        pytest.raises(UsageError, match="name a part"),
    ):
        build.part(name, None, lambda: NUMBERS)


def test_misuse_of_a_build_is_said(tmp_path):
    with Build(tmp_path, inputs={}, code="") as build:
        with pytest.raises(UsageError, match="cannot name a part") as caught:
            build.part("authorship", work.TABLE, lambda: works("x"))
        assert "'work'" in caught.value.why
        build.part("x", None, lambda: NUMBERS, origin=Origin(("unheard",)))
        with pytest.raises(UsageError, match="'x' cannot"):
            build.part("x", None, lambda: NUMBERS)
        with pytest.raises(UsageError, match="comes after 'z'"):
            build.part("y", None, lambda: NUMBERS, origin=Origin(after=("z",)))
        with pytest.raises(UsageError, match="'unheard'"):
            build.finish(DESCRIPTION)
    for call in (lambda: build.part("y", None, lambda: NUMBERS), lambda: build.finish(DESCRIPTION)):
        with pytest.raises(BuildInterrupted, match="closed"):
            call()


def test_a_second_builder_is_told_who_holds_the_lake(lake, tmp_path, processes):
    ready = processes.Event()
    child = processes.Process(target=child_hold, args=(lake, ready))
    child.start()
    assert ready.wait(30)
    with pytest.raises(BuildInterrupted, match="another build") as caught:
        Store(lake).begin(NEW)
    assert f"process {child.pid} " in caught.value.why
    assert Store(lake).current().table("work").num_rows == 300
    child.kill()
    child.join()
    assert (lake / WORK / "lock").read_text() == f"{child.pid}\n"
    make(lake, tmp_path / "log")  # a lock of the dead holds nobody up


def test_a_second_build_in_the_same_process(lake):
    with Store(lake).begin(NEW), pytest.raises(BuildInterrupted, match="another build") as caught:
        Store(lake).begin(NEW)
    assert f"process {os.getpid()} " in caught.value.why
    Store(lake).begin(NEW).close()


def test_work_left_by_others_is_cleaned(lake, tmp_path):
    (lake / WORK / "deadbeef").mkdir(parents=True)
    (lake / WORK / "deadbeef" / "half.parquet").touch()
    (lake / WORK / "loose").symlink_to(tmp_path)
    make(lake, tmp_path / "log")
    assert os.listdir(lake / WORK) == ["lock"]
    assert tmp_path.is_dir()


def test_half_written_files_of_the_same_build_give_their_space_back(tmp_path):
    with Store(tmp_path).begin({}, code="") as build:
        build.part("x", None, lambda: NUMBERS)
        folder = next(item for item in (tmp_path / WORK).iterdir() if item.is_dir())
        (folder / ".y.parquet.tmp").write_bytes(b"half")
        (folder / "z.parquet").write_bytes(b"whole, but not in the ledger")
    with Store(tmp_path).begin({}, code=""):
        assert sorted(os.listdir(folder)) == [LEDGER, "x.parquet"]


def test_a_ledger_of_another_layout_counts_for_nothing(tmp_path):
    path = tmp_path / LEDGER
    path.write_bytes(seal({**_header("k"), "layout": 2}) + seal({"unheard": 1}))
    assert Ledger(path, key="k").lines == {}
    assert read_ledger(path) == ("k", ())


@pytest.mark.parametrize("line", [b"[]\n", b"{}\n", b"7\n", b"nothing\n", b'{"key": 1}\n'])
def test_lines_that_are_none(tmp_path, line):
    path = tmp_path / LEDGER
    path.write_bytes(line)
    with pytest.raises(IntegrityError, match="after byte 0"):
        read_ledger(path)
    path.write_bytes(seal(_header("k")) + line)
    assert Ledger(path, key="k").lines == {}
    assert path.read_bytes() == seal(_header("k"))


def test_a_lake_can_be_moved_and_read_where_nothing_can_be_written(new_lake, tmp_path):
    shutil.copytree(new_lake, tmp_path / "elsewhere")
    for folder, _, files in os.walk(tmp_path / "elsewhere", topdown=False):
        for name in files:
            os.chmod(os.path.join(folder, name), 0o444)
        os.chmod(folder, 0o555)
    try:
        store = Store(tmp_path / "elsewhere")
        assert store.current().table("work").num_rows == 300
        assert verify(store).ok
    finally:
        for folder, _, _ in os.walk(tmp_path / "elsewhere"):
            os.chmod(folder, 0o755)
