"""The law of a work by listing everything that can happen to its authors, one case at a time."""

from collections import defaultdict
from itertools import product


def cases_of_author(world, *, home):
    """What is recorded of an author in a country (None is unknown), and its probability."""
    missing, dual = world.missing[home], world.dual[home]
    yield (None,), missing
    yield (home,), (1 - missing) * (1 - dual)
    for second, chance in enumerate(world.company[home]):
        yield (home, second), (1 - missing) * dual * chance


def works(world):
    """Every possible work: the affiliations of each author in order, and its probability."""
    size = range(len(world.countries))
    for lead in size:
        first = [(world.output[lead] * c, a) for a, c in cases_of_author(world, home=lead)]
        further = [
            (world.company[lead][home] * c, a)
            for home in size
            for a, c in cases_of_author(world, home=home)
        ]
        for number, chance in enumerate(world.authors):
            for authors in product(first, *[further] * number):
                probability = chance
                for part, _ in authors:
                    probability *= part
                yield [affiliations for _, affiliations in authors], probability


def law_of_countries(world):
    """P(the set of countries of a work), None for an author without a known one."""
    law = defaultdict(float)
    for authors, chance in works(world):
        law[frozenset(country for author in authors for country in author)] += chance
    return law


def credit(world):
    """Expected fractional credit by country: 1/n an author, halves for two affiliations."""
    total = defaultdict(float)
    for authors, chance in works(world):
        for author in authors:
            for country in author:
                total[country] += chance / len(authors) / len(author)
    return total
