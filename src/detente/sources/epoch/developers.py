"""Who developed a model where the export does not say, and where the owners of laboratories sit.

Epoch's lists print a country for each organisation, and "Multinational" for laboratories of one
owner in several countries; its list of versions prints neither. ``developers.csv`` is our own
coding of public facts: of an organisation, its countries and the seat of its owner; of an account
of a model hub, and of the beginnings of models' names, the developer. What no line names stays
unknown, and the source says how many.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Developer:
    """A developer: its name, its countries, the seat of its owner, and how its models can be used.

    Empty where unknown; ``access`` is that of every model of the line.
    """

    organisation: str
    countries: tuple[str, ...]
    headquarters: str
    access: str = ""


def organisation(name: str) -> Developer | None:
    """What is known of an organisation that is counted otherwise than it is printed."""
    return _known("organisation").get(name.casefold().strip())


def developer(model: str, hub: str = "") -> Developer | None:
    """Who developed a model, by the account that holds its weights or by how its name begins.

    Parameters
    ----------
    model : str
        Name of a model or version; what a provider puts before it, as in ``chutes/``, is left out.
    hub : str
        Account of a model hub; empty where there is none.
    """
    found = _known("hub").get(hub.casefold().strip())
    if found is not None:
        return found
    bare = model.casefold().rsplit("/", 1)[-1]
    beginnings = _known("prefix")
    longest = max((p for p in beginnings if bare.startswith(p)), key=len, default=None)
    chosen = beginnings[longest] if longest is not None else None
    return chosen if chosen is not None and chosen.organisation else None


@cache
def _known(kind: str) -> Mapping[str, Developer]:
    text = (files("detente.sources.epoch") / "developers.csv").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            row["name"].casefold(): Developer(
                row["organisation"],
                tuple(code for code in row["countries"].split(";") if code),
                row["headquarters"],
                row["access"],
            )
            for row in csv.DictReader(text.splitlines())
            if row["kind"] == kind
        }
    )
