"""Phrases in texts and in inverted indices: each word is looked at once, whatever the phrases.

A word is a run of letters of ASCII, figures and ``_``; capitals do not matter. A phrase begins
with the first word of a part (what spaces set apart, or one name of an index), and its last word
may take an s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels.json_shape import FACTOR, SEED
from detente.kernels.words import FIRST, LETTER, TIMES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Bytes = NDArray[Any]
    Longs = NDArray[Any]
    Spans = NDArray[Any]
    Array = NDArray[Any]

MOST_OPEN = 16
_BUCKETS = 2048
_LONGEST = 32


class Phrases(NamedTuple):
    """Phrases as a tree of words.

    Attributes
    ----------
    buckets, lengths : ndarray of int64
        Words by their hash (-1 for none), and their bytes.
    words : ndarray of uint8
        Bytes of each word, one a row.
    below : ndarray of int16
        Of each node and word the node reached; -1 for none. Node 0 is the root.
    ends : ndarray of int16
        Of each node the phrase that ends there; -1 for none.
    """

    buckets: NDArray[np.int64]
    lengths: NDArray[np.int64]
    words: NDArray[np.uint8]
    below: NDArray[np.int16]
    ends: NDArray[np.int16]


def compile_phrases(phrases: Sequence[str]) -> Phrases:
    """The tree of some phrases: words of small letters between single spaces."""
    words = sorted({word for phrase in phrases for word in phrase.split()})
    number = {word: n for n, word in enumerate(words)}
    nodes: list[dict[int, int]] = [{}]
    ends: list[int] = [-1]
    for which, phrase in enumerate(phrases):
        node = 0
        for word in map(number.__getitem__, phrase.split()):
            if word not in nodes[node]:
                nodes[node][word] = len(nodes)
                nodes.append({})
                ends.append(-1)
            node = nodes[node][word]
        ends[node] = which
    below = np.full((len(nodes), len(words)), -1, np.int16)
    for node, children in enumerate(nodes):
        below[node, list(children)] = list(children.values())
    stored = np.zeros((len(words), _LONGEST), np.uint8)
    buckets = np.full(_BUCKETS, -1, np.int64)
    for n, text in enumerate(words):
        stored[n, : len(text)] = list(text.encode())
        place = _place(text)
        while buckets[place] >= 0:
            place = (place + 1) % _BUCKETS
        buckets[place] = n
    lengths = np.array([len(word) for word in words], np.int64)
    return Phrases(buckets, lengths, stored, below, np.array(ends, np.int16))


def _place(word: str) -> int:
    value = SEED
    for byte in word.encode():
        value = ((value ^ byte) * FACTOR) % 2**64
    return (value ^ value >> 32) % _BUCKETS


@step
def _word(data: Bytes, begin: int, end: int, value: Any, known: tuple[Any, ...]) -> int:
    """Number of the word with that hash; -1 if it is none of the phrases'."""
    buckets, lengths, words = known
    place = np.int64((value ^ value >> np.uint64(32)) & np.uint64(_BUCKETS - 1))
    while buckets[place] >= 0:
        number, size = buckets[place], end - begin
        if lengths[number] == size:
            same = 0
            while same < size and words[number, same] == LETTER[data[begin + same]]:
                same += 1
            if same == size:
                return int(number)
        place = (place + 1) & (_BUCKETS - 1)
    return -1


@step
def _follow(
    data: Bytes,
    at: int,
    end: int,
    first: int,
    row: int,
    tree: tuple[Any, ...],
    opened: Longs,
    count: int,
    found: Array,
    total: int,
) -> tuple[int, int]:
    """Take the words from ``at`` to ``end`` in; how many phrases are open, and how many found.

    ``first`` says that a phrase may begin with the next word.
    """
    buckets, lengths, words, below, ends = tree
    known = (buckets, lengths, words)
    while at < end:
        if LETTER[data[at]] == 0:
            c = data[at]
            if first >= 0 and (c == 32 or c == 31 or c == 9 or c == 10 or c == 12 or c == 13):
                first = 1
            at += 1
            continue
        begin, value, before = at, FIRST, FIRST
        while at < end and LETTER[data[at]] != 0:
            before = value
            value = (value ^ np.uint64(LETTER[data[at]])) * TIMES
            at += 1
        word = _word(data, begin, at, value, known)
        single = -1
        if LETTER[data[at - 1]] == 115:
            single = _word(data, begin, at - 1, before, known)
        may_begin = first == 1 or first == -1
        first = 0 if first >= 0 else -2
        kept = 0
        for n in range(count + 1 if may_begin else count):
            node = opened[n] if n < count else 0
            if single >= 0 and below[node, single] >= 0 and ends[below[node, single]] >= 0:
                if total < len(found):
                    found[total, 0] = row
                    found[total, 1] = ends[below[node, single]]
                total += 1
            if word >= 0 and below[node, word] >= 0:
                node = below[node, word]
                if ends[node] >= 0:
                    if total < len(found):
                        found[total, 0] = row
                        found[total, 1] = ends[node]
                    total += 1
                opened[kept] = node
                kept += 1
        count = kept
    return count, total


