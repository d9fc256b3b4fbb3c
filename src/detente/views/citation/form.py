"""A form of citations: a module of ``views/citation/forms`` with ``FORM`` and ``write``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection

    from detente.views.citation.reference import Reference


@dataclass(frozen=True, slots=True)
class Form:
    """How citations are written.

    Attributes
    ----------
    suffix : str
        Of a file's name, without the leading dot.
    title : str
    media_type : str
    """

    suffix: str
    title: str
    media_type: str


def forms() -> dict[str, Form]:
    """Every form there is, by suffix."""
    found = modules("detente.views.citation.forms", "FORM").values()
    return {module.FORM.suffix: module.FORM for module in found}


def write(references: Collection[Reference], suffix: str) -> str:
    """References in the form that a suffix names.

    Raises
    ------
    UnknownName
        There is no such form.
    """
    found = modules("detente.views.citation.forms", "FORM").values()
    for module in found:
        if module.FORM.suffix == suffix:
            text: str = module.write(references)
            return text
    raise UnknownName("form of citations", suffix, forms())
