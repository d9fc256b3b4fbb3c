"""Papers on a topic and a country's own papers, year by year, in the same draws as every count."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.errors import UnknownName
from detente.kernels.joint import joint_draws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]
    Ints = NDArray[np.integer]
    Flags = NDArray[np.bool_]

THRESHOLD = 0.5
STATEMENT = """
SELECT l.work AS work, MAX(l.score) AS score
FROM label AS l
WHERE l.label = '{label}'
GROUP BY l.work
"""
LABELS = "SELECT l.label AS label, COUNT(*) AS works FROM label AS l GROUP BY l.label"


@dataclass(frozen=True, eq=False)
class Topic:
    """A topic and the works on it.

    Attributes
    ----------
    name : str
    flags : bool array, shape (works,)
        Which works of the work pool are on it.
    """

    name: str
    flags: Flags = field(repr=False)


class Counts(NamedTuple):
    """Papers of some countries by year, under the specification's counting.

    Attributes
    ----------
    years : integer array, shape (years,)
        Every year from the first to the last.
    topic, own : float64 arrays, shape (countries, years, 1 + draws)
        Papers on the topic, and all.
    """

    years: Ints
    topic: Floats
    own: Floats

    def of(self, place: int) -> tuple[Floats, Floats]:
        """Topic papers and own papers of one of the countries: (years, 1 + draws) each."""
        return self.topic[place], self.own[place]


def topics_of(tally: Tally, name: str | None, threshold: float) -> list[Topic]:
    """The topic of that name, or every definition of the release but the one that is asked under.

    Parameters
    ----------
    tally : Tally
    name : str or None
        A definition of the release, or a label as the source writes it.
    threshold : float
        Least score of a label.

    Raises
    ------
    UnknownName
        No work has such a label, and no definition such a name.
    """
    definitions = tally.dataset.definitions
    if name is None:
        others = [d for d in definitions if d != tally.specification["ai_definition"]]
        return [_defined(tally, definition) for definition in others]
    if name in definitions:
        return [_defined(tally, name)]
    return [_labelled(tally, name, threshold)]


def _defined(tally: Tally, definition: str) -> Topic:
    pool = tally.dataset.work_pool
    bit = np.int64(1 << tally.dataset.definitions.index(definition))
    return Topic(definition, (pool.cell["definitions"].to_numpy() & bit) != 0)


def _labelled(tally: Tally, name: str, threshold: float) -> Topic:
    dataset = tally.dataset
    dataset.need("label")
    quoted = name.replace("'", "''")
    rows = dataset.query(STATEMENT.format(label=quoted), "label")
    if not len(rows):
        known = dataset.query(LABELS, "label")["label"].to_pylist()
        raise UnknownName("topic (label or definition) of this release", name,
                          sorted({*known, *dataset.definitions}))  # fmt: skip
    works = rows["work"].to_numpy()[rows["score"].to_numpy() >= threshold]
    return Topic(name, np.isin(dataset.work_pool.cell_work["work"].to_numpy(), works))


def counts_of(tally: Tally, topic: Topic, places: Sequence[int]) -> Counts:
    """Papers of some countries on a topic, and all their papers, by year.

    Parameters
    ----------
    tally : Tally
    topic : Topic
    places : sequence of int
        Places of the countries.
    """
    pool, specification = tally.dataset.work_pool, tally.specification
    credit = pool.credit(specification)
    slot = np.full(pool.places + 1, -1)
    slot[list(places)] = range(len(places))
    mine = slot[credit.key] >= 0
    entries = credit.rekeyed(credit.row[mine], slot[credit.key[mine]], credit.value[mine])
    admitted = pool.admitted(specification)
    gives = np.diff(entries.first)[entries.profile[admitted]] > 0
    years = _span(tally.years)
    # each year a column of its own: papers are drawn within the year, by their own weights
    here = admitted[gives]
    works = pool.cell_work["work"].to_numpy()
    sums = np.zeros((len(places), 2, len(years), tally.columns))
    for i, year in enumerate(years.tolist()):
        chosen = here[pool.years[here] == year]
        if not len(chosen):
            continue
        each = np.stack([topic.flags[chosen], np.ones(len(chosen), bool)], axis=1).astype(float)
        sums[:, :, i] = joint_draws(
            works[chosen], each, first=entries.first, key=entries.key, value=entries.value,
            slots=len(places), draws=tally.columns - 1, seed=tally.dataset.seed,
            group=entries.profile[chosen],
        )  # fmt: skip
    return Counts(years, sums[:, 0], sums[:, 1])


def _span(years: Ints) -> Ints:
    """Every year from the first to the last."""
    return np.arange(years[0], years[-1] + 1) if len(years) else np.zeros(1, int)
