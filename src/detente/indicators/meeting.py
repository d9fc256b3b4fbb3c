"""Meetings on AI: how many a side is known to have joined, with whom, and whose texts it signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownName, UsageError
from detente.core.indicator import Indicator, Metric
from detente.indicators.presence import MEETING_CHOICES, both, meetings_of, need_party
from detente.indicators.resampled import EVENT_INTERVAL, summed
from detente.indicators.rows import About, joined, ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.presence import Meetings
    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]

MINIMUM = 5
CAVEAT = "of a list collected by hand, not of all meetings there were"
_TOO_FEW = f"insufficient data: fewer than {MINIMUM} meetings of which it is known"

INDICATOR = Indicator(
    title="Meetings",
    question="How often do two sides meet over AI, and sign the same texts?",
    metrics=(
        Metric("meetings", "Meetings", "meetings", "meetings in the list that count"),
        Metric("meetings_with", "Meetings with the country", "meetings",
               "meetings that it is known to have been with"),
        Metric("meetings_with_both", "Meetings with both", "meetings",
               "meetings that both are known to have been with"),
        Metric("share_with_both", "Share of meetings with both", "share",
               "with both / meetings of which it is known whether both were there", 0.0, 1.0),
        Metric("share_with_both_least", "Share with both, if no unknown one was", "share",
               "with both / all meetings", 0.0, 1.0),
        Metric("share_with_both_most", "Share with both, if every unknown one was", "share",
               "(with both + unknown) / all meetings", 0.0, 1.0),
        Metric("signature_overlap", "Overlap of signed texts", "share",
               "texts signed by both / texts signed by one or both, of those where both are known",
               0.0, 1.0),
    ),
    grain=("country", "partner", "year"),
    dimensions=MEETING_CHOICES,
    interval=EVENT_INTERVAL + "; of the least and most shares none: they are bounds",
    minimum_data=f"one meeting; of shares {MINIMUM} meetings of which it is known",
    method="methods §12 Missing country: complete case and worst-case bounds; docs/events.md",
    references=("chamandy2012", "jaccard1912"),
    tables=("meeting", "meeting_party"),
)  # fmt: skip


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Meetings, by who was with them.

    Parameters
    ----------
    tally : Tally
        Gives the dataset and the specification.
    country : str, optional
        ISO code, or EU; shows its pairs, and without it every side is shown alone.
    partner : str, optional
        The other side.
    by : {"total", "year"}
        Whether to split by the year in which a meeting began.

    Raises
    ------
    UnknownName
        There is no such grouping.
    UsageError
        A partner without a country, or of itself.
    DataMissing
        The release has no meetings, or says nothing of a side.
    """
    if by not in ("total", "year"):
        raise UnknownName("grouping of meetings", by, ("total", "year"))
    if partner is not None and country is None:
        raise UsageError("a partner needs a country", fix=f"--country US --partner {partner}")
    need_party(tally.dataset, *(code for code in (country, partner) if code is not None))
    meetings = meetings_of(tally.dataset, tally.specification)
    if country is None:
        return _alone(meetings, by)
    others = [code for code in meetings.codes if code != country]
    return _pairs(meetings, country, [partner] if partner else others, by=by)


def _alone(meetings: Meetings, by: str) -> list[pa.Table]:
    """How many meetings there are, and how many each side was with."""
    groups, years = _groups(meetings, by)
    counts = summed(groups, meetings.weights)
    tables = [_about([None], [None], years, n=counts[:, 0]).rows("meetings", counts)]
    codes = list(meetings.codes)
    if not codes or not years:
        return tables
    status = np.array([meetings.status(code) for code in codes])
    everything = np.tile(counts[:, 0], len(codes))
    unknown = np.asarray(ratio(_split(np.isnan(status), groups).sum(axis=1), everything))
    about = _about(codes, [None], years, n=everything, unknown=unknown)
    joined_by = summed(_split(status == 1, groups), meetings.weights)
    return [*tables, about.rows("meetings_with", joined_by)]


