"""The one way kernels are compiled.

``nogil`` lets plain threads share a kernel, which compiles in a third of the time of numba's own
parallel mode and behaves the same inside a Spark worker. ``cache`` keeps the machine code beside
the package, so that only the first run on a machine pays for compiling. ``error_model="numpy"``
makes a division by zero NaN, as the rest of the arithmetic has it, instead of an exception
half-way.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Function = TypeVar("Function", bound="Callable[..., object]")


# Kernels are never passed to one another: not compiling the wrapper for that saves a fifth.
_OPTIONS: dict[str, Any] = {
    "cache": True,
    "nogil": True,
    "error_model": "numpy",
    "no_cfunc_wrapper": True,
}


def jit(function: Function) -> Function:
    """Compile a kernel that Python calls."""
    from numba import njit

    _forget_stale()
    compiled: Function = njit(**_OPTIONS)(function)
    return compiled


def inlined(function: Function) -> Function:
    """Compile a step that other kernels call; LLVM inlines it where that pays."""
    return jit(function)


def step(function: Function) -> Function:
    """Compile a small step of a hot loop, which must not create arrays or views of them.

    numba counts references to every array that a function is given, also where the call is
    inlined: that took half of the credit pass. Without its runtime (``_nrt``) there is nothing to
    count with, and an attempt to allocate does not compile.
    """
    from numba import njit
    from numba.core.options import DefaultOptions

    _forget_stale()
    lean: dict[str, Any] = {"_nrt": False} if hasattr(DefaultOptions, "_nrt") else {}
    compiled: Function = njit(**_OPTIONS, **lean, forceinline=True)(function)
    return compiled


@cache
def _forget_stale() -> None:
    """Delete cached machine code if any kernel's source changed since it was written.

    numba looks at the file of a kernel alone: after a change in a helper that lives in another file
    it would go on running the old code, and give the old numbers without a word.
    """
    folder = Path(__file__).parent
    digest = hashlib.sha256(
        b"".join(p.read_bytes() for p in sorted(folder.glob("*.py")))
    ).hexdigest()
    mark = folder / "__pycache__" / "sources.sha256"
    with suppress(OSError):  # a read-only installation: numba keeps its cache elsewhere
        if not mark.exists() or mark.read_text() != digest:
            for old in mark.parent.glob("*.nb[ic]"):
                old.unlink(missing_ok=True)
            mark.parent.mkdir(exist_ok=True)
            mark.write_text(digest)
