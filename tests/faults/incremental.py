"""Histories of loads of a source: each against a full rebuild and a plain count."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import openalex_works
from faults.fault_world import COUNTRIES, record, write_lines
from faults.histories import History
from faults.killing import contents
from openalex_works import ADDRESS, authorship, institution

STEPS = 4
HOMES = ("US", "CN", "HK", "TW", "DE", None)


@dataclass(frozen=True)
class Kind:
    """A source under test: how its records are made and written, and how they are counted."""

    source: str
    record: Callable
    write: Callable
    check: Callable


def check_history(kind: Kind, seed: int, scratch, load) -> Counter:
    """Load, change and load again; the last load must equal a full rebuild, byte for byte.

    Returns
    -------
    Counter
        What was done, and how many conversions were used again.
    """
    history, told = History(seed, kind.record), Counter()
    folder, lake, fresh = scratch / "files", scratch / "lake", scratch / "fresh"
    kind.write(folder, history)
    load(lake, folder, kind.source)
    for _ in range(STEPS):
        before = stage_files(lake, kind.source)
        told[history.step()] += 1
        kind.write(folder, history)
        step = load(lake, folder, kind.source)
        told["used again"] += len(before & stage_files(lake, kind.source))
    kind.check(step, history)
    full = load(fresh, folder, kind.source)
    assert step.id == full.id, seed
    assert contents(step.folder) == contents(full.folder)
    assert stage_files(lake, kind.source) == stage_files(fresh, kind.source)
    for path in (folder, lake, fresh):
        shutil.rmtree(path)
    return told


def stage_files(lake, source):
    return {path.name for path in (lake / "stage" / source).glob("*.stage")}


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


def check_toy(release, history):
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


def openalex_record(chance, number, day):
    authors = [
        authorship(institution(chance.randrange(9), chance.choice(HOMES)))
        for _ in range(chance.randint(1, 3))
    ]
    made = openalex_works.record(
        number + 1,
        *authors,
        updated_date=f"{day}T00:00:00.000000",
        publication_year=chance.randint(2000, 2023),
        cited=chance.sample(range(1, 30), chance.randint(0, 3)),
        is_xpac=chance.random() < 0.1,
    )
    return {"work": number, "updated": day, "record": made}


def write_openalex(folder, history):
    """The folder in the layout of the snapshot."""
    works = folder / "data" / "works"
    shutil.rmtree(folder, ignore_errors=True)
    for name, rows in history.files.items():
        path = works / f"updated_date={name}.gz"
        openalex_works.write(path, [row["record"] for row in rows])
    gone = "".join(f"{ADDRESS}W{number + 1}\n" for number in sorted(history.deleted))
    (folder / "deleted_ids.csv").write_text(f"work_id\n{gone}")


def check_openalex(release, history):
    newest = {}
    for rows in history.files.values():
        for row in rows:
            known = newest.setdefault(row["work"], row)
            newest[row["work"]] = max(row, known, key=lambda version: version["updated"])
    kept = {
        n: row["record"]
        for n, row in newest.items()
        if n not in history.deleted and not row["record"]["is_xpac"]
    }
    rows = release.table("work").to_pylist()
    assert {r["work"]: r["year"] for r in rows} == {
        n + 1: made["publication_year"] for n, made in kept.items()
    }
    authors = release.table("authorship", columns=["country"])["country"].to_pylist()
    for home in HOMES:
        listed = [a["institutions"][0] for made in kept.values() for a in made["authorships"]]
        assert authors.count(home) == sum(i["country_code"] == home for i in listed)
    cited = sum(len(made["referenced_works"]) for made in kept.values())
    assert release.rows("citation") == cited


TOY = Kind("toy", toy_record, write_toy, check_toy)
OPENALEX = Kind("openalex", openalex_record, write_openalex, check_openalex)
