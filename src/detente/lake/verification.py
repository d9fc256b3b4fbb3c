"""Hashing everything again, and listing every difference there is."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from detente.core.errors import DetenteError, IntegrityError
from detente.lake.current import RELEASES
from detente.lake.disk import digest
from detente.lake.ledger import LEDGER
from detente.lake.manifest import MANIFEST, FileEntry
from detente.lake.release import read_lines, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from detente.lake.store import Store

_HASHED_TOGETHER = 4


@dataclass(frozen=True, slots=True)
class Problem:
    """One difference between a lake and what was written.

    Attributes
    ----------
    path : str
        The file, relative to the lake.
    kind : str
        ``missing``, ``extra``, ``size``, ``hash``, ``unreadable``, ``manifest``, ``ledger`` or
        ``current``.
    why : str
        What was expected and what was found.
    """

    path: str
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Report:
    """What verifying a lake found.

    Attributes
    ----------
    lake : Path
    releases : tuple of str
        The releases that were checked.
    files, bytes : int
        How much was hashed.
    problems : tuple of Problem
        Every difference; empty if there is none.
    """

    lake: Path
    releases: tuple[str, ...]
    files: int
    bytes: int
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems

    def require(self) -> None:
        """Raise :class:`IntegrityError` unless everything is as it was written."""
        if self.problems:
            raise IntegrityError(
                f"{self.lake} has {len(self.problems)} problem(s)",
                why="; ".join(f"{p.path}: {p.kind}, {p.why}" for p in self.problems),
                fix="rebuild: `detente build`; delete files that do not belong to the lake",
            )


def verify(store: Store, release: str | None = None) -> Report:
    """Hash every file of a lake again, trusting nothing remembered.

    Parameters
    ----------
    store : Store
        The lake.
    release : str, optional
        One release alone; by default all of them, and which one is current.

    Returns
    -------
    Report
        Every problem found, not only the first.

    Raises
    ------
    DataMissing
        The lake holds no release at all.
    UnknownName
        There is no release of that name.
    """
    problems: list[Problem] = []
    known = store.releases()
    if release is not None:
        if release not in known:
            store.release(release)
        known = (release,)
    else:
        problems += _check_current(store, empty=not known)
        problems += _strangers(store.path, store.path / RELEASES, set(known))
    files = size = 0
    for name in known:
        found, entries = _check_release(store.path, store.path / RELEASES / name)
        problems += found
        files += len(entries)
        size += sum(entry.bytes for entry in entries)
    return Report(store.path, known, files, size, tuple(problems))


def _check_current(store: Store, *, empty: bool) -> Iterator[Problem]:
    try:
        store.current()
    except DetenteError as problem:
        if empty and problem.exit_code != IntegrityError.exit_code:
            raise
        yield Problem("CURRENT", "current", _said(problem))


def _check_release(lake: Path, folder: Path) -> tuple[list[Problem], tuple[FileEntry, ...]]:
    try:
        manifest = read_manifest(folder)
    except DetenteError as problem:
        # without the manifest there is nothing to hold the other files against
        return [Problem(_place(lake, folder / MANIFEST), "manifest", _said(problem))], ()
    check = partial(_check_file, lake, folder)
    with ThreadPoolExecutor(_HASHED_TOGETHER) as pool:
        problems = [p for found in pool.map(check, manifest.files) for p in found]
    try:
        read_lines(folder, manifest)
    except IntegrityError as problem:
        problems.append(Problem(_place(lake, folder / LEDGER), "ledger", _said(problem)))
    expected = {MANIFEST, LEDGER, *(entry.file for entry in manifest.files)}
    problems += _strangers(lake, folder, expected)
    return problems, manifest.files


def _check_file(lake: Path, folder: Path, entry: FileEntry) -> list[Problem]:
    path = folder / entry.file
    place = _place(lake, path)
    try:
        size = path.stat().st_size
        found = digest(path) if size == entry.bytes else ""
    except FileNotFoundError:
        return [Problem(place, "missing", "the manifest lists it")]
    except OSError as problem:
        return [Problem(place, "unreadable", problem.strerror or str(problem))]
    if size != entry.bytes:
        return [Problem(place, "size", f"expected {entry.bytes:,} bytes, found {size:,}")]
    if found != entry.sha256:
        return [Problem(place, "hash", f"expected {entry.sha256}, found {found}")]
    return []


def _strangers(lake: Path, folder: Path, expected: set[str]) -> Iterator[Problem]:
    if folder.is_dir():
        for item in sorted(folder.iterdir()):
            if item.name not in expected:
                yield Problem(_place(lake, item), "extra", "nothing lists it")


def _place(lake: Path, path: Path) -> str:
    return path.relative_to(lake).as_posix()


def _said(problem: DetenteError) -> str:
    return f"{problem.what}: {problem.why}" if problem.why else problem.what
