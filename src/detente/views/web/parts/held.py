"""What a release's manifest says, as rows: sources, their gaps, tables, notes, files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.core.source import Source
    from detente.lake.manifest import Manifest

    Record = dict[str, Any]


def held(manifest: Manifest) -> list[tuple[Source, str | None, int]]:
    """Each source, when it was retrieved, and rows of the files that it has part in."""
    found = []
    for source in manifest.description.sources:
        mine = [entry for entry in manifest.files if source.name in entry.sources]
        # the day that is furthest back: a number is no newer than its oldest part
        days = sorted({entry.retrieved for entry in mine if entry.retrieved})
        span = " – ".join(dict.fromkeys((days[0], days[-1]))) if days else None
        found.append((source, span, sum(entry.rows for entry in mine)))
    return found


def gaps(manifest: Manifest) -> list[Record]:
    """What each source is known to miss or to get wrong."""
    return [
        {"source": source.name, "title": source.title, "gap": gap}
        for source in manifest.description.sources
        for gap in source.known_gaps
    ]


def tables(manifest: Manifest) -> list[Record]:
    """Each table with its rows, its sources and when they were retrieved."""
    from detente.core.discovery import modules

    declared = {m.TABLE.name: m.TABLE for m in modules("detente.tables", "TABLE").values()}
    found = []
    for name in sorted({entry.table for entry in manifest.files}):
        parts = [entry for entry in manifest.files if entry.table == name]
        days = sorted({entry.retrieved for entry in parts if entry.retrieved})
        found.append({
            "table": name,
            "title": declared[name].title if name in declared else None,
            "rows": sum(entry.rows for entry in parts),
            "sources": ", ".join(sorted({s for entry in parts for s in entry.sources})) or None,
            "retrieved": " – ".join(dict.fromkeys((days[0], days[-1]))) if days else None,
        })  # fmt: skip
    return found


def notes(manifest: Manifest) -> list[Record]:
    """What the release says was left out, and how often."""
    return [{"note": note} for note in manifest.description.notes]


def files(manifest: Manifest) -> list[Record]:
    """Each file with its hash."""
    return [
        {"file": e.file, "table": e.table, "rows": e.rows, "bytes": e.bytes, "sha256": e.sha256}
        for e in manifest.files
    ]
