"""What the closed formulas share: array types, and division that is undefined, never zero."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]
Booleans: TypeAlias = NDArray[np.bool_]

NORMAL_95 = 1.959963984540054  # the 97.5 % point of the standard normal distribution


def floats(values: ArrayLike) -> Floats:
    """The values as doubles; ``None`` becomes NaN."""
    return np.asarray(values, dtype=np.float64)


def integers(values: ArrayLike) -> Integers:
    """The values as 64-bit integers."""
    return np.asarray(values, dtype=np.int64)


def booleans(values: ArrayLike) -> Booleans:
    """The values as booleans."""
    return np.asarray(values, dtype=np.bool_)


def where_valid(valid: ArrayLike, values: ArrayLike) -> Floats:
    """The values where they are valid, NaN elsewhere."""
    return np.where(valid, values, np.nan)


def index_type(size: int) -> type[np.int32] | type[np.int64]:
    """The smaller type that counts up to ``size``."""
    return np.int32 if size < 2**31 else np.int64


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> Floats:
    """Numerator over denominator; NaN wherever the denominator is not positive."""
    above, below = np.broadcast_arrays(floats(numerator), floats(denominator))
    quotient = np.full(above.shape, np.nan)
    np.divide(above, below, out=quotient, where=below > 0)
    return quotient
