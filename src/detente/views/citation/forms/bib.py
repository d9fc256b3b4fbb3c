"""BibTeX: entries that every style and processor reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.citation.form import Form
from detente.views.citation.reference import dates, distinct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from detente.views.citation.reference import Reference

FORM = Form("bib", "BibTeX", "application/x-bibtex")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# a brace with a backslash before it still counts for BibTeX, so braces go by name
_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        **{special: f"\\{special}" for special in "$&%#_"},
    }
)


def write(references: Collection[Reference]) -> str:
    """References as BibTeX, one entry each."""
    return "\n".join(_entry(key, one) for key, one in distinct(references).items())


def _entry(key: str, reference: Reference) -> str:
    fields = "".join(f"  {name} = {value},\n" for name, value in _fields(reference))
    return f"@misc{{{key},\n{fields}}}\n"


def _fields(reference: Reference) -> Iterable[tuple[str, str]]:
    if reference.author:
        yield "author", f"{{{{{latex(reference.author)}}}}}"
    yield "title", f"{{{{{latex(reference.title)}}}}}"
    year, month, *_ = [*dates(reference.published), 0, 0]
    if year:
        yield "year", f"{{{year}}}"
    if month:
        yield "month", _MONTHS[month - 1]
    if reference.version:
        yield "version", f"{{{latex(reference.version)}}}"
    if reference.url:
        # a verbatim field: what could break it is quoted in the address itself
        yield "url", f"{{{reference.url}}}"
    if reference.accessed:
        yield "urldate", f"{{{reference.accessed}}}"
    if reference.note:
        yield "note", f"{{{latex(reference.note)}}}"


def latex(text: str) -> str:
    """Text in which nothing is a command; letters of other scripts stay as they are."""
    return text.translate(_LATEX)
