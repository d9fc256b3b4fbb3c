"""Mobility and adoption lags, worked out one author and one year at a time."""

from __future__ import annotations

from datetime import date
from math import inf

from answer_checks import interval, near
from detente.indicators.run import run
from identities import orcid_of, people_of
from naive import adoption
from naive import bootstrap as naive_bootstrap
from naive import mobility as naive
from naive import scored as naive_scored
from naive.indicators import admitted, credits_by_country, meets, seen
from naive.strength import quantile
from works import code_of

INDICATORS = {"mobility", "adoption_lag"}
QUESTIONS = {
    "mobility": [
        {}, {"by": "year"}, {"country": "US"}, {"country": "US", "by": "year"},
        {"country": "US", "partner": "CN"}, {"country": "US", "partner": "CN", "by": "year"},
    ],
    "adoption_lag": [
        {"country": "CN", "leader": "US"},
        {"country": "SG", "leader": "CN", "topic": "robotics", "threshold": 0.3},
    ],
}  # fmt: skip
CHOICES = (
    {"move_confirmation": "none", "career_gap": "three_years", "territory": "hk_mo_tw_with_cn"},
    {"move_confirmation": "two_years", "author_identity": "orcid"},
    {"move_confirmation": "none", "author_standing": "top_cited", "territory": "eu_bloc"},
    {"move_confirmation": "none", "career_gap": "five_years", "ai_definition": "vision"},
)
# 0 in every draw says something of them
SIGNED = {"net_moves", "effectiveness", "net_rate"}


def tables(seed):
    """None: identities of authors go with the works."""
    del seed
    return {}


def check_mobility(dataset, world, specification):
    works = [work for work in world.works if admitted(work, specification)]
    # a border that moves moves nobody: those of the last work hold for all
    day = max((work.appeared for work in works), default=date(2000, 1, 1))
    code = code_of(specification["territory"], day)

    def person_at(work):
        trusted = specification["author_identity"] == "all"
        return {a: p for a, p in people_of(work).items() if trusted or orcid_of(p)}

    people = naive.careers(works, person_at, code)
    if specification["author_standing"] == "top_cited":
        best = _highly_cited(world.works, works, person_at, specification)
        people = {person: papers for person, papers in people.items() if person in best}
    past = naive.histories(people, specification)
    countries = list(dataset.pool.countries)
    weights = [
        {p: naive_bootstrap.weight(dataset.seed, p, draw) for p in past}
        for draw in range(len(world.draws))
    ]
    years = {work.year for work in works}
    answers = [
        naive.indicator(past, drawn, countries, years)
        for drawn in (dict.fromkeys(past, 1), *weights)
    ]
    papers = [countries for some in people.values() for _, countries in some]
    unknown = sum(not some for some in papers) / len(papers) if papers else None
    rows = [
        row
        for filters in ({}, {"by": "year"}, *({"country": c} for c in ("US", "CN")))
        for row in run("mobility", dataset, specification, **filters).to_dicts()
    ]
    for row in rows:
        _check_row(row, [answer[_key(row)] for answer in answers])
        assert near(row["unknown_share"], unknown)
    seen = {_key(row) for row in rows}
    moved = [k for k, v in answers[0].items() if v and k[0] in ("moves_in", "moves_out")]
    assert {k for k in moved if k[2] is None} <= seen
    assert {k for k in moved if k[1] in ("US", "CN") and k[3] is None} <= seen


def _highly_cited(world, works, person_at, specification):
    """Persons with a work of which some part is among the most cited of its year and type."""
    chosen = specification.but(reference_set="by_year", top_share="10%")
    scores = naive_scored.impact_scores(world, chosen)
    top = [w for w in works if scores.get(w.number, (0, 0, 0))[2] > 0]
    return {person for work in top for person in person_at(work).values()}


def _key(row):
    return row["metric"], row["country"], row["partner"], row["year"]


def _check_row(row, values):
    assert near(row["value"], values[0]), (row, values[0])
    expected = interval(values[1:])
    nothing = row["metric"] not in SIGNED and not any(values)
    if row["value"] is None or row["n"] == 0 or nothing:
        expected = None, None
    assert near(row["low"], expected[0]), (row, expected)
    assert near(row["high"], expected[1]), (row, expected)


TOPICS = {
    "vision": lambda work: meets(work, "vision"),
    "robotics": lambda work: work.labels.get("robotics", 0) >= 0.5,
}
SHARES, PAPERS = ("0.5", "1", "2", "5", "10", "20", "40"), (1, 5, 10, 50)


def check_adoption_lag(dataset, world, specification):
    works = [work for work in world.works if admitted(work, specification)]
    years = range(min(w.year for w in works), max(w.year for w in works) + 1)
    for topic, on_topic in TOPICS.items():
        filters = {"country": "CN", "leader": "US", "topic": topic}
        rows = run("adoption_lag", dataset, specification, **filters).to_dicts()
        counts = [
            _papers(seen(world.works, weights, specification), on_topic, years)
            for weights in ([1] * len(world.works), *world.draws)
        ]
        if adoption.overlap(*counts[0]) < 5:
            assert all(row["value"] is row["level"] is None and row["note"] for row in rows)
            continue
        answers = [adoption.lags(*drawn, SHARES, PAPERS) for drawn in counts]
        assert {(row["metric"], row["level"]) for row in rows} == set(answers[0])
        for row in rows:
            _check_lag(row, [answer[row["metric"], row["level"]] for answer in answers])


def _papers(chosen, on_topic, years):
    """Topic papers and own papers by year, of the US and then of China."""
    parts = [work for work in chosen if on_topic(work.work)], chosen
    by_year = [
        [credits_by_country([w for w in some if w.work.year == year]) for year in years]
        for some in parts
    ]
    return [[[credit[code] for credit in some] for some in by_year] for code in ("US", "CN")]


def _check_lag(row, values):
    estimate = values[0]
    censored = estimate is None or abs(estimate) == inf
    assert near(row["value"], None if censored else estimate), (row, estimate)
    if estimate is not None and censored:
        assert ("later" if estimate > 0 else "earlier") in row["note"]
    known = sorted(value for value in values[1:] if value is not None)
    few = len(values) - 1 - len(known) > 0.05 * (len(values) - 1)
    ends = (None, None) if few or censored else (quantile(known, 0.025), quantile(known, 0.975))
    if ends[0] is not None and inf in (abs(ends[0]), abs(ends[1])):
        ends = None, None
    if row["n"] == 0 and row["level"] is None:
        ends = None, None
    assert near(row["low"], ends[0]), (row, ends)
    assert near(row["high"], ends[1]), (row, ends)


CHECKS = {"mobility": check_mobility, "adoption_lag": check_adoption_lag}
