"""Rules on AI: how much of one side's obligations the other's cover, and what they add (§6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis, ClaimMetric, Drawn
from detente.core.errors import UnknownName, UsageError
from detente.indicators.codings import Coded, spread
from detente.kernels import overlap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

CHOICES = ("chinese_rules", "taxonomy_level", "addressees", "coders", "obligation_weight")
# words of claims as printed, and the family of the taxonomy that they are about
PRINTED = {"censorship": "content_control"}

METRIC = ClaimMetric(
    title="rules",
    of_pair=False,
    adds_up=False,
    choices=CHOICES,
    counted="articles",
    minimum=10,
    tables=("instrument", "obligation"),
    usual={
        "chinese_rules": ("all", "generated_content", "generative_ai"),
        "taxonomy_level": ("type", "family"),
        "addressees": ("everybody", "operators"),
        "coders": ("votes", "either", "both"),
        "obligation_weight": ("strength", "presence"),
    },
)


def axis(atom: Atom) -> Axis:
    """Coverage, which must reach the number; or 1 where the obligation is added, else 0."""
    if atom.relation == "coverage" and atom.value is not None:
        if atom.value > 1:
            raise UsageError(
                f"coverage of {atom.value:g} cannot be", why="it is a share", fix="at most 1"
            )
        title = f"share of {atom.comparator}'s obligations that {atom.subject}'s rules cover"
        return Axis(title, "", (atom.value, 1.0))
    if atom.relation == "adds":
        title = f"whether {atom.subject}'s rules add {atom.family} to {atom.comparator}'s"
        return Axis(f"{title} (1) or not (0)", "", (1.0, 1.0))
    raise UsageError(
        f"'{atom.relation}' asks nothing of rules",
        fix="EU's rules cover at least 0.5 of CN's rules; CN's rules add labelling to EU's rules",
    )


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """Coverage or addition under each specification, on the same draws of articles.

    Where the coders agree too little at any level of the taxonomy that is asked for, every estimate
    is withheld: no verdict can then be more than "insufficient data" (methods §6).

    Raises
    ------
    UnknownName
        The release has no rules of a side, or no such family or type of obligation.
    DataMissing
        The release has no coded rules.
    """
    coded = Coded.of(dataset)
    for side in (atom.subject, str(atom.comparator)):
        if side not in coded.jurisdictions:
            raise UnknownName("side with coded rules", side, coded.jurisdictions)
    asked = [_asked(atom, specification, coded) for specification in specifications]
    notes, reliable = _reliability(asked, coded, dataset)
    size = len(specifications)
    value, n = np.full((size, 1 + dataset.draws), np.nan), np.zeros(size, np.int64)
    for index, specification in enumerate(asked):
        coding = coded.under(specification)
        sides = [
            coding.rules(side, dataset, specification)
            for side in (str(atom.comparator), atom.subject)
        ]
        n[index] = coding.operative(atom.subject, str(atom.comparator))
        if reliable:
            if atom.relation == "coverage":
                value[index] = overlap.coverage(sides[0], sides[1])
            else:
                inside = _inside(atom, coding.codes, coding.family)
                value[index] = overlap.adds(sides[0], sides[1], inside[None, :])[:, 0]
    low, high = spread(value)
    estimates = value[:, 0]
    return Drawn(
        value=value, low=low, high=high, n=n, bound_low=estimates, bound_high=estimates,
        unknown_share=np.zeros(size), notes=notes,
    )  # fmt: skip


def _asked(atom: Atom, specification: Specification, coded: Coded) -> Specification:
    """The specification as far as the relation depends on it: additions are of strength 2 or more,
    and a type is not told apart among families.
    """
    if atom.relation == "coverage":
        return specification
    rows = coded.obligations
    name = PRINTED.get(str(atom.family), atom.family)
    families, types = ({row[level] for row in rows} - {None} for level in ("family", "type"))
    if name not in families | types:
        raise UnknownName("family or type of obligation", str(name), families | types)
    level = specification["taxonomy_level"] if name in families else "type"
    return specification.but(obligation_weight="strength", taxonomy_level=level)


def _inside(atom: Atom, codes: Sequence[str], families: Sequence[str]) -> NDArray[np.bool_]:
    """Which codes are the obligation that the atom names."""
    name = PRINTED.get(str(atom.family), atom.family)
    return np.array([name in both for both in zip(codes, families, strict=True)])


def _reliability(
    specifications: Sequence[Specification], coded: Coded, dataset: Dataset
) -> tuple[tuple[str, ...], bool]:
    """What to say of the agreement at each level asked for, and whether it is enough at all."""
    by_level = {one["taxonomy_level"]: one for one in specifications}
    notes, reliable = [], True
    for level, specification in by_level.items():
        found = coded.reliability(specification, dataset)
        reliable &= not found.withheld
        notes.append(
            f"taxonomy_level {level}: {found.withheld}"
            if found.withheld
            else f"taxonomy_level {level}: alpha of {found.coders} coders is "
            f"{found.presence[0]:.3f} of presence, {found.strength[0]:.3f} of strength"
        )
    return tuple(notes), reliable
