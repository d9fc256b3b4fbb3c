"""A column of texts as spans of bytes, whatever file they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from detente.kernels import span_values as values
from detente.kernels import spans as kernels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Texts:
    """Texts that stand somewhere in a buffer.

    Attributes
    ----------
    data : ndarray of uint8
    spans : ndarray of int32, shape (n, 2)
        Begin and end of each; begin -1 where there is none, -2 where it cannot be read.
    """

    data: Bytes
    spans: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.spans)

    @property
    def missing(self) -> Flags:
        """Where there is none."""
        return np.asarray(self.spans[:, 0] == kernels.NONE)

    @property
    def odd(self) -> Flags:
        """Where it cannot be read."""
        return np.asarray(self.spans[:, 0] == kernels.ODD)

    def take(self, rows: NDArray[Any]) -> Texts:
        """Some of them, by place or by flag."""
        return Texts(self.data, np.ascontiguousarray(self.spans[rows]))

    def numbers_after(self, prefix: str) -> Numbers:
        """Numbers behind a prefix; -1 for null, -2 for all that has another form."""
        found = np.empty(len(self), np.int64)
        values.numbers_after(self.data, self.spans, _bytes(prefix), found)
        return found

    def begin_with(self, prefix: str) -> Flags:
        """Which begin so, those that are not there included."""
        found = np.empty(len(self), np.bool_)
        kernels.begins_with(self.data, self.spans, _bytes(prefix), found)
        return found

    def contain(self, part: str) -> Flags:
        """Which hold a part."""
        found = np.empty(len(self), np.bool_)
        kernels.contains(self.data, self.spans, _bytes(part), found)
        return found

    def days(self) -> Numbers:
        """Days since 1970; ``NO_DAY`` for what is none."""
        found = np.empty(len(self), np.int64)
        values.days(self.data, self.spans, found)
        return found

    def moments(self) -> Numbers:
        """Microseconds since 1970; ``NO_MOMENT`` for what is none, or has an unusual form."""
        found = np.empty(len(self), np.int64)
        values.moments(self.data, self.spans, found)
        return found

    def distinct(self) -> tuple[NDArray[np.int32], Texts]:
        """The number of each text (-1 for none, -2 for odd ones), and the texts by their number."""
        codes, firsts = np.empty((2, len(self)), np.int32)
        buckets = np.full(1 << (2 * len(self) + 1).bit_length(), -1, np.int32)
        count = kernels.distinct(self.data, self.spans, buckets, codes, firsts)
        return codes, self.take(firsts[:count])

    def strings(self) -> list[str | None]:
        """As strings of Python."""
        raw = memoryview(self.data)  # type: ignore[arg-type]
        # two lists, not one a span: the garbage collector looks through lists again and again
        return [
            str(raw[begin:end], "utf-8") if begin >= 0 else None
            for begin, end in zip(*self.spans.T.tolist(), strict=True)
        ]

    def arrow(self) -> pa.Array:
        """As a column of Arrow, with a copy of the bytes."""
        sizes = self.spans[:, 1] - self.spans[:, 0]
        offsets = np.zeros(len(self) + 1, np.int32)
        np.cumsum(sizes, out=offsets[1:])
        out = np.empty(offsets[-1], np.uint8)
        kernels.gather(self.data, self.spans, offsets, out)
        there = self.spans[:, 0] >= 0
        valid = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
        buffers = [valid, pa.py_buffer(offsets), pa.py_buffer(out)]
        return pa.Array.from_buffers(pa.string(), len(self), buffers)


def _bytes(text: str) -> Bytes:
    return np.array(list(text.encode()), np.uint8)


def by_code(values: list[Any], *, odd: Any, missing: Any) -> NDArray[Any]:
    """Values to be taken by the number of a text, odd and missing ones included."""
    return np.array([*values, odd, missing])


def taken(values: pa.Array, codes: NDArray[Any]) -> pa.Array:
    """Values by their number; null for a number below 0."""
    return values.take(pa.array(codes, mask=codes < 0))
