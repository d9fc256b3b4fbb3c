"""How edge arrays become the layout of a `citation_graph`: the steps in order, on threads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels import _citation_build as build
from detente.kernels import _citation_lists as citer_lists
from detente.kernels._arrays import index_type
from detente.kernels._citation_order import Places, date_groups, positions
from detente.kernels._disruption_pass import AHEAD
from detente.kernels._threads import cuts_by_work, each, even_cuts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Words = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What `citation_graph` keeps; `CitationGraph` says what the arrays are."""

    order: Ints
    dates: NDArray[np.int64]
    date_starts: Ints
    starts: Ints
    links: Ints
    own: Ints
    words: Words
    width: int
    noted: NDArray[np.int64]
    repeated: int


def lay_out(
    citing: Ints,
    cited: Ints,
    dates: NDArray[np.int64],
    *,
    missing: NDArray[np.bool_] | None,
    undated_cited: bool,
    keep: int,
    threads: int,
) -> Layout:
    """Lay out checked edges; ``keep`` is a number of `_citation_build`."""
    papers = len(dates)
    shift = _bucket_shift(papers)
    starts, grouped = _by_citing(citing, cited, papers, shift=shift, threads=threads)
    groups = date_groups(dates, missing)
    places = positions(starts, grouped, groups, threads=threads)
    lists = _relabelled(
        starts, grouped, places, undated_cited=undated_cited, keep=keep, shift=shift,
        threads=threads,
    )  # fmt: skip
    del starts, grouped
    citers = _citers(lists, groups.starts, shift=shift, threads=threads)
    count = len(groups.dates)
    return Layout(
        order=places.order,
        dates=groups.dates,
        date_starts=groups.starts[: count + 1],
        starts=lists.starts,
        links=citers.links,
        own=citers.own,
        words=citers.words,
        width=citers.width,
        noted=lists.counts,
        repeated=citers.repeated,
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
    starts = np.empty(papers + 1, index_type(len(citing)))

    def ascends(i: int) -> bool:
        first, after = cuts[i], min(cuts[i + 1] + 1, len(citing))
        return build.ascends(citing[first : after - 1], citing[first + 1 : after])

    if all(each(ascends, parts, threads=threads)):
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


def _link_type(references: int, papers: int) -> type[np.uint32] | type[np.uint64]:
    """References become links to one of as many words as there are references and papers."""
    return np.uint32 if references + papers + 1 < 2**32 else np.uint64


def _places_of(buckets: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[int]]:
    """Where each piece writes into each bucket, and the borders of the buckets."""
    totals = buckets.sum(axis=0)
    borders = np.concatenate([[0], np.cumsum(totals)])
    before = np.cumsum(buckets, axis=0) - buckets
    return before + borders[:-1], borders.tolist()


@dataclass(slots=True, eq=False)
class _Lists:
    """References of each paper in the new order; `AHEAD` zeros follow them, for who reads ahead."""

    starts: Ints
    references: Ints
    buckets: NDArray[np.int64]
    cuts: list[int]
    counts: NDArray[np.int64]


def _relabelled(
    starts: Ints,
    cited: Ints,
    at: Places,
    *,
    undated_cited: bool,
    keep: int,
    shift: int,
    threads: int,
) -> _Lists:
    papers = len(at.order)
    begins = np.empty_like(starts)
    build.begins_in(at.order, starts, begins)
    cuts = cuts_by_work(begins, 4 * threads)
    bases = begins[cuts].tolist()
    parts = len(cuts) - 1
    references = np.empty(len(cited) + AHEAD, _link_type(len(cited), papers))
    buckets = np.zeros((parts, _bucket_count(papers, shift)), np.int64)
    counts = np.zeros((parts, build.COUNTS), np.int64)

    def one(i: int) -> int:
        end: int = build.relabel(
            cuts[i],
            cuts[i + 1],
            at.groups.dated,
            undated_cited,
            keep,
            at.order,
            at.position,
            at.groups.starts,
            starts,
            cited,
            shift,
            bases[i],
            begins,
            references,
            buckets[i],
            counts[i],
        )
        return end

    ends = each(one, parts, threads=threads)
    total = 0
    for i in range(parts):
        if total != bases[i]:
            build.close_gap(bases[i], total, ends[i] - bases[i], references)
            begins[cuts[i] + 1 : cuts[i + 1] + 1] -= bases[i] - total
        total += ends[i] - bases[i]
    references[total:] = 0
    return _Lists(begins, references[: total + AHEAD], buckets, cuts, counts.sum(axis=0))


@dataclass(frozen=True, slots=True, eq=False)
class _Citers:
    """Who cites each paper, as words, and where each citation goes on."""

    links: Ints
    own: Ints
    words: Words
    width: int
    repeated: int


def _citers(lists: _Lists, group_starts: Ints, *, shift: int, threads: int) -> _Citers:
    papers = len(lists.starts) - 1
    width = citer_lists.word_width(papers)
    begins, own = (np.zeros(papers, lists.references.dtype) for _ in range(2))
    words, spare = _lists_of_citing(lists, group_starts, begins, own, shift=shift, threads=threads)
    links, cuts = lists.references, cuts_by_work(lists.starts, threads)
    cursors = _rooms(spare, len(cuts) - 1, 2 * papers, links.dtype)
    repeated = each(
        lambda i: citer_lists.link_references(
            cuts[i], cuts[i + 1], width, lists.starts, group_starts, begins, words,
            cursors[i], links,
        ),
        threads,
        threads=threads,
    )  # fmt: skip
    return _Citers(links, own, words, width, sum(repeated))


def _rooms(spare: Ints, count: int, size: int, dtype: np.dtype[np.integer]) -> Ints:
    """So many empty arrays, in the place of one that is done with where that is large enough.

    Memory that was written before costs nothing; the system takes its time to give more of it.
    """
    needed = count * size * dtype.itemsize
    if spare.nbytes < needed:
        return np.empty((count, size), dtype)
    return spare.view(np.uint8)[:needed].view(dtype).reshape(count, size)


def _lists_of_citing(
    lists: _Lists, group_starts: Ints, begins: Ints, own: Ints, *, shift: int, threads: int
) -> tuple[Words, Ints]:
    """Who cites each paper, as words, and an array that is done with.

    Fills where each list begins and goes on (`pack_bucket`).
    """
    papers, total = len(lists.starts) - 1, int(lists.starts[-1])
    width = citer_lists.word_width(papers)
    places, borders = _places_of(lists.buckets)
    # every list needs one word more, to close it; the first word closes what is linked to nothing
    room = [1 + min(bucket << shift, papers) for bucket in range(len(borders))]
    words = np.empty(total + papers + 1, np.uint32)  # lists take the place of citing papers
    cited: Ints = np.empty(len(words), np.uint16 if shift <= 16 else np.uint32)
    words[0] = citer_lists.END
    places += np.array(room[:-1], np.int64)
    each(
        lambda i: citer_lists.deal_references(
            lists.cuts[i], lists.cuts[i + 1], lists.starts, lists.references, shift, places[i],
            words, cited,
        ),
        len(places),
        threads=threads,
    )  # fmt: skip
    largest = int(np.diff(borders).max())
    spare = [np.empty(largest, np.uint32) for _ in range(threads)]

    def pack(bucket: int) -> None:
        first, last = bucket << shift, min((bucket + 1) << shift, papers)
        if first < last:
            begin, end = borders[bucket] + room[bucket], borders[bucket + 1] + room[bucket]
            ordered = spare.pop()
            citer_lists.pack_bucket(
                begin, end, first, last, width, group_starts, words, cited, ordered, begins, own
            )
            spare.append(ordered)

    each(pack, len(borders) - 1, threads=threads)
    return words, cited
