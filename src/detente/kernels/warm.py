"""Compile, at installation, the kernels that the demo needs: ``python -m detente.kernels.warm``.

Machine code is kept beside the package, so that the first command need not wait for it.
"""

from __future__ import annotations

from typing import Any

from numba import boolean, float64, int8, int16, int32, int64, uint64

from detente.kernels import bootstrap, passes, pooling, ranks

# Arrays by type of element: one dimension, or more, in C order.
_BYTES, _SHORTS, _INTS, _LONGS = int8[::1], int16[::1], int32[::1], int64[::1]
_HASHES, _FLOATS = uint64[::1], float64[::1]
_INT_TABLE, _LONG_TABLE, _FLOAT_TABLE = int32[:, ::1], int64[:, ::1], float64[:, ::1]
_FLAG_TABLE, _FLOAT_CUBE = boolean[:, ::1], float64[:, :, ::1]
_ENTRIES = (_LONGS, _INTS, _FLOATS)

# The types that the lake, the indicators and the claims call each kernel with.
NEEDED: tuple[tuple[Any, tuple[object, ...]], ...] = (
    (bootstrap.add_weights, (int64, int64, _LONGS, _LONGS, int64, _INT_TABLE)),
    (
        bootstrap.accumulate,
        (_LONGS, _LONGS, *_ENTRIES, _LONGS, _INT_TABLE, _FLOAT_CUBE),
    ),
    (bootstrap.add_slots, (_LONGS, _LONGS, _INT_TABLE, _INT_TABLE)),
    (bootstrap.combine_slots, (_INTS, _FLOATS, _INT_TABLE, _FLOAT_TABLE)),
    (bootstrap.sum_entries, (*_ENTRIES, _FLOATS, _FLOATS)),
    (bootstrap.add_rows, (_LONGS, _LONGS, _INT_TABLE, _INT_TABLE)),
    (
        passes.credit_entries,
        (_LONGS, _SHORTS, _INTS, _SHORTS, _BYTES, _SHORTS, int64, int64, *_ENTRIES),
    ),
    (
        passes.link_entries,
        (_LONGS, _SHORTS, _SHORTS, _SHORTS, int64, int64, boolean, *_ENTRIES),
    ),
    (
        passes.describe_works,
        (_LONGS, _SHORTS, _SHORTS, _SHORTS, _INTS, _INTS, _INTS, _INTS),
    ),
    (
        pooling.pattern_hashes,
        (_LONGS, _SHORTS, _LONGS, _HASHES, _BYTES, uint64, uint64, _LONGS, _HASHES),
    ),
    (pooling.author_hashes, (_LONGS, _SHORTS, _HASHES, _BYTES, uint64, _HASHES)),
    (ranks._fill_ranks, (_FLOAT_TABLE, _LONG_TABLE, int64, float64, _FLOAT_TABLE)),
    (ranks._fill_first, (_FLOAT_TABLE, float64, _FLAG_TABLE)),
)


def main() -> None:
    """Compile what is not compiled yet; silent unless it fails."""
    for kernel, types in NEEDED:
        kernel.compile(types)


if __name__ == "__main__":
    main()
