"""The fields of a batch of rows of Parquet, by their path: typed already, but not checked."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from detente.kernels._vectors import REACH
from detente.kernels.json_scanner import Scanner
from detente.kernels.json_shape import compile_shape
from detente.kernels.span_values import NO_DAY, NO_MOMENT
from detente.kernels.spans import NONE, ODD, plain_texts, sound_texts
from detente.sources.openalex.fields import MAY_BE_NULL, WORK
from detente.sources.openalex.json_columns import ABSTRACT, in_indices
from detente.sources.openalex.labels import phrases as all_phrases
from detente.sources.openalex.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from detente.kernels.json_shape import Compiled
    from detente.kernels.phrases import Phrases

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


@dataclass(slots=True)
class _Level:
    """Values of a list of all records together, and the row that each belongs to."""

    values: pa.Array
    parents: NDArray[np.int32]


@dataclass(slots=True)
class ArrowColumns:
    """Columns of some rows.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
    absent : frozenset of str
        Fields that the file lacks, and may lack.
    """

    batch: pa.RecordBatch
    absent: frozenset[str] = frozenset()
    _levels: dict[str, _Level] = field(default_factory=dict, init=False)
    _abstracts: _Abstracts | None = field(default=None, init=False)

    def __len__(self) -> int:
        return len(self.batch)

    def texts(self, path: str) -> Texts:
        """Texts of a path."""
        # abstracts are held against UTF-8 when they are scanned
        return _texts(self._values(path), checked=path != ABSTRACT)

    def whole(self, path: str) -> Numbers:
        """Whole numbers; -1 for null, -2 for those that are negative."""
        values = self._values(path)
        numbers: Numbers = pc.fill_null(values.cast(pa.int64()), 0).to_numpy().copy()
        numbers[numbers < 0] = ODD
        numbers[_null(values)] = NONE
        return numbers

    def flags(self, path: str) -> NDArray[np.int8]:
        """1 for true, 0 for false, -1 for null or absent."""
        if path in self.absent:
            return np.full(len(self), NONE, np.int8)
        return pc.fill_null(self._values(path).cast(pa.int8()), NONE).to_numpy()  # type: ignore[no-any-return]

    def scores(self, path: str, wanted: Flags) -> NDArray[np.float64]:
        """Numbers; NaN for null."""
        del wanted
        values = self._values(path).cast(pa.float64(), safe=False)
        return pc.fill_null(values, np.nan).to_numpy()  # type: ignore[no-any-return]

    def days(self, path: str) -> tuple[Numbers, Flags]:
        """Days since 1970, and where there is none."""
        values = self._values(path)
        if _is_time(values.type):
            days = pc.fill_null(values.cast(pa.date32()).cast(pa.int32()), NO_DAY).to_numpy()
            return days.astype(np.int64), _null(values)
        texts = _texts(values)
        return texts.days(), texts.missing

    def moments(self, path: str) -> tuple[Numbers, Texts | None]:
        """Microseconds since 1970, and the texts that they stand in."""
        values = self._values(path)
        if _is_time(values.type):
            moments = values.cast(pa.timestamp("us")).cast(pa.int64())
            return pc.fill_null(moments, NO_MOMENT).to_numpy().copy(), None
        texts = _texts(values)
        return texts.moments(), texts

    def parents(self, path: str) -> NDArray[np.int32]:
        """The row that each item of a list belongs to, rising."""
        return self._level(path).parents

    def faulty(self, path: str) -> Flags:
        """Records with a null in or below a list where none may be."""
        bad = np.zeros(len(self), np.bool_)
        for one in _LISTS:
            if one == path or one.startswith(f"{path}."):
                holder, level = one.rpartition(".")[0], self._level(one)
                if one not in MAY_BE_NULL:
                    bad[self._records(np.flatnonzero(_null(self._raw(one))), holder)] = True
                bad[self._records(level.parents[_null(level.values)], holder)] = True
        return bad

    def _records(self, rows: NDArray[Any], holder: str) -> NDArray[Any]:
        """The records that rows of a list belong to."""
        while holder:
            rows = self._level(holder).parents[rows]
            holder = holder.rpartition(".")[0]
        return rows

    def unsaid(self) -> Flags:
        """Records that do not say whether they are extended."""
        if "is_xpac" in self.absent:
            return np.zeros(len(self), np.bool_)
        return _null(self._values("is_xpac"))

    def broken_abstracts(self) -> Flags:
        """Records whose abstract does not begin as an object does."""
        texts = self._indices().texts
        return texts.odd | ~texts.begin_with("{")

    def phrases(self, phrases: Phrases) -> NDArray[np.int32]:
        """Phrases of abstracts: (record, phrase). An abstract that is no JSON has none."""
        return self._indices().phrases(phrases)

    def _indices(self) -> _Abstracts:
        if self._abstracts is None:
            self._abstracts = _Abstracts(self.texts(ABSTRACT))
        return self._abstracts

    def _values(self, path: str) -> pa.Array:
        """Values of a path, one a row of the list it stands in; of a list of texts, its items."""
        if path in _LISTS:
            return self._level(path).values
        return self._raw(path)

    def _raw(self, path: str) -> pa.Array:
        holder, _, name = path.rpartition(".")
        if not holder:
            return self.batch.column(name)
        if holder in _LISTS:
            return pc.struct_field(self._level(holder).values, name)
        return pc.struct_field(self._raw(holder), name)

    def _level(self, path: str) -> _Level:
        if path not in self._levels:
            lists = self._raw(path)
            counts = pc.fill_null(pc.list_value_length(lists), 0).to_numpy()
            parents = np.repeat(np.arange(len(lists), dtype=np.int32), counts)
            self._levels[path] = _Level(lists.flatten(), parents)
        return self._levels[path]


@dataclass(slots=True)
class _Abstracts:
    """Inverted indices as texts of JSON, in memory that may be looked at ahead."""

    texts: Texts

    def __post_init__(self) -> None:
        given = self.texts
        size = int(given.spans.max(initial=0))
        data = np.zeros(2 * (size + REACH), np.uint8)
        data[:size] = given.data[:size]
        self.texts = Texts(data, given.spans)

    def phrases(self, phrases: Phrases) -> NDArray[np.int32]:
        there = np.flatnonzero(self.texts.spans[:, 0] >= 0).astype(np.int32)
        if not len(there):
            return np.empty((0, 2), np.int32)
        spans = self.texts.spans[there].astype(np.int64)
        scanner = Scanner(_index_shape())
        scanner.scan(self.texts.data, spans, np.ascontiguousarray(spans[:, 1]))
        names = np.empty((len(scanner.spans("")), 2), np.int32)
        tail = int(spans.max()) + REACH
        plain_texts(self.texts.data, scanner.spans(""), tail, names)
        found = in_indices(
            Texts(self.texts.data, names), scanner.spans(":"), scanner.parents(""), phrases=phrases
        )
        found[:, 0] = there[found[:, 0]]
        return found


@cache
def _index_shape() -> Compiled:
    words = {word for phrase in all_phrases() for word in phrase.split()}
    return compile_shape("words", words=words)


def _is_time(kind: Any) -> bool:
    return bool(pa.types.is_date(kind) or pa.types.is_timestamp(kind))


def _null(values: pa.Array) -> Flags:
    if not values.null_count:
        return np.zeros(len(values), np.bool_)
    flags: Flags = pc.is_null(values).to_numpy(zero_copy_only=False)
    return flags


def _texts(values: pa.Array, *, checked: bool = True) -> Texts:
    """Spans of a column; what is no UTF-8 is odd."""
    if pa.types.is_dictionary(values.type) or not pa.types.is_string(values.type):
        values = values.cast(pa.string())
    _, offsets, data = values.buffers()
    ends = np.frombuffer(offsets, np.int32)[values.offset : values.offset + len(values) + 1]
    spans = np.stack([ends[:-1], ends[1:]], axis=1)
    spans[_null(values)] = NONE
    texts = Texts(_writable(data), spans)
    if checked:
        sound = np.empty(len(texts), np.bool_)
        sound_texts(texts.data, spans, sound)
        spans[~sound] = ODD
    return texts


def _writable(buffer: Any) -> NDArray[np.uint8]:
    """The bytes of a buffer, of the type that kernels are compiled for; none is written to."""
    if buffer is None or not buffer.size:
        return np.zeros(1, np.uint8)
    found = (ctypes.c_uint8 * buffer.size).from_address(buffer.address)
    return np.frombuffer(found, np.uint8)


def _lists(shape: object, path: str = "") -> Iterator[tuple[str, object]]:
    """Every list, by its path, with the shape of its items."""
    if isinstance(shape, list):
        yield path, shape[0]
        yield from _lists(shape[0], path)
    elif isinstance(shape, dict):
        for name, inner in shape.items():
            yield from _lists(inner, f"{path}.{name}".lstrip("."))


_LISTS = dict(_lists(WORK))
