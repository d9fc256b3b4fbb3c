"""How strongly two countries cooperate, given their links and their sizes.

Every function works on single pairs and, by broadcasting, on whole matrices and on all draws of a
bootstrap at once: for sizes of shape (draws, countries) pass ``*pairwise(sizes)``.

References: Luukkonen et al. 1993; Zitt et al. 2000; Newman 2001; Chinchilla-Rodríguez et al. 2021;
methods §2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Floats, Integers, floats, ratio, where_valid
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def pairwise(sizes: ArrayLike) -> tuple[Floats, Floats]:
    """The two sides of every pair: sizes of shape (…, n) as (…, n, 1) and (…, 1, n)."""
    values = floats(sizes)
    return values[..., :, None], values[..., None, :]


def salton(links: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """Salton's cosine C/√(n_a n_b).

    Parameters
    ----------
    links : array
        Joint papers of the pair.
    size_a, size_b : array
        Papers of each country.

    Returns
    -------
    array
        In [0, 1]; NaN where a country has no papers.
    """
    # two roots, not the root of a product: exact for squares, and ties stay ties
    return ratio(links, np.sqrt(_positive(size_a)) * np.sqrt(_positive(size_b)))


def jaccard(links: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """Jaccard's index C/(n_a + n_b − C), in [0, 1]; NaN where a country has no papers."""
    return ratio(links, _positive(size_a) + _positive(size_b) - floats(links))


