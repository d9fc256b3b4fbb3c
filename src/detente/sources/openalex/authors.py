"""Lists of authors to affiliation rows, whole columns at a time.

Each author gives one row an institution, one for each country that the author has but none of the
institutions, and, where nothing is known, one row without either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from detente.core.countries import all_codes
from detente.kernels.affiliations import lay_out
from detente.kernels.spans import NONE, ODD
from detente.sources.openalex.texts import Texts, by_code, taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.sources.openalex.columns import Columns

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]
    Rows = NDArray[np.int32]

AUTHOR = "https://openalex.org/A"
ORCID = "https://orcid.org/"
INSTITUTION = "https://openalex.org/I"
ROR = "https://ror.org/"
WORD = re.compile("[a-z][a-z-]*")
_MOST = np.iinfo(np.int16).max
_LISTS = "authorships"
_PLACES = "authorships.institutions"

AFFILIATION = pa.struct(
    [
        ("author", pa.int16()),
        ("affiliation", pa.int16()),
        ("corresponding", pa.bool_()),
        ("institution", pa.int64()),
        ("country", pa.string()),
    ]
)
IDENTITY = pa.struct([("author", pa.int16()), ("person", pa.int64()), ("orcid", pa.bool_())])


@dataclass(frozen=True, slots=True)
class Authors:
    """What the authors of some works are.

    Attributes
    ----------
    work : ndarray of int32
        The work of each affiliation row; rows stand in order of work, author and affiliation.
    rows : ndarray of int32, shape (5, n)
        Number of the author, number of the affiliation, which author, which institution and which
        country (-1 for none).
    corresponding : ndarray of int8
        Of each author: 1, 0, or -1 where it is not said.
    of_author : ndarray of int32
        The work of each author.
    person : ndarray of int64
        The identity of each author; -1 where the source has none.
    orcid : ndarray of bool
        Whether the identity has an ORCID.
    institutions : Institutions
    number, countries : ndarray of int64
        Authors and distinct countries of each work.
    faulty : ndarray of bool
        Works whose authors are not what is declared.
    """

    work: Rows
    rows: NDArray[np.int32]
    corresponding: NDArray[np.int8]
    of_author: Rows
    person: Numbers
    orcid: Flags
    institutions: Institutions
    number: Numbers
    countries: Numbers
    faulty: Flags

    def affiliations(self, kept: Flags) -> tuple[Numbers, pa.StructArray]:
        """Rows of the works that are kept: how many each work has, and all of them."""
        some = kept[self.work]
        author, affiliation, person, institution, country = self.rows[:, some]
        said = self.corresponding[person]
        columns = [
            pa.array(author.astype(np.int16)),
            pa.array(affiliation.astype(np.int16)),
            pa.array(said == 1, mask=said < 0),
            taken(pa.array(self.institutions.number), institution),
            taken(countries(), country),
        ]
        sizes = np.bincount(self.work[some], minlength=len(kept))
        return sizes, pa.StructArray.from_arrays(columns, fields=list(AFFILIATION))

    def identities(self, kept: Flags) -> tuple[Numbers, pa.StructArray]:
        """Identified authors of the works that are kept: how many each has, and all of them."""
        first = np.cumsum(self.number) - self.number
        position = np.arange(len(self.of_author)) - first[self.of_author] + 1
        some = kept[self.of_author] & (self.person >= 0)
        columns = [
            pa.array(position[some].astype(np.int16)),
            pa.array(self.person[some]),
            pa.array(self.orcid[some]),
        ]
        sizes = np.bincount(self.of_author[some], minlength=len(kept))
        return sizes, pa.StructArray.from_arrays(columns, fields=list(IDENTITY))


@dataclass(frozen=True, slots=True)
class Institutions:
    """Institutions as the records describe them.

    Attributes
    ----------
    work : ndarray of int32
        The work in whose record each stands.
    number : ndarray of int64
    name, ror : Texts
    country : ndarray of int32
        Its place in ``countries()``; -1 where it is not known, -2 for what is no country.
    kinds : tuple of (ndarray of int32, Texts)
        The kind of each by its number, and the kinds.
    """

    work: Rows
    number: Numbers
    name: Texts
    ror: Texts
    country: NDArray[np.int32]
    kinds: tuple[NDArray[np.int32], Texts]

    def faulty(self) -> Flags:
        """Which are not named, or have a kind or an identifier that is none."""
        kind, kinds = self.kinds
        words = [bool(WORD.fullmatch(word or "")) for word in kinds.strings()]
        known = by_code(words, odd=False, missing=True)
        return np.asarray(
            (self.number < 0)
            | (self.country == ODD)
            | (self.name.spans[:, 0] < 0)
            | self.ror.odd
            | ~self.ror.begin_with(ROR)
            | ~known[kind]
        )

    def table(self, rows: Numbers) -> pa.Table:
        """Some of them."""
        kind, kinds = self.kinds
        return pa.table(
            {
                "institution": pa.array(self.number[rows]),
                "name": self.name.take(rows).arrow(),
                "country": taken(countries(), self.country[rows]),
                "kind": taken(kinds.arrow(), kind[rows]),
                "ror": self.ror.take(rows).arrow(),
            }
        )


@cache
def countries() -> pa.Array:
    """All codes of countries."""
    return pa.array(sorted(all_codes()), pa.string())


@cache
def _places() -> dict[str | None, int]:
    return {code: place for place, code in enumerate(countries().to_pylist())}


def authors_of(columns: Columns) -> Authors:
    """Affiliation rows of each work, sound or not."""
    works = len(columns)
    of_author = columns.parents(_LISTS)
    of_institution, of_listed = columns.parents(_PLACES), columns.parents(f"{_LISTS}.countries")
    listed = _codes(columns.texts(f"{_LISTS}.countries"))
    found = _institutions(columns, of_author[of_institution])
    corresponding = columns.flags(f"{_LISTS}.is_corresponding")
    identity = columns.texts(f"{_LISTS}.author.id").numbers_after(AUTHOR)
    orcid = columns.texts(f"{_LISTS}.author.orcid")
    rows = np.empty((5, len(of_author) + len(of_institution) + len(of_listed)), np.int32)
    sizes, met = np.zeros((2, works), np.int64)
    author, affiliation, person, institution, country = rows
    count = lay_out(
        of_author, of_institution, found.country, of_listed, listed, len(countries()),
        author, affiliation, person, institution, country, sizes, met,
    )  # fmt: skip
    rows = rows[:, :count]
    work = of_author[rows[2]]
    faulty = columns.faulty(_LISTS).copy()
    faulty[found.work[found.faulty()]] = True
    faulty[of_author[of_listed[listed < 0]]] = True
    faulty[work[np.maximum(rows[0], rows[1]) > _MOST]] = True
    faulty[of_author[(identity == ODD) | orcid.odd | ~orcid.begin_with(ORCID)]] = True
    number = np.bincount(of_author, minlength=works)
    return Authors(
        work, rows, corresponding, of_author, identity, ~orcid.missing, found, number, met, faulty
    )


def _institutions(columns: Columns, work: Rows) -> Institutions:
    return Institutions(
        work=work,
        number=columns.texts(f"{_PLACES}.id").numbers_after(INSTITUTION),
        name=columns.texts(f"{_PLACES}.display_name"),
        ror=columns.texts(f"{_PLACES}.ror"),
        country=_codes(columns.texts(f"{_PLACES}.country_code")),
        kinds=columns.texts(f"{_PLACES}.type").distinct(),
    )


def _codes(texts: Texts) -> Any:
    """Places of countries; -1 where there is none, -2 for what is no country."""
    codes, met = texts.distinct()
    places = [_places().get(name, ODD) for name in met.strings()]
    return by_code(places, odd=ODD, missing=NONE).astype(np.int32)[codes]
