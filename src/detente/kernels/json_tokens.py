"""Tokens of JSON: where lines, texts, numbers and words of the language end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels._vectors import WIDTH, lowest, newlines, text_marks
from detente.kernels.json_shape import FLAG, FRACTION, LIST, NULL, OBJECT, TEXT, WHOLE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[Any]
    Longs = NDArray[Any]

_HEX = np.array([chr(b) in "0123456789abcdefABCDEF" for b in range(256)])


@jit
def line_spans(data: Bytes, size: int, starts: Longs, ends: Longs, lines: Longs) -> int:
    """Where lines that are not blank begin and end.

    Parameters
    ----------
    data : ndarray of uint8
        Goes on for ``REACH`` bytes behind ``size``.
    size : int
        Where the last line ends, with a newline.
    starts : ndarray of int64, shape (n, 2)
        Receives where each begins, and its number from 0, blank lines counted.
    ends : ndarray of int64, shape (n,)
    lines : ndarray of int64, shape (1,)
        Receives how many lines there are, blank or not.

    Returns
    -------
    int
        How many are not blank; -1 if there is no room for them.
    """
    found, line, begin, at = 0, 0, 0, 0
    while at < size:
        mask = newlines(data, at)
        while mask != np.uint64(0):
            end = at + lowest(mask)
            if end >= size:
                break
            mask &= mask - np.uint64(1)
            if not _is_blank(data, begin, end):
                if found == len(starts):
                    return -1
                starts[found, 0] = begin
                starts[found, 1] = line
                ends[found] = end
                found += 1
            line += 1
            begin = end + 1
        at += WIDTH
    lines[0] = line
    return found


@step
def _is_blank(data: Bytes, begin: int, end: int) -> bool:
    while begin < end and (data[begin] == 32 or 9 <= data[begin] <= 13):
        begin += 1
    return begin == end


@step
def after_blanks(data: Bytes, at: int) -> int:
    """The next place that is not blank."""
    c = data[at]
    while c <= 32 and (c == 32 or c == 10 or c == 13 or c == 9):
        at += 1
        c = data[at]
    return at


@step
def character_size(data: Bytes, at: int) -> int:
    """Bytes of the character of UTF-8 that begins here; 0 where none does."""
    c, d = data[at], data[at + 1]
    if c < 0xC2 or c > 0xF4 or d & 0xC0 != 0x80:
        return 0
    if c < 0xE0:
        return 2
    if data[at + 2] & 0xC0 != 0x80:
        return 0
    if c < 0xF0:
        # neither longer than needed, nor half of a pair
        return 0 if (c == 0xE0 and d < 0xA0) or (c == 0xED and d >= 0xA0) else 3
    if data[at + 3] & 0xC0 != 0x80:
        return 0
    return 0 if (c == 0xF0 and d < 0x90) or (c == 0xF4 and d >= 0x90) else 4


@step
def escape_size(data: Bytes, at: int) -> int:
    """Bytes of the escape whose backslash stands here; 0 where it is none."""
    c = data[at + 1]
    if c == 117:
        for place in range(at + 2, at + 6):
            if not _HEX[data[place]]:
                return 0
        return 6
    if c == 34 or c == 92 or c == 47 or c == 98 or c == 102 or c == 110 or c == 114 or c == 116:
        return 2
    return 0


@step
def text_end(data: Bytes, at: int) -> int:
    """Twice the place of the quote that ends a text, plus 1 if it holds escapes; -1: no text."""
    escaped = 0
    while True:
        mask = text_marks(data, at)
        if mask == np.uint64(0):
            at += WIDTH
            continue
        at += lowest(mask)
        c = data[at]
        if c == 34:
            return 2 * at + escaped
        size = 0
        if c == 92:
            size = escape_size(data, at)
            escaped = 1
        elif c >= 128:
            size = character_size(data, at)
        if size == 0:
            return -1
        at += size


@step
def _digits_end(data: Bytes, at: int) -> int:
    while 48 <= data[at] <= 57:
        at += 1
    return at


@step
def number_end(data: Bytes, at: int) -> int:
    """Twice the place behind a number, plus 1 if it has a fraction or exponent; -1: no number."""
    if data[at] == 45:
        at += 1
    end = _digits_end(data, at)
    if end == at or (data[at] == 48 and end > at + 1):
        return -1
    part = 0
    if data[end] == 46:
        part, at = 1, end + 1
        end = _digits_end(data, at)
        if end == at:
            return -1
    if data[end] == 101 or data[end] == 69:
        part, at = 1, end + 1
        if data[at] == 43 or data[at] == 45:
            at += 1
        end = _digits_end(data, at)
        if end == at:
            return -1
    return 2 * end + part


@step
def _is_word(data: Bytes, at: int, word: int) -> bool:
    """Whether the four bytes of a word stand there, written as one number."""
    found = np.int64(data[at]) << 24 | np.int64(data[at + 1]) << 16
    return bool(found | np.int64(data[at + 2]) << 8 | np.int64(data[at + 3]) == word)


@step
def token(data: Bytes, at: int) -> tuple[int, int, int]:
    """The kind of the value that begins here, where it ends, and whether it holds escapes.

    Of an object or list, where its content begins. Kind 0 if there is no value.
    """
    c = data[at]
    if c == 34:
        end = text_end(data, at + 1)
        return (TEXT if end >= 0 else 0), (end >> 1) + 1, end & 1
    if c == 123:
        return OBJECT, at + 1, 0
    if c == 91:
        return LIST, at + 1, 0
    if c == 110:
        return (NULL if _is_word(data, at, 0x6E756C6C) else 0), at + 4, 0
    if c == 116:
        return (FLAG if _is_word(data, at, 0x74727565) else 0), at + 4, 0
    if c == 102:
        return (FLAG if _is_word(data, at + 1, 0x616C7365) else 0), at + 5, 0
    end = number_end(data, at)
    if end < 0:
        return 0, at, 0
    return (FRACTION if end & 1 else WHOLE), end >> 1, 0


@step
def name_of(data: Bytes, at: int) -> tuple[int, int, int, int]:
    """The name of a field: begin and end, where its value begins, and whether it holds escapes.

    The end is -1 if no name stands there, or no colon behind it.
    """
    if data[at] != 34:
        return at, -1, at, 0
    end = text_end(data, at + 1)
    if end < 0:
        return at, -1, at, 0
    behind = after_blanks(data, (end >> 1) + 1)
    if data[behind] != 58:
        return at, -1, at, 0
    return at + 1, end >> 1, after_blanks(data, behind + 1), end & 1


@step
def plain_list_end(data: Bytes, at: int) -> int:
    """Where a list of figures such as ``[0,17]`` ends; -1 for any other value or writing."""
    if data[at] != 91:
        return -1
    while True:
        begin = at + 1
        at = _digits_end(data, begin)
        if at == begin or (data[begin] == 48 and at > begin + 1):
            return -1
        if data[at] == 93:
            return at + 1
        if data[at] != 44:
            return -1
