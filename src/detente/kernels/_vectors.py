"""Thirty-two bytes at a time: what plain loops over bytes are too slow for.

Arrays must go on for ``REACH`` bytes behind what is looked at.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

WIDTH = 32
REACH = 64


def _block(context: Any, builder: Any, array: Any) -> Any:
    """The vector of bytes that begins at an index."""
    kind, (value, index) = array
    data = context.make_array(kind)(context, builder, value).data
    place = builder.gep(data, [index])
    vector = ir.VectorType(ir.IntType(8), WIDTH)
    block = builder.load(builder.bitcast(place, vector.as_pointer()))
    block.align = 1
    return block


def _same(builder: Any, block: Any, byte: int) -> Any:
    return builder.icmp_unsigned("==", block, ir.Constant(block.type, [byte] * WIDTH))


def _mask(builder: Any, flags: Any) -> Any:
    return builder.zext(builder.bitcast(flags, ir.IntType(WIDTH)), ir.IntType(64))


def _text_marks(typing: Any, data: Any, index: Any) -> Any:
    r"""Bits of the bytes that end a text, or need a look: ``"``, ``\\``, controls, and no ASCII."""
    del typing

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        block = _block(context, builder, (signature.args[0], values))
        # bytes from 0x80 on are negative: they lie below the controls
        low = builder.icmp_signed("<", block, ir.Constant(block.type, [32] * WIDTH))
        marks = builder.or_(_same(builder, block, 34), _same(builder, block, 92))
        return _mask(builder, builder.or_(marks, low))

    return types.uint64(data, index), generate


def _newlines(typing: Any, data: Any, index: Any) -> Any:
    """Bits of the bytes that are newlines."""
    del typing

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        block = _block(context, builder, (signature.args[0], values))
        return _mask(builder, _same(builder, block, 10))

    return types.uint64(data, index), generate


def _lowest(typing: Any, mask: Any) -> Any:
    """The place of the lowest bit that is set; the mask is not 0."""
    del typing

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        del context, signature
        return builder.cttz(values[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(mask), generate


def _eight(typing: Any, data: Any, index: Any) -> Any:
    """Eight bytes as one number, whatever their alignment."""
    del typing

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, values[0])
        place = builder.gep(array.data, [values[1]])
        number = builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()))
        number.align = 1
        return number

    return types.uint64(data, index), generate


# declared as anything: only compiled code calls them
text_marks: Any = intrinsic(_text_marks)
newlines: Any = intrinsic(_newlines)
lowest: Any = intrinsic(_lowest)
eight: Any = intrinsic(_eight)
