"""How many citations of each work count: all, those of a window, those from abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import DataMissing
from detente.kernels.windows import UNKNOWN, citations_by_origin, citations_in_window

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.lake.dataset import Dataset
    from detente.lake.entries import Entries

    Ints = NDArray[np.integer]

SUPPLY = (
    'detente fetch openalex --filter "primary_topic.subfield.id:1702" --to works, '
    "then: detente build openalex=works"
)
"""What brings works with citations, references, fields and yearly counts."""
REFERENCES = (
    'detente fetch openalex --filter "primary_topic.field.id:17" --to works, then: detente build '
    "openalex=works (who cites a work is seen only if it is fetched, too: the wider, the better)"
)
"""What brings reference lists: the wider, the more of those who cite a work are there."""
YEARS = {"open": None, "three_years": 3, "five_years": 5, "ten_years": 10}
"""Full years after that of publication in each option of ``window``."""

_YEARLY = """
SELECT y.work AS work, y.year AS year, y.citations AS citations FROM yearly_citation AS y
"""
_EDGES = "SELECT c.citing AS citing, c.cited AS cited FROM citation AS c"


def counted_citations(
    dataset: Dataset, works: Ints, *, year: Ints, total: Ints, window: int | None
) -> Ints:
    """Citations of each work within a window, from yearly counts.

    The last year that anything was cited in was not over when it was counted.

    Parameters
    ----------
    works, year, total : integer arrays, shape (works,)
        Identifiers, ascending; year of publication; all citations, -1 unknown.
    window : int or None
        Full years after that of publication; None for all citations.

    Returns
    -------
    integer array, shape (works,)
        -1 where unknown; see :mod:`detente.kernels.windows`.

    Raises
    ------
    DataMissing
        The release has no yearly counts.
    """
    if window is None:
        return total
    if not dataset.release.has("yearly_citation"):
        raise DataMissing(
            f"insufficient data: citations within {window} years",
            why=f"release {dataset.release.id} does not know in which years works were cited",
            fix=f"choose --window open, or: {SUPPLY}",
        )
    rows = dataset.query(_YEARLY, "yearly_citation").sort_by("work")
    place, mine = places_of(works, rows["work"].to_numpy())
    years, counts = (rows[name].to_numpy()[mine] for name in ("year", "citations"))
    return citations_in_window(
        year, total, first=np.searchsorted(place[mine], np.arange(len(works) + 1)),
        year=years, count=counts, window=window,
        counted_from=int(years.min(initial=9999)), complete_to=int(years.max(initial=0)) - 1,
    )  # fmt: skip


def foreign_citations(
    dataset: Dataset, works: Ints, *, year: Ints, countries: Entries, window: int | None
) -> Ints:
    """Citations of each work by works of the release that share no known country with it.

    Parameters
    ----------
    works, year, window
        As in :func:`counted_citations`.
    countries : Entries
        Countries of each work, one row a work.

    Returns
    -------
    integer array, shape (works,)
        -1 where the window had not ended in the last year of the release.

    Raises
    ------
    DataMissing
        The release has no references.
    """
    citing, cited = edges(dataset, works)
    origins = citations_by_origin(
        citing, cited, first=countries.first, key=countries.key,
        published=None if window is None else year, window=window,
    )  # fmt: skip
    counted = origins.foreign + origins.undetermined
    if window is None:
        return counted
    return np.where(year + window < year.max(initial=0), counted, UNKNOWN)


def has_references(dataset: Dataset) -> bool:
    """Whether the release has reference lists."""
    return dataset.release.has("citation") and dataset.release.rows("citation") > 0


class Listed(NamedTuple):
    """All references of some works, wherever they lead.

    Attributes
    ----------
    citing, cited : int32 arrays, shape (references,)
        Places of works; from ``len(works)`` on, what is cited is a place of ``elsewhere``. Sorted
        by the identifiers of citing, then cited work.
    elsewhere : int64 array
        Identifiers of what is cited and not among the works, ascending.
    unlisted : int
        References of works that are not among them.
    """

    citing: Ints
    cited: Ints
    elsewhere: Ints
    unlisted: int


def edges(dataset: Dataset, works: Ints) -> tuple[Ints, Ints]:
    """References between works, by place.

    Raises
    ------
    DataMissing
        The release has no references.
    """
    citing, cited, _, _ = listed(dataset, works)
    inside = cited < len(works)
    return citing[inside], cited[inside]


def listed(dataset: Dataset, works: Ints) -> Listed:
    """References of works, by place.

    Raises
    ------
    DataMissing
        The release has no references.
    """
    if not has_references(dataset):
        raise DataMissing(
            "insufficient data: references of works",
            why=f"release {dataset.release.id} has no reference lists",
            fix=REFERENCES,
        )
    rows = dataset.query(_EDGES, "citation").sort_by([("citing", "ascending"),
                                                      ("cited", "ascending")])  # fmt: skip
    citing, here = places_of(works, rows["citing"].to_numpy())
    # each work that is cited is looked up once, however often it is, and in order
    cited = rows["cited"].combine_chunks().filter(here).dictionary_encode()
    names = cited.dictionary.to_numpy()
    order = np.argsort(names)
    place, there = places_of(works, names[order])
    number = np.empty(len(names), np.int32)
    number[order] = np.where(there, place, len(works) - 1 + np.cumsum(~there))
    return Listed(
        citing[here].astype(np.int32), number[cited.indices.to_numpy()], names[order][~there],
        int((~here).sum()),
    )  # fmt: skip


def places_of(works: Ints, wanted: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Place of each wanted work among the works, and whether it is one of them."""
    place = np.searchsorted(works, wanted)
    there = place < len(works)
    there[there] = works[place[there]] == wanted[there]
    return place, there
