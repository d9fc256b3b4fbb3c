"""Who the authors of the small worlds are."""

from __future__ import annotations

import random

PEOPLE = 19


def people_of(one):
    """Who stands where in the byline; a tenth of the authors could not be told.

    A function of the work and of the author's own rows, so that whoever is put at another place of
    the byline stays the same. Two authors of one work with equal rows are one person.
    """
    found = {}
    for position in sorted({row[0] for row in one.rows if row[0] is not None}):
        own = sorted(repr(row[1:]) for row in one.rows if row[0] == position)
        chance = random.Random(f"{one.number} {own}")
        if chance.random() < 0.9:
            found[position] = 1000 + chance.randrange(PEOPLE) ** 2
    return found


def orcid_of(person):
    """Whether the identity has an ORCID; None where nobody knows."""
    return (True, True, False, None)[person % 7 % 4]
