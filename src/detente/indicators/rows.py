"""Long rows of a measure from totals: intervals, and the reasons for what is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels.coverage import wilson
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

SMALL_CELL = 25
FEW = 2  # papers that are seldom met: a resample of fewer does not know how rare they are
ROUNDING = 1e-9  # three thirds and a paper are two
UNDEFINED = "undefined: nothing to divide by"
NO_DRAWS = "no bootstrap draws were asked for"
# resampling works never makes one that is not there: an interval of [0, 0] would be sure of nothing
NEVER_SEEN = "no interval: none in the data, and resampling cannot say how rare that is"
NO_INTERVAL = "no interval: undefined in more than 5 % of the draws"


@dataclass(frozen=True, slots=True)
class About:
    """What several metrics are about: the same rows, n and unknown share.

    Attributes
    ----------
    grain : mapping of str to sequence
        Grain columns, each of length rows.
    n : integer array, shape (rows,) or scalar
        Number of works behind each row.
    unknown_share : float array, shape (rows,) or scalar
        In [0, 1].
    note : str or sequence of str
        What weakens a row.
    """

    grain: Mapping[str, Sequence[Any]]
    n: ArrayLike
    unknown_share: ArrayLike
    note: Sequence[str] | str = ""

    def noting(self, more: Sequence[str]) -> About:
        """The same with something more to note of each row."""
        given = [self.note] * len(more) if isinstance(self.note, str) else self.note
        return replace(self, note=[joined(*both) for both in zip(given, more, strict=True)])

    def rows(
        self,
        metric: str,
        totals: Floats,
        *,
        undefined: str = UNDEFINED,
        ends: tuple[Floats, Floats] | None = None,
        sure_of_zero: bool = False,
    ) -> pa.Table:
        """Rows of one metric from its estimate and draws; see :func:`rows`."""
        return rows(
            metric, self.grain, totals, n=self.n, unknown_share=self.unknown_share,
            note=self.note, undefined=undefined, ends=ends, sure_of_zero=sure_of_zero,
        )  # fmt: skip

    def probabilities(self, metric: str, events: NDArray[Any]) -> pa.Table:
        """Rows of a bootstrap probability: the share of draws (rows, draws) in which events occur.

        Its interval is the Monte-Carlo error of that share (Wilson), not a second bootstrap.
        """
        draws = events.shape[1]
        if draws == 0:
            return self.nulls(metric, NO_DRAWS)
        hits = events.sum(axis=1)
        error = wilson(hits, draws)
        return self.plain(metric, hits / draws, low=error.low, high=error.high, note=self.note)

    def plain(
        self,
        metric: str,
        value: ArrayLike,
        *,
        note: Sequence[str] | str,
        low: ArrayLike = np.nan,
        high: ArrayLike = np.nan,
    ) -> pa.Table:
        """Rows as they stand, by default without an interval: the note says where that is."""
        return plain(
            metric, self.grain, value, low=low, high=high, n=self.n,
            unknown_share=self.unknown_share, note=note,
        )  # fmt: skip

    def nulls(self, metric: str, why: str) -> pa.Table:
        """Rows without a value, and why there is none."""
        size = len(next(iter(self.grain.values())))
        return self.plain(metric, np.full(size, np.nan), note=why)


def rows(
    metric: str,
    grain: Mapping[str, Sequence[Any]],
    totals: Floats,
    *,
    n: ArrayLike,
    unknown_share: ArrayLike,
    note: Sequence[str] | str = "",
    undefined: str = UNDEFINED,
    ends: tuple[Floats, Floats] | None = None,
    sure_of_zero: bool = False,
) -> pa.Table:
    """Rows of one metric from its estimate and draws.

    Parameters
    ----------
    metric : str
    grain : mapping of str to sequence
        Grain columns, each of length rows.
    totals : float64 array, shape (rows, 1 + draws)
        NaN is undefined. With no draws there is no interval.
    n : integer array, shape (rows,) or scalar
        Number of works behind each row.
    unknown_share : float array, shape (rows,) or scalar
        In [0, 1].
    note : str or sequence of str
        What weakens a row.
    undefined : str
        Why an estimate is NaN.
    ends : pair of float64 arrays, shape (rows,), optional
        The interval, where it is not that of the central 95 % of the draws.
    sure_of_zero : bool
        Whether 0 in every draw says something, as of a difference. Of a count of works it says
        nothing: what is not in the data is in no resample of it.

    Returns
    -------
    pyarrow.Table
        Grain, then the columns of :data:`detente.core.indicator.VALUE_COLUMNS`.
    """
    missing = np.isnan(totals[:, 0])
    never = (totals == 0).any(axis=1) & ((totals == 0) | np.isnan(totals)).all(axis=1)
    nothing = ~missing & ((np.broadcast_to(n, missing.shape) == 0) | (never & ~sure_of_zero))
    low, high = np.full((2, len(totals)), np.nan)
    if totals.shape[1] > 1:
        found = interval(totals[:, 1:])
        given_ends = ends or (found.low, found.high)
        low, high = (np.where(missing | nothing, np.nan, end) for end in given_ends)
    wide = ~missing & np.isnan(low) & (totals.shape[1] > 1)
    given = [note] * len(totals) if isinstance(note, str) else note
    why = [
        undefined if null else NEVER_SEEN if never else NO_INTERVAL if open_ended else ""
        for null, never, open_ended in zip(missing, nothing, wide, strict=True)
    ]
    return plain(
        metric, grain, totals[:, 0], low=low, high=high, n=n, unknown_share=unknown_share,
        note=[joined(*texts) for texts in zip(why, given, strict=True)],
    )  # fmt: skip


def plain(
    metric: str,
    grain: Mapping[str, Sequence[Any]],
    value: ArrayLike,
    *,
    low: ArrayLike,
    high: ArrayLike,
    n: ArrayLike,
    unknown_share: ArrayLike,
    note: Sequence[str] | str = "",
) -> pa.Table:
    """Rows from values and intervals as they stand; NaN becomes null."""
    import pyarrow as pa

    size = len(np.asarray(value))
    columns = {name: pa.array(list(values), _grain_type(name)) for name, values in grain.items()}
    columns["metric"] = pa.array([metric] * size, pa.string())
    for name, numbers in (("value", value), ("low", low), ("high", high)):
        filled = np.broadcast_to(np.asarray(numbers, float), size)
        columns[name] = pa.array(filled, pa.float64(), from_pandas=True)
    columns["n"] = pa.array(np.broadcast_to(np.asarray(n, float), size).round().astype(np.int64))
    share = np.broadcast_to(np.asarray(unknown_share, float), size)
    columns["unknown_share"] = pa.array(share, pa.float64(), from_pandas=True)
    notes = [note] * size if isinstance(note, str) else list(note)
    columns["note"] = pa.array([text or None for text in notes], pa.string())
    return pa.table(columns)


def _grain_type(name: str) -> pa.DataType:
    import pyarrow as pa

    return pa.int16() if name in {"year", "first_year", "last_year"} else pa.string()


def blanked(
    table: pa.Table, which: ArrayLike, columns: Sequence[str] = ("low", "high")
) -> pa.Table:
    """The same rows with null in these columns of some of them, by default without an interval."""
    import pyarrow as pa
    import pyarrow.compute as pc

    gone = pa.array(np.asarray(which, bool))
    for name in columns:
        kept = pc.if_else(gone, pa.scalar(None, table.schema.field(name).type), table[name])
        table = table.set_column(table.schema.get_field_index(name), name, kept)
    return table


def too_few(found: ArrayLike) -> NDArray[np.bool_]:
    """Whether totals count fewer than :data:`FEW` papers that are seldom met."""
    return np.asarray(np.asarray(found) < FEW - ROUNDING)


def small(n: ArrayLike) -> list[str]:
    """The note of cells too small to lean on (methods §2: k < 25)."""
    return [f"small cell: n < {SMALL_CELL}" if size < SMALL_CELL else "" for size in np.asarray(n)]


def joined(*notes: str) -> str:
    """Several notes as one, empty ones left out."""
    return "; ".join(note for note in notes if note)


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Numerator / denominator, NaN where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.asarray(numerator / denominator, dtype=float)
    quotient[~np.isfinite(quotient)] = np.nan
    return quotient
