"""Building a release from sources: whole or not at all, and every refusal says what to do."""

import sys
import textwrap

import pytest

from detente import sources
from detente.core.discovery import modules
from detente.core.errors import DataMissing, SourceMalformed, UnknownName, UsageError
from detente.engine.deferred import DeferredDuckDB
from detente.lake.release import Release
from detente.lake.store import Store
from detente.sources import build as build_module
from detente.sources.build import build, fingerprint, known_sources
from detente.sources.sandbox import Sandbox

INVENTED = """
    import json

    import pyarrow as pa

    from detente.core.source import Definition, Quarantined, Reading, Source
    from detente.sources.build import table_named

    SOURCE = Source(
        name={name!r},
        title="Invented works",
        url="https://example.org",
        licence="CC0",
        citation="Nobody (2024). Invented works.",
        cadence="never",
        tables={tables!r},
        coverage="what a test says",
        definitions=tuple(Definition(name, name, "area") for name in {definitions!r}),
        counts={counts!r},
    )


    def read(path):
        if not path.is_file():
            raise RuntimeError("the file is gone")
        given = json.loads(path.read_text())
        tables = {{}}
        for name, rows in given.items():
            declared = table_named(name)
            columns = {{c.name: [row.get(c.name) for row in rows] for c in declared.columns}}
            table = pa.table(columns, schema=declared.schema)
            tables[name] = declared.check(table, origin=str(path))
        return Reading(
            tables, "2024-01-01", {{"rows.json": "0" * 64}}, ("one note",), **{more}
        )
"""
ONE_WORK = """{
    "work": [{"work": 1, "year": 2020, "type": "article"}],
    "authorship": [{"work": 1, "author": 1, "affiliation": 1, "country": "US"}],
    "label": [{"work": 1, "scheme": "area", "label": "vision", "score": 1.0}]
}"""
WORKS = ("work", "authorship", "label")


@pytest.fixture
def invent(tmp_path, monkeypatch):
    """Adds a source to the package as a newcomer would: by adding one file."""
    folder = tmp_path / "more_sources"
    folder.mkdir()
    monkeypatch.setattr(sources, "__path__", [*sources.__path__, str(folder)])

    def add(name, *, tables=WORKS, definitions=("all",), counts=(), more="{}"):
        text = INVENTED.format(
            name=name, tables=tables, definitions=definitions, counts=counts, more=more
        )
        (folder / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
        modules.cache_clear()

    yield add
    for file in folder.glob("*.py"):
        vars(sources).pop(file.stem, None)
        sys.modules.pop(f"detente.sources.{file.stem}", None)
    modules.cache_clear()


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "rows.json"
    path.write_text(ONE_WORK, encoding="utf-8")
    return path


def made(store, given, **options):
    return build(store, given, engine=DeferredDuckDB(), label="test", **options)


def test_a_new_source_is_one_file(tmp_path, invent, rows):
    invent("invented")
    steps = []
    release = made(Store(tmp_path / "lake"), {"invented": rows}, progress=steps.append)
    assert release.rows("work") == 1
    assert release.rows("pattern") == 1
    assert [source.name for source in release.manifest.description.sources] == ["invented"]
    assert release.manifest.description.notes == ("invented: one note",)
    remarks = release.table("remark").to_pylist()
    assert [(r["kind"], r["text"]) for r in remarks] == [
        ("note", "one note"),
        ("input", "rows.json " + "0" * 64),
        ("retrieved", "2024-01-01"),
    ]
    assert steps == ["reading Invented works", "pooling works", "publishing"]


def test_the_shipped_starter_becomes_a_release(tmp_path):
    store = Store(tmp_path)
    release = made(store, {"starter": None})
    assert release.id.startswith("test-")
    assert store.current().id == release.id
    assert {"work", "authorship", "label", "figure", "cell", "pattern"} <= set(release.tables)


def test_building_again_from_the_same_files_gives_the_same_release(tmp_path, invent, rows):
    invent("invented")
    first = made(Store(tmp_path / "lake"), {"invented": rows})
    again = made(Store(tmp_path / "lake"), {"invented": rows})
    elsewhere = made(Store(tmp_path / "other"), {"invented": rows})
    assert first.id == again.id == elsewhere.id


def test_a_build_that_failed_goes_on_and_leaves_the_old_release_current(tmp_path, invent, rows):
    invent("invented")
    invent("other", definitions=("others",))
    store = Store(tmp_path / "lake")
    old = made(store, {"invented": rows})
    late = tmp_path / "late.json"
    late.write_text("not JSON", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="Expecting value"):
        made(store, {"invented": rows, "other": late})
    assert store.current().id == old.id
    late.write_text(ONE_WORK.replace('"work": 1', '"work": 2'), encoding="utf-8")
    release = made(store, {"invented": rows, "other": late})
    assert release.rows("work") == 2
    assert store.current().id == release.id
    assert Release.open(old.folder).rows("work") == 1


def test_no_source_and_an_unknown_source_are_refused(tmp_path):
    with pytest.raises(UsageError, match="at least one source"):
        made(Store(tmp_path / "lake"), {})
    with pytest.raises(UnknownName) as problem:
        made(Store(tmp_path / "lake"), {"startr": None})
    assert problem.value.suggestions == ("starter",)
    assert not (tmp_path / "lake").exists()


@pytest.mark.parametrize("name", ["ncses", "cat"])
def test_a_source_that_ships_nothing_asks_for_its_folder(tmp_path, name):
    with pytest.raises(DataMissing, match="no files come with the package") as problem:
        made(Store(tmp_path / "lake"), {name: None})
    assert f"detente build {name}=FOLDER" in problem.value.fix
    with pytest.raises(DataMissing, match=r"nowhere does not exist"):
        made(Store(tmp_path / "lake"), {name: tmp_path / "nowhere"})
    assert not (tmp_path / "lake").exists()


def test_two_sources_with_the_same_rows_are_refused(tmp_path, invent, rows):
    invent("invented")
    invent("twin", definitions=("others",))
    store = Store(tmp_path / "lake")
    with pytest.raises(UsageError, match="invented and twin bring the same rows of 'authorship'"):
        made(store, {"invented": rows, "twin": rows})
    with pytest.raises(DataMissing):
        store.current()


def test_two_meanings_of_one_definition_are_refused_before_anything_is_read(tmp_path, invent, rows):
    invent("invented", definitions=("all", "vision"))
    invent("twin", definitions=("vision",))
    with pytest.raises(UsageError, match="invented and twin both define 'vision'"):
        made(Store(tmp_path / "lake"), {"invented": rows, "twin": tmp_path / "nowhere"})
    assert not (tmp_path / "lake").exists()


def test_a_source_that_gives_other_tables_than_it_declares_is_refused(tmp_path, invent, rows):
    invent("invented", tables=("work", "authorship"))
    with pytest.raises(SourceMalformed, match=r"gave the tables \['authorship', 'label', 'work'\]"):
        made(Store(tmp_path / "lake"), {"invented": rows})


@pytest.mark.parametrize("bounds", [(2, 5), (0, 0)])
def test_a_number_of_rows_out_of_bounds_stops_the_build(tmp_path, invent, rows, bounds):
    invent("invented", counts=(("work", *bounds),))
    with pytest.raises(SourceMalformed, match="1 rows of 'work'") as problem:
        made(Store(tmp_path / "lake"), {"invented": rows})
    assert str(bounds[0]) in problem.value.why


def test_works_without_authorships_make_a_release_without_a_pool(tmp_path, invent, rows):
    invent("invented", tables=("work",), definitions=())
    rows.write_text('{"work": [{"work": 1, "year": 2020, "type": "article"}]}', encoding="utf-8")
    release = made(Store(tmp_path / "lake"), {"invented": rows})
    assert not release.has("pattern")


def test_a_fingerprint_is_of_names_and_bytes(tmp_path):
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "a").write_bytes(b"1")
    first = fingerprint("cat", folder)
    (folder / "a").rename(folder / "b")
    renamed = fingerprint("cat", folder)
    (folder / "b").write_bytes(b"2")
    assert len({first, renamed, fingerprint("cat", folder), fingerprint("cat", folder / "b")}) == 4


