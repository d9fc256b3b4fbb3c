"""What is checked once of citations before compiled code, which checks nothing, walks over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def refuse_strangers(papers: int, *columns: NDArray[np.integer]) -> None:
    """A ``UsageError`` where a column names a paper outside 0 … papers − 1, or lengths differ."""
    lengths = {len(column) for column in columns}
    if len(lengths) > 1:
        raise UsageError(
            f"columns of citations have {' and '.join(map(str, sorted(lengths)))} rows",
            why="each citation needs its citing and its cited paper",
            fix="give arrays of one length",
        )
    for column in columns:
        if len(column) and not 0 <= column.min() <= column.max() < papers:
            raise UsageError(
                f"a citation names paper {column.min() if column.min() < 0 else column.max()}",
                why=f"there are {papers} papers, numbered from 0",
                fix="number the papers from 0 and drop citations of papers that are not there",
            )
