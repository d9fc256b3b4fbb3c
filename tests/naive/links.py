"""Links between countries, from methods §1 with fractions; works as in `naive.credit`."""

from fractions import Fraction
from itertools import combinations

from naive.credit import mapped

LINKS = ("whole", "per_country", "per_paper")


def joins(work, two_authors):
    """Whether a work counts as joint: two countries, or two bylines in different ones."""
    if not two_authors:
        return len({row[2] for row in work if row[2] is not None}) >= 2
    known = [(author, country) for author, _, country, _ in work if country is not None]
    return any(
        one[1] != other[1] and (one[0] is None or one[0] != other[0])
        for one, other in combinations(known, 2)
    )


def weight(countries, link):
    if link == "per_country":
        return Fraction(1, countries - 1)
    if link == "per_paper":
        return Fraction(2, countries * (countries - 1))
    return Fraction(1)


def links_of(
    raw, link, treatment="as_unknown", code_of=lambda country: country, *, two_authors=False
):
    """Weight of each pair (a, b), a < b, of one work."""
    work = mapped(raw, code_of)
    if treatment == "complete_case" and any(row[2] is None for row in work):
        return {}
    if not joins(work, two_authors):
        return {}
    countries = sorted({row[2] for row in work if row[2] is not None})
    return {pair: weight(len(countries), link) for pair in combinations(countries, 2)}


def total(works, link, treatment="as_unknown", code_of=lambda country: country, **options):
    """Links of all works."""
    sums = {}
    for work in works:
        for pair, value in links_of(work, link, treatment, code_of, **options).items():
            sums[pair] = sums.get(pair, Fraction(0)) + value
    return sums


def international(works, country=None):
    """Works with two or more countries, one of them the given one."""
    sets = [{row[2] for row in work if row[2] is not None} for work in works]
    return sum(len(s) >= 2 and (country is None or country in s) for s in sets)


def nature(work):
    """domestic, international or indeterminate; None where no country is known."""
    known = {row[2] for row in work if row[2] is not None}
    if len(known) != 1:
        return "international" if known else None
    return "indeterminate" if any(row[2] is None for row in work) else "domestic"
