"""The share of international AI meetings that both sides of a pair were with, or signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.claims.metric import Axis, ClaimMetric, Drawn
from detente.claims.relations import log_ratio
from detente.core.errors import UsageError
from detente.indicators.meeting import CAVEAT, MINIMUM
from detente.indicators.presence import MEETING_CHOICES, meetings_of, need_party
from detente.indicators.resampled import summed
from detente.indicators.rows import ratio
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from detente.claims.atom import Atom
    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]

METRIC = ClaimMetric(
    "share of AI meetings with both",
    of_pair=True,
    adds_up=False,
    choices=MEETING_CHOICES,
    words="share of meetings",
    counted="meetings",
    minimum=MINIMUM,
    usual={
        "presence": ("attended", "signed"),
        "meeting_level": ("intergovernmental", "all"),
        "meeting_membership": ("all", "open"),
        "evidence": ("any", "high"),
    },
    tables=("meeting", "meeting_party"),
)


def axis(atom: Atom) -> Axis:
    """The log ratio of the share to the number it is held against, or the share itself.

    Raises
    ------
    UsageError
        The atom names no pair, or compares anything but the share of a pair with a number.
    """
    if atom.partner is None or atom.comparator is not None:
        raise UsageError(
            "a share of meetings belongs to a pair and is compared with a number",
            fix="US-CN share of meetings is below 0.1",
        )
    if atom.relation == "within" and atom.bounds is not None:
        return Axis(METRIC.title, "", atom.bounds)
    if atom.relation not in ("gt", "lt") or not atom.value or atom.value < 0:
        raise UsageError(
            f"'{atom.relation}' asks nothing of a share of meetings",
            why="it is above, below or between numbers greater than 0",
            fix="US-CN share of meetings is below 0.1",
        )
    sides = ("share", f"{atom.value:g}")
    over = "{} over {}".format(*(sides if atom.relation == "gt" else sides[::-1]))
    return Axis(f"log ratio of {METRIC.title}, {over}", "equality", None)


def draw(atom: Atom, specifications: Sequence[Specification], dataset: Dataset) -> Drawn:
    """The share under each specification, among meetings of which it is known.

    Its bounds take every meeting of which it is not known as one without both, and as one with.

    Raises
    ------
    DataMissing
        The release has no meetings, or says nothing of one of the two.
    """
    partner = str(atom.partner)
    need_party(dataset, atom.subject, partner)
    size = len(specifications)
    value = np.full((size, 1 + dataset.draws), np.nan)
    n, unknown = np.zeros(size, np.int64), np.full(size, np.nan)
    least, most = np.full((2, size), np.nan)
    for place, specification in enumerate(specifications):
        meetings = meetings_of(dataset, specification)
        status = meetings.both(atom.subject, partner)
        yes, no, open_ = summed(
            np.stack([status == 1, status == 0, np.isnan(status)]), meetings.weights
        )
        everything = yes[0] + no[0] + open_[0]
        n[place] = yes[0] + no[0]
        value[place] = _asked(atom, ratio(yes, yes + no))
        if everything:
            unknown[place] = open_[0] / everything
            ends = np.array([yes[0], yes[0] + open_[0]]) / everything
            least[place], most[place] = sorted(_asked(atom, ends))
    low, high = interval(value[:, 1:]).low, -interval(-value[:, 1:]).low
    return Drawn(value, low, high, n, least, most, unknown, notes=(CAVEAT,))


def _asked(atom: Atom, share: Floats) -> Floats:
    """What the atom asks of the share: above 0 where it holds, or the share itself."""
    if atom.relation == "within":
        return share
    value = np.full(share.shape, float(atom.value or 0.0))
    return log_ratio(share, value) if atom.relation == "gt" else log_ratio(value, share)
