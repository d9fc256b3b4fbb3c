"""Which records are the same work, and which of them is kept.

Two records are the same if their DOIs are equal, or if their titles are and they are at most one
year apart. Being the same is carried on: a preprint of 2018, its conference paper of 2019 and its
journal paper of 2020 are one work, although the first and the last are two years apart. The
alternative, a limit on the span of a cluster, would break such chains at an arbitrary place.
Clusters are therefore connected components, found by hashing and sorting; `year_span` tells which
of them stretch far, as a yearly column does whose title `GENERIC_TITLES` does not know.

References: methods §12 (duplicates).
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._arrays import Booleans, Floats, Integers, floats
from detente.kernels._jit import inlined, jit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

MINIMUM_TITLE = 10
MAXIMUM_YEARS_APART = 1
PREPRINT_TYPES = frozenset({"preprint", "posted-content", "submitted-version", "working-paper"})

# As `normalised_title` leaves them. Numbers are passed over, so "Preface 2021" is here too, which
# is why words stand here that alone are shorter than MINIMUM_TITLE.
GENERIC_TITLES = frozenset(
    " ".join(entry.split())
    for entry in """abstract, abstracts, acknowledgement, acknowledgement of reviewers,
acknowledgements, acknowledgment, acknowledgments, announcement, announcements, annual report,
appendix, author index, author response, authors reply, back cover, back matter, backmatter,
bibliography, book review, book reviews, call for papers, commentary, committee, committees,
conclusion, conclusions, conference proceedings, conference program, contents, contributors,
copyright, copyright page, correction, corrections, correspondence, corrigenda, corrigendum,
cover, cover image, cover page, discussion, discussions, editor s note, editorial, editorial
board, editorial introduction, editorial note, editorials, editors introduction, editors
note, errata, erratum, foreword, from the editor, from the editors, front cover, front
matter, frontmatter, general introduction, glossary, guest editor s introduction, guest
editorial, guest editors introduction, in this issue, index, introduction, introduction to
the special issue, invited talk, invited talks, issue information, keynote, keynote speech,
keynote talk, keynotes, letter to the editor, letters to the editor, list of authors, list
of contributors, list of figures, list of reviewers, list of tables, masthead, message from
the chairs, message from the editor, message from the general chair, message from the
general chairs, message from the program chair, message from the program chairs, news,
notes, notes on contributors, obituary, opening remarks, organizing committee, panel, panel
discussion, panels, poster session, preface, proceedings, program, program committee,
programme, publication information, publisher s note, references, reply, research article,
retraction, retraction note, reviewer acknowledgement, reviewers, section editorial,
session, special issue, special section, subject index, summary, supplementary information,
supplementary material, supplementary materials, supporting information, table of contents,
technical program, thank you to reviewers, title page, tutorial, tutorials, untitled,
untitled document, welcome, welcome message, workshop, workshop proceedings, workshops, 介绍,
前言, 目录, 编者按
    """.split(",")
)

_MARKUP = re.compile(r"</?(?:i|b|em|strong|sub|sup|scp|tt|u|mml:\w+)\b[^>]*>", re.IGNORECASE)
_DOI_PREFIX = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)")


class _Spaces(dict[int, str | int]):
    """Keeps letters, marks and numbers of any script; all else becomes a space."""

    def __missing__(self, code: int) -> str | int:
        kept = unicodedata.category(chr(code))[0] in "LMN"
        self[code] = code if kept else " "
        return self[code]


_SPACES = _Spaces()


def normalised_title(title: str | None) -> str:
    """A title without case, punctuation, markup and repeated spaces; empty if there is none."""
    if not title:
        return ""
    text = _MARKUP.sub("", html.unescape(title))
    # case first: folding may leave letters that are not yet in composed form
    return " ".join(unicodedata.normalize("NFKC", text.casefold()).translate(_SPACES).split())


def matchable_title(title: str | None) -> str | None:
    """The normalised title if it can identify a work: long enough and not generic."""
    text = normalised_title(title)
    words = " ".join(word for word in text.split() if not word.isdigit())
    return text if len(text) >= MINIMUM_TITLE and words not in GENERIC_TITLES else None


def normalised_doi(doi: str | None) -> str | None:
    """A DOI in lower case without its resolver; nothing if empty."""
    return _DOI_PREFIX.sub("", (doi or "").strip().lower()) or None


def duplicate_clusters(
    titles: Sequence[str | None], dois: Sequence[str | None], years: ArrayLike
) -> Integers:
    """Number of the cluster each record belongs to.

    Parameters
    ----------
    titles, dois : sequence of str or None
        As the source gives them.
    years : array of shape (records,)
        Year of publication, NaN unknown; such a record can match by DOI only.

    Returns
    -------
    array of shape (records,)
        0 and up in order of first appearance. Records of one number are one work.
    """
    year = floats(years)
    title = _codes(matchable_title(entry) for entry in titles)
    title[np.isnan(year)] = -1
    doi = _codes(normalised_doi(entry) for entry in dois)
    return _components(doi, np.argsort(doi), title, np.lexsort((year, title)), year)


def publication_order(types: Sequence[str | None]) -> Integers:
    """How much a record is the published version: 0 published, 1 type unknown, 2 preprint."""
    order = (1 if entry is None else 2 * (entry.lower() in PREPRINT_TYPES) for entry in types)
    return np.fromiter(order, np.int64, len(types))


def kept_records(clusters: ArrayLike, order: ArrayLike) -> Booleans:
    """The one record of each cluster that stands for the work.

    Parameters
    ----------
    clusters : array of shape (records,)
        `duplicate_clusters`.
    order : array of shape (records,)
        `publication_order`; the lowest of a cluster is kept, the first listed of several.

    Returns
    -------
    boolean array of shape (records,)
        True once in each cluster.
    """
    numbers = np.asarray(clusters, dtype=np.int64)
    ordered = np.lexsort((np.asarray(order), numbers))  # stable, so the first listed comes first
    _, first = np.unique(numbers[ordered], return_index=True)
    kept = np.zeros(len(numbers), dtype=bool)
    kept[ordered[first]] = True
    return kept


def union_by_cluster(
    clusters: ArrayLike, values: Sequence[Iterable[str]]
) -> tuple[tuple[str, ...], ...]:
    """Everything any record of a cluster says, such as countries, sorted; one entry a cluster."""
    numbers = np.asarray(clusters, dtype=np.int64)
    gathered: list[set[str]] = [set() for _ in range(int(numbers.max(initial=-1)) + 1)]
    for number, entries in zip(numbers.tolist(), values, strict=True):
        gathered[number].update(entries)
    return tuple(tuple(sorted(entries)) for entries in gathered)


def earliest_by_cluster(clusters: ArrayLike, dates: ArrayLike) -> Floats:
    """Earliest year or day of each cluster; NaN where no record has one."""
    return _extreme_by_cluster(clusters, dates, np.fmin)


def year_span(clusters: ArrayLike, years: ArrayLike) -> Floats:
    """Years from the first to the last record of each cluster; over 1 it is a chain to look at."""
    latest = _extreme_by_cluster(clusters, years, np.fmax)
    return latest - earliest_by_cluster(clusters, years)


def _extreme_by_cluster(clusters: ArrayLike, dates: ArrayLike, extreme: np.ufunc) -> Floats:
    numbers = np.asarray(clusters, dtype=np.int64)
    result = np.full(int(numbers.max(initial=-1)) + 1, np.nan)
    extreme.at(result, numbers, floats(dates))
    return result


def _codes(keys: Iterable[str | None]) -> Integers:
    """A number for each key, equal for equal keys; -1 for none."""
    known: dict[str, int] = {}
    codes = (-1 if key is None else known.setdefault(key, len(known)) for key in keys)
    return np.fromiter(codes, np.int64)


@inlined
def _representative(parent: Integers, record: int) -> int:
    while parent[record] != record:
        parent[record] = parent[parent[record]]
        record = parent[record]
    return record


@inlined
def _join(parent: Integers, one: int, other: int) -> None:
    # the lowest record stands for its cluster, so numbering in order of appearance is one pass
    a, b = _representative(parent, one), _representative(parent, other)
    parent[max(a, b)] = min(a, b)


@jit
def _components(
    doi: Integers, by_doi: Integers, title: Integers, by_title_year: Integers, year: Floats
) -> Integers:
    records = len(doi)
    parent = np.arange(records)
    for place in range(1, records):
        before, here = by_doi[place - 1], by_doi[place]
        if doi[here] >= 0 and doi[here] == doi[before]:
            _join(parent, here, before)
        # within a title the years ascend, so neighbours decide whether all are connected
        before, here = by_title_year[place - 1], by_title_year[place]
        near = year[here] - year[before] <= MAXIMUM_YEARS_APART
        if title[here] >= 0 and title[here] == title[before] and near:
            _join(parent, here, before)
    clusters = np.empty(records, np.int64)
    count = 0
    for record in range(records):
        if parent[record] == record:
            clusters[record] = count
            count += 1
        else:
            clusters[record] = clusters[_representative(parent, record)]
    return clusters
