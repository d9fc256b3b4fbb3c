"""Ties and international papers year by year, and dependence on partners, from plain works."""

from __future__ import annotations

from answer_checks import World, check_against
from detente.indicators.run import run
from naive import concentration as naive_concentration
from naive import indicators as naive

INDICATORS = {"ties", "international", "dependence"}
QUESTIONS = {
    "ties": [
        {"country": "US"}, {"country": "US", "partner": "CN"},
        {"country": "US", "partner": "CN", "by": "field"},
    ],
    "international": [{}, {"country": "US"}],
    "dependence": [{}, {"country": "US"}],
}  # fmt: skip
TIES = ("joint_papers", "share_of_papers", "share_of_papers_back", "observed_over_expected")


def tables(seed):
    """None of its own."""
    return {}


def by_year(function):
    """The naive answer of the works of each year, with the year in its key."""

    def answer(works, weights, specification, *arguments):
        found = {}
        for year in sorted({work.year for work in works}):
            pairs = [(w, k) for w, k in zip(works, weights, strict=True) if w.year == year]
            here = function(*map(list, zip(*pairs, strict=True)), specification, *arguments)
            found |= {(*key, year): value for key, value in here.items()}
        return found

    return answer


def by_field(function):
    """The naive answer under each definition of AI, with its name in the key."""

    def answer(works, weights, specification, *arguments):
        return {
            (*key, field): value
            for field in naive.LABELS
            for key, value in function(
                works, weights, specification.but(ai_definition=field), *arguments
            ).items()
        }

    return answer


def check_ties(dataset, world, specification):
    """Counts and shares in every draw; what is fitted in the estimate alone, as for strength."""
    countries = list(dataset.pool.countries)
    everything = specification["ai_definition"] == "all"
    for by, split in (("year", by_year), *([("field", by_field)] if everything else [])):
        rows = run("ties", dataset, specification, country="US", by=by).to_dicts()
        seen = [row for row in rows if row["n"] or row["metric"] == "joint_papers"]
        assert all(row["value"] is None for row in rows if row not in seen)
        (answer,) = World(world.works, draws=0, seed=0).answers(
            split(naive.strength), specification, countries, "US"
        )
        drawn = world.answers(split(naive.strength), specification, countries, "US", False)[1:]
        check_against(
            seen, [answer, *drawn],
            lambda r, by=by: (r["metric"], r["country"], r["partner"], r[by]),
            ends=lambda metric: metric != "observed_over_expected",
        )  # fmt: skip
        assert {row["metric"] for row in rows} == set(TIES)
        shown = {(r["partner"], r[by]) for r in rows}
        assert {key[2:] for key, v in answer.items() if key[0] == "joint_papers" and v} <= shown


def scopes(works, weights, specification, countries):
    """Scopes of each country."""
    chosen = naive.seen(works, weights, specification)
    return {
        (metric, country): value
        for country in countries
        for metric, value in naive._scopes(chosen, country).items()
    }


def check_international(dataset, world, specification):
    """Every year on its own."""
    countries = list(dataset.pool.countries)
    rows = run("international", dataset, specification).to_dicts()
    answers = world.answers(by_year(scopes), specification, countries)
    check_against(rows, answers, lambda r: (r["metric"], r["country"], r["year"]))
    shown = {(r["country"], r["year"]) for r in rows}
    assert {k[1:] for k, v in answers[0].items() if k[0] == "international_papers" and v} <= shown


def dependence(works, weights, specification, countries):
    """Shares of links with each partner, squared."""
    links = naive.links_by_pair(naive.seen(works, weights, specification))
    found = {}
    for country in countries:
        row = [naive.linked(links, country, o) for o in countries if o != country]
        measures = naive_concentration.measures(row) or {}
        found["first_share", country] = naive.over(max(row), sum(row))
        found["partner_hhi", country] = measures.get("hhi")
        found["effective_partners", country] = measures.get("effective_number")
    return found


def check_dependence(dataset, world, specification):
    """Of every country that has a link."""
    countries = list(dataset.pool.countries)
    rows = run("dependence", dataset, specification).to_dicts()
    answers = world.answers(dependence, specification, countries)
    check_against(rows, answers, lambda r: (r["metric"], r["country"]))
    linked = {key[1] for key, v in answers[0].items() if key[0] == "first_share" and v}
    assert {row["country"] for row in rows} == linked


CHECKS = {"ties": check_ties, "international": check_international, "dependence": check_dependence}
