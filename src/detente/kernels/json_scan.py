"""One pass over JSON records: syntax checked, declared fields found, everything else skipped.

A record is sound if it is JSON in UTF-8, every declared field stands in it once, holds a value of
a declared kind, and no object is deeper than ``DEEPEST``. What is found are spans of bytes: where a
value begins and ends. Whoever needs the reason why a record is not sound reads it with a slower,
exact reader; one that this pass refuses may still be fine (a name with an escape, a deep object).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels._jit import jit, step
from detente.kernels._vectors import eight
from detente.kernels.json_shape import (
    BUCKETS,
    FACTOR,
    LONGEST_NAME,
    OBJECT,
    ROOT,
    SEED,
    UNREAD,
    Plan,
)
from detente.kernels.json_tokens import after_blanks, name_of, plain_list_end, token
from detente.kernels.words import is_wanted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
    Bytes = NDArray[Any]
    Longs = NDArray[Any]
    Spans = NDArray[Any]

DEEPEST = 64
MOST_UNKNOWN = 64
SOUND, FAULTY = 0, 1
IN_LIST = -1
"""What stands for the node in a list."""
_SHIFT = 52  # 64 less the bits of the number of buckets
_SEED, _FACTOR = np.uint64(SEED), np.uint64(FACTOR)


@step
def _name_number(data: Bytes, begin: int, end: int, node: int, plan_names: tuple[Any, ...]) -> int:
    """Number of the name that stands there; -1 if the node has no such name."""
    buckets, names, lengths, owners = plan_names
    size = end - begin
    if size > LONGEST_NAME:
        return -1
    head = eight(data, begin)
    tail = np.uint64(0)
    if size < 8:
        head &= (np.uint64(1) << np.uint64(8 * size)) - np.uint64(1)
    elif size > 8:
        tail = eight(data, end - 8)
    mixed = (head ^ (tail * _FACTOR)) + np.uint64((size << 8) + node)
    place = np.int64((mixed * _SEED) >> np.uint64(_SHIFT))
    while buckets[place] >= 0:
        number = buckets[place]
        if owners[number] == node and lengths[number] == size:
            same = 0
            while same < size and names[number, same] == data[begin + same]:
                same += 1
            if same == size:
                return int(number)
        place = (place + 1) & (BUCKETS - 1)
    return -1


@step
def _note(data: Bytes, unknown: Longs, node: int, begin: int, end: int) -> None:
    """Keep a field that nobody knows, once."""
    count = unknown[MOST_UNKNOWN, 0]
    for number in range(count):
        if unknown[number, 0] == node and unknown[number, 2] - unknown[number, 1] == end - begin:
            other, same = unknown[number, 1], 0
            while same < end - begin and data[other + same] == data[begin + same]:
                same += 1
            if same == end - begin:
                return
    if count < MOST_UNKNOWN:
        unknown[count, 0] = node
        unknown[count, 1] = begin
        unknown[count, 2] = end
        unknown[MOST_UNKNOWN, 0] = count + 1


@jit
def scan(
    data: Bytes,
    starts: Longs,
    ends: Longs,
    first_record: int,
    plan: Plan,
    spans: Spans,
    parents: Array,
    base: Longs,
    room: Longs,
    rows: Array,
    verdicts: Bytes,
    unknown: Longs,
) -> int:
    """Find the declared fields of records.

    Parameters
    ----------
    data : ndarray of uint8
        Goes on for ``REACH`` bytes of 0 behind the last record.
    starts : ndarray of int64, shape (n, 2)
        Where each record begins.
    ends : ndarray of int64, shape (n,)
        Where it ends.
    first_record : int
        Where to go on.
    plan : Plan
    spans : ndarray of int32, shape (m, 2)
        Receives begin and end of values: row ``base[column] + row`` for each row of a table. 0
        where there is none; an end is complemented where a text holds escapes. Of an object or list
        only the bracket that opens it.
    parents : ndarray of int32
        Receives the row of the parent of each row: at ``base`` of the first column of its table.
    base : ndarray of int64
        Of each column.
    room, rows : ndarray of int64
        Of each table: rows there is room for, and rows found.
    verdicts : ndarray of uint8, shape (n,)
        Receives 0 for a sound record.
    unknown : ndarray of int64, shape (MOST_UNKNOWN + 1, 3)
        Receives fields that nobody knows: node, begin and end; their number in the last row.

    Returns
    -------
    int
        How many records are done: fewer than there are if there was no room for the next.
    """
    kinds, columns, inner, items, tables = (
        plan.kinds, plan.columns, plan.inner, plan.items, plan.tables,
    )  # fmt: skip
    required, others, words, first, width = (
        plan.required, plan.others, plan.words, plan.first, plan.width,
    )  # fmt: skip
    names = (plan.buckets, plan.names, plan.lengths, plan.owners)
    slots, bits, gate = plan.slots, plan.bits, plan.gate
    # of each open object or list: its node (-1 for a list), fields seen or slot of items, and row
    frames = np.zeros((DEEPEST + 1, 3), np.int64)
    before = np.zeros(len(rows), np.int64)
    for record in range(first_record, len(ends)):
        before[:] = rows
        known = unknown[MOST_UNKNOWN, 0]
        verdict = FAULTY
        for column in range(first[0], first[0] + width[0]):
            spans[base[column] + record, 0] = 0
        at = after_blanks(data, starts[record, 0])
        slot, depth, row = ROOT, 0, record
        node, state, owner = IN_LIST, 0, record
        while True:
            # a value begins here
            begin = at
            kind, at, escaped = token(data, at)
            if kinds[slot] & kind == 0:
                break
            column = columns[slot]
            if column >= 0:
                place = base[column] + row
                spans[place, 0] = begin
                spans[place, 1] = ~at if escaped else at
            opened = kind >= OBJECT
            if opened:
                if depth == DEEPEST:
                    break
                frames[depth, 0], frames[depth, 1], frames[depth, 2] = node, state, owner
                depth += 1
                owner = row
                node, state = (inner[slot], 0) if kind == OBJECT else (IN_LIST, items[slot])
            sound = True
            while True:
                # behind a value, or in what was just opened
                if depth == 0:
                    # blanks of JSON are fewer than those of a blank line
                    while at < ends[record] and after_blanks(data, at) > at:
                        at += 1
                    if at == ends[record]:
                        verdict = SOUND
                    sound = False
                    break
                at = after_blanks(data, at)
                c = data[at]
                if node == IN_LIST:
                    if c == 93:
                        at += 1
                        depth -= 1
                        node, state, owner = frames[depth, 0], frames[depth, 1], frames[depth, 2]
                        opened = False
                        continue
                    if not opened:
                        if c != 44:
                            sound = False
                            break
                        at = after_blanks(data, at + 1)
                    slot = state
                    row = owner
                    table = tables[slot]
                    if table >= 0:
                        row = rows[table]
                        if row == room[table]:
                            rows[:] = before
                            unknown[MOST_UNKNOWN, 0] = known
                            return record
                        rows[table] += 1
                        parents[base[first[table]] + row] = owner
                        for column in range(first[table], first[table] + width[table]):
                            spans[base[column] + row, 0] = 0
                    break
                if c == 125:
                    if state & required[node] != required[node]:
                        sound = False
                        break
                    at += 1
                    depth -= 1
                    node, state, owner = frames[depth, 0], frames[depth, 1], frames[depth, 2]
                    opened = False
                    continue
                if not opened:
                    if c != 44:
                        sound = False
                        break
                    at = after_blanks(data, at + 1)
                begin, end, at, escaped = name_of(data, at)
                if end < 0:
                    sound = False
                    break
                slot = others[node]
                row = owner
                if node == UNREAD:
                    break
                table = words[node]
                if table >= 0:
                    if is_wanted(data, begin, end, gate):
                        found = rows[table]
                        if found == room[table]:
                            rows[:] = before
                            unknown[MOST_UNKNOWN, 0] = known
                            return record
                        rows[table] += 1
                        place = base[first[table]] + found
                        parents[place] = record
                        spans[place, 0] = begin - 1
                        spans[place, 1] = ~(end + 1) if escaped else end + 1
                        spans[base[first[table] + 1] + found, :] = at
                    end = plain_list_end(data, at)
                    if end < 0:
                        break
                    # most of an index: it need not be opened and closed like other lists
                    at = end
                    opened = False
                    continue
                number = _name_number(data, begin, end, node, names)
                if number < 0:
                    _note(data, unknown, node, begin, end)
                else:
                    slot = slots[number]
                bit = np.int64(1) << bits[number] if number >= 0 and bits[number] >= 0 else 0
                sound = escaped == 0 and state & bit == 0
                state |= bit
                break
            if not sound:
                break
        verdicts[record] = verdict
        if verdict != SOUND:
            rows[:] = before
            unknown[MOST_UNKNOWN, 0] = known
    return len(ends)
