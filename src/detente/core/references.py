"""The bibliography: what docstrings and indicators cite by key, read from ``references.bib``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

_ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),\s*\n(.*?)\n\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"(\w+)\s*=\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_ACCENT = re.compile(r"\\(['`=^\"~])\s*(\w)")
_COMBINING = {"'": "\u0301", "`": "\u0300", "=": "\u0304", "^": "\u0302", '"': "\u0308",
              "~": "\u0303"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reference:
    """A work that is cited.

    Attributes
    ----------
    key, kind : str
        Its key, and what it is: article, book …
    fields : mapping of str to str
        As in the bibliography, without its marks.
    """

    key: str
    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is: its DOI or arXiv number as an address; empty for neither."""
        if "doi" in self.fields:
            return f"https://doi.org/{self.fields['doi']}"
        if self.fields.get("archiveprefix", "").lower() == "arxiv":
            return f"https://arxiv.org/abs/{self.fields['eprint']}"
        return ""

    @property
    def text(self) -> str:
        """Authors (year). Title. Where, volume(number), pages."""
        found = self.fields
        who = _people(found.get("author") or found.get("editor", ""))
        year = f" ({found['year']})" if "year" in found else ""
        place = next((found[n] for n in ("journal", "booktitle", "publisher", "institution",
                                         "howpublished", "note") if n in found), "")  # fmt: skip
        volume = found.get("volume", "") + (f"({found['number']})" if "number" in found else "")
        where = ", ".join(part for part in (place, volume, found.get("pages", "")) if part)
        return f"{who}{year}. {found['title']}." + (f" {where}." if where else "")


def reference(key: str) -> Reference:
    """The work with this key.

    Raises
    ------
    UnknownName
        There is none.

    Examples
    --------
    >>> reference("newman2001").fields["year"]
    '2001'
    """
    known = bibliography()
    if key not in known:
        raise UnknownName("reference", key, known)
    return known[key]


@cache
def bibliography() -> Mapping[str, Reference]:
    """Every work by its key."""
    text = (files("detente.core") / "references.bib").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            key: Reference(key, kind, {name: _plain(value) for name, value in _FIELD.findall(body)})
            for kind, key, body in _ENTRY.findall(text)
        }
    )


def _plain(value: str) -> str:
    """Text without braces, its accents and dashes as characters."""
    accented = _ACCENT.sub(lambda found: found[2] + _COMBINING[found[1]], value)
    bare = accented.replace("{", "").replace("}", "").replace("--", "–").replace("~", " ")
    return unicodedata.normalize("NFC", " ".join(bare.split()))


def _people(names: str) -> str:
    """Up to three names; of more the first."""
    people = [_turned(name) for name in names.split(" and ") if name]
    if len(people) > 3:
        return f"{people[0]} et al."
    return ", ".join(people[:-1]) + (" and " if len(people) > 1 else "") + "".join(people[-1:])


def _turned(name: str) -> str:
    family, _, given = name.partition(", ")
    return f"{given} {family}".strip()
