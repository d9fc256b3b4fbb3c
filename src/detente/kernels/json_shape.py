"""A declared shape of JSON records, compiled to the arrays that scanning follows.

A shape is a dict of field to shape; a list with the shape of its items; or a word: ``text``,
``whole``, ``number``, ``flag``, ``any``, or ``words`` (an object whose names are looked through);
with ``?`` where null is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from numpy.typing import NDArray

TEXT, WHOLE, FRACTION, FLAG, NULL, OBJECT, LIST = (1 << n for n in range(7))
_KINDS = {
    "text": TEXT,
    "whole": WHOLE,
    "number": WHOLE | FRACTION,
    "flag": FLAG,
    "words": OBJECT,
    "any": TEXT | WHOLE | FRACTION | FLAG | NULL | OBJECT | LIST,
}
UNREAD, ROOT = 0, 1
"""The slot of what is not read, and that of a whole record."""
LONGEST_NAME = 48  # a whole number of eight bytes
BUCKETS = 4096
GATE = 8192
SEED, FACTOR = 0xCBF29CE484222325, 0x100000001B3  # FNV-1a


class Plan(NamedTuple):
    """What scanning follows. A slot is a place where a value can stand, a node a declared object.

    Attributes
    ----------
    kinds, columns, inner, items, tables : ndarray of int64
        Of each slot: kinds allowed; the column that its spans go to; its node; the slot of its
        items; the table that gets a row for each value. -1 where there is none.
    required : ndarray of int64
        Of each node the fields that must stand in it, as bits.
    others : ndarray of int64
        Of each node the slot of fields that are not declared.
    words : ndarray of int64
        Of each node the table of its names, where they are looked through; -1 elsewhere.
    first, width : ndarray of int64
        Of each table its first column and how many it has.
    buckets : ndarray of int64
        Names by their hash: number of the name, -1 where none is.
    names : ndarray of uint8
        Bytes of the names, one a row, filled with zeros.
    lengths, owners, slots, bits : ndarray of int64
        Of each name: bytes, node, slot of the value, number among the fields of its node (-1 for
        those unread).
    gate : ndarray of uint8
        Whether a hash belongs to a word that is looked for.
    """

    kinds: NDArray[np.int64]
    columns: NDArray[np.int64]
    inner: NDArray[np.int64]
    items: NDArray[np.int64]
    tables: NDArray[np.int64]
    required: NDArray[np.int64]
    others: NDArray[np.int64]
    words: NDArray[np.int64]
    first: NDArray[np.int64]
    width: NDArray[np.int64]
    buckets: NDArray[np.int64]
    names: NDArray[np.uint8]
    lengths: NDArray[np.int64]
    owners: NDArray[np.int64]
    slots: NDArray[np.int64]
    bits: NDArray[np.int64]
    gate: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A plan, and where each path is found in what it gives.

    Attributes
    ----------
    plan : Plan
    columns : dict of str to int
        Column of each path; the items of a list of texts stand under the path of the list. An
        object of ``words`` has two: its path for names, and its path with ``:`` for values.
    tables : dict of str to int
        Table of each list, and of each object of ``words``; the records are table 0.
    nodes : tuple of str
        Path of each node.
    """

    plan: Plan
    columns: dict[str, int]
    tables: dict[str, int]
    nodes: tuple[str, ...]


@dataclass(slots=True)
class _Compiler:
    nullable: Collection[str]
    optional: Collection[str]
    unread: Mapping[str, Collection[str]]
    slots: list[list[int]] = field(default_factory=list)
    nodes: list[str] = field(default_factory=list)
    required: list[int] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)
    columns: list[tuple[int, str]] = field(default_factory=list)
    names: list[tuple[bytes, int, int, int]] = field(default_factory=list)

    def slot(self, kinds: int, *, column: int = -1, node: int = UNREAD, items: int = UNREAD) -> int:
        self.slots.append([kinds, column, node, items, -1])
        return len(self.slots) - 1

    def node(self, path: str) -> int:
        self.nodes.append(path)
        self.required.append(0)
        self.others.append(UNREAD)
        self.words.append(-1)
        return len(self.nodes) - 1

    def column(self, table: int, path: str) -> int:
        self.columns.append((table, path))
        return len(self.columns) - 1

    def add(self, shape: object, path: str, table: int) -> int:
        """The slot of a shape, and all below it."""
        null = NULL if path in self.nullable else 0
        if isinstance(shape, dict):
            return self._object(shape, path, table)
        if isinstance(shape, list):
            inner = self.tables[path] = len(self.tables)
            items = self.add(shape[0], path, inner)
            self.slots[items][4] = inner
            return self.slot(LIST | null, items=items)
        kind = str(shape).rstrip("?")
        kinds = _KINDS[kind] | (NULL if kind != shape else 0)
        if kind == "words":
            return self._words(kinds, path)
        return self.slot(kinds, column=self.column(table, path))

    def _object(self, shape: dict[str, object], path: str, table: int) -> int:
        node = self.node(path)
        for bit, (name, inner) in enumerate(shape.items()):
            place = f"{path}.{name}".lstrip(".")
            self.names.append((name.encode(), node, self.add(inner, place, table), bit))
            if place not in self.optional:
                self.required[node] |= 1 << bit
        self.names += [(name.encode(), node, UNREAD, -1) for name in self.unread.get(path, ())]
        return self.slot(OBJECT | (NULL if path in self.nullable else 0), node=node)

    def _words(self, kinds: int, path: str) -> int:
        """An object of words: whatever stands in it, however deep, is looked through as well."""
        node = self.node(path)
        table = self.tables[path] = len(self.tables)
        self.words[node] = table
        self.column(table, path)
        self.column(table, f"{path}:")
        self.others[node] = self.slot(_KINDS["any"], node=node, items=len(self.slots))
        return self.slot(kinds, node=node)


