"""An incremental load gives exactly what a full rebuild gives, whatever happened in between."""

import json
from collections import Counter

import pytest

from detente.lake import Store, verify
from detente.lake import store as store_module
from detente.sources import build as build_module
from faults.histories import History
from faults.incremental import OPENALEX, TOY, check_history, toy_record, write_toy
from faults.killing import quick_loads

OF_TOY, OF_OPENALEX = 100, 8
# pooling is a function of the tables and takes as long as all the rest
POOLED_EVERY = 10


@pytest.fixture
def load(toy, monkeypatch):
    """Build quickly, again and again."""
    monkeypatch.setattr(store_module, "code_fingerprint", lambda: "the same code")
    with quick_loads(monkeypatch) as loader:
        yield loader


@pytest.mark.parametrize(
    "kind, count", [(TOY, OF_TOY), (OPENALEX, OF_OPENALEX)], ids=["toy", "openalex"]
)
def test_incremental_loads_equal_a_full_rebuild(memory_path, load, monkeypatch, kind, count):
    told, pooled = Counter(), build_module.POOLED
    for seed in range(count):
        wanted = pooled if seed % POOLED_EVERY == 0 else ("no such table",)
        monkeypatch.setattr(build_module, "POOLED", wanted)
        told += check_history(kind, seed, memory_path, load)
    assert told["used again"] > count
    assert len(told) >= 6


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
