"""Build the starter's data files from the shared source tables: ``make starter``.

    python -m detente.sources.starter.make --shared ../shared

What ships is derived: counts of works by venue, year, type, countries of the authors in byline
order and citations, and the facts of each module of ``parts``. No title, name, identifier or
organisation of a paper leaves the source file. The files are the same byte for byte whenever they
are built from the same input with the same pyarrow.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT, sha256_of
from detente.sources.starter import DATA, PARTS
from detente.sources.starter.collection import read_papers
from detente.sources.starter.conference import resolved
from detente.sources.starter.gazetteer import learned
from detente.sources.starter.pattern import Byline, written
from detente.sources.starter.titles import duplicate_groups, is_generic
from detente.sources.starter.venues import NOT_PUBLISHED, TYPES, VENUES, document_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa

    from detente.core.source import Reading
    from detente.sources.starter.collection import Paper
    from detente.sources.starter.part import Part

PAPERS = "conference_papers/papers.jsonl.gz"

CONFERENCE = {
    "title": "AI conference papers 1987-2025",
    "publisher": "collected from the public proceedings of each conference",
    "licence": "none stated; only counts derived from it are kept",
    "citation": "Counts by venue, year and author countries, derived from public proceedings.",
    "retrieved": "not recorded",
}


@dataclass(frozen=True, slots=True)
class Work:
    """What is kept of a paper, with what is needed to choose between duplicates."""

    venue: str
    year: int
    type: str
    byline: Byline
    citations: int | None
    title: str
    line: int
    outcome: str


def works_of(papers: Sequence[Paper]) -> tuple[list[Work], Counter[str]]:
    """Published works of the collection, each once, and how many rows were left out and why."""
    left_out: Counter[str] = Counter()
    works = list(_published(papers, left_out))
    dropped: set[int] = set()
    kept: dict[int, Work] = {}
    for group in duplicate_groups([w.title for w in works], [w.year for w in works]):
        best = min(group, key=lambda row: _rank(works[row]))
        kept[best] = _united(works[best], [works[row] for row in group])
        dropped.update(row for row in group if row != best)
    left_out["duplicate of another row"] = len(dropped)
    return [kept.get(row, w) for row, w in enumerate(works) if row not in dropped], left_out


def _published(papers: Sequence[Paper], left_out: Counter[str]) -> Iterator[Work]:
    gazetteer = learned(papers)
    for paper in papers:
        kind = document_type(paper.venue, _stated(paper), paper.track)
        if paper.status in NOT_PUBLISHED:
            left_out[f"status {paper.status}"] += 1
        elif not paper.authors and is_generic(paper.title):
            left_out["no author and no title of a paper"] += 1
        elif kind is None:
            raise SourceMalformed(
                f"{PAPERS}, line {paper.line}",
                why=f"status {paper.status!r} or track {paper.track!r} is not known",
                fix=REPORT,
            )
        else:
            byline, outcome = resolved(paper, gazetteer)
            yield Work(
                venue=VENUES[paper.venue].name,
                year=paper.year,
                type="other" if is_generic(paper.title) else kind,
                byline=byline,
                citations=paper.citations,
                title=paper.title,
                line=paper.line,
                outcome=outcome,
            )


def _stated(paper: Paper) -> str:
    return "" if paper.status in NOT_PUBLISHED else paper.status


def _rank(work: Work) -> tuple[int, int, int, int]:
    """Published before workshop, then the better known, then the earlier, then the file's order."""
    return TYPES.index(work.type), -work.byline.known, work.year, work.line


def _united(best: Work, group: Sequence[Work]) -> Work:
    """The kept version, completed by what its duplicates know of citations and countries."""
    citations = [work.citations for work in group if work.citations is not None]
    same_authors = [w for w in group if len(w.byline.authors) == len(best.byline.authors)]
    known = max(same_authors, key=lambda work: (work.byline.known, work is best))
    if best.citations is None and citations:
        best = replace(best, citations=max(citations))
    return replace(best, byline=known.byline, outcome=known.outcome)


def counted(works: Iterable[Work]) -> pa.Table:
    """Works as counts: one row for all that share venue, year, type, countries and citations."""
    import pyarrow as pa

    counts = Counter((w.venue, w.year, w.type, written(w.byline), w.citations) for w in works)
    rows = sorted(counts.items(), key=lambda item: _order(item[0]))
    columns = list(zip(*(key for key, _ in rows), strict=True))
    return pa.table(
        {
            "venue": pa.array(columns[0], pa.string()),
            "year": pa.array(columns[1], pa.int16()),
            "type": pa.array(columns[2], pa.string()),
            "pattern": pa.array(columns[3], pa.string()),
            "citations": pa.array(columns[4], pa.int32()),
            "n": pa.array([count for _, count in rows], pa.int32()),
        }
    )


def _order(
    key: tuple[str, int, str, str, int | None],
) -> tuple[str, int, str, str, int]:
    """Sort order of the counts: unknown citations before none."""
    venue, year, kind, pattern, citations = key
    return venue, year, kind, pattern, -1 if citations is None else citations


def build(shared: Path, out: Path = DATA) -> dict[str, object]:
    """Write the data files and their manifest.

    Parameters
    ----------
    shared : Path
        Folder that holds ``data``, with a folder for each publisher.
    out : Path
        Where to write.

    Returns
    -------
    dict
        The manifest.
    """
    papers_file = shared / "data" / PAPERS
    works, left_out = works_of(list(read_papers(papers_file)))
    parts = modules(PARTS, "PART")
    readings: dict[str, Reading] = {n: part.make(shared / "data") for n, part in parts.items()}
    tables = {"conference.parquet": counted(works)}
    for name, reading in readings.items():
        tables |= {f"{table}.parquet": reading.tables[table] for table in parts[name].PART.tables}
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        _write(table, out / name)
    manifest: dict[str, object] = {
        "files": {
            name: {"rows": table.num_rows, "sha256": sha256_of(out / name)}
            for name, table in tables.items()
        },
        "origins": {
            "conference": {
                **CONFERENCE,
                "files": ["conference.parquet"],
                "inputs": {PAPERS: sha256_of(papers_file)},
                "works": len(works),
                "left_out": dict(sorted(left_out.items())),
                "countries_found": dict(sorted(Counter(w.outcome for w in works).items())),
            },
            **{name: _origin(parts[name].PART, reading) for name, reading in readings.items()},
        },
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (out / "manifest.json").write_text(text + "\n", encoding="utf-8")
    return manifest


def _origin(part: Part, reading: Reading) -> dict[str, object]:
    return {
        "title": part.title,
        "publisher": part.publisher,
        "licence": part.licence,
        "citation": part.citation,
        "retrieved": reading.retrieved or "not recorded",
        "files": [f"{table}.parquet" for table in part.tables],
        "inputs": dict(sorted(reading.inputs.items())),
        "notes": list(reading.notes),
    }


def _write(table: pa.Table, path: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(table, path, compression="zstd", compression_level=19, store_schema=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line of ``make starter``."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--out", type=Path, default=DATA, help="where to write")
    options = parser.parse_args(arguments)
    manifest = build(options.shared, options.out)
    sys.stdout.write(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
