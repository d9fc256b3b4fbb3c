"""AGORA: laws and policies on AI, in segments that people tagged by subject.

Each document of a state or the EU is an ``instrument``; each segment that people read gives rows of
``obligation`` with the coder ``agora``: the families of the taxonomy that its tags speak of
(``agora_tags.toml``). Tags say neither who is obliged nor how strongly, so that stays null.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.countries import code_of
from detente.core.errors import SourceMalformed
from detente.core.source import Reading, Source
from detente.core.web_address import is_web_address
from detente.sources._csv import REPORT, assert_count, sha256_of
from detente.sources.agora.files import read_agora
from detente.sources.agora.tabular import FILES, file_of
from detente.sources.agora.tags import meanings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from detente.core.table import Table
    from detente.sources.agora.files import Document, Segment

SOURCE = Source(
    name="agora",
    title="AI Governance and Regulatory Archive (AGORA)",
    url="https://agora.eto.tech",
    licence="CC BY-NC 4.0: summaries and tags; the texts are public documents",
    citation=(
        "Emerging Technology Observatory, AI Governance and Regulatory Archive (AGORA), Center for "
        "Security and Emerging Technology, Georgetown University."
    ),
    cadence="weekly",
    tables=("instrument", "obligation"),
    coverage=(
        "laws and policies on AI, most of them of the United States, with drafts and what failed; "
        "the segments of them that people tagged"
    ),
    known_gaps=(
        "a tag says that a text is about a matter, not that it obliges anybody to it",
        "segments are pieces of text of a few thousand letters, not articles",
        "many documents are not tagged: their absence from the obligations means unread",
        "documents of firms and of international bodies other than the EU are left out",
        "US federal and state documents are all of the United States",
        "the day on which a document entered into force is not given",
    ),
    may_ship=False,
    counts=(("instrument", 1, 100_000), ("obligation", 0, 1_000_000)),
)

CODER = "agora"
_UNION = "European Union"
_GOVERNMENT = "Government of "


def read(path: Path) -> Reading:
    """Instruments and tagged segments.

    Parameters
    ----------
    path : Path
        Folder with ``documents``, ``segments``, ``authorities`` and ``collections``, each ``.csv``
        or ``.csv.gz``.

    Returns
    -------
    Reading
        Tables ``instrument`` and ``obligation``. An instrument without rows of ``obligation`` was
        not read by people; a segment without a family was read, and no tag of it speaks of one.

    Raises
    ------
    SourceMalformed
        A file is absent, damaged, empty or not as published; says which, and which record.
    """
    from detente.tables.instrument import TABLE as INSTRUMENT
    from detente.tables.obligation import TABLE as OBLIGATION

    path = Path(path)
    agora = read_agora(path)
    stateless = textless = 0
    instruments: list[dict[str, Any]] = []
    obligations: list[dict[str, Any]] = []
    for name, document in agora.documents.items():
        segments = agora.segments[name]
        code = _jurisdiction(document)
        stateless += code is None
        textless += code is not None and not segments
        if code is None or not segments:
            continue
        instruments.append(_instrument(document, code, segments))
        obligations += [row for segment in segments for row in _rows(segment)]
    tables = {
        table.name: _table(table, rows)
        for table, rows in ((INSTRUMENT, instruments), (OBLIGATION, obligations))
    }
    for name, least, most in SOURCE.counts:
        assert_count(SOURCE.name, name, tables[name].num_rows, least=least, most=most)
    drafts = sum(document.activity != "Enacted" for document in agora.documents.values())
    return Reading(
        tables=tables,
        retrieved="",
        inputs={file.name: sha256_of(file) for file in (file_of(path, name) for name in FILES)},
        notes=(
            f"{stateless} documents of no state are left out",
            f"{textless} documents without text are left out",
            f"{agora.strays} segments of documents that are not listed are left out",
            f"tags of {agora.machine} segments are a machine's and are not read",
            f"{drafts} of {len(agora.documents)} documents are proposed or defunct, not law",
        ),
    )


def _jurisdiction(document: Document) -> str | None:
    """Code of the country, or EU; None of a document that is no state's."""
    if document.authority == _UNION:
        return "EU"
    if document.jurisdiction == "Other countries":
        name = document.authority.removeprefix(_GOVERNMENT).removeprefix("the ")
    elif document.jurisdiction in ("", "Multinational"):
        return None
    else:
        name = document.jurisdiction
    code = code_of(name)
    if code is None:
        raise SourceMalformed(
            f"AGORA's authorities, {document.authority!r}",
            why=f"{name!r} is no country that is known",
            fix=REPORT,
        )
    return code


def _instrument(
    document: Document, jurisdiction: str, segments: tuple[Segment, ...]
) -> dict[str, Any]:
    return {
        "instrument": identity(document.id),
        "jurisdiction": jurisdiction,
        "title": document.title,
        "version": f"{document.activity.lower()} {document.date}",
        "in_force": None,
        # a cell may hold remarks beside the address, or instead of it
        "url": document.url if is_web_address(document.url) else None,
        "language": "English; translated where the original is not",
        "articles": max(segment.position for segment in segments),
    }


def identity(document: str) -> str:
    """Identifier of the instrument that a document is, e.g. ``agora_757``."""
    return f"{CODER}_{document}"


def _rows(segment: Segment) -> Iterator[dict[str, Any]]:
    """Rows of a segment: what its tags speak of, each once; none where nobody read it."""
    if segment.tags is None:
        return
    known = (meanings()[tag] for tag in segment.tags)
    spoken = sorted({(m.family, m.type or None) for m in known if m.family}, key=str)
    for number, (family, kind) in enumerate(spoken or [(None, None)], start=1):
        yield {
            "coder": CODER,
            "instrument": identity(segment.document),
            "article": segment.position,
            "row": number,
            "status": "operative" if spoken or segment.operative else "non_operative",
            "family": family,
            "type": kind,
        }


def _table(declared: Table, rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in declared.sort))
    columns = {c.name: [row.get(c.name) for row in ordered] for c in declared.columns}
    return declared.check(pa.table(columns, schema=declared.schema), origin=SOURCE.name)
