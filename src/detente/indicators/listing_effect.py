"""The effect of a listing under one set of choices, from a panel of entities (methods §7).

Too little to tell is an answer: below the least data an effect says what is lacking and has no
number.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.kernels import bootstrap
from detente.kernels.event_study import Panel, Rule, compared, influence, widening, windows
from detente.kernels.nearest import distances, level_and_slope, nearest
from detente.lake.entity_panel import COUNTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from detente.lake.entity_panel import EntityPanel

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

LAGS = {"none": 0, "one_year": 1, "two_years": 2}
# the defaults of the methods, section 7
YEARS_BEFORE, YEARS_AFTER = 4, 2
LEAST_LISTED, LEAST_CONTROLS, LEAST_JOINT = 10, 20, 5.0
MATCHES = 5
# a side with nothing counts as one thousandth of the other: infinite logarithms have no variance
MOST = float(np.log(1000.0))


@dataclass(frozen=True, slots=True)
class Choices:
    """How an effect is measured; see the dimensions of those names."""

    publication_lag: str = "one_year"
    effect_estimator: str = "pooled"
    outcome: str = "joint_papers"
    controls: str = "matched"

    @staticmethod
    def of(specification: Mapping[str, str]) -> Choices:
        """Those of a specification."""
        return Choices(**{one.name: specification[one.name] for one in fields(Choices)})

    @property
    def rule(self) -> Rule:
        """How a panel is read."""
        return Rule(
            lag=LAGS[self.publication_lag],
            not_yet=self.controls == "not_yet_listed",
            equal=self.effect_estimator == "entity_mean",
        )


@dataclass(eq=False, frozen=True, slots=True)
class Study:
    """Who is compared with whom.

    Attributes
    ----------
    panel : EntityPanel
        The listed entities and controls that take part, in the years that do.
    weight : float64 array, shape (entities,)
        1 for a listed entity; for a control, how many listed ones it was matched with.
    rule : Rule
    left_out : int
        Listed entities with too few years or joint papers.
    lacking : str
        What the least data lack; empty where there is enough.
    """

    panel: EntityPanel
    weight: Floats
    rule: Rule
    left_out: int
    lacking: str

    @property
    def is_listed(self) -> Flags:
        """Which entities are the listed ones."""
        return ~np.isnan(self.panel.listed)

    @property
    def listed(self) -> int:
        """Number of listed entities."""
        return int(self.is_listed.sum())

    @property
    def controls(self) -> int:
        """Number of controls."""
        return len(self.panel.entity) - self.listed

    def counts(self, name: str) -> Panel:
        """The panel of one count."""
        return Panel(self.panel.years, getattr(self.panel, name), self.panel.listed)


def study(panel: EntityPanel, choices: Choices) -> Study:
    """Choose who takes part: listed entities with enough years and papers, and their controls.

    Listed entities need 4 known years before and 2 after the lag, and a mean of 5 joint papers a
    year before; controls as many papers in the years before the first listing, and no gap.
    """
    rule = choices.rule
    before, after = windows(Panel(panel.years, panel.joint, panel.listed), rule.lag)
    is_listed = ~np.isnan(panel.listed)
    enough = (before.sum(axis=1) >= YEARS_BEFORE) & (after.sum(axis=1) >= YEARS_AFTER)
    listed = is_listed & enough & (_mean(panel.joint, before) >= LEAST_JOINT)
    # the years that anybody's comparison needs; elsewhere a gap does no harm
    used = (before | after)[listed].any(axis=0)
    first = np.nanmin(panel.listed[listed], initial=np.inf)
    early = np.broadcast_to(used & (panel.years < first), panel.joint.shape)
    able = ~is_listed & ~np.isnan(panel.joint[:, used]).any(axis=1)
    able &= _mean(panel.joint, early) >= LEAST_JOINT
    matches = able.astype(float)
    if choices.controls == "matched":
        matches = _matches(panel, listed, able)
        able &= matches > 0
    chosen = panel.of(listed | able)
    chosen = replace(
        chosen,
        years=panel.years[used],
        **{name: getattr(chosen, name)[:, used] for name in COUNTS},
    )
    lacking = _lacking(int(listed.sum()), int(able.sum()))
    weight = np.where(listed, 1.0, matches)[listed | able]
    return Study(chosen, weight, rule, int((is_listed & ~listed).sum()), lacking)


def log_effect(
    found: Study,
    names: tuple[str, ...] = ("joint",),
    *,
    draws: int = 0,
    seed: int = 0,
    relative_year: int | None = None,
    widened: bool = True,
) -> Floats:
    """Log rate ratio of a count, less that of another if two are named; then its draws.

    Entities are resampled with Poisson weights that are a function of (seed, entity, draw), listed
    and controls alike, and draws are widened for their small number (unless that is not wanted, to
    see what it does).

    Returns
    -------
    float64 array, shape (1 + draws,)
        NaN where undefined.
    """
    size = len(found.panel.entity)
    weights = np.repeat(found.weight[:, None], 1 + draws, axis=1)
    if draws:
        weights[:, 1:] *= bootstrap.weights(
            np.arange(size + 1), found.panel.entity, draws=draws, seed=seed
        )
    value, moved = np.zeros(1 + draws), np.zeros(size)
    for sign, name in zip((1, -1), names, strict=False):
        panel = found.counts(name)
        ratio = compared(panel, found.rule, weights=weights, relative_year=relative_year).rate_ratio
        with np.errstate(divide="ignore"):
            value += sign * np.clip(np.log(ratio), -MOST, MOST)
        moved += sign * influence(
            panel, found.rule, weights=found.weight, relative_year=relative_year
        )
    if widened:
        value[1:] = value[0] + widening(moved, found.is_listed) * (value[1:] - value[0])
    return value


def too_early(panel: EntityPanel) -> EntityPanel:
    """What was known before each listing, with the listings three years too early.

    The two last years before a listing then stand for those after it, in which there was none.
    """
    known = panel.years[None, :] < panel.listed[:, None]
    known |= np.isnan(panel.listed)[:, None]
    inside = panel.years < np.nanmax(panel.listed, initial=-np.inf)
    counts: dict[str, Any] = {
        name: np.where(known, getattr(panel, name), np.nan)[:, inside] for name in COUNTS
    }
    listed = panel.listed - YEARS_AFTER - 1
    return replace(panel, years=panel.years[inside], listed=listed, **counts)


def outcome_names(choices: Choices) -> tuple[str, ...]:
    """The counts that an outcome is made of: joint papers, or those over the others."""
    return ("joint", "others") if choices.outcome == "per_other_paper" else ("joint",)


def _lacking(listed: int, controls: int) -> str:
    parts = []
    if listed < LEAST_LISTED:
        parts.append(
            f"{listed} of at least {LEAST_LISTED} listed entities with {YEARS_BEFORE} years "
            f"before, {YEARS_AFTER} after and {LEAST_JOINT:g} joint papers a year before"
        )
    if controls < LEAST_CONTROLS:
        parts.append(f"{controls} of at least {LEAST_CONTROLS} controls without a gap")
    return "insufficient data: " + "; ".join(parts) if parts else ""


def _mean(counts: Floats, years: Flags) -> Floats:
    """Mean over some known years of each entity; 0 where there are none."""
    known = years & ~np.isnan(counts)
    return np.asarray(np.where(known, counts, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def _matches(panel: EntityPanel, listed: Flags, able: Flags) -> Floats:
    """With how many listed entities each was matched: the nearest of those able, of its kind.

    Where the nearest five of all are fewer controls than are needed, more are taken of each.
    """
    away, allowed = [], []
    for row in np.flatnonzero(listed):
        level, slope = level_and_slope(panel.years, panel.joint, before=panel.listed[row])
        traits, mix = np.column_stack([level, slope]), panel.mix
        apart = np.abs(mix[able] - mix[row]).sum(axis=1) / 2
        spread = np.nanstd(traits[listed | able], axis=0)
        scale = [*spread, np.sqrt(np.mean(apart**2)) if len(apart) else 0.0]
        away.append(distances((traits[row], mix[row]), (traits, mix), scale=scale))
        allowed.append(able & (panel.kind == panel.kind[row]))
    found = np.zeros(len(listed))
    for number in range(MATCHES, LEAST_CONTROLS + 1):
        each = [nearest(*pair, number) for pair in zip(away, allowed, strict=True)]
        found = np.sum(each, axis=0) if each else found
        if (found > 0).sum() >= LEAST_CONTROLS:
            break
    return found.astype(float)
