"""Who gets how much of a work, written out from methods §0 and §1 with fractions.

A work is a list of affiliations `(author, institution, country, corresponding)`: the author's place
on the byline (1 is first) or None for what is known of the work alone, the institution or None, the
country or None, and True, False or None.
"""

from fractions import Fraction
from itertools import groupby

UNKNOWN = "UNK"
SCHEMES = (
    "full",
    "author_institution",
    "author_country",
    "institution",
    "country",
    "first_author",
    "corresponding",
)
TREATMENTS = ("as_unknown", "renormalise", "complete_case")


def mapped(work, code_of):
    """The work with every known country replaced by the one that gets its credit."""
    return [
        (author, institution, country and code_of(country), flag)
        for author, institution, country, flag in work
    ]


def authors_of(work):
    """The affiliations of each author: a list of (place, [country or None], corresponding)."""
    named = sorted((row for row in work if row[0] is not None), key=lambda row: row[0])
    return [
        (place, [row[2] for row in rows], rows[0][3])
        for place, rows in ((p, list(g)) for p, g in groupby(named, key=lambda row: row[0]))
    ]


def shares_of_author(countries, scheme, treatment):
    """How an author's own 1 is split over countries."""
    known = [country for country in countries if country is not None]
    if scheme == "author_institution":
        places = known if treatment == "renormalise" else [c or UNKNOWN for c in countries]
    else:
        places = sorted(set(known)) or [UNKNOWN]
    shares = {}
    for place in places:
        shares[place] = shares.get(place, Fraction(0)) + Fraction(1, len(places))
    return shares


def by_author(work, scheme, treatment):
    """Each chosen author has an equal part."""
    chosen = authors_of(work)
    if scheme == "first_author":
        chosen = [author for author in chosen if author[0] == 1]
    if scheme == "corresponding":
        chosen = [author for author in chosen if author[2]]
    if treatment == "renormalise":
        chosen = [author for author in chosen if any(author[1])]
    credit = {}
    for _, countries, _ in chosen:
        for place, share in shares_of_author(countries, scheme, treatment).items():
            credit[place] = credit.get(place, Fraction(0)) + share / len(chosen)
    return credit


def by_institution(raw, code_of, treatment):
    """Each distinct institution has an equal part; an unnamed one may stand for a country."""
    parts = set()
    for _, institution, country, _ in raw:
        if institution is not None:
            parts.add((institution, country, country and code_of(country)))
        elif country is not None:
            parts.add((None, None, code_of(country)))
    places = [place for _, _, place in parts if place or treatment != "renormalise"]
    credit = {}
    for place in places:
        name = place or UNKNOWN
        credit[name] = credit.get(name, Fraction(0)) + Fraction(1, len(places))
    return credit


def credits_of(raw, scheme, treatment="as_unknown", code_of=lambda country: country):
    """Credit by country of one work; empty if it takes no part."""
    work = mapped(raw, code_of)
    countries = {row[2] for row in work if row[2] is not None}
    if treatment == "complete_case" and any(row[2] is None for row in work):
        return {}
    if scheme == "full":
        credit = dict.fromkeys(countries, Fraction(1))
    elif scheme == "country":
        credit = dict.fromkeys(countries, Fraction(1, max(1, len(countries))))
    elif scheme == "institution":
        credit = by_institution(raw, code_of, treatment)
    else:
        credit = by_author(work, scheme, treatment)
    if not credit and treatment != "renormalise":
        credit = {UNKNOWN: Fraction(1)}
    return credit


def total(works, scheme, treatment="as_unknown", code_of=lambda country: country):
    """Credit by country of all works."""
    sums = {}
    for work in works:
        for place, credit in credits_of(work, scheme, treatment, code_of).items():
            sums[place] = sums.get(place, Fraction(0)) + credit
    return sums


def shared(works, scheme, treatment="as_unknown"):
    """Σ over works of the product of two places' credits, by ordered pair."""
    sums = {}
    for work in works:
        credit = credits_of(work, scheme, treatment)
        for a in credit:
            for b in credit:
                sums[a, b] = sums.get((a, b), Fraction(0)) + credit[a] * credit[b]
    return sums
