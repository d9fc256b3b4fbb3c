"""Folders laid out as AGORA's, of invented documents."""

from __future__ import annotations

import csv
import gzip
import io

from detente.sources.agora import files, tags

UNREVIEWED = "Summaries and tags may include unreviewed machine output"
TAGS = tuple(tags.meanings())
AUTHORITIES = {
    "Chinese central government": "China",
    "European Union": "Multinational",
    "Government of the United Kingdom": "Other countries",
    "Private-sector companies": "",
    "United States Congress": "United States",
}


def document(number, *, segments, authority="European Union", **cells):
    """A row of documents."""
    row = dict.fromkeys(files.DOCUMENT_COLUMNS, "") | dict.fromkeys(TAGS, "")
    return row | {
        "AGORA ID": str(number), "Official name": f"Act {number}", "Authority": authority,
        "Collections": "All", "Most recent activity": "Enacted",
        "Most recent activity date": "2024-01-02", "Number of segments created": str(segments),
        **cells,
    }  # fmt: skip


def segment(number, position, text, *, tagged=None, **cells):
    """A row of segments; None leaves its columns of tags empty, as the publisher does."""
    row = dict.fromkeys(files.SEGMENT_COLUMNS, "")
    given = dict.fromkeys(TAGS, "") if tagged is None else {t: str(t in tagged) for t in TAGS}
    return row | given | {
        "Document ID": str(number), "Segment position": str(position), "Text": text,
        "Tags": ";".join(tagged or ()), "Non-operative": "false", "Not AI-related": "false",
        "Segment annotated": "true", "Segment validated": "false", UNREVIEWED: "false", **cells,
    }  # fmt: skip


def write_table(path, rows):
    """Write rows to a CSV file, compressed where its name ends in gz."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    data = text.getvalue().encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def write_agora(folder, documents, segments):
    """Write the four files."""
    folder.mkdir(parents=True, exist_ok=True)
    authorities = [
        {"Name": name, "Jurisdiction": of, "Parent authority": ""}
        for name, of in AUTHORITIES.items()
    ]
    write_table(folder / "authorities.csv", authorities)
    write_table(folder / "collections.csv", [{"Name": "All", "Description": "All of it"}])
    write_table(folder / "documents.csv.gz", documents)
    write_table(folder / "segments.csv.gz", segments)
    return folder
