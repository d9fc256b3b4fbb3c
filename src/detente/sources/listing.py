"""What a source is read from: its files and the hashes of their bytes."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.discovery import find
from detente.core.errors import DataMissing, SourceMalformed
from detente.core.pace import Pace, size_text
from detente.lake.disk import digest, stamp
from detente.lake.origin import hash_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

    from detente.core.source import Piece

_HASHED_TOGETHER = 4


@dataclass(frozen=True)
class Listing:
    """Files of a staged source.

    Attributes
    ----------
    root : Path
        The source's folder, or its one file.
    pieces : tuple of Piece
        Files to convert.
    extras : tuple of Path
        Other files that merging reads.
    hashes : dict of str to str
        SHA-256 by name, of pieces and extras.
    stamps : dict of str to tuple
        Time stamps of the pieces, taken before they were hashed.
    """

    root: Path
    pieces: tuple[Piece, ...]
    extras: tuple[Path, ...]
    hashes: dict[str, str]
    stamps: dict[str, tuple[int, ...]]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """What the conversion of each piece is kept under."""
        return tuple(piece.key(self.hashes[piece.name]) for piece in self.pieces)

    @property
    def fingerprint(self) -> str:
        """Hash of everything the source is read from."""
        extras = [(name_in(self.root, p), self.hashes[name_in(self.root, p)]) for p in self.extras]
        return hash_of(self.keys, sorted(extras))

    def check_unchanged(self, piece: Piece) -> None:
        """Raise :class:`SourceMalformed` if a piece changed since it was hashed."""
        if stamp(piece.path) != self.stamps[piece.name]:
            raise SourceMalformed(
                f"{piece.path} changed while it was read",
                why="another program is writing it, perhaps a download that is still running",
                fix="wait for that program, then run the same command again",
            )


def is_staged(module: ModuleType) -> bool:
    """Whether a source's files are converted one by one."""
    return hasattr(module, "pieces")


def root_of(name: str, path: Path | None) -> Path:
    """Where the files of a source lie; without a path, those that come with the package.

    A source whose files lie in another folder of the package names it by ``DATA``.

    Raises
    ------
    DataMissing
        There is no such file or folder.
    """
    module = find("detente.sources", "SOURCE", name)
    own = Path(str(resources.files("detente.sources") / name / "data"))
    root = path if path is not None else getattr(module, "DATA", own)
    if not root.exists():
        lacking = f"{root} does not exist" if path is not None else "no files come with the package"
        raise DataMissing(
            f"source '{name}': {lacking}",
            fix=f"give the folder of its files: detente build {name}=FOLDER",
        )
    return root


def files_of(root: Path) -> list[Path]:
    """The file itself, or every file of a folder, in order of their paths."""
    return [root] if root.is_file() else sorted(p for p in root.rglob("*") if p.is_file())


def fingerprint(name: str, path: Path | None) -> str:
    """SHA-256 over the names and bytes of a source's files, and over what else it reads.

    A source whose rows depend on more than those files has a function ``depends_on(path) -> str``
    that says what, for example by a hash.

    Raises
    ------
    DataMissing
        There is no such file or folder.
    """
    root = root_of(name, path)
    found = hashlib.sha256()
    depends_on = getattr(find("detente.sources", "SOURCE", name), "depends_on", None)
    if depends_on is not None:
        found.update(f"{depends_on(path)}\0".encode())
    for file in files_of(root):
        found.update(f"{file.relative_to(root)}\0".encode())
        found.update(bytes.fromhex(digest(file)))
    return found.hexdigest()


def list_files(module: ModuleType, root: Path) -> tuple[tuple[Piece, ...], tuple[Path, ...]]:
    """Pieces of a staged source and the other files that it reads, without reading their content.

    Raises
    ------
    SourceMalformed
        There is no piece, two have one name, or a file has another size than its piece.
    """
    pieces: tuple[Piece, ...] = tuple(module.pieces(root))
    if not pieces:
        raise SourceMalformed(
            f"{root} holds no file of source '{module.SOURCE.name}'",
            why="none has the name and place that its publisher gives",
            fix=f"see which files it reads: detente sources {module.SOURCE.name}",
        )
    if len({piece.name for piece in pieces}) < len(pieces):
        raise SourceMalformed(
            f"{root} lists a file twice",
            why="its records would be counted twice",
            fix="compare the list of files with its publisher's",
        )
    for piece in pieces:
        found = piece.path.stat().st_size if piece.path.is_file() else None
        if found != piece.bytes:
            raise SourceMalformed(
                f"{piece.path} is not whole",
                why=f"{piece.bytes:,} bytes are declared, {found or 0:,} are there",
                fix="fetch the file again",
            )
    if hasattr(module, "extras"):
        return pieces, tuple(module.extras(root))
    taken = {piece.path for piece in pieces}
    return pieces, tuple(path for path in files_of(root) if path not in taken)


def list_source(module: ModuleType, root: Path, progress: Callable[[str], None]) -> Listing:
    """Files of a staged source, hashed.

    Raises
    ------
    SourceMalformed
        The files are not those that the publisher lists.
    """
    pieces, extras = list_files(module, root)
    stamps = {piece.name: stamp(piece.path) for piece in pieces}
    paths = [*(piece.path for piece in pieces), *extras]
    names = [*(piece.name for piece in pieces), *(name_in(root, path) for path in extras)]
    hashes = dict(zip(names, _hashed(paths, progress), strict=True))
    return Listing(root, pieces, extras, hashes, stamps)


def name_in(root: Path, path: Path) -> str:
    """Name of a file within its source."""
    return path.name if path == root else path.relative_to(root).as_posix()


def _hashed(paths: Sequence[Path], progress: Callable[[str], None]) -> list[str]:
    sizes = [path.stat().st_size for path in paths]
    pace, done, found = Pace(sum(sizes), size_text), 0, []
    with ThreadPoolExecutor(_HASHED_TOGETHER) as pool:
        for size, sha256 in zip(sizes, pool.map(digest, paths), strict=True):
            found.append(sha256)
            done += size
            progress(f"checking files: {pace.text(done)}")
    return found
