"""How novel each work is, how late it was recognised, and which works are not judged and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.dimensions.citations import TOP_SHARE
from detente.kernels.impact import top_membership
from detente.kernels.new_combinations import WINDOW
from detente.lake.strata import strata_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from detente.kernels.new_combinations import NewCombinations
    from detente.kernels.novelty import NullDraws
    from detente.kernels.pair_scores import Atypicality
    from detente.lake.literature import Awakened, Literature, Span
    from detente.lake.strata import WorkFields

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

CHOICES = ("ai_definition", "document_types", "reference_set")
"""Dimensions that change what works are ranked within, besides the top share."""
SHARES = tuple(float(option.name.rstrip("%")) / 100.0 for option in TOP_SHARE.options)

WHY_NOT: Mapping[str, Sequence[str]] = {
    "atypicality": (
        "without recorded references",
        "with fewer than two references to works of known venue",
        "whose pairs of venues are exactly as frequent as in every replica",
    ),
    "novelty": (
        "without recorded references",
        "that cite fewer than two known venues",
        f"of the first {WINDOW} years, before which pairs are not known",
        f"younger than the {WINDOW} full years in which a pair can be used again",
    ),
    "recognition": (
        "published after the last full year",
        "that no work of the release cites up to the last full year",
    ),
}
"""Why a work is not judged, by family, in the order in which reasons are looked for."""


@dataclass(frozen=True, eq=False)
class Found:
    """What was found of all works of a release.

    Attributes
    ----------
    literature : Literature
    span : Span
        Years taken to be complete.
    combined : tuple of Atypicality and NullDraws, or None
        None where no networks were drawn.
    fresh : NewCombinations
    awakened : Awakened
    """

    literature: Literature
    span: Span
    combined: tuple[Atypicality, NullDraws] | None
    fresh: NewCombinations
    awakened: Awakened


@dataclass(frozen=True, eq=False)
class Novel:
    """Novelty of each work under a specification.

    Attributes
    ----------
    found : Found
    top : float64 array, shape (works, shares)
        Membership of the sleeping beauties, one column a share of ``SHARES``: those of the highest
        coefficients in their reference set; NaN where not ranked.
    why_not : mapping of str to integer array, shape (works,)
        By family: place in ``WHY_NOT`` of the reason why a work is not judged; -1 where it is.
    """

    found: Found
    top: Floats
    why_not: Mapping[str, Ints]


def novel(found: Found, world: Flags, *, fields: WorkFields, kind: Ints) -> Novel:
    """Rank the works of a world by how late they were recognised, and say who is not judged.

    A history is as long as its work is old: works are ranked within their year.

    Parameters
    ----------
    found : Found
    world : bool array, shape (works,)
        Works that are ranked.
    fields : WorkFields
    kind : integer array, shape (works,)
        Document type of each work.
    """
    beauty = np.where(world, found.awakened.recognition.beauty, np.nan)
    strata = strata_of(
        fields, found.literature.year, kind, ranked=~np.isnan(beauty), besides=np.zeros_like(kind)
    )
    top = top_membership(beauty, strata.placed, tops=SHARES, strata=strata.size)
    return Novel(found, top, _why_not(found))


def _why_not(found: Found) -> dict[str, Ints]:
    literature, span = found.literature, found.span
    without = literature.references.recorded == 0
    fresh, unseen = found.fresh, np.isnan(found.awakened.recognition.beauty)
    why = {
        "novelty": _first_of(
            (without, _few_venues(found), literature.year < span.first + WINDOW, fresh.pairs < 0)
        ),
        "recognition": _first_of((literature.year > span.last, unseen)),
    }
    if found.combined is not None:
        few, unplaced = literature.known_venues < 2, np.isnan(found.combined[0].atypical)
        why["atypicality"] = _first_of((without, few, unplaced))
    return why


def _few_venues(found: Found) -> Flags:
    """Works whose references lead to fewer than two different venues."""
    literature = found.literature
    citing, cited = literature.references.edges
    venue = literature.venue[cited].astype(np.int64)
    known = venue >= 0
    lowest = np.full(len(literature.venue), np.iinfo(np.int64).max)
    highest = np.full(len(literature.venue), -1)
    np.minimum.at(lowest, citing[known], venue[known])
    np.maximum.at(highest, citing[known], venue[known])
    few: Flags = lowest >= highest
    return few


def _first_of(reasons: Sequence[Flags]) -> Ints:
    """Place of the first reason that holds; -1 where none does."""
    held = np.array(reasons)
    return np.where(held.any(axis=0), held.argmax(axis=0), -1)
