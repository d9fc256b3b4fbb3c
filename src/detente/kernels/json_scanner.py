"""Memory for scanning JSON, and what was found in it, by path."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._vectors import REACH
from detente.kernels.json_scan import MOST_UNKNOWN, SOUND, scan

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels.json_shape import Compiled

    Bytes = NDArray[np.uint8]
    Longs = NDArray[np.int64]


@dataclass(slots=True)
class Scanner:
    """Memory for scanning, used again from batch to batch.

    Parameters
    ----------
    shape : Compiled
    """

    shape: Compiled
    room: NDArray[np.int64] = field(init=False)
    rows: NDArray[np.int64] = field(init=False)
    sound: NDArray[np.bool_] = field(init=False)
    _unknown: NDArray[np.int64] = field(init=False)
    _spans: NDArray[np.int32] = field(init=False)
    _parents: NDArray[np.int32] = field(init=False)
    _base: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.room = np.full(len(self.shape.plan.width), 64, np.int64)
        self._lay_out()

    def scan(
        self, data: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
    ) -> None:
        """Find the fields of records; what is found holds until the next call.

        Parameters
        ----------
        data : ndarray of uint8
            Goes on for ``REACH`` bytes of 0 behind the last record.
        starts : ndarray of int64, shape (n, 2)
            Where each record begins, in the first column.
        ends : ndarray of int64, shape (n,)
        """
        self.rows = np.zeros(len(self.room), np.int64)
        if len(ends) > self.room[0]:
            self.room[0] = len(ends) * 5 // 4
            self._lay_out()
        verdicts = np.empty(len(ends), np.uint8)
        self._unknown = np.zeros((MOST_UNKNOWN + 1, 3), np.int64)
        done = 0
        while True:
            done = scan(
                data, starts, ends, done, self.shape.plan, self._spans, self._parents, self._base,
                self.room, self.rows, verdicts, self._unknown,
            )  # fmt: skip
            self.rows[0] = done
            if done == len(ends):
                break
            self._double()
        self.sound = verdicts == SOUND

    def spans(self, path: str) -> NDArray[np.int32]:
        """Begin and end of the values of a path, one row a row of its table."""
        column = self.shape.columns[path]
        table = int(np.searchsorted(self.shape.plan.first, column, "right")) - 1
        begin = self._base[column]
        return self._spans[begin : begin + self.rows[table]]

    def parents(self, path: str) -> NDArray[np.int32]:
        """The row that each item of a list belongs to, rising."""
        table = self.shape.tables[path]
        begin = self._base[self.shape.plan.first[table]]
        return self._parents[begin : begin + self.rows[table]]

    def unknown(self, data: NDArray[np.uint8]) -> set[str]:
        """Fields of sound records that are not declared and not known as unread, by their path."""
        count = self._unknown[MOST_UNKNOWN, 0]
        return {
            f"{self.shape.nodes[node]}.{bytes(data[begin:end]).decode()}".lstrip(".")
            for node, begin, end in self._unknown[:count].tolist()
        }

    def _lay_out(self) -> None:
        of_column = np.repeat(self.room, self.shape.plan.width)
        self._base = np.cumsum(of_column) - of_column
        total = int(of_column.sum())
        self._spans = np.empty((total, 2), np.int32)
        self._parents = np.empty(total, np.int32)

    def _double(self) -> None:
        """Room for more rows of every list, with what has been found so far."""
        base, spans, parents = self._base, self._spans, self._parents
        self.room[1:] *= 2
        self._lay_out()
        for column, rows in enumerate(np.repeat(self.rows, self.shape.plan.width).tolist()):
            old, new = base[column], self._base[column]
            self._spans[new : new + rows] = spans[old : old + rows]
            self._parents[new : new + rows] = parents[old : old + rows]


def padded(data: bytes) -> NDArray[np.uint8]:
    """Bytes as an array that goes on for as long as scanning may look ahead."""
    array = np.zeros(len(data) + REACH, np.uint8)
    array[: len(data)] = np.frombuffer(data, np.uint8)
    return array
