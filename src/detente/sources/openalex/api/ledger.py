"""The ledger of a fetch: what was asked, and one line for each file that is safe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import IntegrityError, UsageError
from detente.lake.sealed import SealedLog, sealed_lines

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STATE, LEDGER = ".fetch", "ledger.jsonl"
_LAYOUT = 1


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """A file of works, as it was when it was written."""

    bytes: int
    records: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a fetch has come, for who reads its folder.

    Attributes
    ----------
    asked : mapping of str to str
        What was asked for: ``filter``, or ``ids``.
    complete : bool
        Whether everything that was asked for is there. A part of it is no sample: pages come in the
        server's order.
    files : mapping of str to FetchedFile
        Files of works by their path below the folder.
    works : int
        Works fetched, each counted once.
    notes : tuple of str
        What the reader must know.
    """

    asked: Mapping[str, str]
    complete: bool
    files: Mapping[str, FetchedFile]
    works: int
    notes: tuple[str, ...]


def standing(path: Path) -> Standing | None:
    """How far the fetch into a folder has come; None if nothing was fetched into it.

    Raises
    ------
    IntegrityError
        The ledger is damaged.
    """
    ledger = path / STATE / LEDGER
    if not ledger.is_file():
        return None
    header, *contents = _contents(ledger)
    last = contents[-1] if contents else {}
    return Standing(
        asked=header["asked"],
        complete="finished" in last,
        files={
            c["file"]: FetchedFile(c["bytes"], len(c["works"]), c["sha256"])
            for c in contents
            if "file" in c
        },
        works=sum(len(c.get("works", ())) for c in contents),
        notes=tuple(last.get("notes", ())),
    )


def opened(ledger: Path, asked: Mapping[str, str]) -> SealedLog:
    """The ledger, to go on with; begun if it is not there.

    Raises
    ------
    UsageError
        Something else was asked for when it was begun.
    IntegrityError
        It is damaged.
    """
    check_same(ledger, asked)
    return SealedLog(ledger, _header(asked))


def check_same(ledger: Path, asked: Mapping[str, str]) -> None:
    """Refuse to put the answers to two questions into one folder; raises as ``opened`` does."""
    if not ledger.exists():
        return
    found = _contents(ledger)[0]
    if found != _header(asked):
        raise UsageError(
            f"{ledger.parent.parent} holds another fetch: {found['asked']}",
            why=f"now {dict(asked)} is asked for",
            fix="name another folder: --to FOLDER",
        )


def _header(asked: Mapping[str, str]) -> dict[str, Any]:
    return {"asked": dict(asked), "layout": _LAYOUT}


def _contents(ledger: Path) -> list[dict[str, Any]]:
    """Header and lines. Only the last line may be cut: that is what a kill leaves.

    Raises
    ------
    IntegrityError
        A line within is damaged.
    """
    data = ledger.read_bytes()
    lines = list(sealed_lines(data))
    end = lines[-1][1] if lines else 0
    if not lines or b"\n" in data[end:]:
        raise IntegrityError(
            f"{ledger} is damaged after byte {end}",
            why="a line does not match its own check",
            fix=f"remove {ledger.parent.parent} and fetch again",
        )
    return [content for content, _ in lines]
