"""Writing a release as a data package: whole under its name, or not there at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import IntegrityError, UnknownName, UsageError
from detente.lake.crate import CRATE, DATA, describe_crate, path_of
from detente.lake.datapackage import (
    DESCRIPTOR,
    OURS,
    describe,
    manifest_resource,
    resource,
)
from detente.lake.disk import (
    HashedFile,
    digest,
    guarded,
    make_folder,
    move,
    replace_bytes,
    sync_folder,
    temporary,
)
from detente.lake.lock import BuildLock
from detente.lake.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from detente.lake.manifest import FileEntry
    from detente.lake.release import Release

FORMS = ("csv", "parquet")
LOCK = ".lock"
# Version of how files are written; a file of another version is not used again.
WRITING = 1
_MARK = ".done"


@dataclass(frozen=True, slots=True)
class Exported:
    """A data package on disk.

    Attributes
    ----------
    path : Path
    files : int
        Files in it, both descriptions included.
    bytes : int
    reused : int
        Files that an interrupted export had already written.
    there : bool
        Whether the same package was there already.
    """

    path: Path
    files: int
    bytes: int
    reused: int = 0
    there: bool = False


def export(
    release: Release,
    target: Path,
    *,
    form: str = "csv",
    published: str = "",
    progress: Callable[[str], None] = lambda _step: None,
) -> Exported:
    """Write a release as a data package.

    Everything is written beside ``target`` under another name, forced to the disk, and renamed in
    one step. After a kill the same command goes on: files that were finished are hashed, not
    written again. The same release gives the same bytes.

    Parameters
    ----------
    release : Release
    target : Path
        The package's folder. An older export there is replaced; for a moment neither is there.
    form : {"csv", "parquet"}
        Of the tables. Parquet files are those of the release, byte for byte.
    published : str
        ISO date on which the release is made public; stands in the research object.
    progress : callable

    Raises
    ------
    UsageError
        Something that is no export is in the way.
    IntegrityError
        A file of the release is damaged.
    BuildInterrupted
        Another export is writing the same package, or the disk is full or cannot be written.
    """
    if form not in FORMS:
        raise UnknownName("form of a data package", form, FORMS)
    target = Path(target).absolute()
    _check_target(target)
    package = Package(release, form, published)
    if package.is_whole(target):
        _forget(_older(target))  # a kill after the last rename leaves it
        return _measured(target, there=True)
    scratch = temporary(target)
    make_folder(scratch / DATA)
    lock = BuildLock(scratch / LOCK)
    try:
        reused = 0
        if not package.is_whole(scratch):
            reused = package.write(scratch, progress)
        _clean(scratch)
        with guarded(scratch):
            (scratch / LOCK).unlink()
        _put_in_place(scratch, target)
    finally:
        lock.release()
    return _measured(target, reused=reused)


@dataclass(frozen=True, slots=True)
class Package:
    """A release on its way into a data package."""

    release: Release
    form: str
    published: str = ""

    def is_whole(self, folder: Path) -> bool:
        """Whether exactly this package lies in a folder, undamaged."""
        listed = _descriptor_in(folder).get("resources", [])
        try:
            found = {e["path"]: (e["bytes"], e["hash"].removeprefix("sha256:")) for e in listed}
            descriptor = self.descriptor(found)
            same = (
                descriptor == (folder / DESCRIPTOR).read_bytes()
                and self.crate(found, descriptor) == (folder / CRATE).read_bytes()
            )
        except (OSError, KeyError, TypeError, AttributeError):
            return False
        return same and all(_is_file(folder / path, *of) for path, of in found.items())

    def descriptor(self, files: Mapping[str, tuple[int, str]]) -> bytes:
        """The descriptor, given size and SHA-256 of each file by its path."""
        from pyarrow import parquet

        manifest = self.release.manifest
        resources = []
        for entry in manifest.files:
            size, sha256 = files[self.path(entry)]
            resources.append(
                resource(
                    manifest,
                    entry,
                    columns=parquet.read_schema(_source_of(self.release, entry)),
                    path=self.path(entry),
                    size=size,
                    sha256=sha256,
                )
            )
        size, sha256 = files[MANIFEST]
        resources.append(manifest_resource(size=size, sha256=sha256))
        content = describe(self.release.id, manifest, resources)
        content[OURS] |= {"form": self.form, "writing": WRITING}
        return _json(content)

    def crate(self, files: Mapping[str, tuple[int, str]], descriptor: bytes) -> bytes:
        """The research object of the same files and their descriptor."""
        described = len(descriptor), hashlib.sha256(descriptor).hexdigest()
        every = {**files, DESCRIPTOR: described}
        release = self.release
        return _json(describe_crate(release.id, release.manifest, every, published=self.published))

    def path(self, entry: FileEntry) -> str:
        """Where a file of the release lies in the package."""
        return path_of(entry, self.form)

    def write(self, scratch: Path, progress: Callable[[str], None]) -> int:
        """Write all files; the number of those that were there already."""
        entries = self.release.manifest.files
        files, reused = {}, 0
        for number, entry in enumerate(entries, 1):
            progress(f"writing {entry.table}: file {number} of {len(entries)}")
            size, sha256, again = _file(self.release, entry, scratch / self.path(entry))
            files[self.path(entry)] = size, sha256
            reused += again
        content = _manifest(self.release)
        replace_bytes(scratch / MANIFEST, content)
        files[MANIFEST] = len(content), hashlib.sha256(content).hexdigest()
        descriptor = self.descriptor(files)
        replace_bytes(scratch / CRATE, self.crate(files, descriptor))
        replace_bytes(scratch / DESCRIPTOR, descriptor)
        return reused


def _json(content: Mapping[str, Any]) -> bytes:
    return f"{json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False)}\n".encode()


def _check_target(target: Path) -> None:
    """Refuse to replace what is no export."""
    empty = target.is_dir() and not any(target.iterdir())
    if target.exists() and not empty and OURS not in _descriptor_in(target):
        raise UsageError(
            f"{target} is no export of detente",
            why="what is there would be lost",
            fix="name a new folder, or remove it yourself",
        )


def _descriptor_in(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / DESCRIPTOR).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _manifest(release: Release) -> bytes:
    """The manifest as it lies in the release, checked against the release's name."""
    path = release.folder / MANIFEST
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest()[:12] != release.id[-12:]:
        raise IntegrityError(f"{path} changed while it was read", fix="run `detente verify`")
    return content


