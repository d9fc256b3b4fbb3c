"""Does a paper replace what it builds on? The CD index and its kin, for all papers in one pass.

Of the papers x dated after F and inside its window, n_i cite F and none of its references, n_j cite
F and at least one, n_k cite at least one but not F.

References: Funk & Owen-Smith 2017; Bornmann et al. 2020; Bu et al. 2021; methods §4.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Literal

import numpy as np

from detente.core.errors import TableInvalid, UsageError
from detente.kernels._arrays import Booleans, Floats, floats, index_type, ratio, where_valid
from detente.kernels._disruption_pass import count_citers
from detente.kernels._threads import cuts_by_work, each, worth

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.citation_graph import CitationGraph

    Counts = NDArray[np.int32]
    Ints = NDArray[np.integer]

# Papers are handed to the threads in pieces with about as many references.
PIECES = 32
# So many indices are computed at a time.
BLOCK = 2**15


def cd(n_i: ArrayLike, n_j: ArrayLike, n_k: ArrayLike) -> Floats:
    """(n_i − n_j)/(n_i + n_j + n_k), in [−1, 1]; NaN where nobody cites F or its references.

    With n_j restricted to papers that cite at least l references it is DI_l; with n_k = 0 it is the
    variant without n_k.
    """
    only, both = floats(n_i), floats(n_j)
    return ratio(only - both, only + both + floats(n_k))


@dataclass(frozen=True, eq=False)
class Disruption:
    """Counts of every paper, by its number, and the indices made of them.

    Attributes
    ----------
    n_i, n_j, n_k : int32 array, shape (papers,)
        See the module; what is seen so far for a censored paper, −1 for one without a date.
    coupled : integer array, shape (papers,)
        References of F that its citing papers cite, added up; −1 without a date.
    references : int32 array, shape (papers,)
        Distinct references in the graph. A cited paper without any has the CD index 1 for no
        reason but that.
    censored : bool array, shape (papers,)
        Whether the window closes after the last date to which citations are known.
    dated : bool array, shape (papers,)
    shared : int
        The l of `n_j_shared`, or 1.
    n_j_shared : int32 array, shape (papers,)
        Citing papers that cite at least l references of F.
    """

    n_i: Counts
    n_j: Counts
    n_k: Counts
    coupled: Ints
    references: Counts
    censored: Booleans
    dated: Booleans
    shared: int
    n_j_shared: Counts

    @cached_property
    def known(self) -> Booleans:
        """Whether a paper has a date and its whole window is seen."""
        return self.dated & ~self.censored

    def first(self, papers: int) -> Disruption:
        """The counts of the papers 0 … papers − 1 alone."""
        arrays = {field.name: getattr(self, field.name) for field in fields(self)}
        cut = {name: values[:papers] for name, values in arrays.items() if name != "shared"}
        return replace(self, **cut)

    @property
    def citations(self) -> Counts:
        """Citations in the window, m = n_i + n_j; −1 without a date."""
        return np.where(self.dated, self.n_i + self.n_j, -1).astype(np.int32)

    @property
    def cd(self) -> Floats:
        """The CD index, in [−1, 1]; NaN where undefined, censored or undated."""
        return self._index(self.n_i, self.n_j, self.n_k)

    @property
    def mcd(self) -> Floats:
        """CD · m: the CD index with the weight of the paper's citations."""
        return self.cd * self.citations

    @property
    def nok(self) -> Floats:
        """The CD index without n_k, in [−1, 1]; NaN also for a paper that nobody cites."""
        return self._index(self.n_i, self.n_j, None)

    @property
    def di(self) -> Floats:
        """DI_l, in [−1, 1]: n_j only of papers that cite at least l = ``shared`` references."""
        return self._index(self.n_i, self.n_j_shared, self.n_k)

    @property
    def di_nok(self) -> Floats:
        """DI_l without n_k, in [−1, 1]."""
        return self._index(self.n_i, self.n_j_shared, None)

    @property
    def dep(self) -> Floats:
        """Mean number of F's references that its citing papers cite; lower is more disruptive."""
        return where_valid(self.known, ratio(self.coupled, self.citations))

    def _index(self, n_i: Counts, n_j: Counts, n_k: Counts | None) -> Floats:
        """`cd` of these counts, some papers at a time: what lies between stays in the cache."""
        index = np.empty(len(n_i))
        for begin in range(0, len(index), BLOCK):
            here = slice(begin, begin + BLOCK)
            values = cd(n_i[here], n_j[here], 0 if n_k is None else n_k[here])
            index[here] = where_valid(self.known[here], values)
        return index


