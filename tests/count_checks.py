"""Indicators that count works, against the naive answer."""

from __future__ import annotations

from fractions import Fraction

from answer_checks import (
    INDICATORS,
    World,
    check_against,
    check_probability,
    near,
    split,
)
from detente.indicators.run import run
from naive import contenders as naive_contenders
from naive import indicators as naive


def check_output(dataset, world, specification):
    for by in ("total", "year", *(["field"] if specification["ai_definition"] == "all" else [])):
        rows = run("output", dataset, specification, by=by).to_dicts()
        answers = world.answers(naive.output, specification, by)
        check_against(rows, answers, lambda r: (r["metric"], r["country"], r["year"], r["field"]))
        found = {(r["metric"], r["country"], r["year"], r["field"]) for r in rows}
        assert {key for key, value in answers[0].items() if value} <= found


def check_collaboration(dataset, world, specification):
    countries = list(dataset.pool.countries)
    measure = run("collaboration", dataset, specification)
    rows, probable = split(measure, "p_first", "p_mutual_first")
    answers = world.answers(naive.collaboration, specification, countries)
    of_their_own = {"mutual_first_strict", "mutual_first_weak", "lead"}

    def key(row):
        return row["metric"], row["country"], row["partner"]

    check_against(rows, answers, key, ends=lambda metric: metric not in of_their_own)
    check_lead_intervals(rows, answers, countries)
    of = {"p_first": ("partner_rank", 1), "p_mutual_first": ("mutual_first_strict", True)}

    def events(row):
        metric, wanted = of[row["metric"]]
        return [d[metric, row["country"], row["partner"]] == wanted for d in answers[1:]]

    check_probability(probable, events)
    pairs = {(r["country"], r["partner"]) for r in rows if r["metric"] == "joint_papers"}
    assert pairs == {k[1:] for k, v in answers[0].items() if k[0] == "joint_papers" and v}


def check_lead_intervals(rows, answers, countries):
    """A lead is the least of those over each other partner, which are bounded together."""
    for row in (row for row in rows if row["metric"] == "lead"):
        country, partner = row["country"], row["partner"]
        others = [o for o in countries if o not in (country, partner)]
        rivals = [other for other in others if answers[0]["joint_papers", country, other]]
        known = [a for a in answers if a["lead", country, partner] is not None]
        if len(answers) - len(known) > 0.05 * (len(answers) - 1) or not row["n"]:
            assert row["low"] is row["high"] is None
            continue
        leads = [
            [
                a["joint_papers", country, partner]
                - (a["joint_papers", country, rival] if rival else 0)
                for a in known
            ]
            for rival in rivals or [None]
        ]
        low, high = naive_contenders.interval_of_least(leads)
        assert near(row["low"], low), (row, low)
        assert near(row["high"], high), (row, high)


def check_strength(dataset, world, specification):
    countries = list(dataset.pool.countries)
    rows = run("strength", dataset, specification, country="US").to_dicts()
    fitted = {"observed_over_expected", "strength_slope"}
    (answer,) = World(world.works, draws=0, seed=0).answers(
        naive.strength, specification, countries, "US"
    )
    answers = [answer, *world.answers(naive.strength, specification, countries, "US", False)[1:]]
    check_against(
        rows, answers, lambda r: (r["metric"], r["country"], r["partner"]),
        ends=lambda metric: metric not in fitted,
    )  # fmt: skip
    assert {r["metric"] for r in rows} == {m.name for m in INDICATORS["strength"].metrics}


def check_concentration(dataset, world, specification):
    measure = run("concentration", dataset, specification)
    ones = [1] * len(world.works)
    chosen = naive.seen(world.works, ones, specification)
    credit = naive.credits_by_country(chosen)
    countries = [c for c in dataset.pool.countries if credit[c]]
    units = list(naive.papers_of_institutions(chosen))
    answers = world.answers(naive.concentration, specification, countries, units)
    classes = ("monopoly_low", "monopoly_medium", "monopoly_high")
    rows, probable = split(measure, "p_lead", *classes)
    lead = answers[0]["lead"]

    def key(row):
        whole = row["metric"], None
        return whole if whole in answers[0] else row["metric"]

    check_against(rows, answers, key, ends=lambda metric: not metric.startswith("monopoly"))
    assert {r["country"] for r in rows} == {None, lead}

    def events(row):
        if row["metric"] == "p_lead":
            return [lead in draw["leaders"] for draw in answers[1:]]
        return [d["monopoly_risk"] == classes.index(row["metric"]) for d in answers[1:]]

    if len(units) < 10:
        assert all(row["value"] is None for row in probable if row["metric"] in classes)
        probable = [row for row in probable if row["metric"] == "p_lead"]
    check_probability(probable, events)


