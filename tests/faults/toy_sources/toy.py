"""A staged source as small as one can be: lines of JSON, newest version wins, deletions."""

import json
import os
import time
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from detente.core.errors import SourceMalformed
from detente.core.source import Conversion, Definition, Piece, Quarantined, Source
from detente.tables import authorship, label, work

SOURCE = Source(
    name="toy",
    title="Toy works",
    url="https://example.org",
    licence="CC0",
    citation="Nobody (2024). Toy works.",
    cadence="never",
    tables=("work", "authorship", "label"),
    coverage="what a test says",
    definitions=(Definition("all", "All of them", "area"),),
)
DELETED = "deleted.csv"
SCHEMA = pa.schema(
    [
        pa.field("work", pa.int64()),
        pa.field("updated", pa.string()),
        pa.field("year", pa.int16()),
        pa.field("countries", pa.list_(pa.string())),
    ]
)


def pieces(path):
    files = sorted(path.rglob("*.jsonl"))
    declared = {}
    if (path / "manifest.json").is_file():
        declared = json.loads((path / "manifest.json").read_text())
    for name in declared:
        if not (path / name).is_file():
            raise SourceMalformed(f"{name} is listed but not there", fix="fetch it again")
    names = [file.relative_to(path).as_posix() for file in files]
    return [
        Piece(name, file, file.stat().st_size, declared.get(name))
        for name, file in zip(names, files, strict=True)
    ]


def extras(path):
    return [path / DELETED] if (path / DELETED).is_file() else []


def convert(piece, target):
    misbehave(piece)
    time.sleep(float(os.environ.get("TOY_PAUSE", "0")))
    rows, quarantined, left_out, records = [], [], {}, 0
    for line, text in enumerate(piece.path.read_text(errors="replace").splitlines(), start=1):
        records += 1
        try:
            row = json.loads(text)
            if row.get("skip"):
                left_out["told to skip"] = left_out.get("told to skip", 0) + 1
                continue
            date.fromisoformat(row["updated"])
            rows.append({name: row[name] for name in SCHEMA.names})
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            quarantined.append(Quarantined(piece.name, line, type(problem).__name__, text))
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), target)
    return Conversion(records, len(rows), left_out, tuple(quarantined))


def misbehave(piece):
    """What hostile files do to their readers, as the first line of the file says."""
    first = piece.path.read_text(errors="replace").partition("\n")[0]
    if first == "hang":
        time.sleep(1000)
    if first == "crash":
        os.abort()
    if first == "devour":
        bytearray(2**40)
    if first == "devour arrow":
        pa.array(range(10)).take(pa.array([0]).take(pa.repeat(0, 2**33)))
    if first == "fork and hang":
        if os.fork() == 0:
            time.sleep(1000)
        time.sleep(1000)
    if first == "refuse":
        raise SourceMalformed("the publisher says no", why="it is closed", fix="ask")
    if first == "stumble":
        raise ZeroDivisionError("nobody foresaw this")
    if first == "print":
        print('{"records": 0, "kept": 0, "left_out": {}, "quarantined": []}')


def merge(files, path, *, scratch, memory):
    deleted = []
    if (path / DELETED).is_file():
        deleted = [int(number) for number in (path / DELETED).read_text().split()]
    rows = pa.concat_tables([SCHEMA.empty_table(), *(pq.read_table(file) for file in files)])
    rows = rows.filter(pc.invert(pc.is_in(rows["work"], pa.array(deleted, pa.int64()))))
    newest = {}
    for row in rows.to_pylist():
        version = (row["updated"], row["year"], str(row["countries"]))
        if row["work"] not in newest or version > newest[row["work"]][0]:
            newest[row["work"]] = (version, row)
    kept = [newest[number][1] for number in sorted(newest)]
    return {
        "work": lambda: works(kept),
        "authorship": lambda: authorships(kept),
        "label": lambda: labels(kept),
    }


def works(rows):
    return batches(work.TABLE, [{"work": r["work"], "year": r["year"], "type": "x"} for r in rows])


def authorships(rows):
    found = [
        {"work": r["work"], "author": n, "affiliation": 1, "country": country}
        for r in rows
        for n, country in enumerate(r["countries"], start=1)
    ]
    return batches(authorship.TABLE, found)


def labels(rows):
    found = [{"work": r["work"], "scheme": "area", "label": "any", "score": 1.0} for r in rows]
    return batches(label.TABLE, found)


def batches(table, rows):
    for start in range(0, len(rows), 100):
        time.sleep(float(os.environ.get("TOY_WRITING", "0")))
        some = rows[start : start + 100]
        columns = {c.name: [row.get(c.name) for row in some] for c in table.columns}
        yield from pa.table(columns, schema=table.schema).to_batches()
