"""RIS: a tag a line, as reference managers import it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.citation.form import Form
from detente.views.citation.reference import dates, distinct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from detente.views.citation.reference import Reference

FORM = Form("ris", "RIS", "application/x-research-info-systems")


def write(references: Collection[Reference]) -> str:
    """References as RIS; a value is one line, so that none can begin a tag of its own."""
    return "".join(
        f"{tag}  - {value}\r\n"
        for key, reference in distinct(references).items()
        for tag, value in _lines(key, reference)
    )


def _lines(key: str, reference: Reference) -> Iterable[tuple[str, str]]:
    yield "TY", "DATA"
    yield "ID", key
    year = dates(reference.published)[:1]
    values = {
        "TI": reference.title,
        "AU": reference.author,
        "PY": str(year[0]) if year else "",
        "DA": _day(reference.published),
        "ET": reference.version,
        "UR": reference.url,
        "Y2": _day(reference.accessed),
        "N1": reference.note,
    }
    yield from ((tag, value) for tag, value in values.items() if value)
    yield "ER", ""


def _day(day: str) -> str:
    """A date as RIS writes it: year, month and day between slashes, and a last slash."""
    return f"{day.replace('-', '/')}/" if day else ""
