"""Compile, at installation, the kernels that the demo needs: ``python -m detente.kernels.warm``.

Machine code is kept beside the package, so that the first command need not wait for it. With
``all`` those that load big files are compiled, too, which otherwise the first such load does.
"""

from __future__ import annotations

import sys
from typing import Any

import numba
from numba import boolean, float64, int8, int16, int32, int64, uint8, uint64

from detente.kernels import (
    affiliations,
    bootstrap,
    json_scan,
    json_tokens,
    passes,
    phrases,
    pooling,
    ranks,
    span_values,
    spans,
)
from detente.kernels.json_shape import compile_shape

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


_TEXT, _PART, _SPANS, _FLAGS = uint8[::1], uint8[::1], int32[:, ::1], boolean[::1]


def loading() -> tuple[tuple[Any, tuple[object, ...]], ...]:
    """The kernels that files of works are loaded with, and the types they are called with."""
    typeof: Any = numba.typeof
    plan = typeof(compile_shape({"name": "text"}).plan)
    tree = typeof(phrases.compile_phrases(["one phrase"]))
    return (
        (json_tokens.line_spans, (_TEXT, int64, _LONG_TABLE, _LONGS, _LONGS)),
        (
            json_scan.scan,
            (_TEXT, _LONG_TABLE, _LONGS, int64, plan, _SPANS, _INTS, *[_LONGS] * 3, _TEXT,
             _LONG_TABLE),
        ),
        (spans.plain_texts, (_TEXT, _SPANS, int64, _SPANS)),
        (spans.sound_texts, (_TEXT, _SPANS, _FLAGS)),
        (spans.begins_with, (_TEXT, _SPANS, _PART, _FLAGS)),
        (spans.contains, (_TEXT, _SPANS, _PART, _FLAGS)),
        (spans.distinct, (_TEXT, _SPANS, _INTS, _INTS, _INTS)),
        (spans.gather, (_TEXT, _SPANS, _INTS, _TEXT)),
        (span_values.whole_numbers, (_TEXT, _SPANS, _LONGS)),
        (span_values.numbers_after, (_TEXT, _SPANS, _PART, _LONGS)),
        (span_values.flags, (_TEXT, _SPANS, _BYTES)),
        (span_values.scores, (_TEXT, _SPANS, _FLOATS)),
        (span_values.days, (_TEXT, _SPANS, _LONGS)),
        (span_values.moments, (_TEXT, _SPANS, _LONGS)),
        (span_values.sort_within, (_INTS, _LONGS)),
        (affiliations.lay_out, (*[_INTS] * 5, int64, *[_INTS] * 5, _LONGS, _LONGS)),
        (phrases.in_texts, (_TEXT, _SPANS, tree, _SPANS)),
        (
            phrases.in_indices,
            (_TEXT, _INTS, _SPANS, _SPANS, tree, _LONGS, _LONGS, _SPANS),
        ),
    )  # fmt: skip


def main() -> None:
    """Compile what is not compiled yet; silent unless it fails."""
    for kernel, types in (*NEEDED, *(loading() if "all" in sys.argv[1:] else ())):
        kernel.compile(types)


if __name__ == "__main__":
    main()
