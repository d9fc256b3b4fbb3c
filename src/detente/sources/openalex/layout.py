"""Where the files of OpenAlex lie, and whether they are those that its manifest lists."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import SourceMalformed, UsageError
from detente.core.source import Piece
from detente.sources.openalex.api.handover import fetched_pieces

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = ("data/works", "data/jsonl/works", "data/parquet/works", "jsonl/works", "parquet/works")
MANIFESTS = ("manifest", "manifest.json")
REMOVALS = re.compile(r"(deleted_ids|merged_ids)\.csv(\.gz)?")
_MERGED = re.compile(r"merged_ids/works/[^/]+\.csv(\.gz)?")
_RECORDS = re.compile(r"(?!\.).+?(\.parquet|(\.jsonl|\.ndjson|\.json)(\.gz)?|\.gz)")
# beside the data, and none of it
_BESIDE = re.compile(r"[._].*|README.*|RELEASE_NOTES.*|LICENSE.*|.*\.(md|txt)|manifest(\.json)?")
_AGAIN = "fetch the manifest and the files again, until the manifest stays the same"


@dataclass(frozen=True, slots=True)
class _Entry:
    """A file that a manifest lists."""

    url: str
    bytes: int | None
    records: int | None
    etag: str


def find_pieces(path: Path) -> list[Piece]:
    """Files of works and of removals, in order of their names.

    Parameters
    ----------
    path : Path
        A file; a folder of files; or a folder in the layout of the snapshot, at any of its levels.

    Raises
    ------
    UsageError
        Two complete copies of the works lie there.
    SourceMalformed
        A file is not known, or the files are not those of the manifest.
    DataMissing
        The folder was fetched into, and the fetch is not complete.
    """
    if path.is_file():
        return [_piece(path, path.name)]
    fetched = fetched_pieces(path)
    if fetched is not None:
        removed = [_piece(p, p.name) for p in sorted(path.iterdir()) if REMOVALS.fullmatch(p.name)]
        return sorted([*fetched, *removed], key=lambda piece: piece.name)
    works = _works_folder(path)
    files = {p: p.relative_to(path).as_posix() for p in _files(works)}
    manifest = _manifest(works)
    if manifest:
        listed = _read_manifest(manifest)
        pieces = _listed_pieces(works, files=files, entries=_entries(manifest, listed))
        if _read_manifest(manifest) != listed:
            raise SourceMalformed(f"{manifest} changed while it was read", fix=_AGAIN)
    else:
        pieces = [_piece(file, name) for file, name in files.items()]
    pieces += [_piece(p, p.relative_to(path).as_posix()) for p in _removals(path, works)]
    return sorted(pieces, key=lambda piece: piece.name)


def check_content(piece: Piece) -> None:
    """Raise :class:`SourceMalformed` if the manifest gives another SHA-256 than the file has."""
    if not re.fullmatch("[0-9a-f]{64}", piece.etag):
        return
    with piece.path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != piece.etag:
        raise SourceMalformed(
            f"{piece.name} is damaged",
            why=f"its SHA-256 is {found}, and {piece.etag} in the manifest",
            fix="fetch the file again; the publisher's copy may be whole",
        )


def is_removals(name: str) -> bool:
    """Whether a file lists works that are gone."""
    return bool(REMOVALS.fullmatch(name.rpartition("/")[2]) or "merged_ids/" in name)


def _piece(path: Path, name: str, entry: _Entry | None = None) -> Piece:
    size = path.stat().st_size
    if entry is None:
        return Piece(name, path, size)
    return Piece(name, path, size, entry.records, entry.etag)


def _works_folder(path: Path) -> Path:
    """The folder of works within a snapshot, or the folder itself."""
    found = [path / layout for layout in (*LAYOUTS, "works") if (path / layout).is_dir()]
    if len(found) > 1:
        raise UsageError(
            f"{path} holds the works {len(found)} times: {', '.join(map(str, found))}",
            why="each layout is a complete copy of the same works",
            fix=f"name one of them: detente build openalex={found[-1]}",
        )
    return found[0] if found else path


def _files(works: Path) -> list[Path]:
    """Files of records. Anything else that is not known stops the run."""
    found = []
    for path in sorted(p for p in works.rglob("*") if p.is_file()):
        name = path.relative_to(works).as_posix()
        hidden = any(part.startswith((".", "_")) for part in name.split("/"))
        beside = hidden or _BESIDE.fullmatch(path.name)
        if beside or REMOVALS.fullmatch(path.name) or _MERGED.fullmatch(name):
            continue
        if not _RECORDS.fullmatch(path.name):
            raise SourceMalformed(
                f"{path} is not known",
                why="works come as .gz, .jsonl, .json or .parquet",
                fix="move it elsewhere",
            )
        found.append(path)
    return found


def _removals(path: Path, works: Path) -> list[Path]:
    """Lists of deleted and merged works: among the works, beside them, or at the top."""
    folders = dict.fromkeys((path, works, works.parent))
    found = [p for f in folders for p in sorted(f.iterdir()) if REMOVALS.fullmatch(p.name)]
    for folder in dict.fromkeys((path, works.parent, works.parent.parent)):
        merged = folder / "merged_ids" / "works"
        if merged.is_dir() and path in (merged, *merged.parents):
            found += [p for p in sorted(merged.iterdir()) if _BESIDE.fullmatch(p.name) is None]
    return [p for p in dict.fromkeys(found) if path in p.parents]


def _manifest(works: Path) -> Path | None:
    """The list of the works' files; of two the newer form."""
    found = [works / name for name in MANIFESTS if (works / name).is_file()]
    return found[-1] if found else None


