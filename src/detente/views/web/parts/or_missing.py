"""A view of nothing but missing numbers says what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.views.web.view import View

LACKS = "insufficient data: "


def or_missing(view: View) -> View:
    """The view, or what is missing and the command that brings it where every number is."""
    if view.given is None:
        return view
    rows = view.given.rows
    notes = set(rows["note"].to_pylist())
    lacks: Sequence[str] = [note for note in notes if note and note.startswith(LACKS)]
    if rows["value"].null_count < len(rows) or len(lacks) != len(notes):
        return view
    what, _, fix = lacks[0].removeprefix(LACKS).partition("; ")
    return replace(view, table=None, charts=(), given=None, problem=DataMissing(what, fix=fix))