def _pairs(meetings: Meetings, country: str, partners: Sequence[str], *, by: str) -> list[pa.Table]:
    """What is known of a country and each of its partners."""
    groups, years = _groups(meetings, by)
    if not partners or not years:
        return []
    size = len(partners) * len(years)
    inside = np.tile(groups, (len(partners), 1))
    joint = np.repeat([meetings.both(country, code) for code in partners], len(years), axis=0)
    totals = {
        name: summed(inside & mask, meetings.weights)
        for name, mask in (("yes", joint == 1), ("no", joint == 0), ("unknown", np.isnan(joint)))
    }
    known, everything = totals["yes"] + totals["no"], summed(inside, meetings.weights)
    unknown = np.asarray(ratio(totals["unknown"][:, 0], everything[:, 0]))
    about = _about([country], partners, years, n=known[:, 0], unknown=unknown)
    few = known[:, 0] < MINIMUM
    share = ratio(totals["yes"], known)
    share[few] = np.nan
    of_all = _about([country], partners, years, n=everything[:, 0], unknown=unknown)
    least = ratio(totals["yes"][:, 0], everything[:, 0])
    most = ratio((totals["yes"] + totals["unknown"])[:, 0], everything[:, 0])
    notes = [_note(everything[i, 0]) for i in range(size)]
    return [
        about.rows("meetings_with_both", totals["yes"]),
        about.rows("share_with_both", share, undefined=_TOO_FEW),
        of_all.plain("share_with_both_least", least, note=notes),
        of_all.plain("share_with_both_most", most, note=notes),
        _overlaps(meetings, country, partners, groups=groups, years=years),
    ]


def _note(meetings: float) -> str:
    return joined("" if meetings else "undefined: no meeting", CAVEAT)


def _overlaps(
    meetings: Meetings,
    country: str,
    partners: Sequence[str],
    *,
    groups: NDArray[np.bool_],
    years: Sequence[int | None],
) -> pa.Table:
    """Jaccard's overlap of the texts that both are known to have signed or not."""
    mine = meetings.signed(country)
    theirs = np.array([meetings.signed(code) for code in partners])
    known = ~np.isnan(mine) & ~np.isnan(theirs)
    each, either = both(mine, theirs) == 1, (mine == 1) | (theirs == 1)
    cells = {
        name: summed(_split(mask & known, groups), meetings.weights)
        for name, mask in (("both", each), ("either", either), ("known", known))
    }
    texts = _split(np.tile(meetings.has_text, (len(partners), 1)), groups).sum(axis=1)
    overlap = ratio(cells["both"], cells["either"])
    overlap[cells["known"][:, 0] < MINIMUM] = np.nan
    unknown = np.asarray(ratio(texts - cells["known"][:, 0], texts))
    about = _about([country], partners, years, n=cells["known"][:, 0], unknown=unknown)
    return about.rows("signature_overlap", overlap, undefined=_TOO_FEW)


def _split(mask: NDArray[np.bool_], groups: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(partners, meetings) by group: (partners x groups, meetings)."""
    return np.asarray(mask[:, None, :] & groups).reshape(len(mask) * len(groups), -1)


def _groups(meetings: Meetings, by: str) -> tuple[NDArray[np.bool_], list[int | None]]:
    """Which meetings belong to each group, and the years of the groups."""
    years = np.array(meetings.years, int)
    if by == "total":
        return np.ones((1, len(years)), bool), [None]
    found = sorted(set(meetings.years))
    return np.array([years == year for year in found]).reshape(len(found), len(years)), [*found]


def _about(
    countries: Sequence[str | None],
    partners: Sequence[str | None],
    years: Sequence[int | None],
    *,
    n: Any,
    unknown: Any = 0.0,
) -> About:
    cells = [(c, p, y) for c in countries for p in partners for y in years]
    columns = list(zip(*cells, strict=True)) or [(), (), ()]
    grain = dict(zip(INDICATOR.grain, (list(column) for column in columns), strict=True))
    return About(grain, n, unknown, CAVEAT)
