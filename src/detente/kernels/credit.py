"""The credit pass: who gets how much of a work under every counting scheme, in one walk over rows.

Rows are author affiliations sorted by work, then author. One walk visits each work once, turns its
rows into credits per country, and hands them on; all that differs between schemes is
`credit_of_work`.

Arrays of a walk (length = rows):
    work         any integers that are equal exactly within a work
    author       1 for the first author, counting up; -1 where the affiliation is the work's own
    institution  >= 0, or -1 if unknown
    country      index >= 0, or -1 if unknown
    corresponding  1 yes, 0 no, -1 unknown
`territory` (length = countries) maps a country index to the index that gets the credit, so that
codes are mapped before credit is given.

References: Waltman & van Eck 2015; Gauffriau 2021; Perianes-Rodriguez et al. 2016; methods §0, §1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.kernels._jit import step

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

FULL, AUTHOR_INSTITUTION, AUTHOR_COUNTRY, INSTITUTION, COUNTRY, FIRST_AUTHOR, CORRESPONDING = range(
    7
)
AS_UNKNOWN, RENORMALISE, COMPLETE_CASE = range(3)


@step
def end_of_work(work: Ints, start: int, stop: int) -> int:
    """First row after the work that starts at ``start``."""
    end = start + 1
    while end < stop and work[end] == work[start]:
        end += 1
    return end


@step
def end_of_author(author: Ints, start: int, stop: int) -> int:
    """First row after the author who starts at ``start``."""
    end = start + 1
    while end < stop and author[end] == author[start]:
        end += 1
    return end


@step
def known_rows(start: int, stop: int, country: Ints) -> int:
    """How many of the rows have a known country."""
    known = 0
    for row in range(start, stop):
        known += country[row] >= 0
    return known


@step
def has_unknown(start: int, stop: int, country: Ints) -> bool:
    """Whether any affiliation of the work has no known country."""
    known: int = known_rows(start, stop, country)
    return known < stop - start


@step
def in_one_country(start: int, stop: int, country: Ints) -> bool:
    """Whether every affiliation of the work has one and the same known country."""
    for row in range(start + 1, stop):
        if country[row] != country[start]:
            return False
    return bool(country[start] >= 0)


@step
def give(credit: Floats, touched: Ints, count: int, place: int, amount: float) -> int:
    """Add ``amount`` at ``place``, remembering the place; return how many places are touched."""
    if credit[place] == 0.0:
        touched[count] = place
        count += 1
    credit[place] += amount
    return count


@step
def sort_places(touched: Ints, count: int) -> None:
    """Put the first ``count`` places in order, in place: they are few, and nothing is allocated."""
    for i in range(1, count):
        place = touched[i]
        j = i
        while j > 0 and touched[j - 1] > place:
            touched[j] = touched[j - 1]
            j -= 1
        touched[j] = place


@step
def distinct_countries(
    start: int, stop: int, country: Ints, territory: Ints, credit: Floats, touched: Ints
) -> int:
    """Give 1 to every distinct known country of the rows; return how many there are."""
    count = 0
    for row in range(start, stop):
        if country[row] >= 0 and credit[territory[country[row]]] == 0.0:
            count = give(credit, touched, count, territory[country[row]], 1.0)
    return count


@step
def _is_new_institution(
    start: int, row: int, institution: Ints, country: Ints, territory: Ints
) -> bool:
    # An institution is what has one name in one country; a country without a named institution
    # counts as one unnamed institution of that country.
    for before in range(start, row):
        if institution[before] != institution[row]:
            continue
        if country[before] == country[row]:
            return False
        both = country[before] >= 0 and country[row] >= 0
        if institution[row] < 0 and both and territory[country[before]] == territory[country[row]]:
            return False
    return True


@step
def _by_institution(
    start: int,
    stop: int,
    institution: Ints,
    country: Ints,
    territory: Ints,
    drop_unknown: bool,
    credit: Floats,
    touched: Ints,
) -> int:
    total = 0
    for row in range(start, stop):
        nowhere = institution[row] < 0 and country[row] < 0
        if nowhere or (drop_unknown and country[row] < 0):
            continue
        total += _is_new_institution(start, row, institution, country, territory)
    count = 0
    for row in range(start, stop):
        nowhere = institution[row] < 0 and country[row] < 0
        if nowhere or (drop_unknown and country[row] < 0):
            continue
        if _is_new_institution(start, row, institution, country, territory):
            place = territory[country[row]] if country[row] >= 0 else len(credit) - 1
            count = give(credit, touched, count, place, 1.0 / total)
    return count


@step
def _is_new_country(start: int, row: int, country: Ints, territory: Ints) -> bool:
    for before in range(start, row):
        if country[before] >= 0 and territory[country[before]] == territory[country[row]]:
            return False
    return True


@step
def _over_affiliations(
    start: int,
    stop: int,
    country: Ints,
    territory: Ints,
    shares: int,
    drop_unknown: bool,
    credit: Floats,
    touched: Ints,
    count: int,
) -> int:
    """Split 1 evenly over an author's affiliations, of which ``shares`` take part."""
    for row in range(start, stop):
        if country[row] >= 0:
            count = give(credit, touched, count, territory[country[row]], 1.0 / shares)
        elif not drop_unknown:
            count = give(credit, touched, count, len(credit) - 1, 1.0 / shares)
    return count


