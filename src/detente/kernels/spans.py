"""Spans of bytes to texts: their contents, whether they are UTF-8, and which are the same.

A span is a row of begin and end; a text that is not there has begin -1. Nothing is guessed: what
does not have the one form that is declared gives ``NONE`` or ``ODD``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels._vectors import eight
from detente.kernels.json_tokens import character_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Bytes = NDArray[Any]
    Longs = NDArray[Any]
    Spans = NDArray[Any]

NONE, ODD = -1, -2
"""Begin of what is not there, and of what is no text; so are numbers of another form."""


@jit
def plain_texts(data: Bytes, spans: Spans, tail: int, texts: Spans) -> int:
    """Contents of JSON texts; those with escapes are written out behind ``tail``.

    Parameters
    ----------
    data : ndarray of uint8
        Has room behind ``tail`` for every text with escapes.
    spans : ndarray of int32, shape (n, 2)
        As scanning gives them.
    tail : int
    texts : ndarray of int32, shape (n, 2)
        Receives spans of the contents; begin -1 for null, -2 for what is no text of UTF-8.

    Returns
    -------
    int
        The new tail.
    """
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        if begin == 0 or data[begin] != 34:
            texts[n, 0] = texts[n, 1] = NONE
        elif end >= 0:
            texts[n, 0] = begin + 1
            texts[n, 1] = end - 1
        else:
            written = _unescaped(data, begin + 1, ~end - 1, tail)
            texts[n, 0] = tail if written >= 0 else ODD
            texts[n, 1] = max(written, -1)
            tail = max(tail, written)
    return tail


@step
def _unescaped(data: Bytes, at: int, end: int, tail: int) -> int:
    """Write a text out; the place behind it, or -1 for half of a pair."""
    while at < end:
        c = data[at]
        if c != 92:
            data[tail] = c
            at += 1
            tail += 1
            continue
        c = data[at + 1]
        at += 2
        if c != 117:
            if c == 98:
                c = 8
            elif c == 102:
                c = 12
            elif c == 110:
                c = 10
            elif c == 114:
                c = 13
            elif c == 116:
                c = 9
            data[tail] = c
            tail += 1
            continue
        code = _hex(data, at)
        at += 4
        if 0xDC00 <= code < 0xE000:
            return -1
        if 0xD800 <= code < 0xDC00:
            if at + 6 > end or data[at] != 92 or data[at + 1] != 117:
                return -1
            low = _hex(data, at + 2)
            if low < 0xDC00 or low >= 0xE000:
                return -1
            at += 6
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00)
        tail = _encoded(data, tail, code)
    return tail


@step
def _hex(data: Bytes, at: int) -> int:
    code = 0
    for place in range(at, at + 4):
        c = np.int64(data[place])
        code = code * 16 + int(c & 15) + (9 if c >= 65 else 0)
    return code


@step
def _encoded(data: Bytes, tail: int, code: int) -> int:
    """Write a character as UTF-8; the place behind it."""
    if code < 0x80:
        data[tail] = code
        return tail + 1
    if code < 0x800:
        data[tail] = 0xC0 | code >> 6
    else:
        if code < 0x10000:
            data[tail] = 0xE0 | code >> 12
        else:
            data[tail] = 0xF0 | code >> 18
            data[tail + 1] = 0x80 | (code >> 12 & 63)
            tail += 1
        data[tail + 1] = 0x80 | (code >> 6 & 63)
        tail += 1
    data[tail + 1] = 0x80 | (code & 63)
    return tail + 2


@jit
def sound_texts(data: Bytes, spans: Spans, sound: Array) -> None:
    """Whether each text is UTF-8."""
    for n in range(len(spans)):
        at, end = spans[n, 0], spans[n, 1]
        while at < end:
            if at + 8 <= end and eight(data, at) & np.uint64(0x8080808080808080) == 0:
                at += 8
                continue
            size = 1 if data[at] < 128 else _whole_size(data, at, end)
            if size == 0:
                break
            at += size
        sound[n] = at == end


@step
def _whole_size(data: Bytes, at: int, end: int) -> int:
    """Bytes of a character, none of which lies behind the end; 0 where there is none."""
    c = data[at]
    size = 2 if c < 0xE0 else 3 if c < 0xF0 else 4
    return character_size(data, at) if at + size <= end else 0


@jit
def begins_with(data: Bytes, spans: Spans, prefix: Bytes, found: Array) -> None:
    """Whether each text begins so; also true of texts that are not there."""
    size = len(prefix)
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        found[n] = begin == NONE
        if begin >= 0 and end - begin >= size:
            same = 0
            while same < size and data[begin + same] == prefix[same]:
                same += 1
            found[n] = same == size


@jit
def distinct(data: Bytes, spans: Spans, buckets: Array, codes: Array, firsts: Array) -> int:
    """Number texts so that the same texts have the same number, in order of appearance.

    Parameters
    ----------
    data : ndarray of uint8
    spans : ndarray of int32, shape (n, 2)
    buckets : ndarray of int32
        All -1; a power of two, more than n.
    codes : ndarray of int32, shape (n,)
        Receives the number of each text; -1 where there is none, -2 for what is no text.
    firsts : ndarray of int32, shape (n,)
        Receives where each number is met first.

    Returns
    -------
    int
        How many there are.
    """
    count, last = 0, len(buckets) - 1
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        codes[n] = min(begin, NONE)
        if begin < 0:
            continue
        value = np.uint64(0xCBF29CE484222325)
        for at in range(begin, end):
            value = (value ^ np.uint64(data[at])) * np.uint64(0x100000001B3)
        place = np.int64(value ^ value >> np.uint64(32)) & last
        while buckets[place] >= 0:
            other = firsts[buckets[place]]
            if _same(data, spans, n, other):
                codes[n] = buckets[place]
                break
            place = (place + 1) & last
        if codes[n] < 0:
            buckets[place] = codes[n] = count
            firsts[count] = n
            count += 1
    return count


@step
def _same(data: Bytes, spans: Spans, one: int, other: int) -> bool:
    size = spans[one, 1] - spans[one, 0]
    if spans[other, 1] - spans[other, 0] != size:
        return False
    a, b, same = spans[one, 0], spans[other, 0], 0
    while same < size and data[a + same] == data[b + same]:
        same += 1
    return bool(same == size)


@jit
def gather(data: Bytes, spans: Spans, offsets: Array, out: Bytes) -> None:
    """Bytes of the texts, one behind the other, from ``offsets`` on; nothing for absent ones."""
    for n in range(len(spans)):
        begin, to = spans[n, 0], offsets[n]
        for place in range(offsets[n + 1] - to):
            out[to + place] = data[begin + place]


@jit
def contains(data: Bytes, spans: Spans, part: Bytes, found: Array) -> None:
    """Whether each text holds a part."""
    size = len(part)
    for n in range(len(spans)):
        found[n] = False
        for at in range(spans[n, 0], spans[n, 1] - size + 1):
            if data[at] == part[0]:
                same = 1
                while same < size and data[at + same] == part[same]:
                    same += 1
                if same == size:
                    found[n] = True
                    break
