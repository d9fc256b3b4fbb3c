"""Which works have an author at an entity that was listed when they appeared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

import numpy as np

from detente.core.affiliation_parts import split
from detente.core.generic_words import names_nothing
from detente.lake.screening import screen_of, screened

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.lake.dataset import Dataset

    Ints = NDArray[np.integer]

NOT_LISTED, UNDECIDED, LISTED = range(3)
PLACES = """
SELECT DISTINCT a.work AS work, a.institution AS institution
FROM authorship AS a
WHERE a.institution IS NOT NULL
"""
PRINTED = """
SELECT DISTINCT a.work AS work, a.raw_affiliation AS text
FROM authorship AS a
WHERE a.institution IS NULL AND a.raw_affiliation IS NOT NULL
"""
PLACELESS = """
SELECT DISTINCT a.work AS work
FROM authorship AS a
WHERE a.institution IS NULL AND a.raw_affiliation IS NULL
"""
DATES = "SELECT w.work AS work, w.date AS date, w.year AS year FROM work AS w"


class ListedWorks(NamedTuple):
    """Works and whether an author was at a listed entity.

    Attributes
    ----------
    work : int64 array, shape (works,)
        Identifiers of all works, ascending.
    status : int8 array, shape (works,)
        ``LISTED``: an institution was listed on the day of publication; where an affiliation has
        none, its text is screened. ``UNDECIDED``: none was for sure, but an affiliation has neither
        an institution nor a text that names anything, an institution no name, a listing no date, or
        a work of the very year no day. Else ``NOT_LISTED``.
    """

    work: Ints
    status: Ints


def listed_works(dataset: Dataset, *, scope: str) -> ListedWorks:
    """Status of every work at the time it appeared; made once for each scope.

    Parameters
    ----------
    dataset : Dataset
    scope : str
        See :func:`detente.lake.screening.screened`.

    Raises
    ------
    DataMissing
        The release has no institutions, no lists or no authorships.
    UnknownName
        There is no such scope.
    """
    key = ("listed_works", scope)
    if key not in dataset.memory:
        dataset.memory[key] = _listed_works(dataset, scope)
    return cast("ListedWorks", dataset.memory[key])


def _listed_works(dataset: Dataset, scope: str) -> ListedWorks:
    dataset.need("work", "authorship")
    dates = dataset.query(DATES, "work").sort_by("work")
    work = dates["work"].to_numpy()
    status = np.zeros(len(work), np.int8)
    placeless = dataset.query(PLACELESS, "authorship")["work"].to_numpy()
    status[np.searchsorted(work, placeless)] = UNDECIDED
    for statement, at_the_time in ((PLACES, _at_places), (PRINTED, _at_printed)):
        found = dataset.query(statement, "authorship")
        row = np.searchsorted(work, found["work"].to_numpy())
        dated = dates.take(row).append_column(found.column_names[1], found.column(1))
        np.maximum.at(status, row, at_the_time(dataset, dated, scope))
    return ListedWorks(work, status)


def _at_places(dataset: Dataset, places: pa.Table, scope: str) -> Ints:
    """Status of each pair of a work, with its day and year, and an institution."""
    from detente.tables.institution import TABLE

    entities = screened(dataset, scope=scope)
    institution = places["institution"].to_numpy()
    named = np.sort(dataset.release.table(TABLE, columns=["institution"])["institution"].to_numpy())
    status = np.where(np.isin(institution, named), NOT_LISTED, UNDECIDED).astype(np.int8)
    listed = entities["institution"].to_numpy()
    mine = np.flatnonzero(np.isin(institution, listed))
    entity = entities.take(np.searchsorted(listed, institution[mine]))
    status[mine] = _at_the_time(entity, places.take(mine))
    return status


def _at_printed(dataset: Dataset, printed: pa.Table, scope: str) -> Ints:
    """Status of each pair of a work, with its day and year, and the text of an affiliation."""
    import pyarrow as pa

    texts = printed["text"].to_pylist()
    status = np.array([_names_nobody(text) for text in texts], np.int8) * UNDECIDED
    parties = [one.party for one in screen_of(dataset).screen(texts, scope=scope)]
    mine = np.flatnonzero([party is not None for party in parties])
    listed = [party for party in parties if party is not None]
    days = {
        "listed_on": pa.array([party.listed_on for party in listed], pa.date32()),
        "removed_on": pa.array([party.removed_on for party in listed], pa.date32()),
    }
    status[mine] = _at_the_time(pa.table(days), printed.take(mine))
    return status


def _names_nobody(text: str) -> bool:
    """Whether a text says no more than what a unit does: "Department of Computer Science"."""
    return all(names_nothing(part.key) for part in split(text))


def _at_the_time(entity: pa.Table, dates: pa.Table) -> Ints:
    """Status of works whose institution is listed at some time, from when that was.

    A work without a day may have appeared on any of its year.
    """
    years = dates["year"].to_numpy().astype(np.int64)
    begin = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    end = (years - 1969).astype("datetime64[Y]").astype("datetime64[D]") - np.timedelta64(1, "D")
    day = dates["date"].to_numpy().astype("datetime64[D]")
    first, last = np.where(np.isnat(day), begin, day), np.where(np.isnat(day), end, day)
    listed_on = entity["listed_on"].to_numpy().astype("datetime64[D]")
    removed_on = entity["removed_on"].to_numpy().astype("datetime64[D]")
    stands = np.isnat(removed_on)
    # comparisons with an unknown day are false
    surely = (first >= listed_on) & (stands | (last < removed_on))
    surely_not = (last < listed_on) | (~stands & (first >= removed_on))
    return np.where(surely, LISTED, np.where(surely_not, NOT_LISTED, UNDECIDED)).astype(np.int8)