# Wilson's interval is that of a share of works, and what is said of a list needs no draw
WITHOUT_DRAWS = {
    "no_country_share", "some_unknown_share", "known_item_recall", "population", "covered_share",
}  # fmt: skip


def check_coverage(dataset, world, specification):
    countries = list(dataset.pool.countries)
    for strata in ("year", "venue"):
        rows = run("coverage", dataset, specification, strata=strata).to_dicts()
        answers = world.answers(naive.coverage, specification, countries, strata)
        known = [row for row in rows if (row["metric"], row["country"]) in answers[0]]
        check_against(
            known, answers, lambda r: (r["metric"], r["country"]),
            ends=lambda metric: metric not in WITHOUT_DRAWS,
        )  # fmt: skip
        assert {row["metric"] for row in rows if row not in known} <= WITHOUT_DRAWS
    ones = [1] * len(world.works)
    for by in ("year", "venue", "type"):
        rows = run("coverage", dataset, specification, by=by).to_dicts()
        chosen = naive.seen(world.works, ones, specification)
        expected = naive.gaps(chosen, lambda w, by=by: getattr(w.work, by))
        found = {(row["metric"], row[by]): row["value"] for row in rows}
        assert found.keys() == expected.keys()
        assert all(near(found[key], value) for key, value in expected.items())


def check_network(dataset, world, specification):
    measure = run("network", dataset, specification, slow_draws=len(world.draws))
    links = naive.links_by_pair(naive.seen(world.works, [1] * len(world.works), specification))
    nodes = sorted({code for pair, value in links.items() if value for code in pair})
    answers = world.answers(naive.network, specification, nodes)
    rows = [row for row in measure.to_dicts() if (row["metric"], row["country"]) in answers[0]]
    check_against(rows, answers, lambda r: (r["metric"], r["country"]))
    assert {row["country"] for row in rows} == set(nodes)
    check_blocs(measure, links, nodes)


def check_blocs(measure, links, nodes):
    """Modularity is that of the groups shown, and no single move betters it."""
    group = {r["country"]: r["value"] for r in measure.where(metric="group").to_dicts()}
    matrix = [[naive.linked(links, a, b) if a != b else 0 for b in nodes] for a in nodes]

    def quality(groups):
        parts = [[p for p, n in enumerate(nodes) if groups[n] == g] for g in set(groups.values())]
        return naive.naive_concentration.modularity(matrix, parts)

    (shown,) = measure.where(metric="modularity").to_dicts()
    best = quality(group)
    assert near(shown["value"], best)
    for node in nodes:
        for other in {*group.values(), 99.0}:
            assert quality({**group, node: other}) <= best + Fraction(1, 10**9)


def check_definitions(dataset, world, specification):
    def key(row):
        return row["metric"], row["definition"], row["other"]

    for country, partner in (("CN", "US"), ("US", "CN")):
        rows = run("definitions", dataset, specification, country=country, partner=partner)
        answers = world.answers(naive.definitions, specification, country, partner)
        apart = [r for r in rows.to_dicts() if r["metric"] == "jaccard" and r["value"] == 0]
        check_against(
            [r for r in rows.to_dicts() if r not in apart], answers, key,
        )  # fmt: skip
        assert all(answers[0][key(r)] == 0 and r["low"] is None and r["note"] for r in apart)
        assert {key(r) for r in rows.to_dicts()} == set(answers[0])
        shown = {(r["country"], r["partner"]) for r in rows.to_dicts()}
        assert shown == {(None, None), (country, partner)}


CHECKS = {
    "output": check_output,
    "collaboration": check_collaboration,
    "strength": check_strength,
    "concentration": check_concentration,
    "coverage": check_coverage,
    "network": check_network,
    "definitions": check_definitions,
}
