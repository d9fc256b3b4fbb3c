"""The tags of AGORA, and what the map ``agora_tags.toml`` takes them for."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAP = Path(__file__).parent / "agora_tags.toml"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a tag says of obligations.

    Attributes
    ----------
    family : str
        Family of the taxonomy; empty where the tag says nothing of obligations.
    type : str
        Type within it; empty where the tag is wider than one.
    why : str
        Why there is no family.
    """

    family: str = ""
    type: str = ""
    why: str = ""


@cache
def meanings() -> dict[str, Meaning]:
    """What each tag says, by its name, in the order of AGORA's columns."""
    read = tomllib.loads(MAP.read_text(encoding="utf-8"))
    found = {
        tag: Meaning(entry.get("family", ""), entry.get("type", ""), entry.get("why", ""))
        for entry in (*read["mapped"], *read["unmapped"])
        for tag in entry["tags"]
    }
    return dict(sorted(found.items()))


def families_of(tags: Iterable[str]) -> frozenset[str]:
    """Families of the taxonomy that a text with these tags is about.

    Raises
    ------
    KeyError
        One of them is no tag of AGORA; reading its files has made sure of that.
    """
    return frozenset(meanings()[tag].family for tag in tags) - {""}
