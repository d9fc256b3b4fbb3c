"""Quasi-independence: the links two countries would have if partners were chosen by size alone.

Expected links are x_a·x_b between different countries and none within one, with x fitted so that
every country keeps its number of links S_a: x_a (X − x_a) = S_a, where X = Σx. With p_a = x_a/X
this reads p_a (1 − p_a) = S_a/X², so one number decides everything. The solver uses q = 1 − p of
the country with most links: v = 1/X² = q (1 − q)/S_max gives every other p as the smaller root

    p_a = S_a v φ(4 S_a v),    φ(z) = 2/(1 + √(1 − z)),

and what is left is G(q) = Σ_others p/q − 1 = 0. As φ has a power series with positive coefficients,
G changes sign once on (0, 1), from plus to minus; bracketed Newton steps find it in a handful of
rounds of O(countries) each, where iterative proportional fitting takes hundreds of O(countries²).

At the boundary every link goes through one country (S_max = Σ others; also any world of two): then
q = 0, the expected links with that country are the observed ones, and between two others nothing
can be expected, so their ratio is undefined. Margins beyond the boundary belong to no matrix of
links.

References: Goodman 1968 (quasi-independence); methods §2, §13 (invariant 4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Floats, floats
from detente.kernels._jit import inlined, jit

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

# Sums of fractional links are inexact; a country this close to the boundary is on it.
BOUNDARY = 1e-11
# Newton doubles the digits, so a step this small is the last one worth making.
PRECISION = 1e-14
ROUNDS = 100


def quasi_independence(strengths: ArrayLike) -> Floats:
    """The factors x whose products are the expected links.

    Parameters
    ----------
    strengths : array of shape (…, countries)
        Links of each country.

    Returns
    -------
    array of shape (…, countries)
        0 for a country without links; NaN where no finite factors exist: fewer than two countries
        with links, a star (whose expected links `expected_links` gives), or margins of no matrix.
    """
    margins = _rows(strengths)
    factors = np.empty_like(margins)
    _fill_factors(margins, factors)
    return factors.reshape(floats(strengths).shape)


def expected_links(strengths: ArrayLike) -> Floats:
    """Expected links of every pair under quasi-independence.

    Parameters
    ----------
    strengths : array of shape (…, countries)
        Links of each country.

    Returns
    -------
    array of shape (…, countries, countries)
        Rows sum to the strengths. NaN on the diagonal, for countries without links and where the
        fit is undefined; 0 between the outer countries of a star.
    """
    margins = _rows(strengths)
    rows, countries = margins.shape
    expected = np.empty((rows, countries, countries))
    _fill_expected(margins, expected)
    return expected.reshape(*floats(strengths).shape, countries)


def observed_over_expected_balanced(links: ArrayLike) -> Floats:
    """Observed over expected links of every pair under quasi-independence.

    Parameters
    ----------
    links : array of shape (…, countries, countries)
        Symmetric; what stands on the diagonal is not read.

    Returns
    -------
    array of shape (…, countries, countries)
        1 where a pair has as many links as its two margins imply; NaN on the diagonal and wherever
        nothing is expected.
    """
    observed = floats(links)
    countries = observed.shape[-1]
    matrices = np.ascontiguousarray(observed).reshape(-1, countries, countries)
    out = np.empty_like(matrices)
    _fill_ratios(matrices, out)
    return out.reshape(observed.shape)


def _rows(strengths: ArrayLike) -> Floats:
    margins = floats(strengths)
    return np.ascontiguousarray(margins).reshape(-1, margins.shape[-1])


@inlined
def _step(margins: Floats, largest: int, q: float) -> tuple[float, float]:
    """G(q) and its derivative."""
    value, slope = -1.0, 0.0
    for country in range(len(margins)):
        share = margins[country] / margins[largest]
        if share > 0.0 and country != largest:
            root = np.sqrt(max(0.0, 1.0 - 4.0 * share * q * (1.0 - q)))
            phi = 2.0 / (1.0 + root)
            value += share * (1.0 - q) * phi
            slope += share * phi * ((1.0 - q) * (1.0 - 2.0 * q) * share * phi / root - 1.0)
    return value, slope


@inlined
def _root(margins: Floats, largest: int, start: float) -> float:
    """The q in (0, 1) where G is 0, by Newton steps that never leave the bracket."""
    low, high, q = 0.0, 1.0, start
    for _ in range(ROUNDS):
        value, slope = _step(margins, largest, q)
        if value > 0.0:
            low = q
        else:
            high = q
        step = value / slope
        if abs(step) <= PRECISION:
            return min(max(q - step, low), high)
        q -= step
        # also where the slope is not a number
        if not low < q < high:
            q = 0.5 * (low + high)
    return q


@inlined
def _solve(margins: Floats, portions: Floats) -> tuple[int, float]:
    """Fill p of every country; the country with most links, and v.

    ``portions`` holds p, or S·φ where v is 0 (a star); v is NaN where there is no fit.
    """
    # loops, not array expressions, which take numba seconds to compile
    largest = 0
    for country in range(len(margins)):
        if margins[country] > margins[largest]:
            largest = country
    rest = 0.0
    for country in range(len(margins)):
        if not margins[country] >= 0.0:
            return largest, np.nan
        if country != largest:
            rest += margins[country]
    greatest = margins[largest]
    if rest == 0.0 or rest < greatest * (1.0 - BOUNDARY):
        return largest, np.nan
    star = rest <= greatest * (1.0 + BOUNDARY)
    q = 0.0 if star else _root(margins, largest, rest / (rest + greatest))
    for country in range(len(margins)):
        z = 4.0 * margins[country] / greatest * q * (1.0 - q)
        small = 0.5 * z / (1.0 + np.sqrt(max(0.0, 1.0 - z)))
        portions[country] = margins[country] if star else small
    portions[largest] = 1.0 - q
    return largest, q * (1.0 - q) / greatest


@inlined
def _expected(fit: tuple[int, float], portions: Floats, pair: tuple[int, int]) -> float:
    """Expected links of a pair of different countries; NaN without a fit or without links."""
    (largest, v), (a, b) = fit, pair
    if np.isnan(v) or portions[a] <= 0.0 or portions[b] <= 0.0 or a == b:
        return np.nan
    if v > 0.0:
        return float(portions[a] * portions[b] / v)
    return float(portions[a] * portions[b]) if largest in (a, b) else 0.0


@jit
def _fill_factors(margins: Floats, factors: Floats) -> None:
    portions = np.empty(margins.shape[1])
    for row in range(len(margins)):
        _, v = _solve(margins[row], portions)
        for country in range(margins.shape[1]):
            factors[row, country] = portions[country] / np.sqrt(v) if v > 0.0 else np.nan


@jit
def _fill_expected(margins: Floats, expected: Floats) -> None:
    countries = margins.shape[1]
    portions = np.empty(countries)
    for row in range(len(margins)):
        fit = _solve(margins[row], portions)
        for a in range(countries):
            for b in range(countries):
                expected[row, a, b] = _expected(fit, portions, (a, b))


@jit
def _fill_ratios(links: Floats, out: Floats) -> None:
    countries = links.shape[1]
    portions = np.empty(countries)
    margins = np.empty(countries)
    for row in range(len(links)):
        for a in range(countries):
            margins[a] = 0.0
            for b in range(countries):
                if a != b:
                    margins[a] += links[row, a, b]
        fit = _solve(margins, portions)
        for a in range(countries):
            for b in range(countries):
                expected = _expected(fit, portions, (a, b))
                out[row, a, b] = links[row, a, b] / expected if expected > 0.0 else np.nan