@step
def _over_countries(
    start: int, stop: int, country: Ints, territory: Ints, credit: Floats, touched: Ints, count: int
) -> int:
    """Split 1 evenly over an author's distinct known countries, or give it to the unknown one."""
    distinct = 0
    for row in range(start, stop):
        if country[row] >= 0:
            distinct += _is_new_country(start, row, country, territory)
    for row in range(start, stop):
        if country[row] >= 0 and _is_new_country(start, row, country, territory):
            count = give(credit, touched, count, territory[country[row]], 1.0 / distinct)
    if distinct == 0:
        count = give(credit, touched, count, len(credit) - 1, 1.0)
    return count


@step
def _by_author(
    start: int,
    stop: int,
    author: Ints,
    country: Ints,
    corresponding: Ints,
    territory: Ints,
    scheme: int,
    drop_unknown: bool,
    credit: Floats,
    touched: Ints,
) -> int:
    # Every author gives 1, and the sums are divided by the authors at the end: most are then sums
    # of whole numbers, exact in any order, and the work is walked once.
    authors = 0
    count = 0
    row = start
    while row < stop:
        end = end_of_author(author, row, stop)
        takes_part = author[row] > 0
        if scheme == FIRST_AUTHOR:
            takes_part = author[row] == 1
        elif scheme == CORRESPONDING:
            takes_part = takes_part and corresponding[row] == 1
        shares = end - row
        if drop_unknown:
            shares = known_rows(row, end, country)
        if takes_part and shares > 0:
            authors += 1
            if end == row + 1:
                place = territory[country[row]] if country[row] >= 0 else len(credit) - 1
                count = give(credit, touched, count, place, 1.0)
            elif scheme == AUTHOR_INSTITUTION:
                count = _over_affiliations(
                    row, end, country, territory, shares, drop_unknown, credit, touched, count
                )
            else:
                count = _over_countries(row, end, country, territory, credit, touched, count)
        row = end
    for i in range(count):
        credit[touched[i]] /= authors
    return count


@step
def credit_of_work(
    start: int,
    stop: int,
    author: Ints,
    institution: Ints,
    country: Ints,
    corresponding: Ints,
    territory: Ints,
    scheme: int,
    unknown: int,
    credit: Floats,
    touched: Ints,
) -> int:
    """Write the credits of rows ``start:stop``; return how many places of ``credit`` were touched.

    The last place of ``credit`` is the unknown country. No place touched means that the work takes
    no part (complete case, or renormalised with nothing known). The caller clears what was touched.
    """
    if scheme <= COUNTRY and in_one_country(start, stop, country):
        # Most works: all goes to that country, whichever way it is split. Only an
        # author-based scheme must see an author, and what belongs to no author stands at one end.
        named = author[start] > 0 or author[stop - 1] > 0
        if named or scheme not in (AUTHOR_INSTITUTION, AUTHOR_COUNTRY):
            return give(credit, touched, 0, territory[country[start]], 1.0)
    if unknown == COMPLETE_CASE and has_unknown(start, stop, country):
        return 0
    drop_unknown = unknown == RENORMALISE
    if scheme in (FULL, COUNTRY):
        count = distinct_countries(start, stop, country, territory, credit, touched)
        if scheme == COUNTRY:
            for i in range(count):
                credit[touched[i]] = 1.0 / count
    elif scheme == INSTITUTION:
        count = _by_institution(
            start, stop, institution, country, territory, drop_unknown, credit, touched
        )
    else:
        count = _by_author(
            start,
            stop,
            author,
            country,
            corresponding,
            territory,
            scheme,
            drop_unknown,
            credit,
            touched,
        )
    if count == 0 and not drop_unknown:
        count = give(credit, touched, 0, len(credit) - 1, 1.0)
    return count
