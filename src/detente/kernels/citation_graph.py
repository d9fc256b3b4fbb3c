"""A graph of citations, laid out so that one pass over it is fast.

Papers are put in order of date and, within a date, by their most cited reference: papers of one
topic and date stand together, so that what cites a reference lies close. Positions in that order
are int32. The citing papers of a paper are kept as words: 32 neighbours in one integer.

References: Funk & Owen-Smith 2017; methods §4.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from detente.core.errors import TableInvalid, UnknownName
from detente.kernels import _citation_build as build
from detente.kernels._citation_checks import checked_dates, checked_edges
from detente.kernels._disruption_pass import AHEAD
from detente.kernels._threads import cuts_by_work, each, even_cuts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint64]

Keep: TypeAlias = Literal["recorded", "not_later", "earlier"]
Undated: TypeAlias = Literal["raise", "exclude"]
KEEP: dict[str, int] = {
    "recorded": build.RECORDED,
    "not_later": build.NOT_LATER,
    "earlier": build.EARLIER,
}
# Positions are int32, and 2^31 papers are four times what any index of the world holds.
MOST_PAPERS = 2**31 - 64
# An estimate of who is cited most is enough: every eighth citation is looked at.
STRIDE = 8


@dataclass(frozen=True, slots=True)
class CitationCounts:
    """What became of the citations given: ``given`` is the sum of the five after it.

    Attributes
    ----------
    given : int
        Rows of the edge arrays.
    undated : int
        Citations by or of a paper without a date; not used.
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
    date : int64 array, shape (dated,)
        Dates of the dated papers, by position; never falling.
    reference_starts : int array, shape (papers + 1,)
        References of position p are ``references[reference_starts[p]:reference_starts[p + 1]]``.
    references : int32 array, shape (kept,)
        Positions of the cited papers.
    citer_starts, citer_ends : int array, shape (papers,)
        The words of position p are ``citer_words[citer_starts[p]:citer_ends[p]]``, in order.
    citer_words : uint64 array
        w << 32 | bits: bit b is set if position 32·w + b cites.
    counts : CitationCounts
    """

    order: Ints
    date: NDArray[np.int64]
    starts: Ints
    links: Ints
    own: Ints
    words: Words
    counts: CitationCounts

    @property
    def papers(self) -> int:
        """Number of papers, with and without a date."""
        return len(self.order)


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
    undated : {"raise", "exclude"}
        Whether a missing date is an error, or takes the paper and its citations out of the graph.
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
    if undated not in ("raise", "exclude"):
        raise UnknownName("option of 'undated'", undated, ("raise", "exclude"))
    dates, missing = checked_dates(date, exclude=undated == "exclude")
    if len(dates) > MOST_PAPERS:
        raise TableInvalid(
            f"{len(dates):,} papers are more than a graph can hold",
            why=f"positions are 32-bit numbers: at most {MOST_PAPERS:,}",
        )
    source, target = checked_edges(citing, cited, papers=len(dates), threads=threads)
    return _build(source, target, dates, missing=missing, keep=KEEP[keep], threads=threads)


def _build(
    citing: Ints,
    cited: Ints,
    dates: NDArray[np.int64],
    *,
    missing: NDArray[np.bool_] | None,
    keep: int,
    threads: int,
) -> CitationGraph:
    papers = len(dates)
    shift = _bucket_shift(papers)
    starts, grouped = _by_citing(citing, cited, papers, shift=shift, threads=threads)
    order, position, group, group_starts, dated = _positions(
        starts, grouped, dates, missing=missing, threads=threads
    )
    lists = _relabelled(
        starts,
        grouped,
        _Places(order, position, group, group_starts, dated),
        keep=keep,
        shift=shift,
        threads=threads,
    )
    del starts, grouped, position, group
    citers = _citers(lists, group_starts, shift=shift, threads=threads)
    noted = lists.counts
    counts = CitationCounts(
        given=len(citing),
        undated=int(noted[build.UNDATED]),
        self_citations=int(noted[build.SELF]),
        dropped=int(noted[build.DROPPED]),
        duplicates=citers.repeated,
        kept=len(lists.references) - citers.repeated,
        same_date=int(noted[build.SAME_DATE]),
        of_future=int(noted[build.FUTURE]),
        undated_papers=papers - dated,
    )
    return CitationGraph(
        order=order,
        date=dates[order[:dated]],
        starts=lists.starts,
        links=citers.links,
        own=citers.own,
        words=citers.words,
        counts=counts,
    )


def _bucket_shift(papers: int) -> int:
    """Papers in a bucket, as a power of two: at most about 400 buckets, none too small."""
    return max(10, (max(papers, 1) // 400).bit_length())


def _bucket_count(papers: int, shift: int) -> int:
    return (papers >> shift) + 1


def _by_citing(
    citing: Ints, cited: Ints, papers: int, *, shift: int, threads: int
) -> tuple[Ints, Ints]:
    """Where each paper's references begin, and the references; sorted rows are used as they are."""
    cuts = even_cuts(len(citing), 4 * threads)
    parts = len(cuts) - 1
    starts = np.empty(papers + 1, _index_type(len(citing)))
    if all(each(lambda i: build.ascends(cuts[i], cuts[i + 1], citing), parts, threads=threads)):
        each(
            lambda i: build.sorted_starts(cuts[i], cuts[i + 1], citing, starts),
            parts,
            threads=threads,
        )
        return starts, cited
    buckets = np.zeros((parts, _bucket_count(papers, shift)), np.int64)
    each(
        lambda i: build.count_buckets(cuts[i], cuts[i + 1], citing, shift, buckets[i]),
        parts,
        threads=threads,
    )
    places, borders = _places_of(buckets)
    pairs = np.empty(len(citing), np.uint64)
    each(
        lambda i: build.deal_rows(cuts[i], cuts[i + 1], citing, cited, shift, places[i], pairs),
        parts,
        threads=threads,
    )
    grouped = np.empty(len(citing), np.int32)

    def sort(bucket: int) -> None:
        first, last = bucket << shift, min((bucket + 1) << shift, papers)
        if first < last:
            begin, end = borders[bucket], borders[bucket + 1]
            build.sort_bucket(pairs[begin:end], begin, first, last, starts, grouped)

    each(sort, len(borders) - 1, threads=threads)
    starts[-1] = len(citing)
    return starts, grouped


