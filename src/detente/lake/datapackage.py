"""A release described as a data package (datapackage.org, version 2)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from detente.core.discovery import modules
from detente.lake.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from detente.core.source import Source
    from detente.core.table import Column, Table
    from detente.lake.manifest import FileEntry, Manifest
    from detente.lake.release import Release

DESCRIPTOR = "datapackage.json"
PROFILES = "https://datapackage.org/profiles/2.0"
# Properties of our own; the specification allows any.
OURS = "detente"

_TYPES = {
    "bool": "boolean",
    "date32": "date",
    "float64": "number",
    "string": "string",
    **dict.fromkeys(("int8", "int16", "int32", "int64"), "integer"),
}
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}


def package_of(release: Release) -> dict[str, Any]:
    """The descriptor of a release as it lies in its lake: the Parquet files and the manifest.

    Paths are those of ``detente export --form parquet``.
    """
    import hashlib

    from pyarrow import parquet

    from detente.lake.crate import path_of
    from detente.lake.release import verified

    manifest = release.manifest
    resources = [
        resource(
            manifest,
            entry,
            columns=parquet.read_schema(verified(release.folder, entry)),
            path=path_of(entry, "parquet"),
            size=entry.bytes,
            sha256=entry.sha256,
        )
        for entry in manifest.files
    ]
    content = (release.folder / MANIFEST).read_bytes()
    hashed = hashlib.sha256(content).hexdigest()
    resources.append(manifest_resource(size=len(content), sha256=hashed))
    return describe(release.id, manifest, resources)


def describe(
    release: str, manifest: Manifest, resources: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The descriptor of a release.

    Parameters
    ----------
    release : str
        Its name.
    manifest : Manifest
    resources : sequence of mapping
        Those of :func:`resource` and :func:`plain_resource`.

    Returns
    -------
    dict
        No time or place stands in it: the same release gives the same descriptor anywhere.
    """
    from dataclasses import asdict

    description = manifest.description
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": re.sub(r"[^a-z0-9._-]+", "-", f"detente-{release}".lower()),
        "id": release,
        "title": f"detente release {release}",
        "description": "How countries cooperate and compete in AI: the tables of one release, as "
        "they stand in its lake. A missing value is not known; it is never 0.",
        "version": description.label,
        "licenses": _once(_licence(source) for source in description.sources),
        "sources": [_source(source) for source in description.sources],
        "resources": [dict(entry) for entry in resources],
        OURS: {
            "release": release,
            "made_by": description.made_by,
            "citation": cite(release, manifest),
            "definitions": [asdict(definition) for definition in manifest.definitions],
            "notes": list(description.notes),
            "inputs": dict(manifest.inputs),
        },
    }


def resource(
    manifest: Manifest, entry: FileEntry, *, columns: pa.Schema, path: str, size: int, sha256: str
) -> dict[str, Any]:
    """The description of one file of a table.

    Parameters
    ----------
    manifest : Manifest
    entry : FileEntry
        The file of the release that it was written from.
    columns : pyarrow.Schema
        Its columns: an older release may have fewer than the table's declaration of today.
    path : str
        Where it lies in the package.
    size : int
        Its bytes.
    sha256 : str
    """
    tables: dict[str, Table] = {
        module.TABLE.name: module.TABLE for module in modules("detente.tables", "TABLE").values()
    }
    declared = tables.get(entry.table)
    sources = [s for s in manifest.description.sources if s.name in entry.sources]
    made: dict[str, Any] = {
        **plain_resource(path, size=size, sha256=sha256, title=entry.table),
        "licenses": _once(_licence(source) for source in sources),
        "sources": [_source(source) for source in sources],
        OURS: {
            "table": entry.table,
            "rows": entry.rows,
            "retrieved": entry.retrieved,
            "may_share": bool(sources) and all(source.may_ship for source in sources),
        },
    }
    if declared is not None:
        made |= {"type": "table", "title": declared.title, "schema": _schema(declared, columns)}
        made["description"] = f"Table {declared.name}, declaration {entry.schema_version}."
    return {name: value for name, value in made.items() if value not in ([], "")}


def plain_resource(path: str, *, size: int, sha256: str, title: str) -> dict[str, Any]:
    """The description of a file that is no table."""
    name, form = path.rsplit("/", 1)[-1].rsplit(".", 1)
    return {
        "name": re.sub(r"[^a-z0-9._-]+", "-", name.lower()),
        "title": title,
        "path": path,
        "format": form,
        "mediatype": MEDIA[form],
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
    }


def manifest_resource(*, size: int, sha256: str) -> dict[str, Any]:
    """The description of the release's manifest."""
    return plain_resource(MANIFEST, size=size, sha256=sha256, title="Manifest of the release")


def cite(release: str, manifest: Manifest) -> str:
    """How to cite the release and what it was made from."""
    description = manifest.description
    sources = "; ".join(source.citation for source in description.sources)
    return f"{description.made_by}, release {release}. Data: {sources}"


def _schema(table: Table, columns: pa.Schema) -> dict[str, Any]:
    declared = {column.name: column for column in table.columns}
    nullable = {column.name for column in table.columns if column.nullable}
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [
            _field(declared[found.name]) if found.name in declared else {"name": found.name}
            for found in columns
        ],
        "missingValues": [""],
    }
    # a key of a data package has no missing part
    if table.key and not nullable & set(table.key):
        schema["primaryKey"] = list(table.key)
    return schema


def _field(column: Column) -> dict[str, Any]:
    kind = _TYPES[column.type]
    whole = kind == "integer"
    constraints = {
        "required": True if not column.nullable else None,
        "minimum": _bound(column.minimum, whole),
        "maximum": _bound(column.maximum, whole),
        "pattern": column.pattern or None,
        "enum": list(column.options) or None,
    }
    field = {
        "name": column.name,
        "type": kind,
        "description": column.meaning,
        "constraints": {name: value for name, value in constraints.items() if value is not None},
        "unit": column.unit,
    }
    made = {name: value for name, value in field.items() if value not in ({}, "")}
    # where nothing may be unknown, an empty cell is the empty text
    empty: dict[str, Any] = (
        {"missingValues": []} if kind == "string" and not column.nullable else {}
    )
    return made | empty


def _bound(bound: float | None, whole: bool) -> float | None:
    return int(bound) if whole and bound is not None else bound


def _licence(source: Source) -> dict[str, str]:
    return {"title": source.licence, "path": source.url}


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": source.title,
        "path": source.url,
        OURS: {"citation": source.citation, "may_share": source.may_ship},
    }


def _once(entries: Any) -> list[dict[str, str]]:
    """Each entry once, in order of appearance."""
    return list({tuple(entry.items()): entry for entry in entries}.values())