def _read_manifest(manifest: Path) -> bytes:
    return manifest.read_bytes()


def _entries(manifest: Path, text: bytes) -> list[_Entry]:
    try:
        content = json.loads(text.decode())
        listed = content["entries"] if "entries" in content else content["files"]
        entries = [_entry(item) for item in listed]
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise SourceMalformed(
            f"{manifest} is not a manifest of OpenAlex", why=repr(problem), fix=_AGAIN
        ) from problem
    return entries


def _entry(item: dict[str, Any]) -> _Entry:
    meta = item["meta"]
    size, records = meta["content_length"], meta["record_count"]
    for number in (size, records):
        if isinstance(number, bool) or not isinstance(number, int) or number < 0:
            raise ValueError(f"{number!r} is no count")
    mark = next((str(meta[name]) for name in ("sha256", "etag", "md5") if name in meta), "")
    return _Entry(str(item["url"]), size, records, mark)


def _listed_pieces(works: Path, *, files: dict[Path, str], entries: list[_Entry]) -> list[Piece]:
    pieces, left = [], dict(files)
    for entry in entries:
        file = works / _local(entry.url)
        size = file.stat().st_size if file.is_file() else None
        if file not in left or size != entry.bytes:
            found = "is not there" if file not in left else f"has {size:,} bytes"
            raise SourceMalformed(
                f"{file} {found}",
                why=f"the manifest lists it once, with {entry.bytes:,} bytes: a download is "
                "unfinished, or the manifest changed during it",
                fix=_AGAIN,
            )
        pieces.append(_piece(file, left.pop(file), entry))
    if left:
        raise SourceMalformed(
            f"{min(left)} is not in the manifest",
            why="its works have moved to other files, and would be read in an old version",
            fix="remove files that the manifest does not list, e.g. with `aws s3 sync --delete`",
        )
    return pieces


def _local(url: str) -> str:
    """Path below the folder of works of an address such as ``s3://openalex/data/works/…``."""
    _, found, rest = url.partition("/works/")
    if not found or ".." in rest.split("/"):
        raise SourceMalformed(
            f"the manifest lists {url!r}", why="it is no file of works", fix=_AGAIN
        )
    return rest
