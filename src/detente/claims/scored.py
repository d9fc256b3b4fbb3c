"""Metrics of scored works: credit × score of a country, and how far missing affiliations reach.

A metric of ``detente.claims.metrics`` names its score; what a metric needs besides follows from
whether it is a sum of scores or the quotient of two such sums.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Contributions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Contribute = Callable[[WorkPool, Specification, tuple[int, ...]], Contributions]
    Level = Callable[[Floats, WorkPool, tuple[int, ...]], Floats]
    Bound = Callable[[WorkPool, Specification, tuple[int, ...]], tuple[Floats, Floats]]

CREDIT_CHOICES = ("counting", "unknown", "territory")


def sum_of(
    score: Callable[[WorkPool, Specification], Floats],
) -> tuple[Contribute, Level, Bound]:
    """The functions of a metric that is Σ credit × score.

    Parameters
    ----------
    score : callable
        Score of each work under a specification: (works,).

    Returns
    -------
    tuple of callables
        ``contributions``, ``levels`` and ``bounds`` of :class:`detente.claims.metric.MetricModule`.
    """

    def contributions(
        pool: WorkPool, specification: Specification, centres: tuple[int, ...]
    ) -> Contributions:
        scores = [score(pool, specification)]
        return scored_credit(pool, specification, centres, scores=scores)

    def levels(totals: Floats, pool: WorkPool, centres: tuple[int, ...]) -> Floats:
        del pool, centres
        return totals[:, None, :]

    def bounds(
        pool: WorkPool, specification: Specification, centres: tuple[int, ...]
    ) -> tuple[Floats, Floats]:
        return sum_bounds(pool, specification, centres, score=score(pool, specification))

    return contributions, levels, bounds


def quotient_of(
    scores: Callable[[WorkPool, Specification], tuple[Floats, Floats]],
) -> tuple[Contribute, Level, Bound]:
    """The functions of a metric that is Σ credit × score / Σ credit × weight.

    Parameters
    ----------
    scores : callable
        Score and weight of each work under a specification, (works,) each.

    Returns
    -------
    tuple of callables
        As :func:`sum_of`; the metric is NaN where nothing weighs.
    """

    def contributions(
        pool: WorkPool, specification: Specification, centres: tuple[int, ...]
    ) -> Contributions:
        both = scores(pool, specification)
        return scored_credit(pool, specification, centres, scores=both)

    def levels(totals: Floats, pool: WorkPool, centres: tuple[int, ...]) -> Floats:
        del pool
        return quotients(totals, len(centres))

    def bounds(
        pool: WorkPool, specification: Specification, centres: tuple[int, ...]
    ) -> tuple[Floats, Floats]:
        return quotient_bounds(pool, specification, centres, scores=scores(pool, specification))

    return contributions, levels, bounds


def rare_papers(pool: WorkPool, others: Sequence[int]) -> tuple[Ints, ...]:
    """Keys of the score of each country, for a quotient whose score is a membership.

    A sum of memberships needs no such thing: its n counts the members.
    """
    del pool
    return tuple(np.array([place]) for place in range(1 + len(others)))


def scored_credit(
    pool: WorkPool,
    specification: Specification,
    centres: tuple[int, ...],
    *,
    scores: Sequence[Floats],
) -> Contributions:
    """Credit × score of each centre, the centres of the first score first.

    Parameters
    ----------
    scores : sequence of float64 arrays, shape (works,)
    """
    credit = pool.credit(specification)
    index = np.full(pool.places + 1, -1)
    index[list(centres)] = range(len(centres))
    mine = index[credit.key] >= 0
    entries = credit.rekeyed(credit.row[mine], index[credit.key[mine]], credit.value[mine])
    size = len(centres)
    return Contributions(pool.shares(entries, scores, keys=size), size * len(scores))


def quotients(totals: Floats, size: int) -> Floats:
    """The first ``size`` totals over the others, shape (size, 1, columns); NaN over nothing."""
    above, below = totals[:size], totals[size:]
    share = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    return np.asarray(share)[:, None, :]


def sum_bounds(
    pool: WorkPool, specification: Specification, centres: tuple[int, ...], *, score: Floats
) -> tuple[Floats, Floats]:
    """Least and most of Σ credit × score: no unknown affiliation is the country's, or each is.

    NaN where scores depend on affiliations, as without citations from home: no bound is known.
    """
    if _moves_scores(specification):
        return _nothing(centres)
    ends = [_credits(pool, specification, centre) for centre in centres]
    here = pool.admitted(specification)
    low, high = ([float((end[here] * score[here]).sum()) for end in side]
                 for side in zip(*ends, strict=True))  # fmt: skip
    return np.array(low)[:, None], np.array(high)[:, None]


def quotient_bounds(
    pool: WorkPool,
    specification: Specification,
    centres: tuple[int, ...],
    *,
    scores: tuple[Floats, Floats],
) -> tuple[Floats, Floats]:
    """Least and most of Σ credit × score / Σ credit × weight.

    Each work whose unknown affiliations could be the country's joins or stays away: the most is
    reached by taking those of the largest quotients until one would lower it.

    Parameters
    ----------
    scores : pair of float64 arrays, shape (works,)
        Score and weight of each work.

    Returns
    -------
    tuple of float64 arrays, shape (centres, 1)
        NaN as in :func:`sum_bounds`.
    """
    if _moves_scores(specification):
        return _nothing(centres)
    here = pool.admitted(specification)
    score, weight = (part[here] for part in scores)
    ends = []
    for centre in centres:
        least, most = (credit[here] for credit in _credits(pool, specification, centre))
        given = float((least * score).sum()), float((least * weight).sum())
        more = most - least
        open_ = (more * weight) > 0
        extra = (more * score)[open_], (more * weight)[open_]
        ends.append(_extremes(given, extra))
    low, high = zip(*ends, strict=True)
    return np.array(low)[:, None], np.array(high)[:, None]


def _moves_scores(specification: Specification) -> bool:
    """Whether a missing affiliation could change the scores of works, also of others."""
    return specification["domestic_citations"] == "dropped"


def _nothing(centres: tuple[int, ...]) -> tuple[Floats, Floats]:
    return np.full((len(centres), 1), np.nan), np.full((len(centres), 1), np.nan)


def _credits(pool: WorkPool, specification: Specification, centre: int) -> tuple[Floats, Floats]:
    """Credit of each work if none or all of its unknown affiliations are in the country."""

    def make() -> tuple[Floats, Floats]:
        apart = pool.credit_if(specification, None)
        together = pool.credit_if(specification, centre)
        return pool.credit_of(apart, centre), pool.credit_of(together, centre, pool.places)

    choices = specification["counting"], specification["territory"]
    return pool.remember(("least and most credit", centre, *choices), make)


def _extremes(given: tuple[float, float], extra: tuple[Floats, Floats]) -> tuple[float, float]:
    """Least and most of a quotient to whose parts others may be added."""
    order = np.argsort(extra[0] / extra[1])
    ends = []
    for rows, best in ((order, np.min), (order[::-1], np.max)):
        above = np.cumsum(np.concatenate(([given[0]], extra[0][rows])))
        below = np.cumsum(np.concatenate(([given[1]], extra[1][rows])))
        known = below > 0
        ends.append(float(best(above[known] / below[known])) if known.any() else float("nan"))
    return ends[0], ends[1]
