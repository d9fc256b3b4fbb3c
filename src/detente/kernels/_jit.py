"""The one way kernels are compiled.

``nogil`` lets plain threads share a kernel, which compiles in a third of the time of numba's own
parallel mode and behaves the same inside a Spark worker. ``cache`` keeps the machine code beside the
package, so that only the first run on a machine pays for compiling. ``error_model="numpy"`` makes a
division by zero NaN, as the rest of the arithmetic has it, instead of an exception half-way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., object]")


def jit(function: Function) -> Function:
    """Compile a kernel that Python calls."""
    from numba import njit

    compiled: Function = njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


def inlined(function: Function) -> Function:
    """Compile a step that other kernels call; LLVM inlines it where that pays."""
    return jit(function)
