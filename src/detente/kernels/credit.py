"""The credit pass: who gets how much of a work, under every counting scheme, in one walk over its rows.

Rows are author affiliations sorted by work, then author. One walk visits each work once, turns its rows
into credits per country, and hands them on; all that differs between schemes is `credit_of_work`.

Arrays of a walk (length = rows):
    work         any integers that are equal exactly within a work
    author       1 for the first author, counting up; -1 where the affiliation is the work's, not an author's
    institution  >= 0, or -1 if unknown
    country      index >= 0, or -1 if unknown
    corresponding  1 yes, 0 no, -1 unknown
`territory` (length = countries) maps a country index to the index that gets the credit, so that codes
are mapped before credit is given.

References: Waltman & van Eck 2015; Gauffriau 2021; Perianes-Rodriguez et al. 2016; methods §0, §1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.kernels._jit import inlined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

FULL, AUTHOR_INSTITUTION, AUTHOR_COUNTRY, INSTITUTION, COUNTRY, FIRST_AUTHOR, CORRESPONDING = range(7)
AS_UNKNOWN, RENORMALISE, COMPLETE_CASE = range(3)


@inlined
def end_of_work(work: Ints, start: int, stop: int) -> int:
    """First row after the work that starts at ``start``."""
    end = start + 1
    while end < stop and work[end] == work[start]:
        end += 1
    return end


@inlined
def end_of_author(author: Ints, start: int, stop: int) -> int:
    """First row after the author who starts at ``start``."""
    end = start + 1
    while end < stop and author[end] == author[start]:
        end += 1
    return end


@inlined
def has_unknown(start: int, stop: int, country: Ints) -> bool:
    """Whether any affiliation of the work has no known country."""
    for row in range(start, stop):
        if country[row] < 0:
            return True
    return False


@inlined
def give(credit: Floats, touched: Ints, count: int, place: int, amount: float) -> int:
    """Add ``amount`` at ``place``, remembering the place; return how many places are touched."""
    if credit[place] == 0.0:
        touched[count] = place
        count += 1
    credit[place] += amount
    return count


@inlined
def distinct_countries(
    start: int, stop: int, country: Ints, territory: Ints, credit: Floats, touched: Ints
) -> int:
    """Give 1 to every distinct known country of the rows; return how many there are."""
    count = 0
    for row in range(start, stop):
        if country[row] >= 0 and credit[territory[country[row]]] == 0.0:
            count = give(credit, touched, count, territory[country[row]], 1.0)
    return count


@inlined
def _is_new_institution(
    start: int, row: int, institution: Ints, country: Ints, territory: Ints
) -> bool:
    # A country without an institution counts as one unnamed institution of that country.
    for before in range(start, row):
        if institution[before] != institution[row]:
            continue
        if institution[row] >= 0:
            return False
        if country[before] >= 0 and territory[country[before]] == territory[country[row]]:
            return False
    return True


@inlined
def _by_institution(
    start: int, stop: int, institution: Ints, country: Ints, territory: Ints, drop_unknown: bool,
    credit: Floats, touched: Ints, unknown_place: int,
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
            place = territory[country[row]] if country[row] >= 0 else unknown_place
            count = give(credit, touched, count, place, 1.0 / total)
    return count


@inlined
def _over_affiliations(
    start: int, stop: int, country: Ints, territory: Ints, amount: float, drop_unknown: bool,
    credit: Floats, touched: Ints, count: int, unknown_place: int,
) -> int:
    shares = stop - start
    if drop_unknown:
        shares = 0
        for row in range(start, stop):
            shares += country[row] >= 0
    for row in range(start, stop):
        if country[row] >= 0:
            count = give(credit, touched, count, territory[country[row]], amount / shares)
        elif not drop_unknown:
            count = give(credit, touched, count, unknown_place, amount / shares)
    return count


@inlined
def _is_new_country(start: int, row: int, country: Ints, territory: Ints) -> bool:
    for before in range(start, row):
        if country[before] >= 0 and territory[country[before]] == territory[country[row]]:
            return False
    return True


@inlined
def _over_countries(
    start: int, stop: int, country: Ints, territory: Ints, amount: float, drop_unknown: bool,
    credit: Floats, touched: Ints, count: int, unknown_place: int,
) -> int:
    distinct = 0
    for row in range(start, stop):
        if country[row] >= 0:
            distinct += _is_new_country(start, row, country, territory)
    if distinct == 0:
        return count if drop_unknown else give(credit, touched, count, unknown_place, amount)
    for row in range(start, stop):
        if country[row] >= 0 and _is_new_country(start, row, country, territory):
            count = give(credit, touched, count, territory[country[row]], amount / distinct)
    return count


@inlined
def _author_counts(
    start: int, stop: int, author: Ints, country: Ints, corresponding: Ints, scheme: int,
    drop_unknown: bool,
) -> int:
    """How many authors share the credit of the work under an author-based scheme."""
    authors = 0
    row = start
    while row < stop:
        end = end_of_author(author, row, stop)
        takes_part = author[row] > 0
        if scheme == FIRST_AUTHOR:
            takes_part = author[row] == 1
        elif scheme == CORRESPONDING:
            takes_part = author[row] > 0 and corresponding[row] == 1
        if takes_part and drop_unknown:
            known = False
            for affiliation in range(row, end):
                known = known or country[affiliation] >= 0
            takes_part = known
        authors += takes_part
        row = end
    return authors


@inlined
def _by_author(
    start: int, stop: int, author: Ints, country: Ints, corresponding: Ints, territory: Ints,
    scheme: int, drop_unknown: bool, credit: Floats, touched: Ints, unknown_place: int,
) -> int:
    authors = _author_counts(start, stop, author, country, corresponding, scheme, drop_unknown)
    count = 0
    row = start
    while row < stop:
        end = end_of_author(author, row, stop)
        skip = author[row] <= 0
        skip = skip or (scheme == FIRST_AUTHOR and author[row] != 1)
        skip = skip or (scheme == CORRESPONDING and corresponding[row] != 1)
        if not skip and authors > 0:
            if scheme == AUTHOR_INSTITUTION:
                count = _over_affiliations(
                    row, end, country, territory, 1.0 / authors, drop_unknown,
                    credit, touched, count, unknown_place,
                )
            else:
                count = _over_countries(
                    row, end, country, territory, 1.0 / authors, drop_unknown,
                    credit, touched, count, unknown_place,
                )
        row = end
    return count


@inlined
def credit_of_work(
    start: int, stop: int, author: Ints, institution: Ints, country: Ints, corresponding: Ints,
    territory: Ints, scheme: int, unknown: int, credit: Floats, touched: Ints,
) -> int:
    """Write the credits of rows ``start:stop`` into ``credit``; return how many places were touched.

    The last place of ``credit`` is the unknown country. No place touched means that the work takes no
    part (complete case, or renormalised with nothing known). The caller clears what was touched.
    """
    unknown_place = len(credit) - 1
    if unknown == COMPLETE_CASE and has_unknown(start, stop, country):
        return 0
    drop_unknown = unknown == RENORMALISE
    if scheme == FULL or scheme == COUNTRY:
        count = distinct_countries(start, stop, country, territory, credit, touched)
        if scheme == COUNTRY:
            for i in range(count):
                credit[touched[i]] = 1.0 / count
    elif scheme == INSTITUTION:
        count = _by_institution(
            start, stop, institution, country, territory, drop_unknown, credit, touched, unknown_place
        )
    else:
        count = _by_author(
            start, stop, author, country, corresponding, territory, scheme, drop_unknown,
            credit, touched, unknown_place,
        )
    if count == 0 and not drop_unknown:
        count = give(credit, touched, 0, unknown_place, 1.0)
    return count
