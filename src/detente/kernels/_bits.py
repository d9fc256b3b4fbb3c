"""Instructions of the processor that numba has no name for."""

from __future__ import annotations

from typing import Any

from numba import types
from numba.extending import intrinsic


@intrinsic
def popcount(_: Any, bits: Any) -> Any:
    """Number of bits that are set in an unsigned 64-bit integer."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@intrinsic
def lowest_bit(_: Any, bits: Any) -> Any:
    """Place of the lowest bit that is set in an unsigned 64-bit integer, which is not 0."""

    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate
