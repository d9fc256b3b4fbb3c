"""Data packages: what the specification asks for, the release's own rows, and kills at any step."""

import csv
import hashlib
import json
import re
import shutil

import pyarrow as pa
import pytest

from detente.core.errors import BuildInterrupted, IntegrityError, UnknownName, UsageError
from detente.lake import Store
from detente.lake.export import FORMS, export
from detente.lake.lock import BuildLock
from detente.tables import authorship, work
from lake.export_world import child_export_killed_at
from lake.lake_world import contents


@pytest.fixture
def release(new_lake):
    return Store(new_lake).current()


def descriptor_of(folder):
    return json.loads((folder / "datapackage.json").read_text("utf-8"))


@pytest.mark.parametrize("form", FORMS)
def test_the_package_is_as_the_specification_asks(release, tmp_path, form):
    made = export(release, tmp_path / "package", form=form)
    package = descriptor_of(made.path)
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    assert package["id"] == package["detente"]["release"] == release.id
    names = [entry["name"] for entry in package["resources"]]
    assert len(set(names)) == len(names) == len(release.manifest.files) + 1
    for entry in package["resources"]:
        content = (made.path / entry["path"]).read_bytes()
        assert re.fullmatch(r"[a-z0-9._-]+", entry["name"])
        assert not entry["path"].startswith(("/", "."))
        assert entry["bytes"] == len(content)
        assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    for listed in (package, *(e for e in package["resources"] if "licenses" in e)):
        assert listed["licenses"] == [{"title": "CC0", "path": "https://example.org"}]
        assert listed["sources"][0]["title"] == "Invented papers"
    found = {p.relative_to(made.path).as_posix() for p in made.path.rglob("*") if p.is_file()}
    described = {"datapackage.json", "ro-crate-metadata.json"}
    assert found == described | {entry["path"] for entry in package["resources"]}
    assert (made.path / "manifest.json").read_bytes() == release.manifest.to_bytes()
    assert "Invented papers" in package["detente"]["citation"]
    assert made.files == len(found)
    assert made.bytes == sum(len(content) for content in contents(made.path).values())


def test_fields_are_those_of_the_declarations(release, tmp_path):
    package = descriptor_of(export(release, tmp_path / "package").path)
    schemas = {e["name"]: e["schema"] for e in package["resources"] if "schema" in e}
    fields = {field["name"]: field for field in schemas["work"]["fields"]}
    assert list(fields) == [column.name for column in work.TABLE.columns]
    assert fields["year"] == {
        "name": "year",
        "type": "integer",
        "description": "Year of publication",
        "constraints": {"required": True, "minimum": 1000, "maximum": 2200},
        "unit": "year",
    }
    assert fields["date"]["type"] == "date"
    assert fields["retracted"]["type"] == "boolean"
    assert "constraints" not in fields["title"]
    assert schemas["work"]["primaryKey"] == ["work"]
    assert "primaryKey" not in schemas["authorship-0"]  # an author may be unknown
    assert "schema" not in next(e for e in package["resources"] if e["name"] == "output")


def test_csv_holds_the_rows_of_the_release(release, tmp_path):
    made = export(release, tmp_path / "package")
    for entry in release.manifest.files:
        name = entry.file.replace(".parquet", ".csv")
        with (made.path / "data" / name).open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        table = release.table(entry.table)
        assert header == table.column_names
        assert len(rows) == entry.rows
    (part,) = [e for e in release.manifest.files if e.table == "work"]
    with (made.path / "data" / part.file.replace("parquet", "csv")).open(newline="") as file:
        shown = list(csv.DictReader(file))
    for row, expected in zip(shown, release.table(work.TABLE).to_pylist(), strict=True):
        for name, value in expected.items():
            assert row[name] == ("" if value is None else str(value)), name


def test_parquet_is_copied_byte_for_byte(release, tmp_path):
    made = export(release, tmp_path / "package", form="parquet")
    for entry in release.manifest.files:
        assert (made.path / "data" / entry.file).read_bytes() == (
            release.folder / entry.file
        ).read_bytes()


def test_the_same_release_gives_the_same_bytes(release, tmp_path):
    one, other = (export(release, tmp_path / name).path for name in ("one", "other"))
    assert contents(one) == contents(other)


