"""Which entries are about the same party: those that share a name of more than an acronym."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from detente.core.organisation_names import normalised
from detente.sources.entity_list.names import core_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.sources.entity_list.files import Entry
    from detente.sources.entity_list.names import Name

_SHARED = ("name", "alias")
_FAMILY = ("usual", "affiliate")
_KINDS = {
    "education": r"universit|college|institute of technology|polytechnic",
    "company": (
        r"\b(?:co|ltd|inc|llc|corp|corporation|company|limited|gmbh|jsc|ooo|oao|zao|plc|group|"
        r"technolog(?:y|ies)|trading|industr(?:y|ies)|enterprise)\b"
    ),
    "research": r"institut|laborator|\blab\b|academy|research|cent(?:er|re)\b",
    "government": r"ministry|bureau|directorate|department|agency|government|service\b|corps\b",
}


def kind_of(name: str) -> str | None:
    """What a name says its bearer is; None where it says nothing, as of a person."""
    plain = name.casefold()
    for kind, pattern in _KINDS.items():
        if re.search(pattern, plain):
            return kind
    return None


def parties(
    entries: Sequence[Entry],
    names: Sequence[Iterable[Name]],
    usual: Mapping[str, Sequence[Name]],
) -> list[str]:
    """The party of each entry: one text for all entries of one party.

    Entries are joined if a name or an alias of one is that of the other, apart from legal forms,
    and if the name of one has in it a usual name of the other ("Huawei Cloud Berlin").

    Parameters
    ----------
    entries, names
        Entries, and for each the names that its list gives it.
    usual
        Our names by the published name of their entry.

    Returns
    -------
    list of str
        The published name of one of the party's entries: the one that our table knows, else the
        one with the shortest name.
    """
    root = list(range(len(entries)))

    def top(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    def join(several: Sequence[int]) -> None:
        for other in several[1:]:
            first, second = sorted((top(several[0]), top(other)))
            root[second] = first

    for group in _sharing(names).values():
        join(group)
    for group in _families(entries, usual):
        join(group)
    best: dict[int, str] = {}
    for one, entry in enumerate(entries):
        known = best.setdefault(top(one), entry.name)
        best[top(one)] = min(known, entry.name, key=lambda n: (n not in usual, len(n), n))
    return [best[top(one)] for one in range(len(entries))]


def _sharing(names: Sequence[Iterable[Name]]) -> Mapping[str, list[int]]:
    """Entries by the names of more than one word that they share."""
    found: dict[str, list[int]] = defaultdict(list)
    for one, several in enumerate(names):
        cores = {core_of(n.name) for n in several if n.kind in _SHARED and not n.context}
        for core in cores:
            if " " in core or not core.isascii():
                found[core].append(one)
    return found


def _families(entries: Sequence[Entry], usual: Mapping[str, Sequence[Name]]) -> Iterable[list[int]]:
    """For each entry of our table, itself and the entries whose name has a usual name of it."""
    padded = [f" {normalised(entry.name)} " for entry in entries]
    for listed, several in usual.items():
        own = [one for one, entry in enumerate(entries) if entry.name == listed]
        words = [f" {normalised(name.name)} " for name in several if name.kind in _FAMILY]
        others = [one for one, text in enumerate(padded) if any(word in text for word in words)]
        if own:
            yield own + others
