"""Ranks with ties, and who is whose first partner.

Rank 1 is the largest value. Two values tie when they differ by at most ``tolerance`` times the
larger: relative, because links are sums of fractions near 10⁶ while association strengths lie near
10⁻⁹. A group of ties is led by its largest value, so ties do not chain. NaN has no rank and hides
nobody.

Of a matrix of links the diagonal is never read, and NaN links are skipped.

References: methods §0 (ties), §1 (ranks, mutual No. 1).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Booleans, Floats, Integers, booleans, floats
from detente.kernels._jit import inlined, jit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TOLERANCE = 1e-9
_COMPETITION, _DENSE, _FRACTIONAL = range(3)


def competition_ranks(values: ArrayLike, *, tolerance: float = TOLERANCE) -> Floats:
    """Ranks 1, 2, 2, 4 along the last axis, for claims.

    Parameters
    ----------
    values : array of shape (…, n)
        What is ranked; NaN takes no part.
    tolerance : float
        Relative difference up to which two values tie.

    Returns
    -------
    array of shape (…, n)
        1 for the largest; NaN where the value is.
    """
    return _ranked(values, _COMPETITION, tolerance)


def dense_ranks(values: ArrayLike, *, tolerance: float = TOLERANCE) -> Floats:
    """Ranks 1, 2, 2, 3 along the last axis; otherwise as `competition_ranks`."""
    return _ranked(values, _DENSE, tolerance)


def fractional_ranks(values: ArrayLike, *, tolerance: float = TOLERANCE) -> Floats:
    """Ranks 1, 2.5, 2.5, 4 along the last axis, for correlations; as `competition_ranks`."""
    return _ranked(values, _FRACTIONAL, tolerance)


def partners_only(links: ArrayLike) -> Floats:
    """Links with NaN on the diagonal and where there are none, so that only partners get ranks."""
    matrix = floats(links)
    own = np.eye(matrix.shape[-1], dtype=bool)
    return np.where((matrix > 0) & ~own, matrix, np.nan)


def top_partners(links: ArrayLike, *, tolerance: float = TOLERANCE) -> Booleans:
    """Who is first for each country, several where they tie.

    Parameters
    ----------
    links : array of shape (…, countries, countries)
        Row a holds the links of country a.
    tolerance : float
        Relative difference up to which two values tie.

    Returns
    -------
    array of shape (…, countries, countries)
        True at [a, b] where b is a first partner of a; a row without links has none.
    """
    rows, shape = _rows(links)
    first = np.zeros(rows.shape, np.bool_)
    _fill_first(rows, tolerance, first)
    return first.reshape(*shape, rows.shape[1])


def partner_rank(
    links: ArrayLike, *, country: int, partner: int, tolerance: float = TOLERANCE
) -> tuple[Floats, Floats]:
    """Competition rank of one partner for one country, without ranking the others.

    Parameters
    ----------
    links : array of shape (…, countries)
        The links of ``country`` with each country, such as ``matrices[..., country, :]``.
    country, partner : int
        Positions; the country itself is no partner.
    tolerance : float
        Relative difference up to which two values tie.

    Returns
    -------
    tuple of two arrays of shape (…)
        The rank (1 is first), and how many partners share it, itself included. NaN where the pair
        has no links.
    """
    rows, shape = _rows(links)
    rank, sharing = np.empty(len(rows)), np.empty(len(rows))
    _fill_partner_rank(rows, (country, partner), tolerance, rank, sharing)
    return rank.reshape(shape), sharing.reshape(shape)


def mutual_rank(
    links: ArrayLike,
    *,
    pair: tuple[int, int],
    rank: int = 1,
    strict: bool = True,
    tolerance: float = TOLERANCE,
) -> Floats:
    """Whether two countries hold the same rank for each other, "each other's No. 1" by default.

    Parameters
    ----------
    links : array of shape (…, countries, countries)
        Row a holds the links of country a.
    pair : tuple of int
        Positions of the two countries.
    rank : int
        The competition rank both must hold.
    strict : bool
        Whether a rank that is shared with others does not count.
    tolerance : float
        Relative difference up to which two values tie.

    Returns
    -------
    array of shape (…)
        1 yes, 0 no; NaN where one of the two has no links with anybody, so has no partners to rank.
    """
    matrix = floats(links)
    holds = np.ones(matrix.shape[:-2])
    for country, partner in (pair, pair[::-1]):
        row = matrix[..., country, :]
        place, sharing = partner_rank(row, country=country, partner=partner, tolerance=tolerance)
        holds *= (place == rank) & ((sharing == 1) | (not strict))
        holds[~has_partners(row, country=country)] = np.nan
    return holds


def has_partners(links: ArrayLike, *, country: int) -> Booleans:
    """Whether a country has any links with others; rows of shape (…, countries) to shape (…)."""
    row = floats(links)
    others = np.arange(row.shape[-1]) != country
    return booleans(np.any((row > 0) & others, axis=-1))


def margin_to_second(links: ArrayLike) -> Floats:
    """How far each country's first partner is ahead of its second.

    Parameters
    ----------
    links : array of shape (…, countries, countries)
        Row a holds the links of country a.

    Returns
    -------
    array of shape (…, countries)
        In links, 0 or more, 0 for a shared first place; NaN for a country without links and in a
        world with no possible second partner.
    """
    matrix = floats(links)
    rows, _ = _rows(matrix)
    margin = np.empty(len(rows))
    _fill_margin(rows, matrix.shape[-1], margin)
    return margin.reshape(matrix.shape[:-1])


def _rows(values: ArrayLike) -> tuple[Floats, tuple[int, ...]]:
    array = floats(values)
    return np.ascontiguousarray(array).reshape(-1, array.shape[-1]), array.shape[:-1]


def _ranked(values: ArrayLike, kind: int, tolerance: float) -> Floats:
    rows, shape = _rows(values)
    ranks = np.full_like(rows, np.nan)
    # numpy sorts, as numba takes seconds to compile a sort; largest first, NaN last
    order = np.argsort(-rows, axis=-1)
    _fill_ranks(rows, order, kind, tolerance, ranks)
    return ranks.reshape(*shape, rows.shape[1])


@inlined
def _ties(larger: float, smaller: float, tolerance: float) -> bool:
    if larger == smaller:
        return True
    # infinity is a tolerance times infinity away from everything
    gap = larger - smaller
    return np.isfinite(gap) and gap <= tolerance * max(abs(larger), abs(smaller))


@inlined
def _close_group(order: Integers, group: tuple[int, int, int], kind: int, ranks: Floats) -> None:
    """Give the rank of its kind to the members at sorted places start to stop, the nth group."""
    start, stop, number = group
    rank = float(start + 1)
    if kind == _DENSE:
        rank = float(number)
    elif kind == _FRACTIONAL:
        rank = 0.5 * (start + 1 + stop)
    for place in range(start, stop):
        ranks[order[place]] = rank


@jit
def _fill_ranks(rows: Floats, orders: Integers, kind: int, tolerance: float, ranks: Floats) -> None:
    for row in range(len(rows)):
        values, order = rows[row], orders[row]
        known = 0
        while known < len(values) and not np.isnan(values[order[known]]):
            known += 1
        start, number = 0, 1
        for place in range(1, known + 1):
            if place < known and _ties(values[order[start]], values[order[place]], tolerance):
                continue
            _close_group(order, (start, place, number), kind, ranks[row])
            start, number = place, number + 1


@jit
def _fill_first(rows: Floats, tolerance: float, first: Booleans) -> None:
    countries = rows.shape[1]
    for row in range(len(rows)):
        best = 0.0
        for other in range(countries):
            if other != row % countries and rows[row, other] > best:
                best = rows[row, other]
        if best > 0.0:
            for other in range(countries):
                value = rows[row, other]
                is_first = value <= best and _ties(best, value, tolerance)
                first[row, other] = is_first and other != row % countries


@jit
def _fill_partner_rank(
    rows: Floats, pair: tuple[int, int], tolerance: float, rank: Floats, sharing: Floats
) -> None:
    country, partner = pair
    for row in range(len(rows)):
        own = rows[row, partner]
        ahead, level = 0, 1
        for other in range(rows.shape[1]):
            value = rows[row, other]
            if other in (country, partner) or np.isnan(value):
                continue
            if _ties(max(value, own), min(value, own), tolerance):
                level += 1
            elif value > own:
                ahead += 1
        has_links = country != partner and own > 0.0
        rank[row] = ahead + 1.0 if has_links else np.nan
        sharing[row] = float(level) if has_links else np.nan


@jit
def _fill_margin(rows: Floats, countries: int, margin: Floats) -> None:
    for row in range(len(rows)):
        first, second, partners = 0.0, 0.0, 0
        for other in range(countries):
            value = rows[row, other]
            if other == row % countries or np.isnan(value):
                continue
            partners += 1
            if value > first:
                first, second = value, first
            elif value > second:
                second = value
        margin[row] = first - second if first > 0.0 and partners > 1 else np.nan
