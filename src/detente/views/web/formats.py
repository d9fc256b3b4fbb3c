"""What a view gives away, by the ending of its address."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    from detente.views.cli.output import plain

    return json.dumps(plain(document), ensure_ascii=False, allow_nan=False).encode()


def _csv(given: Given) -> bytes:
    from detente.views.cli.output import csv_text

    return csv_text(given.rows).encode()


def _parquet(given: Given) -> bytes:
    import pyarrow.parquet as pq

    data = io.BytesIO()
    pq.write_table(given.rows, data)
    return data.getvalue()


FORMATS = {
    form.ending: form
    for form in (
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present", _csv),
        Format("json", "JSON", "application/json", lambda given: json_bytes(given.document)),
        Format("parquet", "Parquet", "application/vnd.apache.parquet", _parquet),
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
