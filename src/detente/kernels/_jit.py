"""The one way kernels are compiled.

``nogil`` lets plain threads share a kernel, which compiles in a third of the time of numba's own
parallel mode and behaves the same inside a Spark worker. ``cache`` keeps the machine code beside the
package, so that only the first run on a machine pays for compiling.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

if TYPE_CHECKING:

    def jit(function: Callable[P, R]) -> Callable[P, R]: ...
    def inlined(function: Callable[P, R]) -> Callable[P, R]: ...

else:
    from numba import njit

    def jit(function):
        """Compile an entry point: cached on disk, releasing the interpreter lock."""
        return cast(Callable[P, R], njit(cache=True, nogil=True, error_model="numpy")(function))

    def inlined(function):
        """Compile a helper that entry points call; LLVM decides whether to inline it."""
        return cast(Callable[P, R], njit(cache=True, nogil=True, error_model="numpy")(function))
