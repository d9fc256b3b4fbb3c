"""The compact index of organisations: every name as it is compared, with country and place.

One Parquet file, written by :func:`write_index` from records of the Research Organization Registry.
The same records give the same bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from detente.core.errors import SourceMalformed
from detente.core.organisation_names import VERSION, normalised

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import IO

    from detente.sources.ror.dump import Organisation

_ACRONYM = re.compile(r"[A-Z0-9][A-Z0-9&./-]{1,5}")
_IDENTIFIER = re.compile(r"(?:https?://)?(?:www\.)?ror\.org/(0[0-9a-hj-km-np-tv-z]{6}[0-9]{2})/?")
SCHEMA = pa.schema(
    [
        pa.field("ror", pa.string(), nullable=False),
        pa.field("name", pa.string(), nullable=False),
        pa.field("country", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("keys", pa.list_(pa.string()), nullable=False),
        pa.field("acronyms", pa.list_(pa.string()), nullable=False),
        pa.field("city", pa.string()),
        pa.field("region", pa.string()),
        pa.field("region_code", pa.string()),
    ],
    metadata={"detente_index": "organisations", "normalisation": str(VERSION)},
)


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation of the index; the columns of its file."""

    ror: str
    name: str
    country: str | None
    kind: str
    keys: tuple[str, ...]
    acronyms: tuple[str, ...]
    city: str | None
    region: str | None
    region_code: str | None


def indexed(organisations: Iterable[Organisation]) -> list[Entry]:
    """Entries of the index, sorted by identifier."""
    entries = [
        Entry(
            ror=one.ror,
            name=one.name,
            country=one.country,
            kind=one.kind,
            keys=tuple(sorted({key for name in _names(one) for key in keys_of(name)})),
            acronyms=tuple(sorted({*one.acronyms, *one.names}.difference(_names(one)))),
            city=one.city,
            region=one.region,
            region_code=one.region_code,
        )
        for one in organisations
    ]
    return sorted(entries, key=lambda entry: entry.ror)


def ror_identifier(address: str) -> str | None:
    """The nine characters that end an address of the registry; None for any other text."""
    found = _IDENTIFIER.fullmatch(address.strip().casefold())
    return found.group(1) if found else None


def _names(one: Organisation) -> list[str]:
    """Names that are no acronyms; the registry's aliases hold both."""
    return [name for name in one.names if not _ACRONYM.fullmatch(name) or name == one.name]


def keys_of(name: str) -> set[str]:
    """Forms under which a name is looked up: as it is, and with German umlauts written out."""
    forms = {name, name.translate(_WRITTEN_OUT)}
    return {key for form in forms if (key := normalised(form))}


_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def write_index(entries: Iterable[Entry], target: Path | IO[bytes]) -> None:
    """Write the index; the same entries give the same bytes with the same pyarrow."""
    from pyarrow import parquet

    columns = {name: [getattr(entry, name) for entry in entries] for name in SCHEMA.names}
    parquet.write_table(
        pa.table(columns, schema=SCHEMA), target, compression="zstd", compression_level=19
    )


def read_index(source: Path | IO[bytes], *, name: str) -> list[Entry]:
    """Entries of an index file.

    Raises
    ------
    SourceMalformed
        The file is not an index, or was made by another way of comparing names.
    """
    from pyarrow import parquet

    fix = "make it again: detente fetch ror --from DUMP --to FOLDER"
    try:
        table = parquet.read_table(source)
    except (OSError, pa.ArrowException) as problem:
        raise SourceMalformed(name, why=str(problem), fix=fix) from problem
    if not table.schema.equals(SCHEMA, check_metadata=False):
        raise SourceMalformed(name, why="its columns are not those of an index", fix=fix)
    made_by = (table.schema.metadata or {}).get(b"normalisation", b"").decode()
    if made_by != str(VERSION):
        raise SourceMalformed(
            name, why=f"its names are compared by rules {made_by!r}, not {VERSION}", fix=fix
        )
    rows = zip(*(table.column(column).to_pylist() for column in SCHEMA.names), strict=True)
    return [Entry(r, n, c, k, tuple(keys), tuple(acronyms), *place)
            for r, n, c, k, keys, acronyms, *place in rows]  # fmt: skip
