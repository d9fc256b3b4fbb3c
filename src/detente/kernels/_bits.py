"""Instructions of the processor that numba has no name for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from numba import types
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable


def _popcount(_: Any, _bits: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


def _lowest_bit(_: Any, _bits: Any) -> Any:
    def generate(_: Any, builder: Any, __: Any, arguments: Any) -> Any:
        from llvmlite import ir

        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.uint64(types.uint64), generate


def _prefetch(_: Any, array: Any, _place: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        from llvmlite import ir

        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        address = builder.gep(held.data, [arguments[1]])
        byte = ir.IntType(8).as_pointer()
        number = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        call = builder.module.globals.get("llvm.prefetch.p0") or ir.Function(
            builder.module, kind, "llvm.prefetch.p0"
        )
        reading, near, data = (ir.Constant(number, value) for value in (0, 3, 1))
        builder.call(call, [builder.bitcast(address, byte), reading, near, data])
        return context.get_dummy_value()

    return types.none(array, types.uint64), generate


# number of bits that are set in an unsigned 64-bit integer
popcount = cast("Callable[[Any], Any]", intrinsic(_popcount))
# place of the lowest bit that is set in an unsigned 64-bit integer, which is not 0
lowest_bit = cast("Callable[[Any], Any]", intrinsic(_lowest_bit))
# asks for the cache line of an element of a one-dimensional array before it is needed
prefetch = cast("Callable[[Any, Any], Any]", intrinsic(_prefetch))