@jit
def in_texts(data: Bytes, spans: Spans, phrases: Phrases, found: Array) -> int:
    """Phrases of texts.

    Parameters
    ----------
    data : ndarray of uint8
    spans : ndarray of int32, shape (n, 2)
        Of each text; begin -1 where there is none.
    phrases : Phrases
    found : ndarray of int32, shape (m, 2)
        Receives text and phrase, perhaps more than once.

    Returns
    -------
    int
        How many were found; with more than m, the rest is lost.
    """
    tree = (phrases.buckets, phrases.lengths, phrases.words, phrases.below, phrases.ends)
    opened = np.zeros(MOST_OPEN, np.int64)
    total = 0
    for n in range(len(spans)):
        if spans[n, 0] >= 0:
            _, total = _follow(data, spans[n, 0], spans[n, 1], 1, n, tree, opened, 0, found, total)
    return total


@step
def _add_places(data: Bytes, at: int, item: int, places: Longs, items: Longs, count: int) -> int:
    """The places that a list of an index holds; none unless all are whole and not negative."""
    start = count
    if data[at] != 91:
        return count
    at += 1
    while True:
        c = data[at]
        if c == 93:
            return count
        if c == 32 or c == 10 or c == 13 or c == 9 or c == 44:
            at += 1
            continue
        if c < 48 or c > 57:
            return start
        value, size = np.uint64(0), 0
        while 48 <= data[at] <= 57:
            value = value * np.uint64(10) + np.uint64(data[at] - 48)
            size += 1
            at += 1
        c = data[at]
        if c == 46 or c == 101 or c == 69:
            return start
        if size < 20 and value < np.uint64(2**63):
            if count < len(places):
                places[count] = value
                items[count] = item
            count += 1


@step
def _comes_before(data: Bytes, spans: Spans, one: int, other: int) -> bool:
    """Whether a name stands before another in order of bytes, U+001F taken for a hyphen."""
    a, b = spans[one, 0], spans[other, 0]
    while a < spans[one, 1] and b < spans[other, 1]:
        c, d = data[a], data[b]
        c, d = (45 if c == 31 else c), (45 if d == 31 else d)
        if c != d:
            return c < d
        a += 1
        b += 1
    return bool(b < spans[other, 1])


@jit
def in_indices(
    data: Bytes,
    rows: Array,
    names: Spans,
    values: Array,
    phrases: Phrases,
    places: Longs,
    items: Longs,
    found: Array,
) -> int:
    """Phrases of inverted indices, of which the names that phrases may need are given.

    Parameters
    ----------
    data : ndarray of uint8
        Sound JSON.
    rows : ndarray of int32, shape (n,)
        Which text each name is of, rising.
    names, values : ndarray of int32, shape (n, 2)
        Contents of the name; where its list of places begins.
    phrases : Phrases
    places, items : ndarray of int64
        Room for the places of one text.
    found : ndarray of int32, shape (m, 2)
        Receives text and phrase, perhaps more than once.

    Returns
    -------
    int
        How many were found; with more than m, the rest is lost. -n if there is only room for fewer
        than n places.
    """
    tree = (phrases.buckets, phrases.lengths, phrases.words, phrases.below, phrases.ends)
    opened = np.zeros(MOST_OPEN, np.int64)
    total, begin = 0, 0
    while begin < len(rows):
        end, count = begin, 0
        while end < len(rows) and rows[end] == rows[begin]:
            if names[end, 0] >= 0:
                count = _add_places(data, values[end, 0], end, places, items, count)
            end += 1
        if count > len(places):
            return -count
        order = np.argsort(places[:count], kind="mergesort")
        _settle_ties(data, names, places, items, order)
        before, open_now = np.int64(-2), 0
        for n in range(count):
            item, place = items[order[n]], places[order[n]]
            if place - before > 1:
                open_now = 0
            before = place
            open_now, total = _follow(
                data, names[item, 0], names[item, 1], -1, rows[begin], tree, opened, open_now,
                found, total,
            )  # fmt: skip
        begin = end
    return total


@step
def _settle_ties(data: Bytes, names: Spans, places: Longs, items: Longs, order: Longs) -> None:
    """Names that share a place in order of their bytes."""
    for n in range(1, len(order)):
        at = n
        while (
            at > 0
            and places[order[at]] == places[order[at - 1]]
            and _comes_before(data, names, items[order[at]], items[order[at - 1]])
        ):
            order[at], order[at - 1] = order[at - 1], order[at]
            at -= 1


def found_by(kernel: Any, *given: Any) -> NDArray[np.int32]:
    """What a kernel finds, with as much room as it needs: (text, phrase), each once."""
    found = np.empty((1024, 2), np.int32)
    while (total := kernel(*given, found)) > len(found):
        found = np.empty((total, 2), np.int32)
    return np.unique(found[:total], axis=0)
