"""The main country of each year in which a person publishes.

One pass over rows sorted by person, year and work, so that time grows with the rows alone.
References: Robinson-Garcia et al. 2019; methods §8.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.kernels._jit import jit, step

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

TOLERANCE = 1e-9


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
