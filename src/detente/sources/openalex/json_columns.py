"""The fields of a batch of JSON lines, by their path."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels import phrases as finding
from detente.kernels import span_values as values
from detente.kernels import spans as kernels
from detente.sources.openalex.fields import MARK
from detente.sources.openalex.texts import Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels.json_scanner import Scanner
    from detente.kernels.phrases import Phrases
    from detente.sources.openalex.lines import Batch

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]

ABSTRACT = "abstract_inverted_index"


@dataclass(slots=True)
class JsonColumns:
    """What scanning a batch found.

    Parameters
    ----------
    scanner : Scanner
        Holds the spans of this batch.
    batch : Batch
    """

    scanner: Scanner
    batch: Batch
    _tail: int = field(init=False)

    def __post_init__(self) -> None:
        self._tail = self.batch.used

    def __len__(self) -> int:
        return len(self.batch.ends)

    def texts(self, path: str) -> Texts:
        """Texts of a path."""
        return self._plain(self.scanner.spans(path))

    def whole(self, path: str) -> Numbers:
        """Whole numbers; -1 for null, -2 for those that are negative or too large."""
        spans = self.scanner.spans(path)
        found = np.empty(len(spans), np.int64)
        values.whole_numbers(self.batch.buffer, spans, found)
        return found

    def flags(self, path: str) -> NDArray[np.int8]:
        """1 for true, 0 for false, -1 for null or absent."""
        spans = self.scanner.spans(path)
        found = np.empty(len(spans), np.int8)
        values.flags(self.batch.buffer, spans, found)
        return found

    def scores(self, path: str, wanted: Flags) -> NDArray[np.float64]:
        """Numbers: exactly those that are wanted, the others only as far as they are in 0 to 1.

        Parameters
        ----------
        path : str
        wanted : ndarray of bool
        """
        spans = self.scanner.spans(path)
        found = np.empty(len(spans), np.float64)
        values.scores(self.batch.buffer, spans, found)
        for row in np.flatnonzero(np.isnan(found) | (wanted & (found == values.WITHIN))).tolist():
            begin, end = spans[row].tolist()
            found[row] = float(self.batch.buffer[begin:end].tobytes())
        # what is not wanted lies between 0 and 1, wherever
        found[found == values.WITHIN] = 0.5
        return found

    def days(self, path: str) -> tuple[Numbers, Flags]:
        """Days since 1970, and where there is none."""
        texts = self.texts(path)
        return texts.days(), texts.missing

    def moments(self, path: str) -> tuple[Numbers, Texts | None]:
        """Microseconds since 1970, and the texts that they stand in."""
        texts = self.texts(path)
        return texts.moments(), texts

    def parents(self, path: str) -> NDArray[np.int32]:
        """The row that each item of a list belongs to, rising."""
        return self.scanner.parents(path)

    def faulty(self, path: str) -> Flags:
        """Rows whose list, or an item of it, is null where it may not be: scanning refused them."""
        del path
        return np.zeros(len(self), np.bool_)

    def unsaid(self) -> Flags:
        """Records that lack ``is_xpac`` although they are of a time that had it."""
        absent = self.scanner.spans("is_xpac")[:, 0] == 0
        marked: Flags = self.scanner.spans(MARK)[:, 0] > 0
        return np.asarray(absent & marked)

    def broken_abstracts(self) -> Flags:
        """None: scanning refused them."""
        return np.zeros(len(self), np.bool_)

    def phrases(self, phrases: Phrases) -> NDArray[np.int32]:
        """Phrases of abstracts: (record, phrase)."""
        names = self._plain(self.scanner.spans(ABSTRACT))
        return in_indices(
            names, self.scanner.spans(f"{ABSTRACT}:"), self.parents(ABSTRACT), phrases=phrases
        )

    def _plain(self, spans: NDArray[np.int32]) -> Texts:
        plain = np.empty((len(spans), 2), np.int32)
        self._tail = kernels.plain_texts(self.batch.buffer, spans, self._tail, plain)
        return Texts(self.batch.buffer, plain)


def in_indices(
    names: Texts, values: NDArray[np.int32], rows: NDArray[Any], *, phrases: Phrases
) -> NDArray[np.int32]:
    """Phrases of inverted indices: (row, phrase).

    Parameters
    ----------
    names : Texts
        Names that a phrase may need.
    values : ndarray of int32, shape (n, 2)
        Where the value of each begins.
    rows : ndarray of int32
        Which index each is of, rising.
    phrases : Phrases
    """
    room = 4096
    while True:
        places, items = np.empty((2, room), np.int64)
        found = np.empty((max(1024, 2 * len(rows)), 2), np.int32)
        total = finding.in_indices(
            names.data, rows, names.spans, values, phrases, places, items, found
        )
        if total < 0:
            room = -total
            continue
        if total > len(found):
            found = np.empty((total, 2), np.int32)
            finding.in_indices(names.data, rows, names.spans, values, phrases, places, items, found)
        return np.unique(found[:total], axis=0)
