"""Net inflow of authors as claims ask for it: moves in over moves out, of a country or a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis, Drawn
from detente.claims.relations import log_ratio
from detente.core.errors import UsageError
from detente.core.territory import TERRITORIES
from detente.indicators.careers import Mobility
from detente.indicators.tally import Tally
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

CHOICES = ("territory", "ai_definition", "document_types", "period", "move_confirmation",
           "career_gap", "author_identity", "author_standing")  # fmt: skip
USUAL = {
    "move_confirmation": ("next_year", "two_years"),
    "career_gap": ("any", "five_years"),
    "document_types": ("research", "all"),
}
CAVEAT = (
    "identities are the source's: persons taken for one look like moves, who leaves for industry "
    "is not seen to move, and the first country is no nationality (docs/mobility.md)"
)


def axis_of(atom: Atom, example: str) -> Axis:
    """The log ratio of moves in to moves out, alone or less that of another country.

    Raises
    ------
    UsageError
        The atom asks for anything but the sign of a net inflow, or whose is higher.
    """
    if atom.relation not in ("gt", "lt") or (atom.comparator is None and atom.value != 0.0):
        raise UsageError(
            f"'{atom.relation}' asks nothing of a net inflow",
            why="it is above or below 0, or higher or lower than another country's",
            fix=example,
        )
    sides = ("in", "out") if atom.relation == "gt" else ("out", "in")
    against = "" if atom.comparator is None else f", {atom.subject} less {atom.comparator}"
    return Axis(
        "log ratio of moves {} to moves {}".format(*sides) + against, "as many come as leave", None
    )


def draw_inflow(
    atom: Atom, specifications: Sequence[Specification], dataset: Dataset
) -> Drawn:  # fmt: skip
    """The log ratio under each specification, in draws of authors.

    How many moves are not seen is not known, and no bound of what wrong identities do: no verdict
    is robust.

    Raises
    ------
    DataMissing
        The release does not say who its authors are.
    UnknownName
        There is no such country.
    """
    size = len(specifications)
    value = np.full((size, 1 + dataset.draws), np.nan)
    n, nothing = np.zeros(size, np.int64), np.full(size, np.nan)
    sign = 1.0 if atom.relation == "gt" else -1.0
    for place, specification in enumerate(specifications):
        found = Mobility(Tally(dataset, specification))
        if not _stands_apart(atom, found):
            continue
        sides = [code for code in (atom.subject, atom.comparator) if code is not None]
        flows = [_flows(found, code, atom.partner) for code in sides]
        ratios = [log_ratio(inward, outward) for inward, outward in flows]
        value[place] = sign * (ratios[0] - ratios[1] if len(ratios) > 1 else ratios[0])
        n[place] = min(int(inward[0] + outward[0]) for inward, outward in flows)
    low, high = interval(value[:, 1:]).low, -interval(-value[:, 1:]).low
    return Drawn(value, low, high, n, nothing, nothing, nothing, notes=(CAVEAT,))


def _flows(found: Mobility, code: str, partner: str | None) -> Floats:
    """Moves into and out of a country, of all others or one: (2, 1 + draws)."""
    pool = found.tally.pool
    place = pool.place(code)
    if partner is None:
        return found.flows()[0, :, place].astype(float)
    return found.flows_of(place)[0, :, pool.place(partner)].astype(float)


def _stands_apart(atom: Atom, found: Mobility) -> bool:
    """Whether each country named is one of its own by the borders that hold for all years."""
    policy = next(t for t in TERRITORIES if t.name == found.tally.specification["territory"])
    named = [code for code in (atom.subject, atom.partner, atom.comparator) if code is not None]
    return all(policy.stands(code, era) for code in named for era in found.eras)
