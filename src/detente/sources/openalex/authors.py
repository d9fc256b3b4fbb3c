"""Lists of authors to affiliation rows, whole columns at a time.

Each author gives one row an institution, one for each country that the author has but none of the
institutions, and, where nothing is known, one row without either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.core.countries import all_codes
from detente.sources.openalex.statement import ODD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

INSTITUTION = "https://openalex.org/I"
ROR = "https://ror.org/"
LONGEST_NUMBER = 18
_WORD = re.compile("(?!true$|false$)[a-z][a-z-]*")
_MOST = np.iinfo(np.int16).max
_CODES = 2**16  # more than there can be countries in a batch

AFFILIATION = pa.struct(
    [
        ("author", pa.int16()),
        ("affiliation", pa.int16()),
        ("corresponding", pa.bool_()),
        ("institution", pa.int64()),
        ("country", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Authors:
    """What the authors of some works are.

    Attributes
    ----------
    affiliations : pyarrow.ListArray
        Rows of each work, in order of author and affiliation.
    number : ndarray of int64
        Authors of each work.
    countries : ndarray of int64
        Distinct countries of each work.
    faulty : ndarray of bool
        Works whose authors are not what is declared.
    gaps : ndarray of bool
        Works with an institution whose country is null, or an author of whom it is not said whether
        they correspond.
    organisations : pyarrow.Table
        Institutions as the records describe them, with the number of the ``row`` of the work.
    """

    affiliations: pa.ListArray
    number: Numbers
    countries: Numbers
    faulty: Flags
    gaps: Flags
    organisations: pa.Table


@dataclass(frozen=True, slots=True)
class _Lists:
    """A column of lists: all items, how many each list has, and which list each item is in."""

    items: pa.Array
    counts: Numbers
    parent: Numbers
    absent: Flags

    def any(self, flags: Flags) -> Flags:
        """Which lists hold an item that is flagged."""
        return np.bincount(self.parent[flags], minlength=len(self.counts)) > 0

    def field(self, name: str) -> pa.Array:
        return pc.struct_field(self.items, name)


@dataclass(frozen=True, slots=True)
class _Countries:
    """Codes met in a batch, and which of them each institution and each listed country has."""

    names: pa.Array
    known: Flags
    of_institution: Numbers
    listed: Numbers


@dataclass(frozen=True, slots=True)
class _Rows:
    """How many rows each author has; of each row its author and the place behind it."""

    size: Numbers
    author: Numbers
    affiliation: Numbers
    institution: Numbers
    listed: Numbers


def authors_of(authorships: pa.ListArray) -> Authors:
    """Affiliation rows of each work.

    Parameters
    ----------
    authorships : pyarrow.ListArray
        Of structs with ``institutions``, ``countries`` and ``is_corresponding``, one list a work.
    """
    authors = _lists(authorships)
    institutions, listed = _lists(authors.field("institutions")), _lists(authors.field("countries"))
    number = _institution_numbers(institutions.field("id"))
    corresponding, bad_flag = _corresponding(authors.field("is_corresponding"))
    countries = _countries(institutions.field("country_code"), listed.items)
    rows = _arranged(institutions, listed, countries)
    faulty = (
        _null(authors.items)
        | institutions.absent
        | listed.absent
        | bad_flag
        | institutions.any(_null(number) | _misdescribed(institutions))
        | institutions.any(
            (countries.of_institution >= 0) & ~_known(countries.of_institution, countries)
        )
        | listed.any(~_known(countries.listed, countries))
    )
    return Authors(
        affiliations=_affiliations(authors, rows, (number, corresponding, countries)),
        number=authors.counts,
        countries=_distinct(authors, institutions, listed, countries=countries),
        faulty=authors.any(faulty | (rows.size > _MOST)) | (authors.counts > _MOST),
        gaps=authors.any(institutions.any(_lacking(institutions)) | _null(corresponding)),
        organisations=_organisations(institutions, number, authors.parent),
    )


def _lists(column: Any) -> _Lists:
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    counts = pc.fill_null(pc.list_value_length(column), 0).to_numpy().astype(np.int64)
    return _Lists(
        column.flatten(), counts, np.repeat(np.arange(len(counts)), counts), _null(column)
    )


def _null(values: pa.Array) -> Flags:
    flags: Flags = pc.is_null(values).to_numpy(zero_copy_only=False)
    return flags


def numbers_after(prefix: str, names: pa.Array) -> pa.Array:
    """The numbers of identifiers such as ``https://openalex.org/I27837315``; null for all else."""
    tail = pc.utf8_slice_codeunits(names, len(prefix))
    sound = pc.and_(pc.starts_with(names, prefix), pc.ascii_is_decimal(tail))
    sound = pc.and_(sound, pc.less_equal(pc.utf8_length(tail), LONGEST_NUMBER))
    return pc.if_else(sound, tail, None).cast(pa.int64())


def _institution_numbers(names: pa.Array) -> pa.Array:
    met = names.dictionary_encode()
    return numbers_after(INSTITUTION, met.dictionary).take(met.indices)


