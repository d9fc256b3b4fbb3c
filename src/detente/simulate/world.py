"""A world whose truth is planted: who leads works, whom they work with, and what the record misses.

A work is led by one country, which its first author is in; every other author is, independently, in
a country picked from that country's row of ``company``. An author may have a second affiliation,
picked from the row of the author's own country, and may be without any affiliation in the record.
Authors are independent given the leading country, so that the law of a work's set of countries has
a closed form: see `detente.simulate.law`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isclose

from detente.core.countries import all_codes
from detente.core.errors import UnknownName, UsageError
from detente.core.source import Definition

SCHEME = "planted"
ANY_LABEL = "ai"
# the law is a table over all sets of countries
MOST_COUNTRIES = 14


@dataclass(frozen=True, slots=True)
class World:
    """A superpopulation of works: each work is an independent draw from it.

    Attributes
    ----------
    countries : tuple of str
        ISO codes.
    output : tuple of float
        P(a work is led by each country); sums to 1.
    company : tuple of tuple of float
        Row a: P(a further author of a work led by a is in each country); each row sums to 1.
    authors : tuple of float
        P(1 author), P(2 authors), …; sums to 1.
    dual : tuple of float
        By country: P(an author there has a second affiliation, in a country of its row of
        ``company``).
    missing : tuple of float
        By country: P(the record has no affiliation of an author there).
    years : tuple of (int, float)
        Years and their probabilities.
    types : tuple of (str, float)
        Document types and their probabilities.
    labels : tuple of (str, float)
        Subfields, and the probability that a work is in each, independently of everything else.

    Raises
    ------
    UsageError
        Sizes do not fit, probabilities leave [0, 1] or do not sum to 1, or a code occurs twice.
    """

    countries: tuple[str, ...]
    output: tuple[float, ...]
    company: tuple[tuple[float, ...], ...]
    authors: tuple[float, ...]
    dual: tuple[float, ...]
    missing: tuple[float, ...]
    years: tuple[tuple[int, float], ...] = ((2021, 1.0),)
    types: tuple[tuple[str, float], ...] = (("article", 1.0),)
    labels: tuple[tuple[str, float], ...] = ()

    def __post_init__(self) -> None:
        for code in self.countries:
            if code not in all_codes():
                raise UnknownName("country code", code, all_codes())
        size = len(self.countries)
        if not 1 <= size <= MOST_COUNTRIES or len(set(self.countries)) != size:
            raise _wrong("countries", f"needs 1 to {MOST_COUNTRIES} different codes")
        for name in ("output", "company", "dual", "missing"):
            if len(getattr(self, name)) != size:
                raise _wrong(name, f"needs one entry for each of {size} countries")
        self._check_distributions()
        for name in ("dual", "missing"):
            _check_probabilities(name, getattr(self, name))
        _check_probabilities("labels", tuple(chance for _, chance in self.labels))

    def _check_distributions(self) -> None:
        _check_distribution("output", self.output)
        _check_distribution("authors", self.authors)
        for code, row in zip(self.countries, self.company, strict=True):
            if len(row) != len(self.countries):
                raise _wrong(f"company of {code}", "needs one entry a country")
            _check_distribution(f"company of {code}", row)
        for name in ("years", "types"):
            _check_distribution(name, tuple(chance for _, chance in getattr(self, name)))

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The options of ``ai_definition`` in this world: every work, then each subfield."""
        everything = Definition("all", "every work", SCHEME)
        return (
            everything,
            *(Definition(name, f"subfield {name}", SCHEME, (name,)) for name, _ in self.labels),
        )

    def complete(self) -> World:
        """The same world with nothing missing from its record."""
        return replace(self, missing=(0.0,) * len(self.countries))


def _check_distribution(name: str, chances: tuple[float, ...]) -> None:
    _check_probabilities(name, chances)
    if not isclose(sum(chances), 1.0, abs_tol=1e-9):
        raise _wrong(name, f"sums to {sum(chances):g}, not 1")


def _check_probabilities(name: str, chances: tuple[float, ...]) -> None:
    if not all(0.0 <= chance <= 1.0 for chance in chances):
        raise _wrong(name, "has a probability outside [0, 1]")


def _wrong(name: str, why: str) -> UsageError:
    return UsageError(
        f"a world cannot have these {name}", why=f"{name} {why}", fix="see simulate.world.World"
    )