def compile_shape(
    shape: object,
    *,
    nullable: Collection[str] = (),
    optional: Collection[str] = (),
    unread: Mapping[str, Collection[str]] | None = None,
    words: Iterable[str] = (),
) -> Compiled:
    """The plan of a shape.

    Parameters
    ----------
    shape : object
        Of a whole record; an object has at most 63 declared fields.
    nullable, optional : collection of str
        Paths of objects and lists that may be null, and of fields that may be absent.
    unread : mapping of str to collection of str
        By path of an object: fields that are known and not read.
    words : iterable of str
        Words that names in an object of ``words`` are looked through for: small letters of ASCII,
        figures and ``_``.
    """
    made = _Compiler(nullable, optional, unread or {})
    made.slot(_KINDS["any"], node=made.node("-"))
    made.slot(0)
    made.tables[""] = 0
    made.slots[ROOT] = made.slots[made.add(shape, "", 0)]
    order = sorted(range(len(made.columns)), key=lambda column: made.columns[column][0])
    number = {column: place for place, column in enumerate(order)}
    made.slots[ROOT] = list(made.slots[ROOT])
    for slot in made.slots:
        slot[1] = number.get(slot[1], -1)
    columns = {made.columns[column][1]: place for place, column in enumerate(order)}
    width = np.bincount([table for table, _ in made.columns], minlength=len(made.tables))
    arrays = (
        *np.ascontiguousarray(np.array(made.slots, np.int64).T),
        *(np.array(of_node, np.int64) for of_node in (made.required, made.others, made.words)),
        (np.cumsum(width) - width).astype(np.int64),
        width.astype(np.int64),
        *_hashed(made.names),
        gate(words),
    )
    return Compiled(Plan._make(arrays), columns, made.tables, tuple(made.nodes))


def _hashed(names: list[tuple[bytes, int, int, int]]) -> tuple[NDArray[Any], ...]:
    buckets = np.full(BUCKETS, -1, np.int64)
    stored = np.zeros((len(names), LONGEST_NAME), np.uint8)
    for number, (name, node, _, _) in enumerate(names):
        stored[number, : len(name)] = list(name)
        place = bucket_of(name, node)
        while buckets[place] >= 0:
            place = (place + 1) % BUCKETS
        buckets[place] = number
    lengths = np.array([len(name) for name, *_ in names], np.int64)
    facts = np.array([facts for _, *facts in names], np.int64).reshape(-1, 3)
    return (buckets, stored, lengths, *np.ascontiguousarray(facts.T))


def bucket_of(name: bytes, node: int) -> int:
    """Where a name of a node is looked for first."""
    begin = int.from_bytes(name[:8].ljust(8, b"\0"), "little")
    end = int.from_bytes(name[-8:], "little") if len(name) > 8 else 0
    mixed = (begin ^ (end * FACTOR)) + (len(name) << 8) + node
    return ((mixed * SEED) % 2**64) >> 52


def gate(words: Iterable[str]) -> NDArray[np.uint8]:
    """Flags by the low bits of a hash: never 0 for a word that is looked for."""
    flags = np.zeros(GATE, np.uint8)
    for word in words:
        value = SEED
        for byte in word.encode():
            value = ((value ^ byte) * FACTOR) % 2**64
        flags[gate_place(value)] = 1
    return flags


def gate_place(value: int) -> int:
    """Place of a hash among the flags."""
    return (value ^ value >> 32) % GATE
