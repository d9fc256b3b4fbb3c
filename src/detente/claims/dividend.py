"""Metrics of a pair's joint papers, over what is expected of papers by one side alone.

With n_c the link weight of the joint papers in class c of team sizes, the level is

    Σ_c n_c · mean_joint_c / Σ_c n_c · mean_domestic_c,

over the classes that have papers of both kinds; without matching there is one class. Field, year
and type play no part: scores are normalised by them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Contributions
from detente.claims.partners import link_rows
from detente.claims.relations import MOST
from detente.kernels.matching import TEAM_SIZES, class_of
from detente.lake.scores import CHOICES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.work_pool import WorkPool

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Contribute = Callable[[WorkPool, Specification, tuple[int, ...]], Contributions]

PAIR_CHOICES = ("link", "unknown", "territory", "dual_affiliation", "matching", *CHOICES)
CLASSES = len(TEAM_SIZES)


def joint_over_domestic(
    scores: Callable[[WorkPool, Specification], tuple[Floats, Floats]],
) -> Contribute:
    """The ``contributions`` of a metric that compares means of a score.

    Parameters
    ----------
    scores : callable
        Score and weight of each work under a specification, (works,) each.

    Returns
    -------
    callable
        Its keys are (score or weight, centre, partner, class); after the last partner come the
        centre's domestic papers.
    """

    def contributions(
        pool: WorkPool, specification: Specification, centres: tuple[int, ...]
    ) -> Contributions:
        links = link_rows(pool, specification, centres).entries
        row, country = _domestic(pool, specification, links.row)
        rows, keys, values = [links.row], [_partner_key(links.key, pool.places)], [links.value]
        for index, centre in enumerate(centres):
            mine = row[country == centre]
            rows.append(mine)
            keys.append(np.full(len(mine), index * (pool.places + 1) + pool.places))
            values.append(np.ones(len(mine)))
        kind, kinds = np.concatenate(rows), np.concatenate(keys)
        team = _classes(pool, specification)[kind]
        known = team >= 0
        entries = links.rekeyed(
            kind[known], (kinds * CLASSES + team)[known], np.concatenate(values)[known]
        )
        size = len(centres) * (pool.places + 1) * CLASSES
        both = scores(pool, specification)
        return Contributions(pool.shares(entries, both, keys=size), 2 * size)

    return contributions


def levels(totals: Floats, pool: WorkPool, centres: tuple[int, ...]) -> Floats:
    """Joint over expected; NaN without papers that match, and where both are 0."""
    score, weight = totals.reshape(2, len(centres), pool.places + 1, CLASSES, -1)
    joint, n = score[:, :-1], weight[:, :-1]
    own, base = score[:, -1:], weight[:, -1:]
    both = (n > 0) & (base > 0)
    mean = np.divide(own, base, out=np.zeros(base.shape), where=base > 0)
    above = np.where(both, joint, 0.0).sum(axis=2)
    below = np.where(both, n * mean, 0.0).sum(axis=2)
    # none expected: the side with nothing counts as one thousandth of the other, see `MOST`
    nothing = np.where(above > 0, np.exp(MOST), np.nan)
    return np.asarray(np.divide(above, below, out=nothing, where=below > 0))


def bounds(
    pool: WorkPool, specification: Specification, centres: tuple[int, ...]
) -> tuple[Floats, Floats]:
    """No bound is known: a missing affiliation moves joint papers, domestic ones and teams."""
    del specification
    unknown = np.full((len(centres), pool.places), np.nan)
    return unknown, unknown


def rests_on(pool: WorkPool, partners: Sequence[int]) -> tuple[Ints, ...]:
    """Keys of the first centre's papers with each partner, and of its domestic papers."""
    weights = (pool.places + 1) * CLASSES
    return tuple(weights + keys for keys in rare_papers(pool, partners))


def rare_papers(pool: WorkPool, partners: Sequence[int]) -> tuple[Ints, ...]:
    """Keys of the scores of the same papers; a score that is no membership is not rare."""
    kinds = (*partners, pool.places)
    return tuple(kind * CLASSES + np.arange(CLASSES) for kind in kinds)


def _partner_key(key: Ints, places: int) -> Ints:
    """The key (centre, partner) with a place more for each centre."""
    return key // places * (places + 1) + key % places


def _domestic(pool: WorkPool, specification: Specification, joint: Ints) -> tuple[Ints, Ints]:
    """Profile and country of papers that are in no link and have no unknown affiliation."""
    profiles = pool.profiles(specification["territory"])
    papers = pool.credit(specification.but(counting="full"))
    alone = (profiles.unknown == 0) & (np.bincount(joint, minlength=profiles.size) == 0)
    kept = alone[papers.row] & (papers.key < pool.places)
    return papers.row[kept], papers.key[kept]


def _classes(pool: WorkPool, specification: Specification) -> Ints:
    """Class of each profile; -1 where no author is known."""
    profiles = pool.profiles(specification["territory"])
    if specification["matching"] == "none":
        return np.zeros(profiles.size, np.int64)
    return class_of(profiles.authors, TEAM_SIZES) - 1
