"""Making lists of references equally complete, by leaving out what some lists lack anyway.

A paper of which a tenth of the references is missing seems to replace what it builds on more than
it does, because those who cite it together with what is missing are not seen to do so. What is
missing cannot be found again; but from lists that have more, as much can be left out. (Ecologists
compare counts of species in samples of different effort in this way, and call it rarefaction.)

Which references stay is a function of (citing paper, cited paper), in any order of the citations.
What stays of a shorter list stays of a longer one.

References: Hurlbert 1971; methods §4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels._jit import jit
from detente.kernels.bootstrap import mix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.kernels._arrays import Booleans

    Ints = NDArray[np.integer]


def evened_references(citing: Ints, cited: Ints, most: Ints, *, names: Ints) -> Booleans:
    """Which references stay if each paper keeps at most so many, picked at random.

    Parameters
    ----------
    citing, cited : integer arrays, shape (references,)
        Papers, 0 … papers − 1; distinct references, sorted by citing paper.
    most : integer array, shape (citing papers,)
        References that each paper keeps at most, >= 0; papers that cite nothing may come after its
        end.
    names : integer array, shape (papers,)
        Lasting identifiers, >= 0, by which they are picked.

    Returns
    -------
    boolean array, shape (references,)

    Raises
    ------
    ValueError
        References that are not sorted by citing paper.

    References
    ----------
    [@hurlbert1971]
    """
    if len(citing) and (np.diff(citing) < 0).any():
        raise ValueError("references must be sorted by citing paper")
    out = np.empty(len(citing), np.bool_)
    _pick(
        np.ascontiguousarray(citing, np.int64), np.ascontiguousarray(cited, np.int64),
        np.ascontiguousarray(most, np.int64), np.ascontiguousarray(names, np.int64), out,
    )  # fmt: skip
    return out


@jit
def _pick(citing: Ints, cited: Ints, most: Ints, names: Ints, out: Booleans) -> None:
    salt = mix(np.uint64(3))
    begin = 0
    while begin < len(citing):
        paper, end = citing[begin], begin
        while end < len(citing) and citing[end] == paper:
            end += 1
        room = most[paper]
        if room >= end - begin or room == 0:
            out[begin:end] = room > 0
        else:
            base = mix(np.uint64(names[paper]) + salt)
            keys = np.empty(end - begin, np.uint64)
            for place in range(begin, end):
                keys[place - begin] = mix(np.uint64(names[cited[place]]) + base)
            last = np.sort(keys)[room - 1]
            for place in range(begin, end):
                out[place] = keys[place - begin] <= last
        begin = end
