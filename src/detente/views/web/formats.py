"""What a view gives away, by the ending of its address: its numbers, and how to cite them."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName
from detente.views.document.plain import simulated, simulated_rows
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from detente.lake.manifest import Manifest
    from detente.views.citation.form import Form
    from detente.views.web.given import Given
    from detente.views.web.page import Asked
    from detente.views.web.view import View


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken away: the numbers of a view, its name, and where it stands.

    Attributes
    ----------
    given : Given
    title, url : str
        For citations; the address is empty where nobody outside could open it.
    release : str
    manifest : Manifest
        Of the release: whom to cite.
    published : str
        ISO date on which it was made public; empty if that is not known.
    """

    given: Given
    title: str
    url: str
    release: str
    manifest: Manifest
    published: str = ""

    @staticmethod
    def of(asked: Asked, view: View) -> Taken:
        """What a view of a page gives; of an invented world it says so in every row.

        Raises
        ------
        UnknownName
            It has nothing to give.
        """
        given = view.given
        if given is None:
            raise UnknownName("view with numbers", view.id, [])
        if asked.desk.simulated:
            rows, document = simulated_rows(given.rows), simulated(given.document)
            given = replace(given, rows=rows, document=document)
        return Taken(
            given,
            view.title,
            asked.links.whole(asked.path, asked.state),
            asked.state.release,
            asked.desk.dataset.release.manifest,
            asked.desk.published,
        )


@dataclass(frozen=True, slots=True)
class Format:
    """One form of what a view gives away.

    Attributes
    ----------
    ending, title, media : str
    write : callable
        The bytes of what is taken.
    cites : bool
        Whether it says how to cite the numbers rather than holding them.
    """

    ending: str
    title: str
    media: str
    write: Callable[[Taken], bytes]
    cites: bool = False


def json_bytes(document: Mapping[str, Any]) -> bytes:
    """A document as JSON; what is not a number is null."""
    import orjson

    from detente.views.document.plain import plain

    return orjson.dumps(document, default=plain)


def csv_bytes(rows: pa.Table) -> bytes:
    """Rows as RFC 4180 in UTF-8."""
    from detente.views.cli.output import csv_text

    return csv_text(rows).encode()


def parquet_bytes(rows: pa.Table) -> bytes:
    """Rows and their metadata as Parquet."""
    import pyarrow.parquet as pq

    data = io.BytesIO()
    pq.write_table(rows, data)
    return data.getvalue()


def _spreadsheet(taken: Taken) -> bytes:
    from detente.views.web.spreadsheet import safe_csv

    return safe_csv(taken.given.rows)


def _cited(form: Form, taken: Taken) -> bytes:
    from detente.core.version import __version__
    from detente.views.citation.form import write
    from detente.views.citation.reference import of_view

    given = taken.given
    choices = ", ".join(f"{name} {option}" for name, option in given.specification.items())
    draws = f"{given.draws} draws, seed {given.seed}" if given.draws else ""
    note = "; ".join(part for part in (given.method, choices, draws) if part)
    references = of_view(
        f"{taken.title} (detente {__version__}, release {taken.release})",
        f"Release {taken.release}; {note}",
        given.sources,
        manifest=taken.manifest,
        url=taken.url,
        published=taken.published,
    )
    return write(references, form.suffix).encode()


@cache
def formats() -> Mapping[str, Format]:
    """Every form by its ending: those of numbers first, then those of citations."""
    from detente.views.citation.form import forms

    numbers = (
        Format("csv", "CSV", "text/csv; charset=utf-8", lambda t: csv_bytes(t.given.rows)),
        Format(
            "safe.csv", mark("CSV for spreadsheets"), "text/csv; charset=utf-8", _spreadsheet
        ),
        Format("json", "JSON", "application/json", lambda t: json_bytes(t.given.document)),
        Format(
            "parquet", "Parquet", "application/vnd.apache.parquet",
            lambda t: parquet_bytes(t.given.rows),
        ),
    )  # fmt: skip
    citations = tuple(
        Format(suffix, form.title, form.media_type, partial(_cited, form), cites=True)
        for suffix, form in forms().items()
    )
    return {form.ending: form for form in (*numbers, *citations)}


def format_of(ending: str) -> Format:
    """The form with this ending.

    Raises
    ------
    UnknownName
        There is none.
    """
    if ending not in formats():
        raise UnknownName("format", ending, formats())
    return formats()[ending]
