"""What every indicator must keep, on any engine: the declaration, the rows, the naive answer."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path

import pyarrow as pa

from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.discovery import modules
from detente.core.indicator import EXACT, VALUE_COLUMNS
from detente.indicators.run import run
from detente.kernels.rewiring import rewire
from detente.lake.literature import SEED
from naive import bootstrap as naive_bootstrap
from naive import contenders as naive_contenders
from naive import disruptive as naive_disruptive
from naive import dividend as naive_dividend
from naive import indicators as naive
from naive import novel as naive_novel
from naive import scored as naive_scored
from naive.strength import quantile
from small_release import old_world, small_world

DOCS = Path(__file__).parent.parent / "docs"
INDICATORS = {n: m.INDICATOR for n, m in modules("detente.indicators", "INDICATOR").items()}

# questions beyond the plain one; an indicator that is not here is asked the plain one alone
QUESTIONS = {
    "output": [{}, {"by": "year"}, {"by": "field"}, {"country": "US"}],
    "collaboration": [{}, {"country": "US"}, {"country": "US", "partner": "CN"}],
    "strength": [{"country": "US"}, {"country": "US", "partner": "CN"}],
    "coverage": [
        {}, *({"by": by} for by in ("year", "venue", "field", "type")),
        {"country": "US", "strata": "venue", "listed": [3, 10, 17, 999]},
    ],
    "concentration": [{}, {"top": 3, "high_count": 2, "high_ratio": 1.0}],
    "network": [{"slow_draws": 6}, {"country": "US", "slow_draws": 6}],
    "definitions": [{}, {"country": "US", "partner": "CN"}],
    "impact": [{}, {"by": "year"}, {"country": "US"}, {"country": "US", "partner": "CN"}],
    "disruption": [{}, {"by": "year"}, {"country": "US", "partner": "CN", "replicas": 3}],
    "breakthrough": [{}, {"by": "year"}, {"country": "US", "partner": "CN"}],
    "dividend": [{"country": "US"}, {"country": "US", "partner": "CN"}],
    "novelty": [
        {"replicas": 3}, {"by": "year", "replicas": 3}, {"replicas": 0},
        {"country": "US", "replicas": 0, "first_year": 2008, "last_year": 2020},
        {"country": "US", "partner": "CN", "replicas": 2},
    ],
}  # fmt: skip
CASES = [(name, filters) for name in INDICATORS for filters in QUESTIONS.get(name, [{}])]
CHOICES = (
    {},
    {"unknown": "complete_case", "territory": "hk_mo_with_cn", "link": "per_country",
     "counting": "author_country", "window": "three_years", "top_share": "1%",
     "disruption_index": "di5", "top_disruptive": "20%"},
    {"unknown": "renormalise", "territory": "eu_bloc", "link": "per_paper",
     "counting": "institution", "dual_affiliation": "needs_two_authors",
     "reference_set": "by_year", "domestic_citations": "dropped", "top_share": "50%",
     "disruption": "naive", "disruption_index": "without_n_k"},
    {"counting": "corresponding", "ai_definition": "vision", "period": "2019-2021",
     "territory": "eu_bloc_hk_mo_tw_with_cn", "document_types": "all", "top_share": "5%",
     "domestic_citations": "dropped", "window": "three_years", "disruption": "ten_references",
     "disruption_window": "ten_years"},
)  # fmt: skip


AGED = {"disruption", "breakthrough", "dividend", "novelty"}
"""Indicators that need windows to close, and therefore works of many years."""


def kind_of(name):
    """Which works an indicator is tried on: of few years, or of many."""
    return "old" if name in AGED else "small"


def world_for(kind, seed, size):
    """Works of that kind."""
    return {"old": old_world, "small": small_world}[kind](seed, size)


def specification_of(name, choices):
    """The choices that an indicator depends on."""
    aged = {"period": "2008-2012"} if name in AGED and "period" in choices else {}
    given = choices | aged
    return Specification.of({k: v for k, v in given.items() if k in INDICATORS[name].dimensions})


def _answerable(name, filters, choices):
    """Published figures are of members; each field has its own definition of AI."""
    apart = name == "comparison" and "eu_bloc" in choices.get("territory", "")
    return not apart and not (filters.get("by") == "field" and "ai_definition" in choices)


ASKED = [
    (name, filters, choices)
    for name, filters in CASES
    for choices in CHOICES
    if _answerable(name, filters, choices)
]


# ---- the declaration ----


def check_declaration(name):
    declared = INDICATORS[name]
    assert declared.title
    assert declared.question.endswith("?")
    assert declared.interval
    assert declared.minimum_data
    assert declared.grain
    assert not set(declared.grain) & set(VALUE_COLUMNS)
    assert set(declared.dimensions) <= {d.name for d in DIMENSIONS}
    names = [metric.name for metric in declared.metrics]
    assert len(names) == len(set(names)) > 0
    for metric in declared.metrics:
        assert all((metric.name, metric.title, metric.unit, metric.formula)), metric
        bounds = (metric.minimum, metric.maximum)
        assert None in bounds or bounds[0] < bounds[1], metric
        if metric.unit in {"share", "probability", "yes or no"}:
            assert bounds == (0, 1)


def check_sources(name):
    declared = INDICATORS[name]
    keys = re.findall(
        r"^@\w+\{([^,]+),$", (DOCS / "references.bib").read_text("utf-8"), re.MULTILINE
    )
    assert set(declared.references) <= set(keys)
    # what only repeats or compares published figures cites their source in its provenance
    assert declared.references or "figure" in declared.title.lower()
    headings = re.findall(r"^## (\d+)\. ", (DOCS / "methods.md").read_text("utf-8"), re.MULTILINE)
    sections = re.findall(r"§(\d+)", declared.method)
    assert sections
    assert set(sections) <= set(headings)


# ---- the rows ----


def check_rows(measure):
    declared, rows = measure.indicator, measure.to_dicts()
    assert measure.rows.column_names == [*declared.grain, *VALUE_COLUMNS]
    assert measure.rows.schema.field("n").type == pa.int64()
    metrics = {metric.name: metric for metric in declared.metrics}
    keys = [(row["metric"], *(row[name] for name in declared.grain)) for row in rows]
    assert len(keys) == len(set(keys)), "a cell occurs twice"
    for row in rows:
        check_row(row, metrics[row["metric"]], published=declared.interval == EXACT)
    assert dict(measure.provenance.specification).keys() == set(declared.dimensions)


def check_row(row, metric, *, published):
    value, low, high = row["value"], row["low"], row["high"]
    least = -math.inf if metric.minimum is None else metric.minimum
    most = math.inf if metric.maximum is None else metric.maximum
    for number in (value, low, high):
        if number is not None:
            assert math.isfinite(number), row
            assert least - 1e-9 <= number <= most + 1e-9, row
    # a percentile interval need not hold the estimate (a resample has fewer partners), but it is
    # never upside down, and never stands where there is no value
    assert (low is None) == (high is None), row
    if low is not None:
        assert low <= high, row
        assert value is not None, row
    if value is None:
        assert row["note"], row
    assert row["n"] is None or row["n"] >= 0
    assert row["n"] is not None or published or metric.name == "published", row
    share = row["unknown_share"]
    assert share is None or 0 <= share <= 1, row
    if row["n"] == 0 and metric.unit in {"share", "index", "ratio", "probability"}:
        assert value is None or metric.name == "share" or metric.unit == "probability", row


def without_provenance(measure):
    """The rows bit for bit."""
    return measure.rows.combine_chunks().to_pydict()


# ---- the naive answer ----


class World:
    """A world with its bootstrap weights, ready for naive answers."""

    def __init__(self, works, *, draws, seed):
        self.works = works
        self.draws = [
            [naive_bootstrap.weight(seed, work.number, draw) for work in works]
            for draw in range(draws)
        ]

    def answers(self, function, *arguments):
        """The naive answer of the estimate and of each draw."""
        return [function(self.works, w, *arguments) for w in ([1] * len(self.works), *self.draws)]


def near(found, expected):
    if expected is None or found is None:
        return found is None and expected is None
    return math.isclose(found, float(expected), rel_tol=1e-7, abs_tol=1e-9)


def interval(values):
    """Ends of the central 95 %; none where more than one in twenty draws is undefined."""
    known = [float(value) for value in values if value is not None]
    if len(values) - len(known) > 0.05 * len(values):
        return None, None
    return quantile(known, 0.025), quantile(known, 0.975)


# 0 in every draw says something of them
SURE = {
    "sign_share",
    *(f"{name}{kind}_difference" for name in naive_dividend.OUTCOMES for kind in ("", "_matched")),
}


def check_against(rows, answers, key_of, *, ends=lambda _: True):
    """Value and interval of each row against the naive estimate and draws."""
    estimate, *draws = answers
    for row in rows:
        key = key_of(row)
        assert near(row["value"], estimate[key]), (key, row, estimate[key])
        if ends(row["metric"]):
            expected = interval([draw[key] for draw in draws])
            never_seen = not any(answer[key] for answer in answers) and row["metric"] not in SURE
            if row["value"] is None or row["n"] == 0 or never_seen:
                expected = None, None
            assert near(row["low"], expected[0]), (key, row, expected)
            assert near(row["high"], expected[1]), (key, row, expected)


def check_probability(rows, events):
    """Value of each row against the share of draws with the event."""
    for row in rows:
        happened = [bool(event) for event in events(row)]
        assert near(row["value"], Fraction(sum(happened), len(happened))), row
        assert row["low"] <= row["value"] <= row["high"]


def split(measure, *probabilities):
    rows = measure.to_dicts()
    return (
        [row for row in rows if row["metric"] not in probabilities],
        [row for row in rows if row["metric"] in probabilities],
    )


def check_naive(name, dataset, world, choices):
    """Everything an indicator says against the naive answer."""
    CHECKS[name](dataset, world, specification_of(name, choices))


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
        lambda r: [(d[r["metric"][2:-7] + "_difference"] or 0) > 0 for d in compared[1:]],
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
        check_against(counted, answers, lambda r: (r["metric"], r["country"], r["year"]))
        for row in (row for row in rows if row["country"] is None):
            expected = naive_disruptive.unjudged(world.works, specification, scores, row["year"])
            assert near(row["value"], expected), row


def rewired(dataset, replicas):
    """What each work cites in the networks that novelty is held against."""
    literature = dataset.work_pool.scores.literature
    citing, cited, _ = literature.references.edges
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
    "disruption": check_disruption,
    "breakthrough": check_breakthrough,
    "dividend": check_dividend,
    "novelty": check_novelty,
    "impact": check_impact,
    "output": check_output,
    "collaboration": check_collaboration,
    "strength": check_strength,
    "concentration": check_concentration,
    "coverage": check_coverage,
    "network": check_network,
    "definitions": check_definitions,
}
