"""CSL-JSON: what citation processors take."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.views.citation.form import Form
from detente.views.citation.reference import dates, distinct

if TYPE_CHECKING:
    from collections.abc import Collection

    from detente.views.citation.reference import Reference

FORM = Form("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json")
# a processor takes these tags in a text for markup of its own
_MARKUP = str.maketrans({"<": "\u2039", ">": "\u203a"})


def write(references: Collection[Reference]) -> str:
    """References as CSL-JSON."""
    items = [_item(key, reference) for key, reference in distinct(references).items()]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def _item(key: str, reference: Reference) -> dict[str, Any]:
    values = {
        "id": key,
        "type": "dataset",
        "title": reference.title.translate(_MARKUP),
        "author": [{"literal": reference.author}] if reference.author else [],
        "issued": _date(reference.published),
        "accessed": _date(reference.accessed),
        "version": reference.version,
        "URL": reference.url,
        "note": reference.note.translate(_MARKUP),
    }
    return {name: value for name, value in values.items() if value}


def _date(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [dates(day)]} if day else {}
