"""Names of countries and territories, and the codes behind the names that publishers print.

Codes are ISO 3166-1 alpha-2, where Hong Kong, Macao and Taiwan have their own, and XK for Kosovo.
Names come from Unicode CLDR (``tools/make_countries.py``; the policy is ``docs/territory.md``). A
name is looked up exactly, whatever its case, among those names and a written table of aliases;
nothing is guessed, because a guessed country is a wrong number later.
"""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Mapping

# CLDR's long standard names where its own short form is what publishers print: English, Chinese
SHORT_NAMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "HK": ("Hong Kong", "香港"),
        "MO": ("Macao", "澳门"),
        "MM": ("Myanmar", "缅甸"),
        "PS": ("Palestine", "巴勒斯坦"),
    }
)
_LANGUAGES = MappingProxyType({"en": "english", "zh": "chinese"})


def name_of(code: str, language: str = "en") -> str:
    """Name of a country or territory.

    Parameters
    ----------
    code : str
        ISO 3166-1 alpha-2 code.
    language : str
        ``"en"`` or ``"zh"`` (Simplified Chinese).

    Raises
    ------
    UnknownName
        No territory has that code, or the names are not held in that language.

    Examples
    --------
    >>> name_of("CN"), name_of("CN", "zh")
    ('China', '中国')
    """
    if language not in _LANGUAGES:
        raise UnknownName("language of country names", language, _LANGUAGES)
    rows = _territories()
    if code not in rows:
        raise UnknownName("country code", code, rows)
    return rows[code][_LANGUAGES[language]]


def code_of(name: str) -> str | None:
    """Code of the country or territory with exactly this name or alias, or None.

    Parameters
    ----------
    name : str
        English or Chinese name or a known alias; case and surrounding blanks do not matter. A code
        is not a name: ``"CA"`` in an affiliation is California.

    Examples
    --------
    >>> code_of("Korea, South"), code_of("türkiye"), code_of("Atlantis")
    ('KR', 'TR', None)
    """
    return _codes().get(_folded(name))


@cache
def all_names() -> Mapping[str, str]:
    """Code by every known name and alias, in folded case."""
    return MappingProxyType(dict(_codes()))


@cache
def all_codes() -> tuple[str, ...]:
    """Every known code, sorted."""
    return tuple(sorted(_territories()))


@cache
def _territories() -> Mapping[str, Mapping[str, str]]:
    return {row["code"]: row for row in _rows("countries.csv")}


@cache
def _codes() -> Mapping[str, str]:
    codes = {_folded(row["alias"]): row["code"] for row in _rows("aliases.csv")}
    for code, row in _territories().items():
        for name in (row["english"], row["chinese"]):
            codes[_folded(name)] = code
    return codes


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).replace("’", "'").casefold().split())


def _rows(file: str) -> list[dict[str, str]]:
    text = (files("detente.core") / "country_data" / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
