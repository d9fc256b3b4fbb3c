"""The cooperation dividend: whether joint papers reach further than either side's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.against import Compared, Outcome
from detente.indicators.asked import notes
from detente.indicators.bylines import OPEN, groups_of
from detente.indicators.impact import top_column
from detente.indicators.rows import About, joined, ratio
from detente.kernels.joint import TOLERANCE
from detente.kernels.scoring import PAPERS, SCORE, SCORED
from detente.lake.citations import REFERENCES, has_references

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.bylines import Group
    from detente.indicators.tally import Tally

    Floats = NDArray[np.float64]


def outcome_metrics(metric: Metric) -> tuple[Metric, ...]:
    """What :func:`rows_of` gives of an outcome, which the metric is the mean of."""
    name, title = metric.name, metric.title
    unit = "share of papers" if metric.unit == "share" else metric.unit
    return (
        metric,
        Metric(f"{name}_difference", f"{title}: difference", unit,
               "joint (or international) papers - the others, as they are", None),
        Metric(f"{name}_ratio", f"{title}: ratio", "ratio",
               "joint (or international) papers / the others, as they are"),
        Metric(f"p_{name}_higher", f"P({title.lower()}: joint papers higher)", "probability",
               "share of draws in which the difference is above 0", 0.0, 1.0),
        Metric(f"{name}_matched_difference", f"{title}: matched difference", unit,
               "Σ_s n_s (mean of joint_s - mean of others_s) / Σ_s n_s, over strata s of reference "
               "set, team size and, of international papers, number of countries", None),
        Metric(f"p_{name}_matched_higher", f"P({title.lower()}: joint papers higher, matched)",
               "probability", "share of draws in which the matched difference is above 0",
               0.0, 1.0),
        Metric(f"{name}_matched_share", f"{title}: joint papers that found a match", "share",
               "Σ_s n_s / joint papers", 0.0, 1.0),
    )  # fmt: skip


INDICATOR = Indicator(
    title="Cooperation dividend",
    question="Do joint papers reach further than either side's own?",
    metrics=(
        Metric("papers", "Papers", "papers",
               "joint: both countries on the byline; domestic: that country alone; "
               "other_international: without the other side; indeterminate: an unknown affiliation "
               "could make it any of these"),
        Metric("uncounted_share", "Share of papers whose citations are unknown", "share",
               "papers without known citations / papers", 0.0, 1.0),
        *outcome_metrics(
            Metric("top_share", "Share of papers among the top x %", "share",
                   "Σ_p m_p / papers, ties shared out; the world's is x", 0.0, 1.0)),
        *outcome_metrics(
            Metric("mean_score", "Mean normalised citation score", "score",
                   "Σ_p NCS_p / papers with a score; the world's is 1")),
        *outcome_metrics(
            Metric("mean_disruption", "Mean disruption rank", "rank share",
                   "Σ_p r_p / papers with a disruption index; the world's is ½", 0.0, 1.0)),
    ),
    grain=("country", "partner", "papers"),
    dimensions=("unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation", "reference_set", "window", "domestic_citations", "top_share",
                "disruption", "disruption_index", "disruption_window"),
    interval=STABILITY_INTERVAL + "; reference sets stay those of the whole world",
    minimum_data="one paper on each side, of a difference n is that of the smaller one; a match "
    "needs a paper of the same reference set (field, year and type, small ones merged upward) and "
    "team size (1, 2, 3-4, 5-8, 9 and more authors); rows of fewer than 25 are marked. No "
    "difference is an effect of working together: who does is not random",
    method="methods §3 Impact",
    references=("waltman2012", "waltman2013", "wuchty2007", "stuart2010"),
)  # fmt: skip
NO_EFFECT = "a difference, not an effect: who works together is not random"
NO_REFERENCES = f"insufficient data: the release has no reference lists; {REFERENCES}"
NO_MATCH = "undefined: none of these papers found a match"
FEW, FEW_MATCHES = 0.5, "fewer than half of these papers found a match"
MANY = 0.1
MANY_UNKNOWN = "citations of more than a tenth of the papers on one side are unknown"


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None
) -> list[pa.Table]:
    """Impact and disruption of joint papers beside each side's domestic and other international.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str
        ISO code.
    partner : str, optional
        ISO code. Without it, the country's international papers are compared with its domestic
        ones.

    Raises
    ------
    UnknownName
        There is no such country.
    UsageError
        No country is given, or one counts as another under the territory policy, or is its own
        partner.
    DataMissing
        The release lacks citations, fields, yearly counts or references that the choices need.
    """
    if country is None:
        raise UsageError("the dividend is that of a country's papers", fix="add --country, e.g. US")
    found = tally.dataset.work_pool.impact(tally.specification)
    table = found.contributions
    outcomes = [
        Outcome("top_share", table[:, top_column(tally.specification)], table[:, PAPERS]),
        Outcome("mean_score", table[:, SCORE], table[:, SCORED]),
    ]
    groups = groups_of(tally, country, partner)
    tables = []
    if has_references(tally.dataset):
        ranked = tally.dataset.work_pool.disruptive(tally.specification)
        score = np.nan_to_num(ranked.rank)
        outcomes.append(Outcome("mean_disruption", score, ranked.ranked.astype(float)))
    else:
        first = Compared(tally, groups[:1], found.strata.placed, [])
        tables.append(_about(first, groups[:1], [0]).nulls("mean_disruption", NO_REFERENCES))
    compared = Compared(tally, groups, found.strata.placed, outcomes)
    return [*rows_of(compared, table[:, PAPERS]), *tables]


def rows_of(compared: Compared, known: Floats) -> list[pa.Table]:
    """Papers of every group, each outcome's means, and the first group against the others.

    Parameters
    ----------
    compared : Compared
    known : float64 array, shape (works,)
        1 for works whose citations are known.
    """
    every = np.ones(len(known))
    columns = [every, known]
    for outcome in compared.outcomes:
        columns += [outcome.score, outcome.weight]
    sums = compared.sums(np.stack(columns, axis=1))
    missing = ratio(sums[:, 0] - sums[:, 1], sums[:, 0])
    about = _about(compared, compared.groups, compared.behind(every))
    tables = [about.rows("papers", sums[:, 0]), about.rows("uncounted_share", missing)]
    means = [group for group in compared.groups if group.papers != OPEN]
    matches = [compared.matched(group) for group in means[1:]]
    notices = [joined(NO_EFFECT, *_unknown(missing[[0, i], 0])) for i in range(1, len(means))]
    for i, outcome in enumerate(compared.outcomes):
        score, weight = sums[: len(means), 2 + 2 * i], sums[: len(means), 3 + 2 * i]
        n, mean = compared.behind(outcome.weight)[: len(means)], ratio(score, weight)
        tables.append(_about(compared, means, n).rows(outcome.name, mean))
        against = _about(compared, means[1:], [min(n[0], size) for size in n[1:]], notices=notices)
        tables += _raw(outcome.name, against, mean)
        tables += _matched(
            outcome.name, against,
            difference=np.stack([match.difference[i] for match in matches]),
            share=np.stack([ratio(match.weight[i], weight[0]) for match in matches]),
        )  # fmt: skip
    return tables


def _unknown(missing: Floats) -> list[str]:
    """A notice where citations of many papers of either side are unknown."""
    return [MANY_UNKNOWN] if np.nanmax(missing, initial=0.0) > MANY else []


def _about(
    compared: Compared, groups: Sequence[Group], n: Sequence[int], *, notices: Sequence[str] = ()
) -> About:
    """What rows about some groups are about."""
    countries = [group.country for group in groups]
    grain: dict[str, Sequence[str | None]] = {
        "country": countries,
        "partner": [group.partner for group in groups],
        "papers": [group.papers for group in groups],
    }
    caveats = notes(compared.tally, countries, n)
    given = [joined(*texts) for texts in zip(notices or [""] * len(n), caveats, strict=True)]
    return About(grain, n, compared.tally.unknown_share(), given)


def _raw(name: str, about: About, mean: Floats) -> list[pa.Table]:
    """The first mean against the others, as papers are."""
    difference = mean[[0]] - mean[1:]
    quotient = ratio(np.repeat(mean[[0]], len(mean) - 1, axis=0), mean[1:])
    return [
        about.rows(f"{name}_difference", difference, sure_of_zero=True),
        about.rows(f"{name}_ratio", quotient),
        about.probabilities(f"p_{name}_higher", difference[:, 1:] > TOLERANCE),
    ]


def _matched(name: str, about: About, *, difference: Floats, share: Floats) -> list[pa.Table]:
    """The first group against the others, within strata."""
    share = np.where(np.asarray(about.n)[:, None] > 0, share, np.nan)
    few = [FEW_MATCHES if 0 < part < FEW else "" for part in share[:, 0]]
    noted = [joined(*texts) for texts in zip(about.note, few, strict=True)]
    about = About(about.grain, about.n, about.unknown_share, noted)
    return [
        about.rows(f"{name}_matched_difference", difference, undefined=NO_MATCH, sure_of_zero=True),
        about.probabilities(f"p_{name}_matched_higher", difference[:, 1:] > TOLERANCE),
        about.rows(f"{name}_matched_share", share),
    ]