def _index_type(size: int) -> type[np.int32] | type[np.int64]:
    return np.int32 if size < 2**31 else np.int64


def _places_of(buckets: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[int]]:
    """Where each piece writes into each bucket, and the borders of the buckets."""
    totals = buckets.sum(axis=0)
    borders = np.concatenate([[0], np.cumsum(totals)])
    before = np.cumsum(buckets, axis=0) - buckets
    return before + borders[:-1], borders.tolist()


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """Where papers stand in the new order."""

    order: Ints
    position: Ints
    group: Ints
    group_starts: Ints
    dated: int


def _positions(
    starts: Ints,
    cited: Ints,
    dates: NDArray[np.int64],
    *,
    missing: NDArray[np.bool_] | None,
    threads: int,
) -> tuple[Ints, Ints, Ints, Ints, int]:
    papers = len(dates)
    group, sizes = _date_groups(dates, missing)
    dated = papers if missing is None else papers - int(sizes[-1])
    group_starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    degree = np.zeros(papers, np.uint16)
    build.sample_degrees(STRIDE, cited, degree)
    leading = np.empty(papers, np.int32)
    cuts = cuts_by_work(starts, 4 * threads)
    each(
        lambda i: build.leading_references(
            cuts[i], cuts[i + 1], starts, cited, degree, leading
        ),
        len(cuts) - 1,
        threads=threads,
    )
    order, position = np.empty(papers, np.int32), np.empty(papers, np.int32)
    counts = np.bincount(leading, minlength=papers + 1)
    by_leading = np.concatenate([[0], np.cumsum(counts)])
    build.stable_order(leading, np.arange(papers, dtype=np.int32), by_leading, position)
    build.stable_order(group, position, group_starts.copy(), order)
    position[order] = np.arange(papers, dtype=np.int32)
    return order, position, group, group_starts, dated