def test_every_source_is_known_by_its_name():
    assert all(source.name == name for name, source in known_sources().items())
    assert {"starter", "ncses", "cat"} <= set(known_sources())


FOUND = (
    'dict(definitions=(Definition("found", "Found", "area", ("vision",), 0.5),), '
    'records=200, quarantined=(Quarantined("rows.json", 7, "odd", "{"),))'
)


def test_definitions_and_quarantine_of_a_small_source_survive_an_interrupted_build(
    tmp_path, invent, rows, monkeypatch
):
    invent("invented", more=FOUND)
    store, given = Store(tmp_path / "lake"), {"invented": rows}

    def stop(*_args, **_settings):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(build_module, "build_pool", stop)
        with pytest.raises(KeyboardInterrupt):
            made(store, given)
    # it is not read again: what it found must come from the parts that are done
    monkeypatch.setattr(Sandbox, "ask", stop)
    release = made(store, given)
    names = [definition.name for definition in release.manifest.definitions]
    assert names == ["all", "found"]
    (found,) = (d for d in release.manifest.definitions if d.name == "found")
    assert (found.labels, found.threshold, found.steady) == (("vision",), 0.5, False)
    (row,) = release.table("quarantine").to_pylist()
    assert row == {
        "source": "invented", "file": "rows.json", "line": 7, "reason": "odd", "text": "{"
    }  # fmt: skip
    assert "invented: 1 of 200 records could not be read and are in the table quarantine" in (
        release.manifest.description.notes
    )
    assert release.table("cell")["definitions"].to_pylist() == [0b11]


def test_a_small_source_that_cannot_read_many_records_is_refused(tmp_path, invent, rows):
    invent("invented", more=FOUND.replace("200", "99"))
    with pytest.raises(SourceMalformed, match="1 of 99 records of source 'invented'"):
        made(Store(tmp_path / "lake"), {"invented": rows})


def test_a_definition_found_under_the_name_of_another_source_is_refused(tmp_path, invent, rows):
    invent("invented", more=FOUND)
    invent("other", definitions=("found",), tables=("figure",))
    late = tmp_path / "late.json"
    late.write_text('{"figure": []}', encoding="utf-8")
    with pytest.raises(UsageError, match="invented and other both define 'found'"):
        made(Store(tmp_path / "lake"), {"invented": rows, "other": late})
