"""Indicators of scored works, against the naive answer."""

from __future__ import annotations

import operator

from answer_checks import INDICATORS, check_against, check_probability, interval, near, split
from detente.indicators.run import run
from detente.kernels.rewiring import rewire
from detente.lake.literature import SEED
from naive import disruptive as naive_disruptive
from naive import dividend as naive_dividend
from naive import novel as naive_novel
from naive import scored as naive_scored


def check_impact(dataset, world, specification):
    scores = naive_scored.impact_scores(world.works, specification)
    for by in ("total", "year"):
        rows = run("impact", dataset, specification, by=by).to_dicts()
        answers = world.answers(naive_scored.impact, specification, scores, by)
        counted = [row for row in rows if row["country"] is not None]
        check_against(counted, answers, lambda r: (r["metric"], r["country"], r["year"]))
        found = {(r["metric"], r["country"], r["year"]) for r in counted}
        assert {k for k, v in answers[0].items() if k[0] == "cited_papers" and v} <= found
        check_missing(rows, world, specification, scores)
    pair = run("impact", dataset, specification, country="CN", partner="US")
    rows, probable = split(pair, *(f"p_{name}_higher" for name in naive_scored.COMPARED))
    answers = world.answers(naive_scored.impact, specification, scores, "total")
    sides = [row for row in rows if row["partner"] is None]
    check_against(sides, answers, lambda r: (r["metric"], r["country"], r["year"]))
    assert {row["country"] for row in sides} == {"CN", "US"}
    rows = [row for row in rows if row["partner"] == "US"]
    compared = [naive_scored.compared(answer, "CN", "US") for answer in answers]
    sure = [row for row in rows if row["metric"].endswith("_ratio")]
    check_against(sure, compared, lambda r: r["metric"])
    for row in rows:
        assert near(row["value"], compared[0][row["metric"]]), row
    check_probability(
        [row for row in probable if row["value"] is not None],
        lambda r: [
            difference > 0
            for draw in compared[1:]
            if (difference := draw[r["metric"][2:-7] + "_difference"]) is not None
        ],
    )


def check_disruption(dataset, world, specification):
    works = world.works
    scores = naive_disruptive.disruption_scores(works, specification)
    plain = naive_disruptive.disruption_scores(works, specification.but(disruption="naive"))
    bands = {"mean_z", "mean_disruption_after_losses"}
    for by in ("total", "year"):
        rows = run("disruption", dataset, specification, by=by, replicas=2).to_dicts()
        answers = world.answers(naive_disruptive.disruption, specification, scores, plain, by)
        counted = [r for r in rows if r["country"] is not None and r["metric"] not in bands]
        check_against(counted, answers, lambda r: (r["metric"], r["country"], r["year"]))
        for row in (row for row in rows if row["country"] is None):
            expected = naive_disruptive.excluded(works, specification, row["year"])
            assert near(row["value"], expected[row["metric"]]), row


def check_breakthrough(dataset, world, specification):
    scores = naive_disruptive.breakthrough_scores(world.works, specification)
    for by in ("total", "year"):
        rows = run("breakthrough", dataset, specification, by=by).to_dicts()
        answers = world.answers(naive_disruptive.breakthrough, specification, scores, by)
        counted = [row for row in rows if row["country"] is not None]
        rare, others = [], []
        for row in counted:
            found = answers[0]["breakthroughs", row["country"], row["year"]]
            few = 0 < found < 2 and row["metric"] != "eligible_papers"
            (rare if few else others).append(row)
        key = operator.itemgetter("metric", "country", "year")
        check_against(others, answers, key)
        check_against(rare, answers, key, ends=lambda _: False)
        assert all(row["low"] is row["high"] is None for row in rare)
        for row in (row for row in rows if row["country"] is None):
            expected = naive_disruptive.unjudged(world.works, specification, scores, row["year"])
            assert near(row["value"], expected), row


def rewired(dataset, replicas):
    """What each work cites in the networks that novelty is held against."""
    literature = dataset.work_pool.scores.literature
    citing, cited = literature.references.edges
    works = literature.references.works
    networks = rewire(citing, cited, literature.year, replicas=replicas, seed=SEED)
    return [
        {
            int(work): [int(works[place]) for place in network.cited[citing == i]]
            for i, work in enumerate(works)
        }
        for network in networks
    ]