def inclusion(links: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """Inclusion C/min(n_a, n_b), in [0, 1]; NaN where a country has no papers."""
    return ratio(links, np.minimum(_positive(size_a), _positive(size_b)))


def association(links: ArrayLike, size_a: ArrayLike, size_b: ArrayLike) -> Floats:
    """Association strength C/(n_a n_b), in [0, 1]; NaN where a country has no papers."""
    return ratio(links, _positive(size_a) * _positive(size_b))


def observed_over_expected(
    links: ArrayLike, size_a: ArrayLike, size_b: ArrayLike, *, world: ArrayLike
) -> Floats:
    """Observed over expected joint papers, C·N/(n_a n_b), against publications.

    Parameters
    ----------
    links, size_a, size_b : array
        Joint papers of the pair, papers of each country.
    world : array
        All papers N.

    Returns
    -------
    array
        1 where the two countries meet as often as independence has it; NaN where a margin is 0.
    """
    return ratio(floats(links) * _positive(world), _positive(size_a) * _positive(size_b))


def pai(
    links: ArrayLike, strength_a: ArrayLike, strength_b: ArrayLike, *, total: ArrayLike
) -> Floats:
    """Probabilistic affinity index C·T/(S_a S_b), which is also revealed advantage on links.

    It ignores that a country has no link with itself: a world of two countries always gives 2. The
    balanced ratio of `balancing` does not.

    Parameters
    ----------
    links, strength_a, strength_b : array
        Links of the pair, all links of each country.
    total : array
        Sum of the strengths of all countries, twice the links of the world.

    Returns
    -------
    array
        1 is neutral; NaN where a country has no links.
    """
    return observed_over_expected(links, strength_a, strength_b, world=total)


def symmetric(affinity: ArrayLike) -> Floats:
    """An affinity mapped from [0, ∞) to [−1, 1): (x² − 1)/(x² + 1), 0 is neutral."""
    squared = floats(affinity) ** 2
    return ratio(squared - 1, squared + 1)


def partner_share(links: ArrayLike, base: ArrayLike) -> Floats:
    """A partner's share C/I of international papers, or C/S of links; the base decides which.

    Returns
    -------
    array
        In [0, 1]; NaN where the base is 0.
    """
    return ratio(links, base)


def log_asymmetry(links: ArrayLike, base_a: ArrayLike, base_b: ArrayLike) -> Floats:
    """How much more the pair weighs for A than for B: ln((C/base_a)/(C/base_b)).

    Returns
    -------
    array
        Positive where A depends more on B; swapping A and B flips the sign; NaN where C is 0.
    """
    return logarithm(ratio(partner_share(links, base_a), partner_share(links, base_b)))


def logarithm(values: ArrayLike) -> Floats:
    """The natural logarithm; NaN, never −∞, where the value is not positive."""
    return np.log(_positive(values))


def log_poisson_error(links: ArrayLike) -> Floats:
    """Standard error 1/√C of the logarithm of a count.

    Only a floor: one paper of five countries feeds ten links, so the papers themselves are
    resampled for intervals.
    """
    return ratio(1.0, np.sqrt(_positive(links)))


def newman_links(offsets: ArrayLike, members: ArrayLike) -> tuple[Integers, Integers, Floats]:
    """Newman's weight of every pair of authors, Σ over joint papers of 1/(n − 1).

    Parameters
    ----------
    offsets : array of shape (works + 1,)
        Work w has the entries offsets[w] to offsets[w + 1].
    members : array of shape (entries,)
        Authors, 0 and up; an author listed twice on a work counts once.

    Returns
    -------
    tuple of arrays
        First author, second author (first < second) and weight of each pair that has a joint work,
        ordered by pair. A work of a single author adds nothing.
    """
    starts, authors = _integers(offsets), _integers(members)
    # sorted within each work, so that the kernel can pass over repetitions
    work = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    first, second, weight = _newman_entries(starts, authors[np.lexsort((authors, work))])
    stride = int(authors.max(initial=0)) + 1
    pairs, position = np.unique(first * stride + second, return_inverse=True)
    return pairs // stride, pairs % stride, floats(np.bincount(position, weight, len(pairs)))


def newman_strength(offsets: ArrayLike, members: ArrayLike, *, authors: int) -> Floats:
    """Sum of an author's Newman weights, which is the number of their works with co-authors."""
    first, second, weight = newman_links(offsets, members)
    return floats(np.bincount(first, weight, authors) + np.bincount(second, weight, authors))


def newman_between(offsets: ArrayLike, groups: ArrayLike, *, count: int) -> Floats:
    """Newman weights of author pairs added up between groups, such as countries.

    Parameters
    ----------
    offsets : array of shape (works + 1,)
        Work w has the entries offsets[w] to offsets[w + 1], one an author.
    groups : array of shape (entries,)
        Group of each author, -1 unknown: such an author is among the n of 1/(n − 1), in no pair.
    count : int
        Number of groups.

    Returns
    -------
    array of shape (count, count)
        Symmetric, with an empty diagonal.
    """
    return _newman_between(_integers(offsets), _integers(groups), count)


def _positive(values: ArrayLike) -> Floats:
    array = floats(values)
    return where_valid(array > 0, array)


def _integers(values: ArrayLike) -> Integers:
    return np.ascontiguousarray(values, dtype=np.int64)


@jit
def _newman_entries(offsets: Integers, members: Integers) -> tuple[Integers, Integers, Floats]:
    works = len(offsets) - 1
    room = 0
    for work in range(works):
        size = offsets[work + 1] - offsets[work]
        room += size * (size - 1) // 2
    first = np.empty(room, np.int64)
    second = np.empty(room, np.int64)
    weight = np.empty(room, np.float64)
    authors = np.empty(len(members), np.int64)  # of the work at hand, each once
    used = 0
    for work in range(works):
        size = 0
        for entry in range(offsets[work], offsets[work + 1]):
            if size == 0 or members[entry] != authors[size - 1]:
                authors[size] = members[entry]
                size += 1
        for a in range(size):
            for b in range(a + 1, size):
                first[used] = authors[a]
                second[used] = authors[b]
                weight[used] = 1.0 / (size - 1)
                used += 1
    return first[:used], second[:used], weight[:used]


@jit
def _newman_between(offsets: Integers, groups: Integers, count: int) -> Floats:
    links = np.zeros((count, count))
    authors = np.zeros(count, np.int64)  # of the work at hand
    present = np.empty(count, np.int64)
    for work in range(len(offsets) - 1):
        start, end = offsets[work], offsets[work + 1]
        groups_here = 0
        for entry in range(start, end):
            group = groups[entry]
            if group >= 0:
                if authors[group] == 0:
                    present[groups_here] = group
                    groups_here += 1
                authors[group] += 1
        for a in range(groups_here):
            for b in range(a):
                pairs = authors[present[a]] * authors[present[b]]
                links[present[a], present[b]] += pairs / (end - start - 1)
                links[present[b], present[a]] += pairs / (end - start - 1)
        for a in range(groups_here):
            authors[present[a]] = 0
    return links
