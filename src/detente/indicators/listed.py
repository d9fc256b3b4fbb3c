"""Works known to exist from elsewhere: how many of them the release has, and what that implies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import Metric
from detente.indicators.rows import About, ratio
from detente.kernels import coverage

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]

LIST_METRICS = (
    Metric("known_item_recall", "Known works that the release has", "share",
           "listed works in the release / listed works", 0.0, 1.0),
    Metric("population", "Works there are (Chapman)", "works",
           "(n1 + 1)(n2 + 1)/(m + 1) - 1: n1 works in the release, n2 in the list, m in both"),
    Metric("covered_share", "Share of the works there are that the release has", "share",
           "n1 / Chapman's estimate", 0.0, 1.0),
)  # fmt: skip
NO_LIST = "insufficient data: give a list of works known to exist, listed = FILE"
ASSUMED = "if list and release are independent; if they like the same works, there are more"


def list_rows(
    tally: Tally, listed: str | Sequence[Any] | None, grain: Sequence[str]
) -> list[pa.Table]:
    """Rows of `LIST_METRICS`, null without a list.

    Raises
    ------
    UsageError
        The list is empty, cannot be read, or holds something else than identifiers of works.
    """
    works = tally.pool.works_of(tally.cells)[1]
    about = About({name: [None] for name in grain}, len(works), tally.unknown_share())
    if listed is None:
        return [about.nulls(metric.name, NO_LIST) for metric in LIST_METRICS]
    known = _identifiers(listed)
    both = int(np.isin(known, works).sum())
    recall, error = coverage.known_item_recall(both, len(known)), coverage.wilson(both, len(known))
    found = coverage.chapman(len(works), len(known), both)
    # the normal interval knows nothing of the works that were seen
    least = np.maximum(found.low, len(works) + len(known) - both)
    of_list = replace(about, n=len(known))
    share = ratio(np.full(3, len(works)), np.array([found.total, found.high, least]))
    return [
        of_list.plain("known_item_recall", [recall], low=error.low, high=error.high, note=""),
        about.plain("population", [found.total], low=least, high=found.high, note=ASSUMED),
        about.plain("covered_share", share[:1], low=share[1], high=share[2], note=ASSUMED),
    ]


def _identifiers(listed: str | Sequence[Any]) -> Ints:
    """Distinct identifiers from a file or a sequence."""
    given = _lines(Path(listed)) if isinstance(listed, str | Path) else [*enumerate(listed, 1)]
    numbers = set()
    for place, entry in given:
        try:
            numbers.add(int(entry))
        except (TypeError, ValueError) as problem:
            raise UsageError(
                f"entry {place} of the list is '{entry}'",
                why="a work is named by the whole number that identifies it in the work table",
                fix="give one identifier a line",
            ) from problem
    if not numbers:
        raise UsageError("the list of known works is empty", fix="give one identifier a line")
    return np.array(sorted(numbers))


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(
            f"the list {path} cannot be read", why=str(problem), fix="give a text file"
        ) from problem
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
