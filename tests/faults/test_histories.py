"""An incremental load gives exactly what a full rebuild gives, whatever happened in between."""

import json
import shutil

import pytest

from detente.lake import Store, verify
from detente.lake import store as store_module
from detente.sources import build as build_module
from faults.fault_world import COUNTRIES, record, write_lines
from faults.histories import History
from faults.killing import contents, quick_loads

HISTORIES = 100
STEPS = 4
# pooling is a function of the tables and takes as long as all the rest
POOLED_EVERY = 10


@pytest.fixture
def load(toy, monkeypatch):
    """Build quickly, again and again."""
    monkeypatch.setattr(store_module, "code_fingerprint", lambda: "the same code")
    with quick_loads(monkeypatch) as loader:
        yield loader


def write_toy(folder, history):
    """The folder as the history has it now, files that vanished removed."""
    wanted = {folder / f"{name}.jsonl": rows for name, rows in history.files.items()}
    for path in folder.rglob("*.jsonl"):
        if path not in wanted:
            path.unlink()
    for path, rows in wanted.items():
        write_lines(path, rows)
    (folder / "deleted.csv").write_text("".join(f"{n}\n" for n in sorted(history.deleted)))


def toy_record(chance, number, day):
    return record(chance, number, updated=day)


def test_incremental_loads_equal_a_full_rebuild(memory_path, load, monkeypatch):
    deeds, reused, pooled = set(), 0, build_module.POOLED
    for seed in range(HISTORIES):
        wanted = pooled if seed % POOLED_EVERY == 0 else ("no such table",)
        monkeypatch.setattr(build_module, "POOLED", wanted)
        history = History(seed, toy_record)
        folder, lake = memory_path / "files", memory_path / "lake"
        write_toy(folder, history)
        load(lake, folder)
        for _ in range(STEPS):
            before = stage_files(lake)
            deeds.add(history.step())
            write_toy(folder, history)
            step = load(lake, folder)
            reused += len(before & stage_files(lake))
        check_naively(step, history)
        full = load(memory_path / "fresh", folder)
        assert step.id == full.id, (seed, deeds)
        assert contents(step.folder) == contents(full.folder)
        assert stage_files(lake) == stage_files(memory_path / "fresh")
        for path in (folder, lake, memory_path / "fresh"):
            shutil.rmtree(path)
    assert len(deeds) == 6
    assert reused > HISTORIES * STEPS


def stage_files(lake):
    return {path.name for path in (lake / "stage" / "toy").glob("*.parquet")}


def check_naively(release, history):
    """The works and authors that the newest versions have, added up in the plainest way."""
    newest = {}
    for rows in history.files.values():
        for row in rows:
            version = (row["updated"], row["year"], str(row["countries"]))
            if row["work"] not in newest or version > newest[row["work"]][0]:
                newest[row["work"]] = (version, row)
    kept = {number: row for number, (_, row) in newest.items() if number not in history.deleted}
    works = {r["work"]: r["year"] for r in release.table("work").to_pylist()}
    assert works == {number: row["year"] for number, row in kept.items()}
    rows = release.table("authorship", columns=["work", "country"]).to_pylist()
    for country in COUNTRIES:
        found = sum(row["country"] == country for row in rows)
        assert found == sum(row["countries"].count(country) for row in kept.values())


def test_touching_and_renaming(memory_path, load):
    """A file under another name is another piece, but gives the same tables."""
    history = History(7, toy_record)
    folder = memory_path / "files"
    write_toy(folder, history)
    first = load(memory_path / "lake", folder)
    path = min(folder.rglob("*.jsonl"))
    path.rename(path.with_name("renamed.jsonl"))
    second = load(memory_path / "lake", folder)
    assert second.id != first.id  # the manifest names what it was made from
    for table in ("work", "authorship", "label", "cell"):
        assert second.table(table) == first.table(table)
    assert verify(Store(memory_path / "lake")).ok
    path.with_name("renamed.jsonl").rename(path)
    assert load(memory_path / "lake", folder).id == first.id


def test_histories_repeat():
    def told(seed):
        history = History(seed, toy_record)
        steps = [history.step() for _ in range(6)]
        return steps, json.dumps(history.files), sorted(history.deleted)

    assert told(3) == told(3)
    assert told(3) != told(4)