def disruption(
    graph: CitationGraph,
    *,
    window: int | None = 5,
    end: ArrayLike | None = None,
    shared: int = 1,
    until: int | dt.date | np.datetime64 | Literal["last"] | None = "last",
    threads: int = 2,
) -> Disruption:
    """Count, for every paper F, who cites it, its references, or both.

    Papers x count if date(F) < date(x) <= date(F) + window, each once.

    Parameters
    ----------
    graph : CitationGraph
    window : int or None
        In the unit of the dates, years or days; None for no end.
    end : array, shape (papers,), optional
        Last date of each paper's window instead, such as `anniversary` gives it.
    shared : int
        The l of DI_l; 1 or more.
    until : date, "last" or None
        Citations are known up to this date: a window that closes later is censored. By default the
        last date in the graph; None censors nothing.
    threads : int
        Results are the same on any number of threads.

    Returns
    -------
    Disruption

    Raises
    ------
    UsageError
        The window or ``shared`` is not a whole number above 0.
    TableInvalid
        ``end`` has not one value for each paper, or one before the paper's date.
    """
    _check_whole("shared", shared)
    if window is not None:
        _check_whole("window", window)
    ends = None if end is None else _ends(graph, end)
    papers = graph.papers
    counts = [np.empty(papers, np.int32) for _ in range(4 if shared > 1 else 3)]
    # a citing paper adds no more than it has references: in all, no more than there are citations
    coupled = np.empty(papers, index_type(len(graph.links)))
    references = np.zeros(papers, np.int32)
    # the pass writes what the others have
    undated = graph.order[graph.dated :]
    for count in counts:
        count[undated] = -1
    coupled[undated] = -1
    into = (counts, coupled, references)
    stops = _stops(graph, window, ends)
    _count(graph, stops, ends is not None, into=into, shared=shared, threads=threads)
    censored = np.zeros(papers, np.bool_)
    if until is not None and graph.dated:
        last = int(graph.dates[-1]) if until == "last" else _as_number(until, graph)
        if ends is None:
            # windows close one after another; those without an end, on the last date
            closes = graph.dates + window if window else np.full_like(graph.dates, graph.dates[-1])
            begin = graph.date_starts[np.searchsorted(closes, last, side="right")]
            censored[graph.order[begin : graph.dated]] = True
        else:
            censored[graph.order[: graph.dated]] = ends > last
    return Disruption(
        n_i=counts[0],
        n_j=counts[1],
        n_k=counts[2],
        coupled=coupled,
        references=references,
        censored=censored,
        dated=counts[0] >= 0,
        shared=shared,
        n_j_shared=counts[-1] if shared > 1 else counts[1],
    )


def anniversary(date: ArrayLike, years: int) -> NDArray[np.datetime64]:
    """The same day so many years later; 28 February after a 29th where there is none.

    Parameters
    ----------
    date : datetime64 array
    years : int

    Returns
    -------
    datetime64[D] array
        NaT where the date is.
    """
    days = np.asarray(date, dtype="datetime64[D]")
    months = days.astype("datetime64[M]")
    target = months + np.timedelta64(12 * years, "M")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    same: NDArray[np.datetime64] = target.astype("datetime64[D]") + (days - months)
    return np.minimum(same, last)


def _check_whole(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise UsageError(f"'{name}' is {value!r}, not a whole number above 0")


def _as_number(date: object, graph: CitationGraph) -> int:
    if isinstance(date, int | np.integer):
        return int(date)
    if not graph.days:
        raise UsageError(
            f"'until' is {date!r}, but the dates of the graph are plain numbers",
            fix="give a number, or dates as datetime64",
        )
    return int(np.datetime64(str(date), "D").astype(np.int64))


def _stops(graph: CitationGraph, window: int | None, ends: NDArray[np.int64] | None) -> Ints:
    """First position after the window of each date, or of each dated paper if it has an end."""
    if ends is None:
        if window is None:
            return np.full(len(graph.dates), graph.dated, np.int32)
        ends = graph.dates + window
    return graph.date_starts[np.searchsorted(graph.dates, ends, side="right")]


def _ends(graph: CitationGraph, end: ArrayLike) -> NDArray[np.int64]:
    """The last dates given for each paper, by position."""
    values = np.asarray(end)
    if values.shape != (graph.papers,):
        raise TableInvalid(
            f"'end' has the shape {values.shape}, not {(graph.papers,)}",
            why="it says for each paper when its window closes",
        )
    if values.dtype.kind == "M":
        values = values.astype("datetime64[D]").astype(np.int64)
    elif values.dtype.kind not in "iu":
        raise TableInvalid(
            f"'end' holds {values.dtype}", fix="give whole numbers, or numpy's datetime64"
        )
    papers = graph.order[: graph.dated]
    ends = values[papers].astype(np.int64)
    early = ends < np.repeat(graph.dates, np.diff(graph.date_starts))
    if early.any():
        raise TableInvalid(
            f"row {int(papers[early].min()):,} of 'end' is missing or before the paper's date",
            why="a window closes on or after the date of its paper",
        )
    return ends


def _count(
    graph: CitationGraph,
    stops: Ints,
    own_end: bool,
    *,
    into: tuple[list[Counts], Ints, Counts],
    shared: int,
    threads: int,
) -> None:
    counts, coupled, references = into
    strongly = counts[3] if shared > 1 else np.empty(0, np.int32)
    threads = worth(threads, rows=len(graph.links))
    cuts = cuts_by_work(graph.starts[: graph.dated + 1], PIECES * threads)
    pieces, lock = iter(range(len(cuts) - 1)), Lock()
    room = graph.papers // graph.width + 2

    def work(_: int) -> None:
        state, noted = np.zeros(room, np.uint32), np.empty(room + 1, np.uint32)
        tally = np.zeros(graph.width * room if shared > 1 else 0, np.int32)
        while True:
            with lock:
                piece = next(pieces, None)
            if piece is None:
                return
            count_citers(
                cuts[piece], cuts[piece + 1], graph.date_starts, stops, own_end, graph.order,
                graph.starts, graph.links, graph.own, graph.words, graph.width, shared, state,
                noted, tally, counts[0], counts[1], counts[2], coupled, references, strongly,
            )  # fmt: skip

    each(work, threads, threads=threads)
