"""Works without a known country, or with some unknown one, counted by SQL on any engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from detente.core.dimensions.bylines import RESEARCH_TYPES
from detente.indicators.output import fields_of
from detente.lake.pooling import MASKS, definition_table

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]

GROUPS = ("total", "year", "venue", "field", "type")
STATEMENT = f"""
SELECT w.year AS year, w.venue AS venue, w.type AS type, COALESCE(m.mask, 0) AS mask,
       COUNT(*) AS works,
       SUM(CASE WHEN COALESCE(a.known, 0) = 0 THEN 1 ELSE 0 END) AS no_country,
       SUM(CASE WHEN a.known IS NULL OR a.known < a.listed THEN 1 ELSE 0 END) AS some_unknown
FROM work AS w
LEFT JOIN (
    SELECT b.work AS work, COUNT(b.country) AS known, COUNT(*) AS listed
    FROM authorship AS b
    GROUP BY b.work
) AS a ON a.work = w.work
LEFT JOIN ({MASKS}) AS m ON m.work = w.work
WHERE w.retracted IS NULL OR w.retracted = FALSE
GROUP BY w.year, w.venue, w.type, COALESCE(m.mask, 0)
"""
_TABLES = ("work", "authorship", "label")
_COUNTS = ("works", "no_country", "some_unknown")


class Gaps(NamedTuple):
    """Counts of works by group; a label of None is what is not known, or the total."""

    labels: list[Any]
    works: Ints
    no_country: Ints
    some_unknown: Ints


def gaps(tally: Tally, by: str) -> Gaps:
    """Works, works without a country and works with some unknown one, by group.

    Parameters
    ----------
    tally : Tally
        Which works: the definition of AI, document types and period.
    by : {"total", "year", "venue", "field", "type"}

    Raises
    ------
    DataMissing
        The release has no works.
    """
    counts = _counts(tally)
    if by in {"total", "field"}:
        parts = fields_of(tally) if by == "field" else [tally]
        labels = [part.specification["ai_definition"] for part in parts]
        sums = [[np.sum(chosen[name]) for name in _COUNTS]
                for chosen in (_admitted(part, counts) for part in parts)]  # fmt: skip
        return Gaps(labels, *np.array(sums).T)
    chosen = _admitted(tally, counts)
    grouped = chosen.group_by(by).aggregate([(name, "sum") for name in _COUNTS]).sort_by(by)
    return Gaps(grouped[by].to_pylist(), *(grouped[f"{name}_sum"].to_numpy() for name in _COUNTS))


def _counts(tally: Tally) -> pa.Table:
    dataset = tally.dataset
    dataset.need(*_TABLES)
    relations: dict[str, Any] = {name: dataset.release.files(name) for name in _TABLES}
    relations["definition"] = definition_table(dataset.release.manifest.definitions)
    return dataset.engine.query(STATEMENT, relations)


def _admitted(tally: Tally, counts: pa.Table) -> pa.Table:
    """Rows that meet the definition, document types and period, as `Pool.admitted` has it."""
    import pyarrow as pa
    import pyarrow.compute as pc

    specification = tally.specification
    bit = 1 << tally.dataset.definitions.index(specification["ai_definition"])
    wanted = (counts["mask"].to_numpy() & bit) != 0
    if specification["document_types"] == "research":
        research = pc.is_in(counts["type"], pa.array(sorted(RESEARCH_TYPES)))
        wanted &= research.to_numpy()
    years, period = counts["year"].to_numpy(), specification.period
    if period.first is not None:
        wanted &= years >= period.first
    if period.last is not None:
        wanted &= years <= period.last
    return counts.filter(pa.array(wanted))
