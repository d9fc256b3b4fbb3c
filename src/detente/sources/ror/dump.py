"""Reading a dump of the Research Organization Registry, schemas 1 and 2, record by record.

A dump may be a JSON list or JSON lines, plain, gzipped or in the registry's own zip, or a folder
of such files. Where files of both schemas hold an organisation, schema 2 is read.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import IO, TYPE_CHECKING, Any

from detente.core.countries import all_codes
from detente.core.errors import DataMissing, SourceMalformed
from detente.sources.affiliations.index import ror_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_FIX = "download the dump again from the registry's page on Zenodo"
_CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s,]*")
_LONGEST_RECORD = 1 << 24
_SUFFIXES = (".json", ".json.gz", ".jsonl", ".jsonl.gz", ".zip")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation of the registry.

    Attributes
    ----------
    ror : str
        The nine characters that end its identifier.
    name : str
        The name the registry shows.
    country : str or None
        Code of its country; None where it has places in several.
    kind : str
        Education, company, … in small letters; the first where there are several.
    names, acronyms : tuple of str
        Every name, alias and label; every acronym.
    city, region, region_code : str or None
        Its first place: city, first-level subdivision and the code of that, as in ``US-CA``.
    """

    ror: str
    name: str
    country: str | None
    kind: str
    names: tuple[str, ...]
    acronyms: tuple[str, ...]
    city: str | None
    region: str | None
    region_code: str | None


def read_dump(path: Path) -> dict[str, Organisation]:
    """Organisations of a dump by identifier, without those the registry has withdrawn.

    Raises
    ------
    DataMissing
        There is no such file, or no dump in the folder.
    SourceMalformed
        A file is cut short or damaged, or a record lacks an identifier, a name or a place.
    """
    found: dict[str, Organisation] = {}
    schema: dict[str, int] = {}
    for place, record in _records(path):
        version = 2 if "names" in record else 1
        try:
            one = _second(record) if version == 2 else _first(record)
        except (KeyError, IndexError, TypeError, ValueError) as problem:
            raise SourceMalformed(
                place, why=f"not a record of the registry: {problem!r}", fix=_FIX
            ) from problem
        if schema.get(one.ror, 0) < version:
            schema[one.ror] = version
            found[one.ror] = one
            if record["status"] == "withdrawn":
                del found[one.ror]
    if not found:
        raise SourceMalformed(str(path), why="it holds no organisation", fix=_FIX)
    return found


def _second(record: dict[str, Any]) -> Organisation:
    names = [(name["value"], frozenset(name["types"])) for name in record["names"]]
    places = [place["geonames_details"] for place in record["locations"]]
    shown = [name for name, types in names if "ror_display" in types]
    first = places[0]
    code = first.get("country_subdivision_code")
    return Organisation(
        ror=_identifier(record["id"]),
        name=shown[0],
        country=_country({place["country_code"] for place in places}),
        kind=_kind(record["types"]),
        names=_distinct(name for name, types in names if types != {"acronym"}),
        acronyms=_distinct(name for name, types in names if "acronym" in types),
        city=first.get("name"),
        region=first.get("country_subdivision_name"),
        region_code=f"{first['country_code']}-{code}" if code else None,
    )


def _first(record: dict[str, Any]) -> Organisation:
    place = record["addresses"][0]
    labels = [label["label"] for label in record["labels"]]
    return Organisation(
        ror=_identifier(record["id"]),
        name=_text(record["name"]),
        country=_country({record["country"]["country_code"]}),
        kind=_kind(record["types"]),
        names=_distinct([record["name"], *record["aliases"], *labels]),
        acronyms=_distinct(record["acronyms"]),
        city=place.get("city"),
        region=place.get("state"),
        region_code=place.get("state_code"),
    )


def _identifier(text: object) -> str:
    found = ror_identifier(_text(text))
    if found is None:
        raise ValueError(f"{text!r} is not an identifier of the registry")
    return found


def _country(codes: set[str]) -> str | None:
    unknown = codes.difference(all_codes())
    if unknown or not codes:
        raise ValueError(f"unknown country {', '.join(map(repr, unknown)) or '(none)'}")
    return codes.pop() if len(codes) == 1 else None


def _kind(types: list[str]) -> str:
    return types[0].casefold() if types else "other"


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} is not a text")
    return value


def _distinct(names: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_text(name) for name in names))


def _records(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    for file in files_of(path):
        number = 0
        for name, stream in _streams(file):
            try:
                for record in _values(stream):
                    number += 1
                    yield f"{name}, record {number}", record
            except (EOFError, OSError, ValueError, zlib.error, zipfile.BadZipFile) as problem:
                raise SourceMalformed(
                    f"{name}, after record {number}", why=str(problem), fix=_FIX
                ) from problem


def files_of(path: Path) -> list[Path]:
    """Files of a dump, in order of their names."""
    if path.is_dir():
        files = sorted(p for p in path.iterdir() if p.name.endswith(_SUFFIXES))
    else:
        files = [path] if path.is_file() and path.name.endswith(_SUFFIXES) else []
    if not files:
        raise DataMissing(
            f"{path}: no dump of the registry", why=f"one ends in {', '.join(_SUFFIXES)}", fix=_FIX
        )
    return files


def _streams(file: Path) -> Iterator[tuple[str, IO[str]]]:
    if file.name.endswith(".zip"):
        with _opened_zip(file) as archive:
            for member in archive.namelist():
                if member.endswith(".json"):
                    with archive.open(member) as raw:
                        yield f"{file.name}: {member}", io.TextIOWrapper(raw, "utf-8")
        return
    opener = gzip.open if file.name.endswith(".gz") else open
    with opener(file, "rt", encoding="utf-8") as stream:
        yield file.name, stream


@contextmanager
def _opened_zip(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile as problem:
        raise SourceMalformed(file.name, why=str(problem), fix=_FIX) from problem
    with archive:
        yield archive


def _values(stream: IO[str]) -> Iterator[dict[str, Any]]:
    first = stream.readline()
    while first and not first.strip():
        first = stream.readline()
    if first.lstrip().startswith("["):
        yield from _listed(stream, first.lstrip()[1:])
        return
    for line in chain([first], stream):
        if line.strip():
            yield json.loads(line)


def _listed(stream: IO[str], text: str) -> Iterator[dict[str, Any]]:
    """Objects of a list, one after the other: a dump is 300 MB of text, and far more as objects."""
    decoder, at = json.JSONDecoder(), 0
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if text.startswith("]", at):
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            more = stream.read(_CHUNK)
            if not more or len(text) - at > _LONGEST_RECORD:
                raise
            text, at = text[at:] + more, 0
        else:
            yield value
