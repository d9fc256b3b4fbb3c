"""Works that contribute identically under every specification, found by one hash.

A work's *pattern* is what any counting scheme, territory policy or link weight can see of it: for
each author the multiset of affiliation countries and the corresponding flag, which author is first,
the number of distinct institutions per country and whether some are unnamed, and work-level
affiliations. Order beyond the first author is invisible to all of them, so the hash adds authors
up. Two independent 64-bit sums make an accidental collision a matter of 2^-128.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels.bootstrap import mix
from detente.kernels.credit import end_of_author, end_of_work

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]


@step
def _country_sum(start: int, stop: int, code: Ints, salt: np.uint64) -> np.uint64:
    total = np.uint64(0)
    for row in range(start, stop):
        total += mix(code[row] ^ salt)
    return total


@step
def _institution_sum(
    start: int, stop: int, institution: Ints, code: Ints, unknown: np.uint64, salt: np.uint64
) -> np.uint64:
    # an institution is what has one name in one country, and a country may have an unnamed one
    total = np.uint64(0)
    for row in range(start, stop):
        if institution[row] < 0 and code[row] == unknown:
            continue
        fresh = True
        for before in range(start, row):
            same = institution[before] == institution[row] and code[before] == code[row]
            fresh = fresh and not same
        if fresh:
            kind = np.uint64(3) if institution[row] >= 0 else np.uint64(4)
            total += mix(mix(code[row] ^ salt) + kind)
    return total


@jit
def pattern_hashes(
    work: Ints,
    author: Ints,
    institution: Ints,
    code: Ints,
    corresponding: Ints,
    unknown: np.uint64,
    salt: np.uint64,
    first_row: Ints,
    out: Ints,
) -> int:
    """Write each work's first row and pattern hash; return the number of works.

    ``code`` is a 64-bit name of the country of each row that does not depend on which other rows
    are at hand, so that hashes agree between partitions; ``unknown`` is that of the unknown
    country.
    """
    works = 0
    row = 0
    while row < len(work):
        end = end_of_work(work, row, len(work))
        total = _institution_sum(row, end, institution, code, unknown, salt)
        start = row
        while start < end:
            stop = end_of_author(author, start, end)
            inner = _country_sum(start, stop, code, salt)
            if author[start] <= 0:
                total += mix(inner + np.uint64(1))
            else:
                flags = np.uint64(8 + (author[start] == 1) + 2 * (corresponding[start] + 1))
                total += mix(mix(inner + np.uint64(2)) + flags)
            start = stop
        first_row[works] = row
        out[works] = mix(total + salt)
        works += 1
        row = end
    return works


@jit
def author_hashes(
    work: Ints, author: Ints, code: Ints, corresponding: Ints, salt: np.uint64, out: Ints
) -> None:
    """Write each row's author hash, by which authors of a pattern are put in canonical order."""
    row = 0
    while row < len(work):
        end = end_of_work(work, row, len(work))
        start = row
        while start < end:
            stop = end_of_author(author, start, end)
            inner = mix(_country_sum(start, stop, code, salt) + np.uint64(corresponding[start] + 1))
            for place in range(start, stop):
                out[place] = inner
            start = stop
        row = end