def test_a_package_that_is_there_is_left_alone_and_a_damaged_one_put_right(release, tmp_path):
    target = tmp_path / "package"
    expected = contents(export(release, target).path)
    assert export(release, target).there
    for name in ("data/work.csv", "datapackage.json", "manifest.json", "ro-crate-metadata.json"):
        changed = bytearray(expected[name])
        changed[len(changed) // 2] ^= 1
        (target / name).write_bytes(bytes(changed))
        if name == "datapackage.json" and b"detente" not in changed:
            continue
        assert not export(release, target).there
        assert contents(target) == expected
    (target / "data" / "work.csv").unlink()
    assert not export(release, target).there
    assert contents(target) == expected


def test_an_older_export_is_replaced(new_lake, tmp_path):
    store = Store(new_lake)
    older, newer = sorted(store.releases(), key=lambda name: name == store.current().id)
    export(store.release(older), tmp_path / "package")
    export(store.release(newer), tmp_path / "package", form="parquet")
    assert descriptor_of(tmp_path / "package")["id"] == newer
    assert [p.name for p in tmp_path.iterdir()] == ["package"]


def test_what_a_kill_after_the_last_rename_left_is_removed(release, tmp_path):
    target = tmp_path / "package"
    export(release, target)
    shutil.copytree(target, tmp_path / ".package.old")
    assert export(release, target).there
    assert [path.name for path in tmp_path.iterdir()] == ["package"]


@pytest.mark.parametrize("name", ["notes.txt", "datapackage.json"])
def test_what_is_no_export_is_not_replaced(release, tmp_path, name):
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / name).write_text("{}")
    with pytest.raises(UsageError, match="is no export"):
        export(release, tmp_path / "package")
    assert contents(tmp_path / "package") == {name: b"{}"}
    with pytest.raises(UsageError, match="is no export"):
        export(release, tmp_path / "package" / name)


def test_an_empty_folder_may_be_filled(release, tmp_path):
    (tmp_path / "package").mkdir()
    assert export(release, tmp_path / "package").files


def test_an_unknown_form_is_refused(release, tmp_path):
    with pytest.raises(UnknownName, match="form of a data package"):
        export(release, tmp_path / "package", form="xlsx")


def test_a_damaged_release_gives_no_package(damaged_lake, tmp_path):
    release = Store(damaged_lake).current()
    path = release.folder / "authorship-1.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(IntegrityError):
        export(release, tmp_path / "package")
    assert not (tmp_path / "package").exists()


def test_two_exports_of_one_package_do_not_mix(release, tmp_path):
    (tmp_path / ".package.tmp").mkdir()
    held = BuildLock(tmp_path / ".package.tmp" / ".lock")
    with pytest.raises(BuildInterrupted):
        export(release, tmp_path / "package")
    held.release()
    assert export(release, tmp_path / "package").files


def test_a_release_with_fewer_columns_is_described_as_it_is(tmp_path, new_lake):
    from detente.lake.datapackage import resource

    release = Store(new_lake).current()
    entry = next(e for e in release.manifest.files if e.table == "authorship")
    columns = pa.schema([authorship.TABLE.schema.field("work"), ("old_name", pa.string())])
    found = resource(
        release.manifest, entry, columns=columns, path="data/a.csv", size=1, sha256="0"
    )
    assert [field["name"] for field in found["schema"]["fields"]] == ["work", "old_name"]


@pytest.mark.parametrize("form", FORMS)
def test_a_kill_at_any_step_leaves_nothing_half_written(
    new_lake, memory_path, processes, release, form
):
    expected = contents(export(release, memory_path / "expected", form=form).path)
    older = next(name for name in Store(new_lake).releases() if name != release.id)
    steps, finished = 0, False
    while not finished:
        target = memory_path / f"package{steps}"
        before = {}
        if steps % 2:  # over an older export
            before = contents(export(Store(new_lake).release(older), target).path)
        child = processes.Process(
            target=child_export_killed_at, args=(new_lake, target, steps, form)
        )
        child.start()
        child.join(60)
        finished = child.exitcode == 0
        if target.exists() and any(target.iterdir()):
            assert contents(target) in (before, expected)
        assert export(release, target, form=form).path == target
        assert contents(target) == expected
        leftovers = {p.name for p in memory_path.iterdir()} - {"expected", target.name}
        assert not leftovers
        shutil.rmtree(target)
        steps += 1
    assert steps > 20
