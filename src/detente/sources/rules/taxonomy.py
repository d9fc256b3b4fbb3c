"""Reading the taxonomy of obligations and the list of coded instruments."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from detente.core.errors import SourceMalformed
from detente.core.web_address import is_web_address

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

FIX = "docs/rules.md says what the file holds"
_FAMILY = {"id", "title", "definition"}
_TYPE = {"id", "family", "title", "definition", "include", "exclude", "example"}
_INSTRUMENT = {"jurisdiction", "title", "version", "in_force", "language", "articles"}


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Types of obligation and the family of each.

    Attributes
    ----------
    version : int
        Raised whenever a definition changes: codings of different versions do not compare.
    families : tuple of str
    family_of : mapping of str to str
        Family by type.
    titles, definitions : mapping of str to str
        Of families and types, by identifier.
    """

    version: int
    families: tuple[str, ...]
    family_of: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)


def read_taxonomy(path: Path) -> Taxonomy:
    """The taxonomy in a TOML file.

    Raises
    ------
    SourceMalformed
        The file is absent or is not TOML, an entry lacks a key or has another, an identifier occurs
        twice, or a type belongs to no family.
    """
    content = _toml(path)
    unknown = set(content) - {"version", "family", "type"}
    if unknown or not isinstance(content.get("version"), int):
        raise _wrong(path, f"unknown keys {sorted(unknown)}" if unknown else "it has no version")
    families = _identifiers(path, content.get("family", []), _FAMILY)
    types = _identifiers(path, content.get("type", []), _TYPE)
    family_of = {name: entry["family"] for name, entry in zip(types, content["type"], strict=True)}
    stray = sorted(name for name, family in family_of.items() if family not in families)
    empty = sorted(set(families) - set(family_of.values()))
    if stray or empty:
        raise _wrong(path, f"without a family: {stray}; families without a type: {empty}")
    entries = [*content["family"], *content["type"]]
    titles, definitions = (
        {entry["id"]: str(entry[key]) for entry in entries} for key in ("title", "definition")
    )
    return Taxonomy(content["version"], families, family_of, titles, definitions)


def read_instruments(path: Path) -> dict[str, dict[str, Any]]:
    """The coded instruments by identifier, in the order of the file; ``url`` may be left out.

    Raises
    ------
    SourceMalformed
        The file is absent, is not TOML or empty, an instrument lacks a key or has another, or its
        address is none.
    """
    content = _toml(path)
    if not content:
        raise _wrong(path, "it names no instrument")
    for name, entry in content.items():
        _keys(path, entry, keys=_INSTRUMENT, where=name, optional={"url"})
        url = entry.setdefault("url", None)
        if url is not None and not is_web_address(str(url)):
            raise _wrong(path, f"{name}: url {url!r} is no address of the web")
    return content


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise _wrong(path, str(problem)) from problem


def _identifiers(path: Path, entries: list[Any], keys: set[str]) -> tuple[str, ...]:
    for number, entry in enumerate(entries, start=1):
        _keys(path, entry, keys=keys, where=f"entry {number}")
    names = tuple(str(entry["id"]) for entry in entries)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice or not names:
        raise _wrong(path, f"identifiers used twice: {twice}" if twice else "it is empty")
    return names


def _keys(
    path: Path,
    entry: object,
    *,
    keys: set[str],
    where: str,
    optional: Collection[str] = (),
) -> None:
    found = set(entry).difference(optional) if isinstance(entry, dict) else set()
    if found != keys:
        raise _wrong(
            path, f"{where}: missing {sorted(keys - found)}, unknown {sorted(found - keys)}"
        )


def _wrong(path: Path, why: str) -> SourceMalformed:
    return SourceMalformed(str(path), why=why, fix=FIX)
