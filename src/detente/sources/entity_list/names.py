"""Names of a listed party, taken apart: what the list prints as one text holds several."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from detente.core.countries import code_of, name_of
from detente.core.errors import SourceMalformed
from detente.core.generic_words import GENERIC
from detente.core.organisation_names import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PUBLISHED = "as published in the list"
USUAL_NAMES = "usual_names.csv"
_COLUMNS = ["listed", "kind", "name", "context", "reference"]
_KINDS = {"acronym", "usual", "chinese", "campus", "affiliate"}

_ALSO = re.compile(r"[,;]?\s*\(?\b[af]\.k\.a\.?,?\s*|;\s*")
_BRACKETS = re.compile(r"\(([^()]*)\)?")
_ACRONYM = re.compile(r"(?=.*[A-Z].*[A-Z])[A-Za-z0-9&-]{2,9}(?: \d+)?")
# BIS prints addresses of some aliases behind them: "… Ltd. 300 South Oak Way, Reading".
_ADDRESS = re.compile(r"(?<!\bNo)[.,]\s+(?:No\.\s*)?\d[^,]*,.*$|^and \d.*$")
_REMARK = re.compile(r"\b(?:and|or)$|\bthe following \w+ alias(?:es)?:?$|^all of preceding.*")
_FIRM = frozenset(
    """company limited liability ltd inc incorporated corporation corp llc llp gmbh ag sa nv bv kk
    plc pte pty
    jsc pjsc ojsc cjsc ooo oao ao zao pao fze fzc fzco dmcc srl sarl sdn bhd private pvt""".split()
)
_SHORTEST_ACRONYM = 4
# the acronyms of bodies of many institutes, in the brackets of each of them
_BODIES = frozenset("CAS RAS CETC AVIC CASC CASIC CSSC CSIC AECC SO".split())
# A body of many institutes is on no list as a whole: its name says whose an institute is.
PARENTS: Mapping[str, str] = {
    "chinese academy of science": "chinese academy of science|academia sinica|cas|ucas",
    "china academy of science": "chinese academy of science|china academy of science|cas|ucas",
    "cas": "chinese academy of science|cas|ucas",
    "russian academy of science": "russian academy of science|ras|ran|russia",
    "ras": "russian academy of science|ras|ran|russia",
    "china electronics technology group corporation": "china electronics technology|cetc",
    "china electronic technology group corporation": "china electronics technology|cetc",
    "cetc": "china electronics technology|cetc",
    "aviation industry corporation of china": "aviation industry corporation|avic",
}


@dataclass(frozen=True, slots=True, order=True)
class Name:
    """One way to write a party; ``context`` as in the table ``listing_alias``."""

    name: str
    context: str
    kind: str
    reference: str = PUBLISHED


def core_of(text: str) -> str:
    """A name as it is compared, without the words of its legal form.

    Examples
    --------
    >>> core_of("Huawei Technologies Co., Ltd.")
    'huawei technology'
    """
    words = normalised(text).split()
    while len(words) > 1 and words[-1] in _FIRM:
        words.pop()
    while len(words) > 1 and words[0] in _FIRM | {"joint", "stock"}:
        words.pop(0)
    return " ".join(words)


def texts_of(printed: str) -> Iterator[str]:
    """The names in one printed text, the acronyms in its brackets apart, addresses left out.

    Examples
    --------
    >>> list(texts_of("Beijing University of Posts and Telecommunications (BUPT)"))
    ['Beijing University of Posts and Telecommunications', 'BUPT']
    >>> list(texts_of("Huawei Device (Dongguan) Co., Ltd."))
    ['Huawei Device Dongguan Co., Ltd']
    """
    for piece in _ALSO.split(printed):
        short = [inside for inside in _BRACKETS.findall(piece) if is_acronym(inside)]
        for text in (_BRACKETS.sub(_outside, piece), *short):
            plain = _REMARK.sub("", _ADDRESS.sub("", text))
            plain = " ".join(plain.split()).strip(" ,.;:()'\"“”")
            if plain:
                yield plain


def _outside(found: re.Match[str]) -> str:
    """What a bracket leaves of itself in the name around it."""
    return "" if is_acronym(found[1]) else f" {found[1]} "


def published(name: str, aliases: Sequence[str], country: str | None) -> set[Name]:
    """What the list itself calls a party, ready to be looked for in affiliations.

    A branch ("Example University, Other Town Research Institute") is the party's name with the
    branch as context. An institute of a larger body is its own name with that body as context. An
    acronym, or a name of one word that others have too, needs the country beside it.
    """
    first = list(texts_of(name))
    head = core_of(first[0]) if first else ""
    found: set[Name] = set()
    for kind, printed in (("name", name), *(("alias", alias) for alias in aliases)):
        for text in texts_of(printed):
            if names_no_one(core_of(text)) and not is_acronym(text):
                found.update(one for one in _forms(text, head, kind) if one.context)
            elif not is_short(text):
                found.update(_forms(text, head, kind))
            elif len(text) >= _SHORTEST_ACRONYM and country and text not in _BODIES:
                found.add(Name(text, name_of(country), "acronym" if is_acronym(text) else kind))
    return found


def is_short(text: str) -> bool:
    """Whether a name is one word and what anyone may be called: "VR Technologies", "Nata"."""
    words = core_of(text).split()
    own = [word for word in words if word not in GENERIC and word not in _FIRM | {"tech"}]
    bodies = {"university", "institute", "academy", "laboratory"}
    return is_acronym(text) or (len(own) < 2 and len(words) < 3 and not bodies & set(words))


def _forms(text: str, head: str, kind: str) -> Iterator[Name]:
    core = core_of(text)
    before, _, branch = (part.strip() for part in text.partition(","))
    if kind == "alias" and branch and core_of(before) == head:
        yield Name(before, normalised(branch), kind)
        return
    for parent, context in PARENTS.items():
        unit = _without(core, parent)
        if unit:
            yield Name(unit, context, kind)
    if core:
        yield Name(text, "", kind)


def is_acronym(text: str) -> bool:
    """Whether a text is an acronym: "EC", "BAAI", "ZJLab", but not "UK" or "USA"."""
    return bool(_ACRONYM.fullmatch(text)) and code_of(text) is None


def names_no_one(core: str) -> bool:
    """Whether a name could be anybody's: "second planning department", "615 institute"."""
    plain = {"first", "second", "third", "office", "planning", "factory", "base", "th", "no"}
    return all(word in GENERIC | plain or not word.isalpha() for word in core.split())


def _without(core: str, parent: str) -> str:
    """A unit's name when that of its parent is taken off the front or the end."""
    if core.startswith(parent + " "):
        unit = core.removeprefix(parent + " ")
    elif core.endswith(" " + parent):
        unit = core.removesuffix(" " + parent).removesuffix(" of")
    else:
        return ""
    return unit if len(unit.split()) > 1 else ""


def usual_names() -> dict[str, list[Name]]:
    """Our own table of names, by the name of the entry as the list prints it.

    Raises
    ------
    SourceMalformed
        The table has other columns, an unknown kind or a name without a reference.
    """
    text = (files("detente.sources.entity_list") / USUAL_NAMES).read_text(encoding="utf-8")
    lines = csv.DictReader(text.splitlines())
    found: dict[str, list[Name]] = {}
    for line in lines:
        if list(line) != _COLUMNS or line["kind"] not in _KINDS or not line["reference"]:
            raise SourceMalformed(
                f"{USUAL_NAMES}, line {lines.line_num}",
                why="a row is listed, kind, name, context and reference, of a known kind",
                fix="correct the row",
            )
        name = Name(line["name"], line["context"], line["kind"], line["reference"])
        found.setdefault(line["listed"], []).append(name)
    return found
