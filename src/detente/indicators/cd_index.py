"""The CD index of every paper of a citation graph of one's own: from two tables to a third.

References: Funk & Owen-Smith 2017; methods §4.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    import pyarrow as pa

    from detente.kernels.citation_graph import CitationGraph, Keep, Undated
    from detente.kernels.disruption import Disruption
    from detente.sources.citation_files import CitationFiles

COUNTED = ("citations", "n_i", "n_j", "n_k")
INDICES = ("cd", "mcd", "nok", "dep")


@dataclass(frozen=True, slots=True, eq=False)
class CdIndex:
    """The answer of `cd_index`.

    Attributes
    ----------
    table : pyarrow.Table
        One row a paper, in the order of DATES: ``paper``, ``references``, ``citations`` in the
        window, ``n_i``, ``n_j``, ``n_k``, ``cd``, ``mcd``, ``nok``, ``dep``, with ``shared`` > 1
        also ``n_j_shared``, ``di``, ``di_nok``; ``censored``. What is undefined is null.
    summary : mapping
        What was given, what was left out, and how many papers have no index, and why.
    """

    table: pa.Table
    summary: Mapping[str, Any]


def cd_index(
    edges: object,
    dates: object,
    *,
    window: int | None = 5,
    unit: Literal["years", "days"] = "years",
    shared: int = 1,
    minimum_references: int = 1,
    keep: Keep = "recorded",
    undated: Undated = "raise",
    censor: bool = True,
    threads: int = 2,
    progress: Callable[[str], None] | None = None,
) -> CdIndex:
    """The CD index, mCD, its variant without n_k, DI_l and DEP of every paper.

    Parameters
    ----------
    edges, dates : path or table
        See `sources.citation_files`: ``citing``, ``cited``; ``paper`` and ``year`` or ``date``.
    window : int or None
        Papers count that are dated after a paper and at most so much later; None has no end.
    unit : {"years", "days"}
        Of the window. Where dates are days, a year ends on its anniversary.
    shared : int
        The l of DI_l.
    minimum_references : int
        A paper with fewer has no index: without any, the CD index is 1 or null by construction.
    keep, undated : str
        See `kernels.citation_graph.citation_graph`.
    censor : bool
        Whether a paper whose window closes after the last date has no index.
    threads : int
    progress : callable, optional
        Told what is being done.

    Returns
    -------
    CdIndex

    Raises
    ------
    SourceMalformed
        A table is not what it should be; says the file, the column and the row.
    UsageError
        An option cannot be used.
    """
    from detente.kernels.citation_graph import citation_graph
    from detente.kernels.disruption import anniversary, disruption
    from detente.sources.citation_files import read_citations

    tell = progress or (lambda _: None)
    if minimum_references < 0:
        raise UsageError(f"'minimum_references' is {minimum_references}, below 0")
    tell("reading")
    files = read_citations(edges, dates)
    if unit == "days" and not files.days:
        raise UsageError(
            "a window of days needs days", why="the papers have years", fix="give it in years"
        )
    tell("building the graph")
    if undated == "raise":
        files.refuse_undated()
    graph = citation_graph(
        files.citing, files.cited, files.date, keep=keep, undated=undated, threads=threads
    )
    tell("counting")
    in_years = files.days and unit == "years" and window is not None
    found = disruption(
        graph,
        window=window,
        end=anniversary(files.date, window) if in_years and window else None,
        shared=shared,
        until="last" if censor else None,
        threads=threads,
    )
    asked: dict[str, Any] = {
        "window": window,
        "unit": unit,
        "shared": shared,
        "keep": keep,
        "undated": undated,
    }
    asked |= {"minimum_references": minimum_references, "dates": "day" if files.days else "year"}
    return _answer(files, graph, found, asked=asked)


def _answer(
    files: CitationFiles, graph: CitationGraph, found: Disruption, *, asked: Mapping[str, Any]
) -> CdIndex:
    import numpy as np
    import pyarrow as pa

    enough = found.references >= asked["minimum_references"]
    more = ("n_j_shared",) if found.shared > 1 else ()
    indices = (*INDICES, "di", "di_nok") if found.shared > 1 else INDICES
    columns: dict[str, pa.Array] = {
        "paper": files.papers,
        "references": pa.array(found.references, mask=~found.dated),
    }
    for name in (*COUNTED, *more):
        columns[name] = pa.array(getattr(found, name), mask=~found.known)
    for name in indices:
        values = getattr(found, name)
        columns[name] = pa.array(values, mask=np.isnan(values) | ~enough)
    columns["censored"] = pa.array(found.censored, mask=~found.dated)
    table = pa.table(columns)
    papers = _papers(found, enough, defined=len(table) - table.column("cd").null_count)
    summary: dict[str, Any] = {
        "papers": papers,
        "citations": _citations(graph),
        "options": dict(asked),
    }
    if graph.dated:
        summary["last_date"] = _moment(graph, int(graph.dates[-1]))
    return CdIndex(table.replace_schema_metadata(_metadata(summary)), summary)


def _papers(
    found: Disruption, enough: np.ndarray[Any, np.dtype[np.bool_]], *, defined: int
) -> dict[str, int]:
    """How many papers there are, and for each without an index the first reason."""
    few = found.known & ~enough
    return {
        "given": len(found.dated),
        "with_index": defined,
        "undated": int((~found.dated).sum()),
        "censored": int((found.dated & found.censored).sum()),
        "too_few_references": int(few.sum()),
        "nobody_cites_them_or_their_references": int((found.known & enough).sum()) - defined,
        "without_references": int((found.dated & (found.references == 0)).sum()),
    }


def _citations(graph: CitationGraph) -> dict[str, int]:
    counts = asdict(graph.counts)
    del counts["undated_papers"]
    return counts


def _moment(graph: CitationGraph, date: int) -> str:
    import numpy as np

    return str(np.datetime64(date, "D")) if graph.days else str(date)


def _metadata(summary: Mapping[str, Any]) -> dict[str, str]:
    import json

    from detente.core.version import __version__

    return {"detente": json.dumps({"version": __version__, **summary})}
