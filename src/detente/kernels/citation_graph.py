"""A graph of citations, laid out so that one pass over it is fast.

Papers stand by date; positions in that order are int32. The citing papers of a paper are kept as
words: up to 16 neighbours in one integer of 32 bits.

References: Funk & Owen-Smith 2017; methods §4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from detente.core.errors import TableInvalid, UnknownName
from detente.kernels import _citation_build as build
from detente.kernels._citation_checks import checked_dates, checked_edges
from detente.kernels._citation_layout import lay_out
from detente.kernels._threads import worth

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint32]

Keep: TypeAlias = Literal["recorded", "not_later", "earlier"]
Undated: TypeAlias = Literal["raise", "exclude", "cited"]
UNDATED: tuple[Undated, ...] = ("raise", "exclude", "cited")
KEEP: dict[str, int] = {
    "recorded": build.RECORDED,
    "not_later": build.NOT_LATER,
    "earlier": build.EARLIER,
}
# Positions are int32, and 2^31 papers are four times what any index of the world holds.
MOST_PAPERS = 2**31 - 64


@dataclass(frozen=True, slots=True)
class CitationCounts:
    """What became of the citations given: ``given`` is the sum of the five after it.

    Attributes
    ----------
    given : int
        Rows of the edge arrays.
    undated : int
        Citations by a paper without a date, and, unless such papers stay cited, of one; not used.
    self_citations : int
        Citations of a paper by itself; not used.
    dropped : int
        Citations that the rule ``keep`` leaves out.
    duplicates : int
        Repetitions of a citation; used once.
    kept : int
        Distinct citations in the graph.
    same_date, of_future : int
        How many of the citations given are of a paper of the same date, of a later date.
    undated_papers : int
        Papers without a date.
    """

    given: int
    undated: int
    self_citations: int
    dropped: int
    duplicates: int
    kept: int
    same_date: int
    of_future: int
    undated_papers: int


@dataclass(frozen=True, slots=True, eq=False)
class CitationGraph:
    """Citations among papers 0 … n − 1, made by `citation_graph`.

    Attributes
    ----------
    order : int32 array, shape (papers,)
        Papers by position: by date, those without a date last.
    dates : int64 array, shape (dates,)
        The distinct dates, rising; days are counted from 1970-01-01.
    date_starts : int32 array, shape (dates + 1,)
        Papers of date d stand at the positions ``date_starts[d]:date_starts[d + 1]``.
    starts : integer array, shape (papers + 1,)
        Position p has the references ``starts[p]:starts[p + 1]``, repeated ones among them.
    links : unsigned array, shape (references + some,)
        For each reference, the word of the cited paper's list where citing papers of later dates
        than the citing one begin; 0 for a repeated reference.
    own : unsigned array, shape (papers,)
        For each position, the word of its own list where citing papers of later dates begin.
    words : uint32 array
        Lists of citing papers, each closed by `_citation_lists.END`: w << width | bits, where bit b
        is set if position width·w + b cites. Word 0 is an empty list.
    width : int
    days : bool
        Whether dates are days.
    counts : CitationCounts
    """

    order: Ints
    dates: NDArray[np.int64]
    date_starts: Ints
    starts: Ints
    links: Ints
    own: Ints
    words: Words
    width: int
    days: bool
    counts: CitationCounts

    @property
    def papers(self) -> int:
        """Number of papers, with and without a date."""
        return len(self.order)

    @property
    def dated(self) -> int:
        """Number of papers with a date; they stand first."""
        return int(self.date_starts[-1])


def citation_graph(
    citing: ArrayLike,
    cited: ArrayLike,
    date: ArrayLike,
    *,
    keep: Keep = "recorded",
    undated: Undated = "raise",
    threads: int = 2,
) -> CitationGraph:
    """Build the graph of citations among the papers 0 … n − 1.

    Parameters
    ----------
    citing, cited : integer arrays, shape (citations,)
        One citation a row, in any order. Self-citations are left out and repetitions used once;
        both are counted.
    date : array, shape (papers,)
        A year, or a day as ``datetime64`` or number of days; NaN, NaT or None where missing.
    keep : {"recorded", "not_later", "earlier"}
        Which recorded references count: all (as the CD index is defined), those not dated after
        the citing paper, or those dated before it.
    undated : {"raise", "exclude", "cited"}
        Whether a missing date is an error, takes the paper and all its citations out of the graph,
        or only those by it: it is then a reference of others, whatever ``keep`` says, which no
        index of theirs needs the date of; it has none itself and counts as nobody's citing paper.
    threads : int
        The graph is the same on any number of threads.

    Returns
    -------
    CitationGraph

    Raises
    ------
    TableInvalid
        The arrays differ in length, are not of whole numbers, name a paper that is not there, or a
        date is missing; says which row.
    UnknownName
        ``keep`` or ``undated`` is not one of its options.
    """
    if keep not in KEEP:
        raise UnknownName("option of 'keep'", keep, KEEP)
    if undated not in UNDATED:
        raise UnknownName("option of 'undated'", undated, UNDATED)
    dates, missing = checked_dates(date, exclude=undated != "raise")
    if len(dates) > MOST_PAPERS:
        raise TableInvalid(
            f"{len(dates):,} papers are more than a graph can hold",
            why=f"positions are 32-bit numbers: at most {MOST_PAPERS:,}",
        )
    threads = worth(threads, rows=np.size(citing))
    source, target = checked_edges(citing, cited, papers=len(dates), threads=threads)
    made = lay_out(
        source, target, dates, missing=missing, undated_cited=undated == "cited", keep=KEEP[keep],
        threads=threads,
    )  # fmt: skip
    counts = CitationCounts(
        given=len(source),
        undated=int(made.noted[build.UNDATED]),
        self_citations=int(made.noted[build.SELF]),
        dropped=int(made.noted[build.DROPPED]),
        duplicates=made.repeated,
        kept=int(made.starts[-1]) - made.repeated,
        same_date=int(made.noted[build.SAME_DATE]),
        of_future=int(made.noted[build.FUTURE]),
        undated_papers=len(dates) - int(made.date_starts[-1]),
    )
    return CitationGraph(
        order=made.order,
        dates=made.dates,
        date_starts=made.date_starts,
        starts=made.starts,
        links=made.links,
        own=made.own,
        words=made.words,
        width=made.width,
        days=np.asarray(date).dtype.kind == "M",
        counts=counts,
    )
