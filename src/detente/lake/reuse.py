"""Using again what an earlier build has made, once its bytes are checked."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, IntegrityError
from detente.lake.disk import guarded, move, sync_folder, temporary
from detente.lake.ledger import LEDGER, Line, read_ledger
from detente.lake.manifest import MANIFEST, FileEntry, Manifest
from detente.lake.release import Release, read_manifest, verified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def sound(folder: Path, entry: FileEntry) -> bool:
    """Whether a file is the one that was written."""
    try:
        verified(folder, entry)
    except IntegrityError:
        return False
    return True


def earlier_lines(releases: Path, key: str) -> Iterator[tuple[Path, Line]]:
    """Parts of releases that were built for the same key, with the folder they lie in."""
    for folder in sorted(releases.iterdir()):
        try:
            release = Release.open(folder)
        except DetenteError:
            continue  # a damaged release has nothing to give; `verify` is what reports it
        if read_ledger(folder / LEDGER)[0] == key:
            yield from ((folder, line) for line in release.lines)


def bring(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot."""
    with guarded(target):
        temporary(target).unlink(missing_ok=True)
        try:
            os.link(source, temporary(target))
        except OSError:
            _copy(source, temporary(target))
    move(temporary(target), target)


def mend(folder: Path, fresh: Path, manifest: Manifest) -> None:
    """Replace damaged files of a release by their fresh twins, each in one atomic step."""
    for entry in manifest.files:
        if not sound(folder, entry):
            move(fresh / entry.file, folder / entry.file)
    try:
        read_manifest(folder, sha256=manifest.sha256)
    except IntegrityError:
        move(fresh / MANIFEST, folder / MANIFEST)
    # always: it says which build to resume from
    move(fresh / LEDGER, folder / LEDGER)


def remove(item: Path) -> None:
    """Remove a file or a folder left by a build that was interrupted."""
    with guarded(item):
        if item.is_dir() and not item.is_symlink():
            shutil.rmtree(item)
        else:
            item.unlink()


def clean(folder: Path, *, keep: set[str]) -> None:
    """Remove everything from a folder but the names to keep."""
    for item in folder.iterdir():
        if item.name not in keep:
            remove(item)
    sync_folder(folder)


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("wb") as write:
        shutil.copyfileobj(read, write)
        write.flush()
        os.fsync(write.fileno())
