"""What was fetched, on disk: every file with its line in a ledger.

    FOLDER/works/page-000001.jsonl.gz   records as the server gave them, one a line
    FOLDER/merged_ids.csv               identifiers that were merged, and into which
    FOLDER/deleted_ids.csv              identifiers that stand for nothing any more
    FOLDER/.fetch/ledger.jsonl          what was asked; one line a file, written once it is safe
    FOLDER/.fetch/calls-2026-01-31      as long as requests were sent on that day

A file without a line is what a kill left; it is removed and its pages are asked for again.
"""

from __future__ import annotations

import gzip
import json
import re
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Self

from detente.core.errors import BuildInterrupted, IntegrityError, UsageError
from detente.lake.disk import make_folder, replace_bytes
from detente.lake.lock import BuildLock
from detente.sources.openalex.api.budget import DailyBudget
from detente.sources.openalex.api.ledger import LEDGER, STATE, opened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from detente.sources.openalex.api.batch import Batch

WORKS, FIRST = "works", "*"
_OURS = re.compile(r"page-\d{6,}\.jsonl\.gz|\.page-\d{6,}\.jsonl\.gz\.tmp")


class FetchFolder:
    """A folder that is being fetched into, by one process at a time.

    Parameters
    ----------
    path : Path
        The folder; it exists.
    asked : mapping of str to str
        What is asked for.

    Attributes
    ----------
    seen : set of int
        Works it holds.
    merged : dict of int to int
    deleted : set of int
    cursors : set of str
        Cursors of the pages it holds.
    cursor : str or None
        Cursor of the next page; None after the last.
    counts : list of int
        Different sizes of the list that the pages gave, in order.
    repeated : int
        Records that came twice.
    complete : bool
        Whether nothing is left to ask.
    notes : tuple of str
        Once it is complete: what a reader must know.
    files : int
        Files of works.

    Raises
    ------
    UsageError
        The folder holds something else, or what was asked otherwise.
    IntegrityError
        The ledger is damaged, or a file is not what the ledger says.
    BuildInterrupted
        Another process fetches into it, or it cannot be written.
    """

    def __init__(self, path: Path, asked: Mapping[str, str]) -> None:
        self.path, self.state = path, path / STATE
        self.seen: set[int] = set()
        self.merged: dict[int, int] = {}
        self.deleted: set[int] = set()
        self.cursors: set[str] = set()
        self.cursor: str | None = FIRST
        self.counts: list[int] = []
        self.repeated = 0
        self.complete = False
        self.notes: tuple[str, ...] = ()
        self.files = 0
        _refuse_strangers(path)
        make_folder(self.state)
        self._lock = _locked(self.state)
        try:
            self._log = opened(self.state / LEDGER, asked)
            for content in self._log.contents:
                self._take(content)
            self._check_files()
            self._write_lists()
            self._log.contents.clear()  # taken in; many millions of identifiers need not stay twice
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._lock.release()

    def knows(self, identifier: int) -> bool:
        """Whether it holds an answer about an identifier."""
        return identifier in self.seen or identifier in self.merged or identifier in self.deleted

    def commit(self, batch: Batch) -> None:
        """Make what came durable: the file first, then its line."""
        content: dict[str, Any] = {
            "cursors": batch.cursors,
            "counts": batch.counts,
            "following": batch.following,
            "merged": batch.merged,
            "deleted": batch.deleted,
            "repeated": batch.repeated,
            "works": [work.id for work in batch.works],
        }
        if batch.works:
            name = f"{WORKS}/page-{self.files + 1:06}.jsonl.gz"
            data = packed(work.record for work in batch.works)
            make_folder(self.path / WORKS)
            replace_bytes(self.path / name, data)
            content |= {"file": name, "bytes": len(data), "sha256": sha256(data).hexdigest()}
        self._log.append(content)
        self._take(content)
        self._write_lists()

    def finish(self, notes: Iterable[str]) -> None:
        """Write down that everything asked for is there."""
        content = {"finished": True, "notes": list(notes)}
        self._log.append(content)
        self._take(content)

    def _take(self, content: Mapping[str, Any]) -> None:
        self.complete = "finished" in content
        self.notes = tuple(content.get("notes", ()))
        if self.complete:
            return
        self.seen.update(content["works"])
        self.merged.update((old, new) for old, new in content["merged"])
        self.deleted.update(content["deleted"])
        self.cursors.update(content["cursors"])
        self.cursor = content["following"]
        self.repeated += content["repeated"]
        self.files += "file" in content
        for count in content["counts"]:
            if not self.counts or self.counts[-1] != count:
                self.counts.append(count)

    def _check_files(self) -> None:
        listed = {c["file"]: c["bytes"] for c in self._log.contents if "file" in c}
        for name, size in listed.items():
            file = self.path / name
            if not file.is_file() or file.stat().st_size != size:
                raise IntegrityError(
                    f"{file} is not the file that was fetched",
                    why="it is gone, or its length has changed",
                    fix=f"put it back, or remove {self.path} and fetch again",
                )
        for file in (self.path / WORKS).glob("*"):
            if _OURS.fullmatch(file.name) and f"{WORKS}/{file.name}" not in listed:
                file.unlink()

    def _write_lists(self) -> None:
        merged = [f"W{old},W{new}" for old, new in sorted(self.merged.items())]
        deleted = [f"W{work}" for work in sorted(self.deleted)]
        _write_list(self.path / "merged_ids.csv", ["id,merge_into_id", *merged])
        _write_list(self.path / "deleted_ids.csv", ["id", *deleted])


@contextmanager
def counted(path: Path, limit: int) -> Iterator[DailyBudget]:
    """The budget of a folder, without fetching into it; of a folder to come, if it is not there.

    Raises
    ------
    BuildInterrupted
        Another process fetches into the folder.
    """
    if not (path / STATE).is_dir():
        with TemporaryDirectory() as passing:
            yield DailyBudget(Path(passing), limit)
        return
    lock = _locked(path / STATE)
    try:
        yield DailyBudget(path / STATE, limit)
    finally:
        lock.release()


def packed(records: Iterable[Mapping[str, Any]]) -> bytes:
    """Records as JSON lines in gzip; the same records always give the same bytes."""
    # ASCII, because a record may hold half of a surrogate pair, which UTF-8 cannot
    lines = (json.dumps(record, separators=(",", ":"), allow_nan=False) for record in records)
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), 6, mtime=0)


def _write_list(file: Path, lines: list[str]) -> None:
    data = "".join(f"{line}\n" for line in lines).encode()
    known = file.read_bytes() if file.exists() else b""
    if known != data and (known or len(lines) > 1):
        replace_bytes(file, data)


def _refuse_strangers(path: Path) -> None:
    if (path / STATE / LEDGER).exists():
        return
    others = [entry.name for entry in path.iterdir() if not entry.name.startswith(".")]
    if others:
        raise UsageError(
            f"{path} already holds '{min(others)}'",
            why="what is fetched would be mixed with files of other origin",
            fix="name a new folder: --to FOLDER",
        )


def _locked(state: Path) -> BuildLock:
    try:
        return BuildLock(state / "lock")
    except BuildInterrupted as problem:
        if not problem.what.startswith("another build"):
            raise
        raise BuildInterrupted(
            f"another detente fetches into {state.parent}", why=problem.why, fix=problem.fix
        ) from None
