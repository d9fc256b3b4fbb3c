"""The three families of novelty: what works add to the sums of countries, and what those mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.dimensions.citations import TOP_SHARE
from detente.indicators.rows import ratio

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from detente.core.dimensions import Specification
    from detente.lake.novel import Novel

    Floats = NDArray[np.float64]

SIGNED = frozenset({"mean_conventionality", "mean_beauty"})
"""Metrics that can be negative, so that a ratio of two says nothing."""
_UNRESOLVED = "only papers with a resolved median: see unresolved_share, raise --replicas"
_BOUNDED = "some new pairs have no distance: see least_mean_novelty and most_mean_novelty"
_OF_AGES = "papers of several years: older ones had longer to sleep; see --by year"


class Value(NamedTuple):
    """A metric by place, and what weakens it where.

    Attributes
    ----------
    totals : float64 array, shape (places, 1 + draws)
    caveat : str
    weak : bool array, shape (places,)
        Places whose rows carry the caveat.
    """

    totals: Floats
    caveat: str = ""
    weak: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class Family:
    """One way of being novel.

    Attributes
    ----------
    name : str
        Key of :data:`detente.lake.novel.WHY_NOT`.
    columns : float64 array, shape (works, columns)
        What each work adds; the first column is 1 where it is judged.
    values : callable
        From sums (places, columns, 1 + draws) to metrics by name.
    compared : tuple of str
        Metrics in which two countries are compared.
    drawn : bool
        Whether what it takes was computed at all.
    """

    name: str
    columns: Floats
    values: Callable[[Floats], Mapping[str, Value]]
    compared: tuple[str, ...]
    drawn: bool = True


def families_of(found: Novel, specification: Specification, *, ages: bool) -> tuple[Family, ...]:
    """The families, from the novelty of works.

    Parameters
    ----------
    ages : bool
        Whether periods hold papers of several years.
    """
    return (_atypical(found), _new(found), _recognised(found, specification, ages=ages))


def _columns(*scores: ArrayLike) -> Floats:
    return np.column_stack([np.nan_to_num(np.asarray(score, float)) for score in scores])


def _known(score: Floats) -> Floats:
    return (~np.isnan(score)).astype(float)


def _atypical(found: Novel) -> Family:
    compared = ("atypical_share", "mean_conventionality")
    combined = found.found.combined
    if combined is None:
        nothing = np.zeros((len(found.top), 5))
        return Family("atypicality", nothing, _atypical_values, compared, drawn=False)
    scores = combined[0]
    judged, resolved = _known(scores.atypical), _known(scores.conventionality)
    columns = _columns(judged, scores.atypical, resolved, scores.conventionality, judged - resolved)
    return Family("atypicality", columns, _atypical_values, compared)


def _atypical_values(sums: Floats) -> dict[str, Value]:
    judged, atypical, resolved, median, unresolved = sums.swapaxes(0, 1)
    return {
        "combining_papers": Value(judged),
        "atypical_share": Value(ratio(atypical, judged)),
        "mean_conventionality": Value(
            ratio(median, resolved), _UNRESOLVED, unresolved[:, 0] > 0
        ),
        "unresolved_share": Value(ratio(unresolved, judged)),
    }  # fmt: skip


def _new(found: Novel) -> Family:
    fresh = found.found.fresh
    judged = (fresh.pairs >= 0).astype(float)
    columns = _columns(judged, fresh.pairs > 0, fresh.low, fresh.high, fresh.undefined > 0)
    return Family("novelty", columns, _new_values, ("new_pair_share", "mean_novelty"))


def _new_values(sums: Floats) -> dict[str, Value]:
    judged, new, low, high, bounded = sums.swapaxes(0, 1)
    open_ended = bounded[:, 0] > 0
    # the mean of the papers that are known would leave out those with the newest venues
    novelty = np.where(open_ended[:, None], np.nan, ratio(low, judged))
    return {
        "pairing_papers": Value(judged),
        "new_pair_share": Value(ratio(new, judged)),
        "mean_novelty": Value(novelty, _BOUNDED, open_ended),
        "least_mean_novelty": Value(ratio(low, judged)),
        "most_mean_novelty": Value(ratio(high, judged)),
    }


def _recognised(found: Novel, specification: Specification, *, ages: bool) -> Family:
    recognition = found.found.awakened.recognition
    names = [option.name for option in TOP_SHARE.options]
    top = found.top[:, names.index(specification["top_share"])]
    judged = _known(recognition.beauty)
    columns = _columns(judged, recognition.beauty, judged * recognition.awakening, top)

    def values(sums: Floats) -> dict[str, Value]:
        papers, beauty, awakening, sleeping = sums.swapaxes(0, 1)
        weak = np.full(len(papers), ages)
        return {
            "recognised_papers": Value(papers),
            "mean_beauty": Value(ratio(beauty, papers), _OF_AGES, weak),
            "mean_awakening": Value(ratio(awakening, papers), _OF_AGES, weak),
            "sleeping_beauty_share": Value(ratio(sleeping, papers)),
        }

    return Family("recognition", columns, values, ("mean_beauty", "sleeping_beauty_share"))
