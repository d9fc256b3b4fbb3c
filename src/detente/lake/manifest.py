"""The manifest: what a release holds, where it comes from, and the hash that names it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from detente.core.errors import DataMissing, UsageError
from detente.core.source import Definition, Source

if TYPE_CHECKING:
    from collections.abc import Mapping

LAYOUT = 1
"""Version of the layout of a release on disk."""

MANIFEST = "manifest.json"

_LABEL = r"[0-9A-Za-z][0-9A-Za-z._]{0,39}"
_DATE = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_RELEASE = re.compile(rf"({_LABEL})-([0-9a-f]{{12}})")


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One Parquet file of a release.

    Attributes
    ----------
    file : str
        Name inside the release's folder.
    table : str
        The table its rows belong to.
    rows, bytes : int
        Size of the file.
    sha256 : str
        Hash of the file's bytes, hexadecimal.
    schema_version : int
        Version of the table's declaration; 0 for a derived table without one.
    sources : tuple of str
        Names of the sources its rows come from.
    retrieved : str
        ISO date on which the underlying data were retrieved; empty if unknown.
    """

    file: str
    table: str
    rows: int
    bytes: int
    sha256: str
    schema_version: int
    sources: tuple[str, ...] = ()
    retrieved: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """What the builder says about a release.

    Attributes
    ----------
    label : str
        The readable half of the release's name, e.g. ``"2024.1"``: letters, digits, dots.
    sources : tuple of Source
        Every source a part was made from.
    notes : tuple of str
        What was left out and how often; shown wherever the numbers are.
    made_by : str
        Program and version, e.g. ``"detente 1.0.0"``.
    """

    label: str
    sources: tuple[Source, ...] = ()
    notes: tuple[str, ...] = ()
    made_by: str = ""

    def __post_init__(self) -> None:
        if not re.fullmatch(_LABEL, self.label):
            raise UsageError(
                f"'{self.label}' cannot name a release",
                why="a label is at most 40 letters, digits, dots and underscores",
                fix="use a label such as 2024.1",
            )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a release says about itself; a pure function of its content.

    No time of building, machine or path stands in it, so the same inputs give the same release id
    anywhere.

    Attributes
    ----------
    description : Description
    files : tuple of FileEntry
        In order of their names.
    inputs : mapping of str to str
        What the release was built from: a hash or a version by name.
    """

    description: Description
    files: tuple[FileEntry, ...]
    inputs: Mapping[str, str] = field(default_factory=dict)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Options of ``ai_definition`` that the release's sources bring."""
        return tuple(d for source in self.description.sources for d in source.definitions)

    @property
    def retrieved(self) -> str:
        """The latest ISO date on which a file was retrieved; empty where none is recorded."""
        dates = [entry.retrieved for entry in self.files]
        return max((day for day in dates if _DATE.fullmatch(day)), default="")

    @property
    def sha256(self) -> str:
        """Hash of the manifest's bytes, hexadecimal."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    @property
    def release_id(self) -> str:
        """The label and the first twelve digits of the hash."""
        return f"{self.description.label}-{self.sha256[:12]}"

    def to_bytes(self) -> bytes:
        """The manifest as JSON, the same bytes for the same content."""
        content = {
            "layout": LAYOUT,
            **asdict(self.description),
            "files": [asdict(entry) for entry in self.files],
            "inputs": dict(self.inputs),
        }
        text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
        return f"{text}\n".encode()

    @classmethod
    def from_bytes(cls, data: bytes, *, origin: str) -> Manifest:
        """Read a manifest whose hash has been checked.

        Raises
        ------
        DataMissing
            It was written in a layout that this version of detente does not know.
        """
        try:
            content = json.loads(data)
            if content.pop("layout") != LAYOUT:
                raise ValueError("another layout")
            files = tuple(file_entry(entry) for entry in content.pop("files"))
            inputs = content.pop("inputs")
            content["sources"] = tuple(_source(source) for source in content["sources"])
            description = Description(**_tuples(content))
        except (ValueError, KeyError, TypeError) as problem:
            raise DataMissing(
                f"{origin} cannot be read",
                why="it was written by another version of detente",
                fix="update detente, or build the lake again: `detente build`",
            ) from problem
        return cls(description, files, inputs)


def split_release_id(name: str) -> tuple[str, str] | None:
    """Label and hash of a release id, or None if ``name`` is not one."""
    match = _RELEASE.fullmatch(name)
    return (match[1], match[2]) if match else None


def file_entry(content: Mapping[str, Any]) -> FileEntry:
    """A :class:`FileEntry` from its JSON object."""
    return FileEntry(**_tuples(content))


def _source(content: Mapping[str, Any]) -> Source:
    definitions = tuple(Definition(**_tuples(d)) for d in content["definitions"])
    return Source(**{**_tuples(content), "definitions": definitions})


def _tuples(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _tuple(value) for name, value in content.items()}


def _tuple(value: Any) -> Any:
    return tuple(_tuple(item) for item in value) if isinstance(value, list) else value