def _date_groups(
    dates: NDArray[np.int64], missing: NDArray[np.bool_] | None
) -> tuple[Ints, NDArray[np.int64]]:
    """Number of each paper's date among the dates there are, and how many papers each has."""
    known = dates if missing is None else dates[~missing]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    if high - low <= 4 * len(dates) + 1000:
        there = np.bincount(known - low, minlength=1)
        number = np.cumsum(there > 0).astype(np.int32) - 1
        group = number[np.clip(dates - low, 0, high - low)]
        sizes = there[there > 0]
    else:
        distinct, sizes = np.unique(known, return_counts=True)
        group = np.searchsorted(distinct, dates).astype(np.int32)
    if missing is not None:
        group[missing] = len(sizes)
        sizes = np.append(sizes, int(missing.sum()))
    return group, sizes


@dataclass(slots=True, eq=False)
class _Lists:
    """References of each paper in the new order."""

    starts: Ints
    references: Ints
    buckets: NDArray[np.int64]
    cuts: list[int]
    counts: NDArray[np.int64]


def _relabelled(
    starts: Ints, cited: Ints, at: _Places, *, keep: int, shift: int, threads: int
) -> _Lists:
    papers = len(at.order)
    lengths = np.zeros(papers + 1, starts.dtype)
    np.subtract(starts[1:], starts[:-1], out=lengths[1:])
    lengths[1:] = lengths[1:][at.order]
    begins = np.cumsum(lengths, dtype=starts.dtype)
    cuts = cuts_by_work(begins, 4 * threads)
    parts = len(cuts) - 1
    references = np.empty(len(cited), np.int32)
    buckets = np.zeros((parts, _bucket_count(papers, shift)), np.int64)
    counts = np.zeros((parts, build.COUNTS), np.int64)

    def one(i: int) -> int:
        used: int = build.relabel(
            cuts[i],
            cuts[i + 1],
            at.dated,
            keep,
            at.order,
            at.position,
            at.group,
            at.group_starts,
            starts,
            cited,
            shift,
            lengths[1:],
            references[begins[cuts[i]] :],
            buckets[i],
            counts[i],
        )
        return used

    used = each(one, parts, threads=threads)
    total = 0
    for i in range(parts):
        if total != begins[cuts[i]]:
            build.close_gap(begins[cuts[i]], total, used[i], references)
        total += used[i]
    np.cumsum(lengths, dtype=starts.dtype, out=begins)
    return _Lists(begins, references[:total], buckets, cuts, counts.sum(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class _Citers:
    """Who cites each paper, as words, and where each citation goes on."""

    links: Ints
    own: Ints
    words: Words
    repeated: int


def _citers(lists: _Lists, group_starts: Ints, *, shift: int, threads: int) -> _Citers:
    papers, total = len(lists.starts) - 1, len(lists.references)
    places, borders = _places_of(lists.buckets)
    # every list needs one word more, to close it; the first word closes what is linked to nothing
    room = [1 + min(bucket << shift, papers) for bucket in range(len(borders))]
    words = np.empty(total + papers + 1, np.uint64)
    words[0] = build.END
    places += np.array(room[:-1], np.int64)
    each(
        lambda i: build.deal_references(
            lists.cuts[i], lists.cuts[i + 1], lists.starts, lists.references, shift, places[i], words
        ),
        len(places),
        threads=threads,
    )  # fmt: skip
    index = np.uint32 if len(words) < 2**32 else np.uint64
    links = np.zeros(total + AHEAD, index)
    own = np.zeros(papers, index)

    def pack(bucket: int) -> int:
        first, last = bucket << shift, min((bucket + 1) << shift, papers)
        if first >= last:
            return 0
        begin, end = borders[bucket] + room[bucket], borders[bucket + 1] + room[bucket]
        repeated: int = build.pack_bucket(
            begin, end, begin, first, last, lists.starts, lists.references, group_starts,
            links, own, words,
        )  # fmt: skip
        return repeated

    repeated = sum(each(pack, len(borders) - 1, threads=threads))
    return _Citers(links, own, words, repeated)
