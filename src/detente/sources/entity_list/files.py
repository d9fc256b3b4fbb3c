"""The files of the lists: each is what it says it is, whole, and without anything unknown."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.countries import code_of
from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# name of the file, and of the list in it
LISTS = {
    "bis_entity_list.json": "bis-entity-list",
    "bis_meu.json": "bis-meu",
    "bis_dpl.json": "bis-dpl",
    "cbp_wro.json": "cbp-wro",
    "dhs_uflpa.json": "dhs-uflpa",
    "dow_1260h.json": "dow-1260h",
    "dow_1286.json": "dow-1286",
    "fcc_covered.json": "fcc-covered",
    "ofac_eo14032_annex.json": "ofac-eo14032",
    "ofac_nscmic.json": "ofac-nscmic",
    "state_debarred_admin.json": "state-debarred-admin",
    "state_debarred_statutory.json": "state-debarred-statutory",
    "state_nonproliferation.json": "state-nonproliferation",
}
_HEAD = {"list_id", "source_file", "extracted", "count", "entities"}
_FIELDS = {
    "name", "aliases", "country", "address", "status", "effective_date", "federal_register",
    "notes",
}  # fmt: skip
# Headings that are no country of ``core.countries``, and the country they stand for, if any.
_HEADINGS = {
    "Crimea Region of Ukraine": "UA",
    "Democratic Republic of Congo": "CD",
    "North Korea (DPRK)": "KP",
    "North Korean entity in China": "KP",
    "Peoples Republic of China": "CN",
    "Turkey (Turkiye)": "TR",
    "Turkish individual": "TR",
    "Fishing Vessels": None,
    "Middle East Region": None,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a list, with texts as published; None where the list gives none."""

    place: str
    list: str
    name: str
    aliases: tuple[str, ...]
    country: str | None
    address: str | None
    effective_date: str | None
    federal_register: str | None
    notes: str | None

    def malformed(self, why: str) -> SourceMalformed:
        """The error for this entry."""
        return SourceMalformed(self.place, why=why, fix=REPORT)


def read_list(path: Path) -> tuple[list[Entry], str]:
    """Entries of one list, and the day on which it was extracted.

    Raises
    ------
    SourceMalformed
        The file is absent, is no JSON, is another list, lacks or has unknown fields, is empty, or
        has another number of entries than it states.
    """
    whole = _parsed(path)
    _exactly(set(whole), _HEAD, str(path))
    wanted = LISTS[path.name]
    if whole["list_id"] != wanted:
        raise _wrong(path, f"it is the list {whole['list_id']!r}, not {wanted!r}")
    entities = whole["entities"]
    if not isinstance(entities, list) or not entities:
        raise _wrong(path, "it has no entries")
    if whole["count"] != len(entities):
        raise _wrong(path, f"it states {whole['count']} entries and has {len(entities)}")
    return [_entry(path.name, row, item) for row, item in enumerate(entities)], whole["extracted"]


def country_of(entry: Entry) -> str | None:
    """Code of the country that an entry stands under.

    Raises
    ------
    SourceMalformed
        It is neither a country nor a known heading.
    """
    if entry.country is None:
        return None
    code = code_of(entry.country)
    if code is None and entry.country not in _HEADINGS:
        raise entry.malformed(f"{entry.country!r} is neither a country nor a known heading")
    return code or _HEADINGS[entry.country]


def _parsed(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        raise _wrong(path, "the source consists of it", what=f"{path} is not there")
    try:
        whole = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as problem:
        raise _wrong(path, f"not JSON: {problem}") from problem
    if not isinstance(whole, dict):
        raise _wrong(path, "it is no object with a list of entities")
    return whole


def _entry(file: str, row: int, item: object) -> Entry:
    place = f"{file}, entity {row}"
    if not isinstance(item, dict):
        raise SourceMalformed(place, why="it is no object", fix=REPORT)
    _exactly(set(item), _FIELDS, place)
    texts = {key: item[key] for key in _FIELDS - {"aliases", "status"}}
    if not texts["name"] or not all(t is None or isinstance(t, str) for t in texts.values()):
        raise SourceMalformed(place, why="it has no name, or a field is no text", fix=REPORT)
    aliases = item["aliases"]
    if not isinstance(aliases, list) or not all(isinstance(a, str) for a in aliases):
        raise SourceMalformed(place, why="its aliases are no list of texts", fix=REPORT)
    return Entry(place=place, list=LISTS[file], aliases=tuple(aliases), **texts)


def _exactly(found: set[str], wanted: set[str], place: str) -> None:
    parts = [("unknown", found - wanted), ("missing", wanted - found)]
    why = "; ".join(f"{word} fields: {', '.join(sorted(f))}" for word, f in parts if f)
    if why:
        raise SourceMalformed(place, why=why, fix=REPORT)


def _wrong(path: Path, why: str, *, what: str = "") -> SourceMalformed:
    return SourceMalformed(what or str(path), why=why, fix=REPORT)
