"""What a view gives away, by the ending of its address."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from detente.views.web.given import Given


@dataclass(frozen=True, slots=True)
class Format:
    """One form of the numbers.

    Attributes
    ----------
    ending, title, media : str
    write : callable
        The bytes of what is given.
    """

    ending: str
    title: str
    media: str
    write: Callable[[Given], bytes]


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


FORMATS = {
    form.ending: form
    for form in (
        Format("csv", "CSV", "text/csv; charset=utf-8", lambda given: csv_bytes(given.rows)),
        Format("json", "JSON", "application/json", lambda given: json_bytes(given.document)),
        Format(
            "parquet",
            "Parquet",
            "application/vnd.apache.parquet",
            lambda given: parquet_bytes(given.rows),
        ),
    )
}


def format_of(ending: str) -> Format:
    """The form with this ending.

    Raises
    ------
    UnknownName
        There is none.
    """
    if ending not in FORMATS:
        raise UnknownName("format", ending, FORMATS)
    return FORMATS[ending]