def check_novelty(dataset, world, specification):
    """The networks are the kernel's, held against their twin elsewhere; all else is naive."""

    def key(row):
        return row["metric"], row["country"], row["year"]

    # few replicas leave pairs unresolved, more of them give most papers a median
    for by, replicas in (("year", 2), ("total", 4)):
        networks = rewired(dataset, replicas)
        scores = naive_novel.Scores(world.works, specification, networks)
        rows = run("novelty", dataset, specification, by=by, replicas=replicas).to_dicts()
        answers = world.answers(naive_novel.novelty, specification, scores, by)
        quality = naive_novel.quality(world.works, scores.literature)
        names = {name for name, _, _ in answers[0]}
        check_against([row for row in rows if row["metric"] in names], answers, key)
        shown = {key(row) for row in rows if row["country"] is not None}
        assert {
            k for k, v in answers[0].items() if k[0].endswith("_papers") and v and k[1]
        } <= shown
        for row in (row for row in rows if row["metric"] not in names | {"moved_share"}):
            excluded = naive_novel.excluded(world.works, specification, scores, row["year"])
            assert near(row["value"], (quality | excluded)[row["metric"]]), row
    check_novelty_compared(dataset, world, specification, scores=scores)


def check_novelty_compared(dataset, world, specification, *, scores):
    pair = run("novelty", dataset, specification, country="CN", partner="US", replicas=4)
    rows, probable = split(pair, *(f"p_{name}_higher" for name in naive_novel.COMPARED))
    answers = world.answers(naive_novel.novelty, specification, scores, "total")
    compared = [naive_novel.compared(answer, "CN", "US") for answer in answers]
    rows = [row for row in rows if row["partner"] == "US"]
    assert {row["metric"] for row in rows} == set(compared[0])
    for row in rows:
        assert near(row["value"], compared[0][row["metric"]]), row
    sure = [row for row in rows if row["metric"].endswith("_ratio")]
    check_against(sure, compared, lambda r: r["metric"])
    differences = [row for row in rows if row["metric"].endswith("_difference")]
    for row in (row for row in differences if row["low"] is not None):
        expected = interval([draw[row["metric"]] for draw in compared[1:]])
        assert near(row["low"], expected[0]), row
        assert near(row["high"], expected[1]), row
    check_probability(
        [row for row in probable if row["value"] is not None],
        lambda r: [
            d[r["metric"][2:-7] + "_difference"] > 1e-9
            for d in compared[1:]
            if d[r["metric"][2:-7] + "_difference"] is not None
        ],
    )


def check_missing(rows, world, specification, scores):
    """What cannot be compared, and what is compared within merged sets."""
    for row in (row for row in rows if row["country"] is None):
        expected = naive_scored.missing(world.works, specification, scores, row["year"])
        assert near(row["value"], expected[row["metric"]]), row


def check_dividend(dataset, world, specification):
    facts = naive_dividend.Facts(world.works, specification)
    for partner in ("CN", None):
        measure = run("dividend", dataset, specification, country="US", partner=partner)
        answers = world.answers(naive_dividend.dividend, specification, facts, "US", partner)
        drawn = [m.name for m in INDICATORS["dividend"].metrics if m.unit == "probability"]
        rows, probable = split(measure, *drawn)
        cites = any(work.cited for work in world.works)
        rows = [row for row in rows if cites or "disruption" not in row["metric"]]

        def key(row):
            return row["metric"], row["country"], row["partner"], row["papers"]

        check_against(rows, answers, key)
        assert {key(r) for r in rows} == {
            k
            for k in answers[0]
            if k[0] not in {"n", "base"}
            and (k[0], k[3]) not in NO_MEAN
            and (cites or "disruption" not in k[0])
        }
        draws = answers[1:]

        def events(row, key=key, draws=draws):
            compared = f"{row['metric'][2:-7]}_difference"
            return [(draw[compared, *key(row)[1:]] or 0) > 0 for draw in draws]

        check_probability(probable, events)
        check_sizes(rows, answers[0], naive_dividend.names_of("US", partner)[0])


NO_MEAN = {(name, "indeterminate") for name in naive_dividend.OUTCOMES}


def check_sizes(rows, answer, first):
    """n is that of the papers with the outcome; of a comparison, of the smaller side."""
    for row in rows:
        name = (row["country"], row["partner"], row["papers"])
        outcome = next((o for o in naive_dividend.OUTCOMES if row["metric"].startswith(o)), None)
        if outcome is None:
            assert row["n"] == answer["papers", *name]
        else:
            both = [answer["n", outcome, *each] for each in (name, first)]
            assert row["n"] == (both[0] if row["metric"] == outcome else min(both))
            compared = row["metric"] != outcome
            assert compared == ("not an effect" in (row["note"] or "")), row


CHECKS = {
    "impact": check_impact,
    "disruption": check_disruption,
    "breakthrough": check_breakthrough,
    "novelty": check_novelty,
    "dividend": check_dividend,
}
