"""Raw rows to rows of the stage: authors are laid out, and what disagrees is flagged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.sources.openalex.authors import Authors, authors_of
from detente.sources.openalex.record import MOST_AUTHORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.sources.openalex.account import Account
    from detente.sources.openalex.stage import StageWriter

_OFTEN_GIVEN = {"title": "title", "publication_date": "date", "language": "language"}
"""Fields that may be null in a record, but are not in all."""


@dataclass(frozen=True, slots=True)
class Examined:
    """Rows of a batch.

    Attributes
    ----------
    raw : pyarrow.Table
        What the statement gave.
    authors : Authors
    fault : pyarrow.Array of str
        What is wrong with each record; null where nothing is.
    """

    raw: pa.Table
    authors: Authors
    fault: pa.Array

    @property
    def faulty(self) -> NDArray[np.int64]:
        """Rows with a fault."""
        return np.flatnonzero(pc.is_valid(self.fault).to_numpy(zero_copy_only=False))


def examine(raw: pa.Table) -> Examined:
    """Lay out authors, and hold them against the number of countries that the record states."""
    authors = authors_of(raw["authorships"])
    stated = pc.fill_null(raw["stated_countries"], -1).to_numpy()
    cut = authors.number >= MOST_AUTHORS
    agrees = (stated == authors.countries) | (cut & (stated > authors.countries))
    kept = pc.is_null(raw["left_out"]).to_numpy()
    broken = pc.if_else(pa.array(authors.faulty), "authorships", None)
    miscounted = pc.if_else(pa.array(kept & ~agrees), "countries_distinct_count", None)
    fault = pc.coalesce(raw["fault"].combine_chunks(), broken, miscounted)
    return Examined(raw, authors, fault)


def store(
    examined: Examined, lines: NDArray[np.int64], *, writer: StageWriter, account: Account
) -> None:
    """Write the records that have no fault, and count them.

    Parameters
    ----------
    examined : Examined
    lines : ndarray of int64
        Line of each record.
    writer : StageWriter
    account : Account
    """
    sound = pc.is_null(examined.fault)
    works = _works(examined, lines).filter(sound)
    found = examined.authors.organisations
    row = found["row"].to_numpy()
    organisations = found.append_column("updated", examined.raw["updated"].take(pa.array(row)))
    named = sound.to_numpy(zero_copy_only=False)[row]
    writer.write(works, organisations.filter(pa.array(named)))
    _count(works, account)


def _works(examined: Examined, lines: NDArray[np.int64]) -> pa.Table:
    raw, authors = examined.raw, examined.authors
    kept = pc.is_null(raw["left_out"])
    truncated = pc.if_else(kept, pa.chunked_array([pa.array(authors.number >= MOST_AUTHORS)]), None)
    works = raw.drop_columns(["fault", "stated_countries", "authorships"])
    works = works.drop_columns([n for n in works.column_names if n.startswith(("no_", "odd_"))])
    for name, column in (
        ("line", pa.array(lines)),
        ("truncated", truncated),
        ("affiliations", authors.affiliations),
    ):
        works = works.append_column(name, column)
    return works


def _count(works: pa.Table, account: Account) -> None:
    reasons = works["left_out"].value_counts().to_pylist()
    counts = {entry["values"]: entry["counts"] for entry in reasons}
    kept = counts.pop(None, 0)
    account.records += len(works)
    account.kept += kept
    account.left_out.update(counts)
    for name, column in (
        ("title", "title"),
        ("publication_date", "date"),
        ("language", "language"),
    ):
        account.asked[name] += kept
        account.given[name] += len(works) - works[column].null_count
    country = pc.struct_field(pc.list_flatten(works["affiliations"]), "country")
    institution = pc.struct_field(pc.list_flatten(works["affiliations"]), "institution")
    placed = pc.is_valid(institution)
    name = "authorships.institutions.country_code"
    account.asked[name] += pc.sum(placed).as_py() or 0
    account.given[name] += pc.sum(pc.and_(placed, pc.is_valid(country))).as_py() or 0
