"""A toy staged source with its files, and builds of it in this or another process."""

from __future__ import annotations

import json
import random
from pathlib import Path

from detente import sources
from detente.core.discovery import modules
from detente.engine.deferred import DeferredDuckDB
from detente.lake.store import Store
from detente.sources.build import build
from detente.sources.sandbox import Limits

TOYS = Path(__file__).parent / "toy_sources"
COUNTRIES = ("US", "CN", "GB", "DE", "HK", None)
LIMITS = Limits(seconds=20)


def install() -> None:
    """Add the toy to the package's sources, as a newcomer would: by adding a file."""
    if str(TOYS) not in sources.__path__:
        sources.__path__.append(str(TOYS))
        modules.cache_clear()


def uninstall() -> None:
    sources.__path__.remove(str(TOYS))
    modules.cache_clear()


def record(chance: random.Random, number: int, *, updated: str = "2024-01-01") -> dict:
    return {
        "work": number,
        "updated": updated,
        "year": chance.randint(2000, 2024),
        "countries": chance.choices(COUNTRIES, k=chance.randint(1, 4)),
    }


def write_lines(path: Path, rows: list[dict | str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_toy(folder: Path, seed: int = 1, *, files: int = 4, rows: int = 40) -> None:
    """Some files of works, and a list of deleted ones."""
    chance = random.Random(seed)
    for n in range(files):
        numbers = range(n * rows, (n + 1) * rows)
        write_lines(folder / f"part-{n}.jsonl", [record(chance, number) for number in numbers])
    (folder / "deleted.csv").write_text("3\n7\n")


def load(lake: Path, folder: Path, *, limits: Limits = LIMITS, progress=lambda _step: None):
    """Build a release of the toy."""
    with DeferredDuckDB() as engine:
        return build(
            Store(lake), {"toy": folder}, engine=engine, label="toy", limits=limits,
            progress=progress,
        )  # fmt: skip