def _misdescribed(institutions: _Lists) -> Flags:
    """Which are not named, or have a kind or an identifier that is none."""
    name, kind, ror = (institutions.field(field) for field in ("display_name", "type", "ror"))
    kinds = kind.dictionary_encode()
    sound = [bool(_WORD.fullmatch(met)) for met in kinds.dictionary.to_pylist()]
    bad = pc.or_(pc.is_null(name), pc.match_substring_regex(name, ODD))
    bad = pc.or_(bad, pc.fill_null(pc.invert(pc.starts_with(ror, ROR)), False))
    bad = pc.or_(
        bad, pc.invert(pc.fill_null(pa.array(sound, pa.bool_()).take(kinds.indices), True))
    )
    flags: Flags = pc.fill_null(bad, True).to_numpy(zero_copy_only=False)
    return flags


def _lacking(institutions: _Lists) -> Flags:
    fields = [institutions.field(name) for name in ("country_code", "type", "ror")]
    return _null(fields[0]) | _null(fields[1]) | _null(fields[2])


def _corresponding(flags: pa.Array) -> tuple[pa.Array, Flags]:
    """The flags, and which of them are neither true, false nor null."""
    if pa.types.is_boolean(flags.type):
        return flags, np.zeros(len(flags), bool)
    sound = pc.is_in(flags, pa.array(["true", "false", None]))
    bad: Flags = pc.invert(sound).to_numpy(zero_copy_only=False)
    return pc.if_else(sound, pc.equal(flags, "true"), None), bad


def _countries(of_institution: pa.Array, listed: pa.Array) -> _Countries:
    met = pa.concat_arrays([of_institution, listed]).dictionary_encode()
    index = pc.fill_null(met.indices, -1).to_numpy().astype(np.int64)
    codes = all_codes()
    known = np.array([*(name in codes for name in met.dictionary.to_pylist()), False])
    return _Countries(
        met.dictionary, known, index[: len(of_institution)], index[len(of_institution) :]
    )


def _known(index: Numbers, countries: _Countries) -> Flags:
    # the last place stands for null, which index -1 names
    flags: Flags = countries.known[index]
    return flags


def _arranged(institutions: _Lists, listed: _Lists, countries: _Countries) -> _Rows:
    extra = _uncovered(institutions, listed, countries)
    extras = np.bincount(listed.parent[extra], minlength=len(listed.counts))
    size = np.maximum(institutions.counts + extras, 1)
    start = np.cumsum(size) - size
    author = np.repeat(np.arange(len(size)), size)
    of_institution, of_listed = np.full((2, len(author)), -1)
    place = start[institutions.parent] + _rank(institutions.parent, institutions.counts)
    of_institution[place] = np.arange(len(place))
    parent = listed.parent[extra]
    of_listed[start[parent] + institutions.counts[parent] + _rank(parent, extras)] = extra
    affiliation = np.arange(len(author)) - start[author] + 1
    return _Rows(size, author, affiliation, of_institution, of_listed)


def _uncovered(institutions: _Lists, listed: _Lists, countries: _Countries) -> Numbers:
    """Listed countries, each once, that none of the author's institutions has."""
    of_institution = institutions.parent * _CODES + countries.of_institution
    pair, first = np.unique(listed.parent * _CODES + countries.listed, return_index=True)
    covered = np.isin(pair, of_institution[countries.of_institution >= 0])
    return np.sort(first[~covered])


def _rank(parent: Numbers, counts: Numbers) -> Numbers:
    """Place of each item in its list, from 0; items stand list by list."""
    before = np.cumsum(counts) - counts
    place: Numbers = np.arange(len(parent)) - before[parent]
    return place


def _affiliations(
    authors: _Lists, rows: _Rows, values: tuple[pa.Array, pa.Array, _Countries]
) -> pa.ListArray:
    number, corresponding, countries = values
    code = np.where(rows.institution >= 0, _at(countries.of_institution, rows.institution), -1)
    code = np.where(rows.listed >= 0, _at(countries.listed, rows.listed), code)
    position = _rank(authors.parent, authors.counts) + 1
    columns = [
        pa.array(position[rows.author].astype(np.int16)),
        pa.array(rows.affiliation.astype(np.int16)),
        corresponding.take(pa.array(rows.author)),
        _taken(number, rows.institution),
        _taken(countries.names, code),
    ]
    sizes = np.bincount(authors.parent[rows.author], minlength=len(authors.counts))
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    flat = pa.StructArray.from_arrays(columns, fields=list(AFFILIATION))
    return pa.ListArray.from_arrays(pa.array(offsets), flat)


def _at(values: Numbers, index: Numbers) -> Numbers:
    return values[index] if len(values) else np.full(len(index), -1)


def _taken(values: pa.Array, index: Numbers) -> pa.Array:
    """Values by their place; null for place -1."""
    return values.take(pa.array(index, mask=index < 0))


def _distinct(
    authors: _Lists, institutions: _Lists, listed: _Lists, *, countries: _Countries
) -> Numbers:
    of_institution = authors.parent[institutions.parent] * _CODES + countries.of_institution
    of_listed = authors.parent[listed.parent] * _CODES + countries.listed
    pairs = np.concatenate(
        [of_institution[countries.of_institution >= 0], of_listed[countries.listed >= 0]]
    )
    return np.bincount(np.unique(pairs) // _CODES, minlength=len(authors.counts))


def _organisations(institutions: _Lists, number: pa.Array, work: Numbers) -> pa.Table:
    return pa.table(
        {
            "institution": number,
            "name": institutions.field("display_name"),
            "country": institutions.field("country_code"),
            "kind": institutions.field("type"),
            "ror": institutions.field("ror"),
            "row": work[institutions.parent],
        }
    )
