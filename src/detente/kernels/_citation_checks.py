"""What edge arrays and dates must be before a graph is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import TableInvalid
from detente.kernels import _citation_build as build
from detente.kernels._threads import each, even_cuts

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Ints = NDArray[np.integer]


# Beyond this a double no longer holds every whole number.
FARTHEST = 2**53


def checked_edges(
    citing: ArrayLike, cited: ArrayLike, *, papers: int, threads: int
) -> tuple[Ints, Ints]:
    """Both ends of every citation, each a paper that is there.

    Raises
    ------
    TableInvalid
        See `citation_graph`.
    """
    source, target = _ids("citing", citing), _ids("cited", cited)
    if len(source) != len(target):
        raise TableInvalid(
            f"'citing' has {len(source):,} rows and 'cited' {len(target):,}",
            why="a citation is one row of both",
        )
    for name, ids in (("citing", source), ("cited", target)):
        _check_range(name, ids, papers=papers, threads=threads)
    return source, target


def _ids(name: str, values: ArrayLike) -> Ints:
    ids = np.asarray(values)
    if ids.ndim != 1:
        raise TableInvalid(f"'{name}' has {ids.ndim} dimensions, not one")
    if ids.size == 0:
        return np.empty(0, np.int64)
    if ids.dtype.kind not in "iu":
        raise TableInvalid(
            f"'{name}' holds {ids.dtype}, not whole numbers",
            why="papers are numbered 0, 1, …; a number with a fraction may have lost digits",
            fix="number the papers first: numpy.unique(ids, return_inverse=True)",
        )
    if ids.dtype == np.uint64 and int(ids.max()) >= 2**63:
        _refuse(name, int(np.argmax(ids)), ids, None)
    wide = ids if ids.dtype in (np.int32, np.int64) else ids.astype(np.int64)
    return np.ascontiguousarray(wide)


def _check_range(name: str, ids: Ints, *, papers: int, threads: int) -> None:
    if not len(ids):
        return
    cuts = even_cuts(len(ids), min(4 * threads, len(ids)))
    found = each(
        lambda i: build.extremes(ids[cuts[i] : cuts[i + 1]]), len(cuts) - 1, threads=threads
    )
    if min(low for low, _ in found) < 0 or max(high for _, high in found) >= papers:
        _refuse(name, int(np.argmax((ids < 0) | (ids >= papers))), ids, papers)


def _refuse(name: str, row: int, ids: Ints, papers: int | None) -> None:
    raise TableInvalid(
        f"row {row:,} of '{name}' is {int(ids[row])}, which is no paper",
        why="papers are numbered from 0"
        + ("" if papers is None else f", and {papers:,} have a place among the dates"),
        fix="give a date for every paper, or leave the citation out",
    )


def checked_dates(
    date: ArrayLike, *, exclude: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_] | None]:
    """Dates as whole numbers, and which are missing; None if none is.

    Raises
    ------
    TableInvalid
        See `citation_graph`.
    """
    values = np.asarray(date)
    if values.ndim != 1:
        raise TableInvalid(f"'date' has {values.ndim} dimensions, not one")
    if values.size == 0:
        return np.empty(0, np.int64), None
    if values.dtype.kind == "M":
        whole, missing = values.astype("datetime64[D]").astype(np.int64), np.isnat(values)
    elif values.dtype.kind in "iu":
        _refuse_dates(values, (values > FARTHEST) | (values < -FARTHEST))
        return values.astype(np.int64, copy=False), None
    else:
        whole, missing = _from_floats(values)
    if not missing.any():
        return whole, None
    if not exclude:
        row = int(np.argmax(missing))
        raise TableInvalid(
            f"row {row:,} of 'date' is missing",
            why=f"{int(missing.sum()):,} papers have no date, without which there is no window",
            fix="give it, keep such papers as references only: undated='cited', or exclude them "
            "and their citations: undated='exclude'",
        )
    whole[missing] = whole[~missing].min() if not missing.all() else 0
    return whole, missing


def _from_floats(values: NDArray[np.generic]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    try:
        numbers = values.astype(np.float64)
    except (TypeError, ValueError) as problem:
        raise TableInvalid(
            f"'date' holds {values.dtype}, neither years nor days",
            fix="give whole numbers, or numpy's datetime64",
        ) from problem
    missing = np.isnan(numbers)
    odd = (numbers != np.floor(numbers)) | (np.abs(numbers) > FARTHEST)
    _refuse_dates(values, ~missing & odd)
    return np.where(missing, 0, numbers).astype(np.int64), missing


def _refuse_dates(values: NDArray[np.generic], odd: NDArray[np.bool_]) -> None:
    if odd.any():
        row = int(np.argmax(odd))
        raise TableInvalid(
            f"row {row:,} of 'date' is {values[row]}, neither a year nor a day",
            fix="give a whole number, or a day as datetime64",
        )
