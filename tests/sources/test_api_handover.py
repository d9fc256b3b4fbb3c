"""A fetched folder is what a build reads: complete, unchanged, equal to the works themselves."""

import gzip
import json

import pytest

from detente.core.errors import BudgetExhausted, DataMissing, IntegrityError, SourceMalformed
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.store import Store
from detente.sources import openalex
from detente.sources.build import build
from detente.sources.openalex import fetch
from openalex_server import KEY, World, identifiers_of, serving, synthetic_works

FILTER = {"filter": "is_ai:true"}


@pytest.fixture
def fetched(tmp_path, monkeypatch):
    """Fetch a world into a folder."""
    monkeypatch.setenv("OPENALEX_API_KEY", KEY)

    def call(world, options=None, name="fetched"):
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        with serving(world) as address:
            monkeypatch.setattr(fetch, "ADDRESS", address)
            fetch.fetch(folder, options or FILTER, lambda _step: None)
        return folder

    return call


def test_pieces_are_the_files_that_were_fetched_with_what_they_hold(fetched, tmp_path):
    works = synthetic_works(2300)
    folder = fetched(World(works))
    pieces = openalex.pieces(folder)
    assert [(p.name, p.records) for p in pieces] == [
        ("works/page-000001.jsonl.gz", 1000),
        ("works/page-000002.jsonl.gz", 1000),
        ("works/page-000003.jsonl.gz", 300),
    ]
    assert all(p.bytes == p.path.stat().st_size and len(p.etag) == 64 for p in pieces)
    ids = tmp_path / "ids"
    ids.write_text(f"W7\nW8\nW{identifiers_of(works)[0]}\n")
    world = World(works, merged={7: identifiers_of(works)[1]})
    folder = fetched(world, {"ids": str(ids)}, "singles")
    assert [p.name for p in openalex.pieces(folder)] == [
        "deleted_ids.csv",
        "merged_ids.csv",
        "works/page-000001.jsonl.gz",
    ]


def test_a_fetch_that_is_not_complete_is_no_source(fetched, tmp_path):
    world = World(synthetic_works(250), faults=iter(["", "quota"]))
    with pytest.raises(BudgetExhausted):
        fetched(world)
    with pytest.raises(DataMissing, match="not complete"):
        openalex.pieces(tmp_path / "fetched")
    assert len(openalex.pieces(fetched(world))) == 2


def test_a_fetched_file_that_changed_is_no_source(fetched):
    folder = fetched(World(synthetic_works(30)))
    file = folder / "works" / "page-000001.jsonl.gz"
    whole = file.read_bytes()
    file.write_bytes(whole[:-1])
    with pytest.raises(SourceMalformed, match="page-000001"):
        openalex.pieces(folder)
    file.write_bytes(whole)
    assert len(openalex.pieces(folder)) == 1
    ledger = folder / ".fetch" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"finished", b"finIshed"))
    with pytest.raises(IntegrityError):
        openalex.pieces(folder)


@pytest.mark.shared
def test_real_works_give_the_same_release_however_they_came(fetched, shared_data, tmp_path):
    lines = gzip.decompress((shared_data / "openalex" / "works.jsonl.gz").read_bytes()).splitlines()
    works = [json.loads(line) for line in lines[:450]]
    world = World(works, faults=iter(["", "cut", "duplicates"]))
    folder = fetched(world)
    (tmp_path / "works.jsonl").write_bytes(b"\n".join(lines[:450]))
    releases = []
    with DuckDBEngine() as engine:
        for number, path in enumerate((folder, tmp_path / "works.jsonl")):
            store = Store(tmp_path / f"lake{number}")
            releases.append(build(store, {"openalex": path}, engine=engine, label="works"))
    first, second = releases
    assert first.rows("work") > 400
    for name in openalex.SOURCE.tables:
        assert first.table(name).equals(second.table(name))
