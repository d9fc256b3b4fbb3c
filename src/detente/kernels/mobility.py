"""Careers from papers: the main country of each active year, and the moves between them.

One pass over rows sorted by person, year and work, so that time grows with the rows alone.
References: Robinson-Garcia et al. 2019; methods §8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._arrays import floats, ratio
from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

MIGRANT, RETURNEE, TRAVELLER, IMMOBILE, NOT_AT_RISK = range(5)
CLASSES = ("migrant", "returnee", "traveller", "immobile", "not_at_risk")
NOWHERE = -1
TOLERANCE = 1e-9
ENDLESS = 1 << 14
"""A gap longer than any career."""


class ActiveYears(NamedTuple):
    """Years in which a person has a main country, sorted by person and year.

    Attributes
    ----------
    person : int64 array
    year, country : int16 array
        The year, and the place of its main country.
    """

    person: Ints
    year: Ints
    country: Ints


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
def _add_work(
    start: int, stop: int, country: Ints, weight: Floats, touched: Ints, count: int
) -> int:
    """Share one work among its distinct known countries; how many countries the year has met.

    ``weight`` is 0 for countries not met this year; a country that this work repeats is skipped.
    """
    distinct = 0
    for row in range(start, stop):
        if country[row] >= 0 and _first_time(start, row, country):
            distinct += 1
    for row in range(start, stop):
        place = country[row]
        if place >= 0 and _first_time(start, row, country):
            if weight[place] == 0.0:
                touched[count] = place
                count += 1
            weight[place] += 1.0 / distinct
    return count


@step
def _first_time(start: int, row: int, country: Ints) -> bool:
    first = True
    for before in range(start, row):
        first = first and country[before] != country[row]
    return first


@step
def _largest(weight: Floats, touched: Ints, count: int, previous: int) -> int:
    """The country of the largest weight; of several the previous one, if it is among them."""
    most = 0.0
    for i in range(count):
        most = max(most, weight[touched[i]])
    found, ties = -1, 0
    for i in range(count):
        place = touched[i]
        if weight[place] >= most - TOLERANCE:
            if place == previous:
                return previous
            found = place
            ties += 1
    return found if ties == 1 else -1


@jit
def fill_main_countries(
    person: Ints, year: Ints, work: Ints, country: Ints, weight: Floats, touched: Ints,
    out_person: Ints, out_year: Ints, out_country: Ints,
) -> int:  # fmt: skip
    """Write the main country of each person and year that has one; return how many have.

    ``weight`` is zeros, one a country, and ``touched`` has room for as many.
    """
    found = 0
    previous = -1
    row = 0
    while row < len(person):
        if row > 0 and person[row] != person[row - 1]:
            previous = -1
        stop, count = row, 0
        while stop < len(person) and person[stop] == person[row] and year[stop] == year[row]:
            start = stop
            while (
                stop < len(person)
                and person[stop] == person[row]
                and year[stop] == year[row]
                and work[stop] == work[start]
            ):
                stop += 1
            count = _add_work(start, stop, country, weight, touched, count)
        main = _largest(weight, touched, count, previous)
        for i in range(count):
            weight[touched[i]] = 0.0
        if main >= 0:
            previous = main
            out_person[found], out_year[found], out_country[found] = person[row], year[row], main
            found += 1
        row = stop
    return found


def main_countries(
    person: Ints, year: Ints, work: Ints, country: Ints, *, countries: int
) -> ActiveYears:
    """The main country of each active year: the largest fractional weight of papers.

    A paper counts 1, shared by the author's distinct countries on it. Of several largest, the
    previous main country if it is among them; else the year has none and is no active year.

    Parameters
    ----------
    person, year, work : integer array, shape (rows,)
        One row an affiliation of a person, sorted by person, year and work.
    country : int16 array, shape (rows,)
        Place of the country; -1 where it is unknown, which gives no weight.
    countries : int
        Number of places.
    """
    out_person = np.empty(len(person), np.int64)
    out_year, out_country = np.empty((2, len(person)), np.int16)
    weight, touched = np.zeros(countries), np.empty(countries, np.int64)
    found = fill_main_countries(
        person, year, work, country, weight, touched, out_person, out_year, out_country
    )
    return ActiveYears(out_person[:found], out_year[:found], out_country[:found])


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
    people, first = np.unique(person, return_index=True)
    known = country >= 0
    low, high = (
        ends.reduceat(np.where(known, country, other), first) if len(first) else np.empty(0, int)
        for ends, other in ((np.minimum, np.iinfo(np.int16).max), (np.maximum, NOWHERE))
    )
    origin = np.full(len(people), NOWHERE, np.int16)
    begin = _begins(active.person)
    origin[np.searchsorted(people, active.person[begin])] = active.country[begin]
    at_risk = np.zeros(len(people), bool)
    near = (active.person[1:] == active.person[:-1]) & (np.diff(active.year) <= gap)
    at_risk[np.searchsorted(people, active.person[1:][near])] = True
    home = np.full(len(people), NOWHERE, np.int16)
    ends = np.flatnonzero(np.diff(moved.person, append=-1) != 0)
    home[np.searchsorted(people, moved.person[ends])] = moved.target[ends]
    kind = np.select(
        [~at_risk, (home >= 0) & (home == origin), home >= 0, high > low],
        [NOT_AT_RISK, RETURNEE, MIGRANT, TRAVELLER],
        IMMOBILE,
    )
    return Careers(people, origin, kind.astype(np.int8))


def effectiveness(inward: ArrayLike, outward: ArrayLike) -> Floats:
    """(in - out) / (in + out), from -1 to 1; NaN where nobody moved."""
    into, out = floats(inward), floats(outward)
    return ratio(into - out, into + out)


def _begins(values: Ints) -> Ints:
    """Places at which sorted values change, the first included."""
    return np.flatnonzero(np.diff(values, prepend=-1) != 0)
