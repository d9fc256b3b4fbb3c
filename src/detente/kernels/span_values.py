"""Spans of bytes to numbers, flags, days and moments.

Nothing is guessed: what does not have the one form that is declared gives ``NONE`` or ``ODD``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels.spans import NONE, ODD

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Bytes = NDArray[Any]
    Longs = NDArray[Any]
    Spans = NDArray[Any]

NO_DAY = -(2**31)
NO_MOMENT = -(2**63)
WITHIN = -1.0
"""A score between 0 and 1 with more digits than can be converted exactly here."""
_TENS = 10.0 ** np.arange(23)  # exact doubles


@jit
def whole_numbers(data: Bytes, spans: Spans, numbers: Longs) -> None:
    """Whole numbers of at most 18 figures as they stand in JSON."""
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        if begin == 0 or (begin < end and data[begin] == 110):
            numbers[n] = NONE
        else:
            numbers[n] = _figures(data, begin, end)


@step
def _figures(data: Bytes, begin: int, end: int) -> int:
    """The number that figures make; ``ODD`` for leading zeros, and all that is not figures."""
    if end <= begin or end - begin > 18 or (data[begin] == 48 and end > begin + 1):
        return ODD
    value = 0
    for at in range(begin, end):
        c = np.int64(data[at]) - 48
        if c < 0 or c > 9:
            return ODD
        value = value * 10 + int(c)
    return value


@jit
def numbers_after(data: Bytes, spans: Spans, prefix: Bytes, numbers: Longs) -> None:
    """Numbers of texts such as ``https://openalex.org/W27``, behind the given prefix."""
    size = len(prefix)
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        if begin < 0:
            numbers[n] = begin
            continue
        numbers[n] = ODD
        if end - begin > size:
            same = 0
            while same < size and data[begin + same] == prefix[same]:
                same += 1
            if same == size:
                numbers[n] = _figures(data, begin + size, end)


@jit
def flags(data: Bytes, spans: Spans, found: Array) -> None:
    """1 for true, 0 for false, -1 for null and what is not there."""
    for n in range(len(spans)):
        begin = spans[n, 0]
        found[n] = NONE
        if begin > 0 and data[begin] != 110:
            found[n] = data[begin] == 116


@jit
def scores(data: Bytes, spans: Spans, values: Array) -> None:
    """Numbers from 0 to 1 as they stand in JSON.

    A number of few digits is converted exactly; ``WITHIN`` for one of more digits that begins with
    ``0.``; NaN for all others, which the caller has to look at.
    """
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        values[n] = np.nan
        if data[begin] != 48 and data[begin] != 49:
            continue
        value = np.int64(data[begin]) - 48
        if end == begin + 1:
            values[n] = value
            continue
        places = end - begin - 2
        if data[begin + 1] != 46 or data[begin] != 48:
            continue
        at = begin + 2
        while at < end and 48 <= data[at] <= 57:
            if places <= 15:
                value = value * 10 + np.int64(data[at]) - 48
            at += 1
        if at == end:
            values[n] = value / _TENS[places] if places <= 15 else WITHIN


@step
def _two(data: Bytes, at: int) -> int:
    a, b = np.int64(data[at]) - 48, np.int64(data[at + 1]) - 48
    return int(10 * a + b) if 0 <= a <= 9 and 0 <= b <= 9 else -10000


@step
def _day(data: Bytes, at: int) -> int:
    """Days since 1970 of ``YYYY-MM-DD``; ``NO_DAY`` for what is none."""
    year = 100 * _two(data, at) + _two(data, at + 2)
    month, day = _two(data, at + 5), _two(data, at + 8)
    if data[at + 4] != 45 or data[at + 7] != 45 or year < 1 or month < 1 or month > 12 or day < 1:
        return NO_DAY
    most = 30 if month == 4 or month == 6 or month == 9 or month == 11 else 31
    if month == 2:
        most = 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    if day > most:
        return NO_DAY
    # years begin in March, so that the day that comes and goes is the last
    shifted = year - (1 if month <= 2 else 0)
    before = 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400
    return before + (153 * ((month + 9) % 12) + 2) // 5 + day - 1 - 719468


@jit
def days(data: Bytes, spans: Spans, found: Array) -> None:
    """Days since 1970 of texts ``YYYY-MM-DD``; ``NO_DAY`` for others."""
    for n in range(len(spans)):
        begin, end = spans[n, 0], spans[n, 1]
        found[n] = _day(data, begin) if begin >= 0 and end - begin == 10 else NO_DAY


@jit
def moments(data: Bytes, spans: Spans, found: Array) -> None:
    """Microseconds since 1970 of texts; ``NO_MOMENT`` for those of another form.

    A text is ``YYYY-MM-DD`` or ``YYYY-MM-DDTHH:MM:SS``, the seconds with up to six decimals.
    """
    for n in range(len(spans)):
        found[n] = NO_MOMENT
        begin, end = spans[n, 0], spans[n, 1]
        size = end - begin
        if begin < 0 or (size != 10 and size != 19 and (size < 21 or size > 26)):
            continue
        day = _day(data, begin)
        if day == NO_DAY:
            continue
        second = 0
        if size > 10:
            at = begin + 10
            hour, minute, last = _two(data, at + 1), _two(data, at + 4), _two(data, at + 7)
            if hour < 0 or hour > 23 or minute < 0 or minute > 59 or last < 0 or last > 59:
                continue
            between = data[at] == 84 or data[at] == 32
            if not between or data[at + 3] != 58 or data[at + 6] != 58:
                continue
            second = (hour * 60 + minute) * 60 + last
        part, scale = np.int64(0), np.int64(1000000)
        if size > 19:
            if data[begin + 19] != 46:
                continue
            at = begin + 20
            while at < end and 48 <= data[at] <= 57:
                scale //= 10
                part += scale * (np.int64(data[at]) - 48)
                at += 1
            if at < end:
                continue
        found[n] = (day * 86400 + second) * 1000000 + part


@jit
def sort_within(parents: Array, values: Longs) -> None:
    """Sort the values of each parent, in place; parents rise."""
    begin = 0
    while begin < len(values):
        end = begin + 1
        while end < len(values) and parents[end] == parents[begin]:
            end += 1
        if end > begin + 1:
            values[begin:end].sort()
        begin = end
