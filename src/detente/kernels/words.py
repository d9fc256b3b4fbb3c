"""Words in bytes: runs of letters of ASCII, figures and ``_``, capitals like small letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels._jit import step
from detente.kernels.json_shape import FACTOR, GATE, SEED
from detente.kernels.json_tokens import escape_size

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bytes = NDArray[Any]

FIRST, TIMES = np.uint64(SEED), np.uint64(FACTOR)
"""Where the hash of a word begins, and what it is multiplied with for each letter."""

# of each byte: the letter or figure that a word counts it as, 0 for what stands between words
LETTER = np.array(
    [ord(chr(b).lower()) if b < 128 and (chr(b).isalnum() or b == 95) else 0 for b in range(256)],
    np.uint8,
)


@step
def is_wanted(data: Bytes, begin: int, end: int, gate: Bytes) -> bool:
    """Whether the first word of a text may be one that is looked for, with an s or without."""
    at = begin
    while at < end and LETTER[data[at]] == 0:
        # letters that are written as escapes are not read
        at += escape_size(data, at) if data[at] == 92 else 1
    value, before, last = FIRST, FIRST, 0
    while at < end and LETTER[data[at]] != 0:
        last = LETTER[data[at]]
        before = value
        value = (value ^ np.uint64(last)) * TIMES
        at += 1
    if gate[np.int64((value ^ value >> np.uint64(32)) & np.uint64(GATE - 1))]:
        return True
    if last != 115:
        return False
    return bool(gate[np.int64((before ^ before >> np.uint64(32)) & np.uint64(GATE - 1))])
