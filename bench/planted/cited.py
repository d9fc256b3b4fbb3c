"""What indicators of scored works say of a simulated literature, two countries at a time."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from bench.planted.questions import CN, DEFAULTS, US, Estimate
from detente.engine import start
from detente.indicators import breakthrough, disruption, dividend, impact
from detente.indicators.tally import Tally
from detente.kernels.impact import mean_score
from detente.kernels.intervals import interval
from detente.simulate.cited_sample import CitedSample
from detente.simulate.literature import draw_literature

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.engine.protocol import Engine
    from detente.simulate.citing import CitationWorld

Answers = Mapping[str, Estimate]

TOP, TOP_WINDOW = "share in the top 10 %", "share in the top 10 %, three years"
SCORE, SCORE_WINDOW = "mean score", "mean score, three years"
TOP_PAPERS = "papers in the top 10 %, per 100 works"
RANK, NAIVE_RANK = "mean disruption rank", "mean disruption rank, naive"
BREAKTHROUGHS = "share that are breakthroughs"
HOME = "lead in mean score that domestic citations give"
JOINT, INTERNATIONAL = "mean score, joint papers - own", "mean score, international - own"
JOINT_TOP = "share in the top 10 %, joint papers - own"


@cache
def _engine() -> Engine:
    return start("duckdb", threads=1)


def sample(world: CitationWorld, *, works: int, draws: int, seed: int) -> CitedSample:
    """A literature of a world; the seed names the works and their bootstrap draws."""
    literature = draw_literature(world, works=works, seed=seed)
    return CitedSample.of(literature, _engine(), draws=draws, seed=seed)


def differences(of: CitedSample, one: str, other: str) -> Answers:
    """How much a country exceeds another in impact and disruption."""
    return {
        **impacts(of, one, other),
        **_impact(of, one, other, {"top_share_of_papers": TOP_WINDOW, "mean_score": SCORE_WINDOW},
                  window="three_years"),
        **disruptions(of, one, other),
    }  # fmt: skip


def impacts(of: CitedSample, one: str, other: str) -> Answers:
    """How much a country exceeds another in impact."""
    names = {"top_share_of_papers": TOP, "mean_score": SCORE, "top_papers": TOP_PAPERS}
    found = _impact(of, one, other, names)
    share = 100 / len(of.work_pool.sizes)
    return {**found, TOP_PAPERS: Estimate(*(share * end for end in found[TOP_PAPERS]))}


def _impact(
    of: CitedSample, one: str, other: str, names: Mapping[str, str], **choices: str
) -> Answers:
    tables = impact.compute(Tally(of, DEFAULTS.but(**choices)), country=one, partner=other)
    return _named(tables, {f"{metric}_difference": name for metric, name in names.items()})


def disruptions(of: CitedSample, one: str, other: str) -> Answers:
    """How much a country exceeds another in disruption and breakthroughs."""
    tally = Tally(of, DEFAULTS)
    tables = disruption.compute(tally, country=one, partner=other, replicas=0)
    tables += breakthrough.compute(tally, country=one, partner=other)
    metrics = {
        "mean_disruption_difference": RANK,
        "naive_mean_disruption_difference": NAIVE_RANK,
        "breakthrough_share_difference": BREAKTHROUGHS,
    }
    return _named(tables, metrics)


def home_lift(of: CitedSample, one: str, other: str) -> Answers:
    """By how much a lead in mean score is larger with domestic citations than without."""
    pool, specifications = of.work_pool, (DEFAULTS, DEFAULTS.but(domestic_citations="dropped"))
    leads = []
    for specification in specifications:
        scores = pool.impact(specification).contributions
        means = mean_score(pool.draw(specification, scores, draws=of.draws, seed=of.seed))
        leads.append(means[pool.place(one)] - means[pool.place(other)])
    lifted = leads[0] - leads[1]
    ends = interval(lifted[1:])
    return {HOME: Estimate(float(lifted[0]), float(ends.low), float(ends.high))}


def dividends(of: CitedSample, one: str, other: str) -> Answers:
    """By how much joint and international works are cited more than a country's own."""
    tally = Tally(of, DEFAULTS)
    joint = dividend.compute(tally, country=one, partner=other)
    alone = dividend.compute(tally, country=one)
    names = {"mean_score_difference": JOINT, "top_share_difference": JOINT_TOP}
    return {
        **_named(joint, names, papers="domestic", country=one),
        **_named(alone, {"mean_score_difference": INTERNATIONAL}, papers="domestic"),
    }


def _named(tables: list[pa.Table], names: Mapping[str, str], **grain: str) -> dict[str, Estimate]:
    """Estimates of some metrics under other names, where the grain is as given."""
    rows = [row for table in tables for row in table.to_pylist() if row["metric"] in names]
    rows = [row for row in rows if all(row[name] == value for name, value in grain.items())]
    assert len(rows) == len(names), [(row["metric"], grain) for row in rows]
    numbers = {row["metric"]: [row[end] for end in ("value", "low", "high")] for row in rows}
    return {
        name: Estimate(*(np.nan if x is None else float(x) for x in numbers[metric]))
        for metric, name in names.items()
    }


def ranks(of: CitedSample) -> Mapping[str, Mapping[str, float]]:
    """Mean disruption rank of every country, by the default and by the naive method."""
    tables = disruption.compute(Tally(of, DEFAULTS, 0), replicas=0)
    metrics = {"mean_disruption": RANK, "naive_mean_disruption": NAIVE_RANK}
    found: dict[str, dict[str, float]] = {name: {} for name in metrics.values()}
    for row in (row for table in tables for row in table.to_pylist()):
        if row["metric"] in metrics and row["value"] is not None:
            found[metrics[row["metric"]]][row["country"]] = row["value"]
    return found


PAIR = (US, CN)
