"""Merging sorted runs: the same tables however works are dealt to runs, groups and levels."""

import json
import random

import pytest

from detente.sources.openalex import merging, runs, stage
from naive import openalex as naive
from openalex_works import authorship, institution, load, record, write

SIZES = [(1, 1, 2), (5_000, 3, 2), (20_000, 7, 3), (2**20, 8192, 64)]


def some_versions(chance, files):
    """Works in many versions over many files, those of the same moment included."""
    return {
        f"{n:02}.jsonl": [
            record(
                chance.randrange(40),
                authorship(institution(chance.randrange(9), "US")),
                title=f"{n} {chance.random()}",
                cited=[chance.randrange(50) for _ in range(3)],
                updated_date=f"2026-01-0{chance.randint(1, 3)}T00:00:00",
                is_xpac=chance.random() < 0.1,
            )
            for _ in range(chance.randrange(30))
        ]
        for n in range(files)
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    root = tmp_path_factory.mktemp("runs") / "works"
    files = some_versions(random.Random(7), 9)
    for name, some in files.items():
        write(root / name, some)
    (root / "merged_ids.csv").write_text("id,merge_into_id\nW1,W2\nW2,W3\nW30,W31\nW31,W30\n")
    return root, files


@pytest.mark.parametrize("run, group, most", SIZES)
def test_however_works_are_dealt_to_runs(tmp_path, monkeypatch, folder, run, group, most):
    root, files = folder
    for module, name, value in (
        (stage, "RUN", run), (stage, "GROUP", group), (runs, "GROUP", group),
        (runs, "MOST_RUNS", most), (runs, "ROWS", max(group, 10)),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, value)
    monkeypatch.setattr("detente.sources.openalex.lines.BATCH", 4_000)
    tables, _ = load(root, tmp_path, order=random.Random(run).choice([1, -1]))
    gone = {1, 2, 30, 31}
    newest = naive.newest(r for name in sorted(files) for r in files[name])
    kept = [r for r in newest if int(r["id"].rpartition("W")[2]) not in gone]
    found = tables["work"].to_pylist()
    assert {row["work"]: row["title"] for row in found} == {
        int(r["id"].rpartition("W")[2]): r["title"] for r in kept if not r["is_xpac"]
    }
    for record_kept in kept:
        cited = [int(w.rpartition("W")[2]) for w in record_kept["referenced_works"]]
        moved = [f"https://openalex.org/W{ {1: 3, 2: 3}.get(n, n) }" for n in cited]
        record_kept["referenced_works"] = moved
    counted = naive.count(kept)
    # works that were merged into one another in a circle stand for each other
    merge = {30: 30, 31: 31}
    counted.references = {(a, merge.get(b, b)) for a, b in counted.references}
    mine = naive.count_tables(tables)
    assert {(a, 30 if b == 31 else b) for a, b in mine.references} == {
        (a, 30 if b == 31 else b) for a, b in counted.references
    }
    mine.references = counted.references = set()
    assert mine == counted


def test_what_is_said_of_runs(tmp_path):
    path = write(tmp_path / "w.jsonl", [record(n) for n in (3, 1, 2)])
    load(path, tmp_path)
    (run,) = runs.runs_of([tmp_path / "staged" / "0.stage"])
    (table,) = run.tables(["work"])
    assert table["work"].to_pylist() == [1, 2, 3]
    assert json.dumps([run.batches.start, run.batches.stop]) == "[0, 1]"


@pytest.mark.parametrize("most", [1, 2, 32])
def test_institutions_of_more_lists_than_are_held_at_once(tmp_path, monkeypatch, most):
    """The latest record counts; of several of one moment, the first in order, unknowns last."""
    monkeypatch.setattr(merging, "_MOST_LISTS", most)
    chance, said = random.Random(most), {}
    for n in range(9):
        some = []
        for number in range(6):
            code, kind = chance.choice(["US", "CN", None]), chance.choice(["company", None])
            home = institution(number, code, type=kind, display_name=chance.choice("ab"))
            day = chance.randint(1, 3)
            moment = f"2026-01-0{day}T00:00:00"
            some.append(record(10 * n + number, authorship(home), updated_date=moment))
            known = (home["display_name"], code or "~", kind or "~")
            said.setdefault(number, []).append((-day, *known))
        write(tmp_path / "works" / f"{n}.jsonl", some)
    tables, _ = load(tmp_path / "works", tmp_path, order=chance.choice([1, -1]))
    assert [
        (r["institution"], r["name"], r["country"] or "~", r["kind"] or "~")
        for r in tables["institution"].to_pylist()
    ] == [(number, *min(some)[1:]) for number, some in sorted(said.items())]
