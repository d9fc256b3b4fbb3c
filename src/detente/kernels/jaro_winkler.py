"""Jaro-Winkler: how alike two names are.

With m common letters (equal, and at most ⌊max(|a|, |b|)/2⌋ - 1 places apart), t half of those that
stand in another order, and l the length of the common prefix,

    J = (m/|a| + m/|b| + (m - t)/m) / 3,    JW = J + l·p·(1 - J).

Two details differ between implementations, and so do their scores; both are here as in the worked
example of methods §7. t is not rounded down (three letters in another order are one and a half
transpositions), and the prefix counts however small J is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import Floats, Integers, floats, integers
from detente.kernels._jit import jit

if TYPE_CHECKING:
    from collections.abc import Sequence

TOLERANCE = 1e-9
PREFIX_WEIGHT, LONGEST_PREFIX = 0.1, 4
NOBODY = -1


class Best(NamedTuple):
    """The most alike name of a list for each name.

    Attributes
    ----------
    place : integer array, shape (names,)
        Place in the list, the first of several equally alike; -1 where the list is empty.
    score : float64 array, shape (names,)
        Jaro-Winkler similarity in [0, 1]; NaN where the list is empty.
    """

    place: Integers
    score: Floats


def jaro_winkler(
    first: Sequence[str],
    second: Sequence[str],
    *,
    prefix_weight: float = PREFIX_WEIGHT,
    longest_prefix: int = LONGEST_PREFIX,
) -> Floats:
    """Similarity of pairs of names.

    Parameters
    ----------
    first, second : sequence of str, of equal length
    prefix_weight : float
        p: what a letter of the prefix adds of the distance to 1.
    longest_prefix : int
        Letters of the prefix that count.

    Returns
    -------
    float64 array
        In [0, 1]; 1 for equal names, two empty ones included.

    Raises
    ------
    ValueError
        The prefix could lift a similarity above 1, or the sequences differ in length.

    Examples
    --------
    >>> jaro_winkler(["MARTHA", "DIXON"], ["MARHTA", "DICKSONX"]).round(4).tolist()
    [0.9611, 0.8133]

    References
    ----------
    [@winkler1990]
    """
    _check_prefix(prefix_weight, longest_prefix)
    if len(first) != len(second):
        raise ValueError(f"{len(first)} names have {len(second)} partners")
    out = np.empty(len(first))
    _pairs(*_letters(first), *_letters(second), prefix_weight, longest_prefix, out)
    return out


def best_match(
    names: Sequence[str],
    listed: Sequence[str],
    *,
    prefix_weight: float = PREFIX_WEIGHT,
    longest_prefix: int = LONGEST_PREFIX,
) -> Best:
    """The most alike listed name of every name, among all of them.

    Every pair is compared: where the list has thousands of names and there are hundreds of
    thousands to compare, :mod:`detente.lake.listed_names` compares only what can be alike.

    Parameters
    ----------
    names, listed : sequence of str
    prefix_weight, longest_prefix
        See :func:`jaro_winkler`.

    Returns
    -------
    Best

    Raises
    ------
    ValueError
        The prefix could lift a similarity above 1.
    """
    _check_prefix(prefix_weight, longest_prefix)
    place = np.full(len(names), NOBODY, np.int64)
    score = np.full(len(names), np.nan)
    _best(*_letters(names), *_letters(listed), prefix_weight, longest_prefix, place, score)
    return Best(integers(place), floats(score))


@jit
def _pairs(
    a: Integers,
    begin_a: Integers,
    b: Integers,
    begin_b: Integers,
    weight: float,
    longest: int,
    out: Floats,
) -> None:
    for row in range(len(out)):
        out[row] = _similarity(
            a[begin_a[row] : begin_a[row + 1]], b[begin_b[row] : begin_b[row + 1]], weight, longest
        )


@jit
def _best(
    a: Integers,
    begin_a: Integers,
    b: Integers,
    begin_b: Integers,
    weight: float,
    longest: int,
    place: Integers,
    score: Floats,
) -> None:
    for row in range(len(place)):
        name = a[begin_a[row] : begin_a[row + 1]]
        for other in range(len(begin_b) - 1):
            alike = _similarity(name, b[begin_b[other] : begin_b[other + 1]], weight, longest)
            if place[row] < 0 or alike > score[row] + TOLERANCE:
                place[row], score[row] = other, alike


@jit
def _similarity(a: Integers, b: Integers, weight: float, longest: int) -> float:
    jaro = _jaro(a, b)
    prefix = 0
    while prefix < min(longest, len(a), len(b)) and a[prefix] == b[prefix]:
        prefix += 1
    return jaro + prefix * weight * (1.0 - jaro)


@jit
def _jaro(a: Integers, b: Integers) -> float:
    if len(a) == 0 and len(b) == 0:
        return 1.0
    reach = max(max(len(a), len(b)) // 2 - 1, 0)
    taken = np.zeros(len(b), np.bool_)
    matched = np.zeros(len(a), np.bool_)
    common = 0
    for i in range(len(a)):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if not taken[j] and a[i] == b[j]:
                taken[j] = matched[i] = True
                common += 1
                break
    if common == 0:
        return 0.0
    moved, j = 0, 0
    for i in range(len(a)):
        if matched[i]:
            while not taken[j]:
                j += 1
            moved += a[i] != b[j]
            j += 1
    return (common / len(a) + common / len(b) + (common - moved / 2) / common) / 3


def _check_prefix(weight: float, longest: int) -> None:
    if not 0 <= weight * longest <= 1:
        raise ValueError(f"a prefix of {longest} letters at {weight} each leaves [0, 1]")


def _letters(names: Sequence[str]) -> tuple[Integers, Integers]:
    """Code points of all names on end, and where each begins: (letters,), (names + 1,)."""
    text = "".join(names).encode("utf-32-le", "surrogatepass")
    begin = np.concatenate([[0], np.cumsum([len(name) for name in names])])
    return np.frombuffer(text, np.uint32).astype(np.int64), integers(begin)
