"""A small lake for the tests of this folder: real tables, several parts, a log of who was made."""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from threading import Lock

import pyarrow as pa

from detente.core.source import Definition, Source
from detente.lake.build import Build, Origin
from detente.lake.manifest import Description
from detente.lake.release import Release
from detente.lake.store import Store
from detente.tables import authorship, work

SOURCE = Source(
    name="invented",
    title="Invented papers",
    url="https://example.org",
    licence="CC0",
    citation="Nobody (2024). Invented papers.",
    cadence="never",
    tables=("work", "authorship"),
    coverage="what a random generator says",
    definitions=(Definition("vision", "Computer vision", "venue", ("CVPR", "ICCV"), 0.5),),
    counts=(("work", 1, 1000),),
)
DESCRIPTION = Description("2024.1", (SOURCE,), ("two papers were left out",), "detente test")
OLD = {"papers": "old"}
NEW = {"papers": "new"}
PIECES = 3
PARTS = ("work", *(f"authorship-{n}" for n in range(PIECES)), "output")


def works(seed: str, *, count: int = 300) -> pa.Table:
    chance = random.Random(seed)
    years = [chance.randint(2000, 2024) for _ in range(count)]
    columns = {
        "work": list(range(count)),
        "date": [date(year, 1 + chance.randrange(12), 1) for year in years],
        "year": years,
        "type": ["article"] * count,
        "title": [None] * count,
        "language": [chance.choice(["en", "zh", None]) for _ in range(count)],
        "venue": [chance.choice(["CVPR", "ICML", None]) for _ in range(count)],
        "citations": [chance.choice([None, 0, 5, 70]) for _ in range(count)],
        "stated_references": [None] * count,
        "retracted": [None] * count,
        "truncated": [None] * count,
    }
    return pa.table(columns, schema=work.TABLE.schema)


def authorships(seed: str, *, count: int = 300, piece: int = 0) -> pa.Table:
    chance = random.Random(f"{seed}{piece}")
    rows = [
        {
            "work": number,
            "author": author,
            "affiliation": 1,
            "corresponding": None,
            "institution": chance.choice([None, 7, 11]),
            "country": chance.choice(["US", "CN", "GB", "HK", None]),
            "raw_affiliation": None,
        }
        for number in range(count)
        if number % PIECES == piece
        for author in range(1, 2 + chance.randrange(4))
    ]
    return pa.Table.from_pylist(rows, schema=authorship.TABLE.schema)


def make(lake: Path, log: Path, *, inputs=NEW, pause: float = 0.0, threads: int = 1) -> Release:
    """Build a release; every producer that runs leaves its part's name in ``log``."""
    with Store(lake).begin(inputs, code="") as build:
        make_parts(build, log, seed=inputs["papers"], pause=pause, threads=threads)
        return build.finish(DESCRIPTION)


def make_parts(build: Build, log: Path, *, seed: str, pause: float = 0.0, threads: int = 1) -> None:
    def note(name: str) -> None:
        with log.open("a") as file:
            file.write(f"{name}\n")
        time.sleep(pause)

    def make_works():
        note("work")
        return works(seed)

    def make_authorships(piece: int):
        note(f"authorship-{piece}")
        for batch in authorships(seed, piece=piece).to_batches(max_chunksize=50):
            time.sleep(pause / 4)
            yield batch

    def make_output():
        note("output")
        rows = build.tables.table(authorship.TABLE, columns=["country"])
        return rows.group_by("country").aggregate([([], "count_all")]).sort_by("country")

    origin = Origin(("invented",), "2024-05-01")
    parts = [("work", work.TABLE, make_works)]
    for piece in range(PIECES):
        producer = partial(make_authorships, piece)
        parts.append((f"authorship-{piece}", authorship.TABLE, producer))
    with ThreadPoolExecutor(threads) as pool:
        each = map if threads == 1 else pool.map
        list(each(lambda part: build.part(*part, origin=origin), parts))
    after = tuple(name for name in PARTS if name.startswith("authorship"))
    build.part("output", None, make_output, origin=Origin(("invented",), after=after))


def read_everything(lake: Path) -> dict[str, pa.Table]:
    release = Store(lake).current()
    for part in PARTS:
        release.path(part)
    return {table: release.table(table) for table in release.tables}


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---- what child processes do ----


def child_build(lake: Path, log: Path, ready, pause: float) -> None:
    ready.set()
    make(lake, log, pause=pause)


def child_killed_at(lake: Path, log: Path, step: int, threads: int = 1) -> None:
    """Build, and die without warning at one of the calls that change the disk."""
    steps = Steps(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
    for name in Steps.CALLS:
        setattr(os, name, steps.watched(getattr(os, name)))
    make(lake, log, threads=threads)


def child_hold(lake: Path, ready) -> None:
    with Store(lake).begin(NEW, code=""):
        ready.set()
        time.sleep(60)


class Steps:
    """Counts calls that change the disk and does something just before one of them."""

    CALLS = ("fsync", "replace", "truncate", "link", "unlink", "mkdir", "rmdir")

    def __init__(self, step: int, action) -> None:
        self.step, self.action, self.count = step, action, 0
        self._lock = Lock()

    def watched(self, call):
        def replacement(*args, **kwargs):
            self._tick()
            return call(*args, **kwargs)

        return replacement

    def _tick(self) -> None:
        with self._lock:
            self.count += 1
            if self.count == self.step + 1:
                self.action()