def _is_file(path: Path, size: int, sha256: str) -> bool:
    try:
        return path.stat().st_size == size and digest(path) == sha256
    except OSError:
        return False


def _file(release: Release, entry: FileEntry, path: Path) -> tuple[int, str, bool]:
    """Write one file, unless it is there: its size, its SHA-256, and whether it was there."""
    import pyarrow as pa

    key = f"{entry.sha256} {WRITING} pyarrow {pa.__version__}"
    mark = path.with_name(f".{path.name}{_MARK}")
    with suppress(OSError, ValueError):
        done = json.loads(mark.read_bytes())
        if done["key"] == key and _is_file(path, done["bytes"], done["sha256"]):
            return done["bytes"], done["sha256"], True
    file = HashedFile(temporary(path))
    try:
        source = _source_of(release, entry)
        if path.suffix == ".parquet":
            _copy(source, file, entry)
        else:
            _write_csv(source, file)
        sha256 = file.commit()
    except BaseException:
        file.discard()
        raise
    move(temporary(path), path)
    done = {"key": key, "bytes": file.size, "sha256": sha256}
    replace_bytes(mark, json.dumps(done).encode())
    return file.size, sha256, False


def _source_of(release: Release, entry: FileEntry) -> Path:
    """The verified file of the release."""
    return release.path(entry.file.removesuffix(".parquet"))


def _copy(source: Path, file: HashedFile, entry: FileEntry) -> None:
    with source.open("rb") as content:
        shutil.copyfileobj(content, file, 2**20)
    if file.size != entry.bytes:
        raise IntegrityError(f"{source} changed while it was copied", fix="run `detente verify`")


def _write_csv(source: Path, file: HashedFile) -> None:
    """Rows as CSV in UTF-8: a header, line feeds, quotes where needed, nothing for null."""
    import pyarrow as pa
    from pyarrow import csv, parquet

    with pa.memory_map(str(source)) as content:
        rows = parquet.ParquetFile(content, page_checksum_verification=True)
        options = csv.WriteOptions(quoting_style="needed")
        with csv.CSVWriter(file, rows.schema_arrow, write_options=options) as writer:
            for batch in rows.iter_batches():
                writer.write_batch(batch)


def _clean(scratch: Path) -> None:
    """Remove what is not part of the package: marks, and what another export had begun."""
    listed = {entry["path"] for entry in _descriptor_in(scratch)["resources"]}
    for path in scratch.rglob("*"):
        name = path.relative_to(scratch).as_posix()
        if path.is_file() and name not in {*listed, DESCRIPTOR, CRATE, LOCK}:
            with guarded(path):
                path.unlink()
    sync_folder(scratch / DATA)


def _put_in_place(scratch: Path, target: Path) -> None:
    old = _older(target)
    _forget(old)
    if target.is_dir() and any(target.iterdir()):
        move(target, old)
    move(scratch, target)
    _forget(old)


def _older(target: Path) -> Path:
    """Where an older package stands while the new one takes its place."""
    return target.with_name(f".{target.name}.old")


def _forget(old: Path) -> None:
    shutil.rmtree(old, ignore_errors=True)


def _measured(target: Path, *, reused: int = 0, there: bool = False) -> Exported:
    sizes = [path.stat().st_size for path in target.rglob("*") if path.is_file()]
    return Exported(target, len(sizes), sum(sizes), reused, there)
