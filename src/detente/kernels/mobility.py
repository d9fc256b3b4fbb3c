"""Careers from the main countries of active years: the moves between them, and what they make.

Each is one pass over rows sorted by person, so that time grows with the rows alone.
References: Robinson-Garcia et al. 2019; methods §8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import floats, ratio
from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from detente.kernels.active_years import ActiveYears

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

MIGRANT, RETURNEE, TRAVELLER, IMMOBILE, NOT_AT_RISK = range(5)
CLASSES = ("migrant", "returnee", "traveller", "immobile", "not_at_risk")
ENDLESS = 1 << 14
"""A gap longer than any career."""


class Moves(NamedTuple):
    """Moves, sorted by person and year: the person left after ``after`` and was there by ``by``.

    Attributes
    ----------
    person : int64 array
    origin, target : int16 array
        Places of two different countries.
    after, by : int16 array
        Last active year in the old country and first in the new one.
    """

    person: Ints
    origin: Ints
    target: Ints
    after: Ints
    by: Ints


class Careers(NamedTuple):
    """One row a person, sorted by person.

    Attributes
    ----------
    person : int64 array
    origin : int16 array
        Main country of the first active year; -1 for a person without one.
    kind : int8 array
        Place in ``CLASSES``.
    """

    person: Ints
    origin: Ints
    kind: NDArray[np.int8]


@step
def _confirmed(i: int, stop: int, country: Ints, confirm: int) -> bool:
    lasts = i + confirm <= stop
    for later in range(i + 1, min(i + confirm, stop)):
        lasts = lasts and country[later] == country[i]
    return lasts


@step
def _end_of_spell(i: int, person: Ints, year: Ints, gap: int) -> int:
    """First row after a stretch of one person's active years without a gap that is too long."""
    stop = i + 1
    while stop < len(person) and person[stop] == person[i] and year[stop] - year[stop - 1] <= gap:
        stop += 1
    return stop


@jit
def fill_moves(
    person: Ints, year: Ints, country: Ints, confirm: int, gap: int,
    out_person: Ints, origin: Ints, target: Ints, after: Ints, by: Ints,
) -> int:  # fmt: skip
    """Write the moves of every person; return how many there are."""
    found = 0
    start = 0
    while start < len(person):
        stop = _end_of_spell(start, person, year, gap)
        home, last = country[start], year[start]
        for i in range(start, stop):
            if country[i] != home and _confirmed(i, stop, country, confirm):
                out_person[found], origin[found], target[found] = person[i], home, country[i]
                after[found], by[found] = last, year[i]
                found += 1
                home = country[i]
            if country[i] == home:
                last = year[i]
        start = stop
    return found


def moves(active: ActiveYears, *, confirm: int = 2, gap: int = ENDLESS) -> Moves:
    """Changes of the main country that last.

    Parameters
    ----------
    active : ActiveYears
    confirm : int
        Active years in a row that the new country must be the main one; 1 takes every change.
    gap : int
        Years from one active year to the next beyond which another career begins: a change across
        such a gap is no move, as two persons may have been taken for one.
    """
    size = len(active.person)
    out_person = np.empty(size, np.int64)
    origin, target, after, by = np.empty((4, size), np.int16)
    found = fill_moves(*active, confirm, gap, out_person, origin, target, after, by)
    return Moves(*(column[:found] for column in (out_person, origin, target, after, by)))


@jit
def fill_careers(
    person: Ints, country: Ints, active_person: Ints, active_year: Ints, active_country: Ints,
    moved_person: Ints, moved_target: Ints, gap: int,
    out_person: Ints, origin: Ints, kind: Ints,
) -> int:  # fmt: skip
    """Write the origin and class of each person; return how many there are."""
    found = active = moved = row = 0
    while row < len(person):
        someone, first = person[row], active
        seen, several = -1, False
        while row < len(person) and person[row] == someone:
            if country[row] >= 0:
                several = several or (seen >= 0 and country[row] != seen)
                seen = country[row]
            row += 1
        at_risk = False
        while active < len(active_person) and active_person[active] == someone:
            if active > first and active_year[active] - active_year[active - 1] <= gap:
                at_risk = True
            active += 1
        home = -1
        while moved < len(moved_person) and moved_person[moved] == someone:
            home = moved_target[moved]
            moved += 1
        out_person[found] = someone
        origin[found] = active_country[first] if active > first else -1
        if not at_risk:
            kind[found] = NOT_AT_RISK
        elif home >= 0:
            kind[found] = RETURNEE if home == origin[found] else MIGRANT
        else:
            kind[found] = TRAVELLER if several else IMMOBILE
        found += 1
    return found


def careers(
    person: Ints, country: Ints, active: ActiveYears, moved: Moves, *, gap: int = ENDLESS
) -> Careers:
    """What each person's papers say: migrant, returnee, traveller, immobile, or not at risk.

    At risk of being seen to move are those with two active years that no long gap divides. A
    returnee ends in the country of the first active year after a move; a traveller has published
    from several countries and never moved.

    Parameters
    ----------
    person, country : integer array, shape (rows,)
        As of :func:`main_countries`, sorted by person.
    active, moved
        What came of them.
    gap : int
        As of :func:`moves`.
    """
    out_person = np.empty(len(person), np.int64)
    origin, kind = np.empty(len(person), np.int16), np.empty(len(person), np.int8)
    found = fill_careers(
        person, country, *active, moved.person, moved.target, gap, out_person, origin, kind
    )
    return Careers(out_person[:found], origin[:found], kind[:found])


def effectiveness(inward: ArrayLike, outward: ArrayLike) -> Floats:
    """(in - out) / (in + out), from -1 to 1; NaN where nobody moved."""
    into, out = floats(inward), floats(outward)
    return ratio(into - out, into + out)
