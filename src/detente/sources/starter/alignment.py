"""Putting back what an index dropped: which entries belong to which author.

The collection keeps, per paper, a list of distinct names in order of first appearance and an index
of it per author. Wherever the name is empty the entry is missing from the index, and so is an
author left without entries: the index is then shorter than the authors. Three facts survive and
usually leave one way to put the entries back:

- entries stand in the order of the authors;
- the same key (affiliation text, organisation) has the same entry throughout a paper;
- distinct names are numbered by first appearance, and the empty name has a number too, so what was
  dropped was first seen between its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DROPPED = -1


@dataclass(frozen=True, slots=True)
class Index:
    """An index as published.

    Attributes
    ----------
    groups : tuple of tuple of int
        Entries of each author that has any.
    names : tuple of str
        What the entries count from 0; at most one is empty.
    """

    groups: tuple[tuple[int, ...], ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _State:
    group: int
    seen: int
    entry_of: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Rules:
    index: Index
    nameless: frozenset[str]
    gap_unseen: bool

    @property
    def gap(self) -> int | None:
        """Number of the empty name."""
        return self.index.names.index("") if "" in self.index.names else None


def alignments(
    authors: Sequence[Sequence[str]],
    index: Index,
    *,
    silent: frozenset[str] = frozenset(),
    nameless: frozenset[str] = frozenset(),
    gap_unseen: bool = False,
) -> Iterator[dict[str, int]]:
    """Every way to give each key its entry, or to have dropped it, that the index allows.

    Parameters
    ----------
    authors : sequence of sequence of str
        Keys of each author, in order.
    index : Index
        The entries to be put back.
    silent : frozenset of str
        Keys that never had a name, not even an empty one (an empty affiliation): always dropped.
    nameless : frozenset of str
        Keys that are known to have had the empty name: always dropped, in its turn.
    gap_unseen : bool
        Whether the empty name may belong to an entry that is not among the keys any more.

    Yields
    ------
    dict of str to int
        Entry of each key; ``DROPPED`` where the index left it out.
    """
    start = _State(0, 0, dict.fromkeys(silent, DROPPED))
    rules = _Rules(index, nameless, gap_unseen)
    for state in _placed(authors, rules, start):
        if state.group == len(index.groups) and _exhausted(state, rules):
            yield {key: entry for key, entry in state.entry_of.items() if key not in silent}


def _placed(authors: Sequence[Sequence[str]], rules: _Rules, state: _State) -> Iterator[_State]:
    if not authors:
        yield state
        return
    for following in _author_placed(authors[0], rules, state):
        if len(authors) - 1 >= len(rules.index.groups) - following.group:
            yield from _placed(authors[1:], rules, following)


def _author_placed(keys: Sequence[str], rules: _Rules, state: _State) -> Iterator[_State]:
    """States after one author, whose keys fill the next group or are dropped altogether."""
    groups = rules.index.groups
    group = groups[state.group] if state.group < len(groups) else ()
    for dropped in _droppings(keys, rules, state):
        stays = [key for key in keys if key not in dropped]
        if stays and len(stays) != len(group):
            continue
        entries = iter(group)
        sequence = [(key, DROPPED if key in dropped else next(entries)) for key in keys]
        entry_of = dict(state.entry_of)
        if any(entry_of.setdefault(key, entry) != entry for key, entry in sequence):
            continue
        seen = _seen_after(sequence, rules, state)
        if seen is not None:
            yield _State(state.group + bool(stays), seen, entry_of)


def _droppings(keys: Sequence[str], rules: _Rules, state: _State) -> Iterator[set[str]]:
    """Sets of an author's keys that the index may have dropped, given what is settled."""
    settled = {key for key in keys if state.entry_of.get(key) == DROPPED} | rules.nameless & set(
        keys
    )
    fresh = [key for key in dict.fromkeys(keys) if key not in state.entry_of and key not in settled]
    for kept in product((True, False), repeat=len(fresh)):
        yield settled | {key for key, keep in zip(fresh, kept, strict=True) if not keep}


def _seen_after(sequence: Sequence[tuple[str, int]], rules: _Rules, state: _State) -> int | None:
    """How many names have appeared, or None when a name appears before its turn."""
    gap, seen = rules.gap, state.seen
    for key, entry in sequence:
        if key in state.entry_of:
            continue
        number = gap if entry == DROPPED else entry
        if number is None:
            return None  # dropped, though no name is empty
        if rules.gap_unseen and seen == gap and number > seen:
            seen += 1  # the empty name belonged to an entry that is gone
        if number > seen and not (rules.gap_unseen and entry == DROPPED):
            return None
        seen += number == seen
    return seen


def _exhausted(state: _State, rules: _Rules) -> bool:
    missing = list(range(state.seen, len(rules.index.names)))
    return not missing or (rules.gap_unseen and missing == [rules.gap])
