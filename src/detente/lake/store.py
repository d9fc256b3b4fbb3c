"""A lake: a folder of releases, one of them current."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import UnknownName
from detente.lake.current import RELEASES, read_current
from detente.lake.manifest import split_release_id
from detente.lake.release import Release
from detente.lake.stage import known

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.lake.build import Build
    from detente.lake.stage import Staged

_CODE = {".py", ".sql", ".lark", ".toml", ".json", ".csv"}


@dataclass(frozen=True, slots=True)
class Store:
    """A lake in the folder ``path``. Nothing is read or created before it is asked for.

    Reading needs no right to write, and many may read while one builds.

    Attributes
    ----------
    path : Path
        The lake's folder.
    """

    path: Path

    def current(self) -> Release:
        """The current release.

        Raises
        ------
        DataMissing
            There is none yet.
        IntegrityError
            It is damaged, or missing.
        """
        return read_current(self.path)

    def release(self, release_id: str) -> Release:
        """A release by its name.

        Raises
        ------
        UnknownName
            There is no such release.
        IntegrityError
            It is damaged.
        """
        known = self.releases()
        if release_id not in known:
            raise UnknownName("release", release_id, known)
        return Release.open(self.path / RELEASES / release_id)

    def releases(self) -> tuple[str, ...]:
        """Names of the releases there are, whether current or not, in alphabetical order."""
        folder = self.path / RELEASES
        if not folder.is_dir():
            return ()
        return tuple(sorted(f.name for f in folder.iterdir() if split_release_id(f.name)))

    def staged(self, source: str) -> tuple[Staged, ...]:
        """Conversions of a source's files that the next build could use again."""
        return known(self.path, source, code=code_fingerprint())

    def begin(self, inputs: Mapping[str, str], *, code: str | None = None) -> Build:
        """Start a build, or resume the one that was interrupted, if it had the same inputs.

        Parameters
        ----------
        inputs : mapping of str to str
            What the release is built from: a hash or a version by name. Unfinished work on other
            inputs is removed.
        code : str, optional
            What stands for the code that makes the parts; by default a hash of detente's own files,
            so that no part made by other code is used again.

        Raises
        ------
        BuildInterrupted
            Another build is running, or the lake cannot be written.
        """
        from detente.lake.build import Build

        return Build(self.path, inputs=inputs, code=code_fingerprint() if code is None else code)


def code_fingerprint() -> str:
    """Hash of the program files and declarations of the detente that is running."""
    package = Path(__file__).parents[1]
    found = hashlib.sha256()
    for file in sorted(package.rglob("*")):
        if file.suffix in _CODE:
            found.update(f"{file.relative_to(package).as_posix()}\0".encode())
            found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()
