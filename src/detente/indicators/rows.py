"""Turning totals into the long rows of a measure, with intervals and the reasons for what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

SMALL_CELL = 25
Z95 = 1.959963984540054


def rows(
    metric: str, grain: Mapping[str, Sequence[Any]], totals: Floats, *, n: ArrayLike,
    unknown_share: ArrayLike, note: Sequence[str] | str = "",
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
        Why a value is missing or weak.

    Returns
    -------
    pyarrow.Table
        Grain, then the columns of :data:`detente.core.indicator.VALUE_COLUMNS`.
    """
    low, high = np.full((2, len(totals)), np.nan)
    if totals.shape[1] > 1:
        found = interval(totals[:, 1:])
        low, high = found.low, found.high
    return plain(
        metric, grain, totals[:, 0], low=low, high=high, n=n, unknown_share=unknown_share, note=note
    )


def probabilities(
    metric: str, grain: Mapping[str, Sequence[Any]], events: Floats, *, n: ArrayLike,
    unknown_share: ArrayLike,
) -> pa.Table:
    """Rows of a bootstrap probability: the share of draws in which an event occurs.

    Its interval is the Monte-Carlo error of that share (Wilson), not a second bootstrap.
    """
    draws = events.shape[1]
    if draws == 0:
        nothing = np.full(len(events), np.nan)
        return plain(metric, grain, nothing, low=nothing, high=nothing, n=n,
                     unknown_share=unknown_share, note="no bootstrap draws were asked for")
    share = events.mean(axis=1)
    centre = (share + Z95**2 / (2 * draws)) / (1 + Z95**2 / draws)
    spread = np.sqrt(share * (1 - share) / draws + Z95**2 / (4 * draws**2)) * Z95
    spread = spread / (1 + Z95**2 / draws)
    return plain(
        metric, grain, share, low=np.maximum(centre - spread, 0), high=np.minimum(centre + spread, 1),
        n=n, unknown_share=unknown_share,
    )


def plain(
    metric: str, grain: Mapping[str, Sequence[Any]], value: ArrayLike, *, low: ArrayLike,
    high: ArrayLike, n: ArrayLike, unknown_share: ArrayLike, note: Sequence[str] | str = "",
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

    return pa.int16() if name in ("year", "first_year", "last_year") else pa.string()


def small(n: ArrayLike) -> list[str]:
    """The note of cells too small to lean on (methods §2: k < 25)."""
    return [f"small cell: n < {SMALL_CELL}" if size < SMALL_CELL else "" for size in np.asarray(n)]


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Numerator / denominator, NaN where the denominator is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = np.asarray(numerator / denominator, dtype=float)
    quotient[~np.isfinite(quotient)] = np.nan
    return quotient
