"""Mobility against careers worked out one author at a time."""

from __future__ import annotations

from datetime import date

from answer_checks import interval, near
from detente.indicators.run import run
from identities import orcid_of, people_of
from naive import bootstrap as naive_bootstrap
from naive import mobility as naive
from naive.indicators import admitted
from works import code_of

INDICATORS = {"mobility"}
QUESTIONS = {
    "mobility": [
        {}, {"by": "year"}, {"country": "US"}, {"country": "US", "by": "year"},
        {"country": "US", "partner": "CN"}, {"country": "US", "partner": "CN", "by": "year"},
    ],
}  # fmt: skip
CHOICES = (
    {"move_confirmation": "none", "career_gap": "three_years", "territory": "hk_mo_tw_with_cn"},
    {"move_confirmation": "two_years", "author_identity": "orcid"},
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

    people = naive.careers(works, specification, person_at, code)
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


CHECKS = {"mobility": check_mobility}
