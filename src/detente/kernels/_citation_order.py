"""Where papers stand in a `citation_graph`.

They are put in order of date and, within a date, by their most cited reference: papers of one topic
and date stand together, so that what cites a reference lies close.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels import _citation_build as build
from detente.kernels._threads import cuts_by_work, each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]

# An estimate of who is cited most is enough: an eighth of the citations is looked at.
STRIDE = 8


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Papers by date: the distinct dates, where each begins, and the number of each paper's.

    Papers without a date are a group after the last.
    """

    dates: NDArray[np.int64]
    starts: Ints
    group: Ints

    @property
    def dated(self) -> int:
        """Number of papers with a date."""
        return int(self.starts[len(self.dates)])


def date_groups(dates: NDArray[np.int64], missing: NDArray[np.bool_] | None) -> Groups:
    """Number the dates, in order; those that lie close by counting, others by sorting.

    In place of a missing date stands one that is known (`checked_dates`).
    """
    known = dates if missing is None else dates[~missing]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    if high - low <= 4 * len(dates) + 1000:
        there = np.zeros(high - low + 1, np.int64)
        build.count_dates(known, low, there)
        group = np.empty(len(dates), np.int32)
        build.number_dates(dates, low, np.cumsum(there > 0, dtype=np.int32) - np.int32(1), group)
        distinct = np.flatnonzero(there) + low
        sizes = there[there > 0]
    else:
        distinct, sizes = np.unique(known, return_counts=True)
        group = np.searchsorted(distinct, dates).astype(np.int32)
    if missing is not None:
        group[missing] = len(sizes)
        sizes = np.append(sizes, int(missing.sum()))
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return Groups(distinct.astype(np.int64), starts, group)


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where papers stand in the new order."""

    order: Ints
    position: Ints
    groups: Groups


def positions(starts: Ints, cited: Ints, groups: Groups, *, threads: int) -> Places:
    """Put papers in order of date, most cited reference and number."""
    papers = len(groups.group)
    degree = np.zeros(papers, np.uint16)
    build.sample_degrees(STRIDE, cited, degree)
    leading = np.empty(papers, np.int32)
    cuts = cuts_by_work(starts, 4 * threads)
    each(
        lambda i: build.leading_references(cuts[i], cuts[i + 1], starts, cited, degree, leading),
        len(cuts) - 1,
        threads=threads,
    )
    by_leading, position = np.zeros(papers + 2, np.int32), np.empty(papers, np.int32)
    build.starts_of(leading, by_leading)
    build.order_by(leading, by_leading, position)
    order = leading  # not needed any more
    build.reorder_by(groups.group, position, groups.starts.copy(), order)
    build.invert(order, position)
    return Places(order, position, groups)
