"""Ways to damage a folder of files, and whether anybody notices."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from detente.core.errors import DataMissing, IntegrityError
from detente.lake import Store, verify
from detente.lake.stage import STAGE_LEDGER, Stage
from faults.killing import read_everything

KINDS = ("flip", "truncate", "lengthen", "blank", "swap", "duplicate", "stale", "remove")


@dataclass
class Damage:
    """One way in which files differ from what was written; undone by ``repair``.

    Attributes
    ----------
    kind : str
    files : sequence of Path
        What was changed.
    """

    kind: str
    files: Sequence[Path]
    before: Sequence[bytes]

    def repair(self) -> None:
        for path, data in zip(self.files, self.before, strict=True):
            path.write_bytes(data)


def damage(files: Sequence[Path], chance: random.Random, *, older: Callable[[Path], list[bytes]]):
    """Damage one or two of the files in a random way that changes bytes.

    Parameters
    ----------
    files : sequence of Path
    chance : Random
    older : callable
        Contents of earlier files that could be taken for a file.
    """
    while True:
        kind = chance.choice(KINDS)
        first, second = chance.sample(list(files), 2)
        before = [first.read_bytes(), second.read_bytes()]
        if kind == "swap":
            first.write_bytes(before[1])
            second.write_bytes(before[0])
            touched = Damage(kind, (first, second), before)
        else:
            data = _changed(kind, before[0], before[1], chance=chance, older=older(first))
            touched = Damage(kind, (first,), before[:1])
            if data is None:
                first.unlink()
            else:
                first.write_bytes(data)
        if not first.exists() or first.read_bytes() != before[0]:
            return touched


def _changed(
    kind: str, data: bytes, other: bytes, *, chance: random.Random, older: list[bytes]
) -> bytes | None:
    if kind == "flip":
        return flipped(data, chance.randrange(len(data) * 8))
    if kind == "truncate":
        return data[: chance.randrange(len(data))]
    if kind == "lengthen":
        return data + chance.randbytes(chance.randint(1, 50))
    if kind == "blank":  # as a disk does that loses a sector
        start = chance.randrange(len(data))
        return data[:start] + bytes(min(64, len(data) - start)) + data[start + 64 :]
    whole = {"duplicate": other, "stale": chance.choice(older)}
    return whole.get(kind)


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# ---- releases ----


def damage_release(lake: Path, old_id: str, chance: random.Random) -> tuple[str, bool, bool]:
    """Damage the current release once: the kind, whether reading refused, whether verify saw it."""
    release = Store(lake).current()
    old = lake / "releases" / old_id

    def older(path: Path) -> list[bytes]:
        twin = old / path.name
        return [twin.read_bytes()] if twin.is_file() else [f"{old_id} {'0' * 64}\n".encode()]

    files = [lake / "CURRENT", *sorted(release.folder.iterdir())]
    done = damage(files, chance, older=older)
    refused = False
    try:
        read_everything(lake)
    except (IntegrityError, DataMissing):
        refused = True
    seen = not verify(Store(lake)).ok
    done.repair()
    return done.kind, refused, seen


# ---- the stage ----


def stage_files(lake: Path) -> list[Path]:
    """Converted files of the toy, and their ledger."""
    folder = lake / "stage" / "toy"
    return [folder / STAGE_LEDGER, *sorted(folder.glob("*.stage"))]


def damage_stage(lake: Path, old_stage: Path, chance: random.Random) -> Damage:
    """Damage the stage once; stale files are those of an older one."""
    ledgers = [(old_stage / STAGE_LEDGER).read_bytes()]
    converted = [path.read_bytes() for path in old_stage.glob("*.stage")]

    def older(path: Path) -> list[bytes]:
        return ledgers if path.name == STAGE_LEDGER else converted

    return damage(stage_files(lake), chance, older=older)


def found_sound(lake: Path, code: str, keys: Sequence[str]) -> set[str]:
    """Keys whose conversion the stage would use, by a copy of the stage that it may change."""
    copy = lake.with_name("opened")
    shutil.copytree(lake / "stage", copy / "stage")
    stage = Stage(copy, "toy", code=code)
    found = {key for key in keys if stage.find(key)}
    shutil.rmtree(copy)
    return found
