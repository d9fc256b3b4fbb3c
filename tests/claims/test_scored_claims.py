"""Claims about impact against naive answers, and their bounds against every possible world."""

import dataclasses
import math
from itertools import product

import numpy as np
import pytest

from claims.claim_world import claim_of
from claims.findings import agree
from detente.claims.atom import Atom
from detente.claims.evaluate import evaluate
from detente.core.dimensions import Specification
from detente.core.period import Period
from detente.indicators.run import run
from naive import multiverse as naive
from naive import scored_claims
from small_release import Work, dataset_of, small_world

DRAWS, SIZE = 21, 70
BEFORE, AFTER = Period(None, 2019), Period(2020, None)
OF_COUNTRIES = {
    "more top papers": Atom("gt", "top_papers", "US", comparator="CN"),
    "top papers fell": Atom("change", "top_papers", "US", direction="fell",
                            before=BEFORE, after=AFTER),
    "higher top share": Atom("gt", "top_share_of_papers", "US", comparator="CN", margin=0.1),
    "lower top share": Atom("lt", "top_share_of_papers", "CN", comparator="US"),
    "top share above": Atom("gt", "top_share_of_papers", "EU", value=0.1),
    "more score": Atom("gt", "total_score", "US", comparator="CN"),
    "score rose": Atom("change", "total_score", "CN", direction="rose",
                       before=BEFORE, after=AFTER),
    "higher mean": Atom("gt", "mean_score", "US", comparator="CN"),
    "mean between": Atom("within", "mean_score", "US", bounds=(0.5, 1.2)),
    "as high a mean": Atom("within", "mean_score", "US", comparator="CN", bounds=(-0.4, 0.4)),
}  # fmt: skip
OF_PAIRS = {
    "joint top share": Atom("gt", "joint_top_share_of_papers", "US", partner="CN", value=1.0),
    "lower joint top share": Atom("lt", "joint_top_share_of_papers", "CN", partner="US",
                                  value=1.0),
    "joint mean": Atom("gt", "joint_mean_score", "US", partner="CN", value=1.0),
    "joint mean between": Atom("within", "joint_mean_score", "CN", partner="US",
                               bounds=(0.5, 1.5)),
    "better with": Atom("gt", "joint_mean_score", "US", partner="CN", comparator="DE"),
    "joint mean fell": Atom("change", "joint_mean_score", "US", partner="CN", direction="fell",
                            before=BEFORE, after=AFTER),
}  # fmt: skip
CITED = {"window": ("open", "three_years"), "domestic_citations": ("counted", "dropped")}
TERRITORIES = ("separate", "hk_mo_tw_with_cn", "eu_bloc_hk_mo_with_cn")


@pytest.fixture(scope="module")
def world():
    return small_world(6, SIZE)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory, world):
    return dataset_of(tmp_path_factory.mktemp("lake"), world, draws=DRAWS)


@pytest.fixture(scope="module")
def amounts(world):
    """Scores of works, worked out once for the choices that they depend on."""
    known = {}

    def of(specification):
        names = ("territory", "ai_definition", "document_types", "reference_set", "window",
                 "domestic_citations", "top_share")  # fmt: skip
        key = tuple(specification[name] for name in names)
        if key not in known:
            known[key] = scored_claims.amounts_of(world, specification)
        return known[key]

    return of


def compare(atom, given, *, minimum=3, **options):
    dataset, world, amounts = given
    claim = claim_of(atom, minimum=minimum, **options)
    (found,) = evaluate(claim, dataset).atoms
    assert len(found.specifications) == math.prod(len(chosen) for chosen in options.values())
    answers = []
    for choices in found.specifications:
        specification = Specification.of(choices)
        answers.append(scored_claims.evaluate(
            atom, world, specification, draws=DRAWS, seed=dataset.seed,
            amounts=amounts(specification),
        ))  # fmt: skip
    return agree(found, answers, naive.goal_of(atom), minimum=minimum)


@pytest.mark.parametrize("name", OF_COUNTRIES)
def test_impact_of_countries_is_that_of_the_naive_answer(dataset, world, amounts, name):
    compare(
        OF_COUNTRIES[name],
        (dataset, world, amounts),
        counting=("full", "author_country", "first_author"),
        unknown=("as_unknown", "complete_case"),
        territory=TERRITORIES,
        top_share=("50%", "10%"),
    )


@pytest.mark.parametrize("name", OF_PAIRS)
def test_the_dividend_is_that_of_the_naive_answer(dataset, world, amounts, name):
    compare(
        OF_PAIRS[name],
        (dataset, world, amounts),
        matching=("team_size", "none"),
        link=("whole", "per_country", "per_paper"),
        unknown=("as_unknown", "complete_case"),
        dual_affiliation=("counts", "needs_two_authors"),
        territory=TERRITORIES[:2],
        top_share=("50%",),
    )


@pytest.mark.parametrize("name", ["more top papers", "higher mean", "joint mean"])
def test_which_citations_count_is_that_of_the_naive_answer(dataset, world, amounts, name):
    compare(
        (OF_COUNTRIES | OF_PAIRS)[name],
        (dataset, world, amounts),
        **CITED,
        reference_set=("by_field", "by_year"),
        ai_definition=("all", "vision"),
        document_types=("research", "all"),
        period=("all", "2019-2021"),
    )


def test_classes_of_every_kind_are_met(dataset, world, amounts):
    met = set()
    for name in ("joint top share", "lower joint top share"):
        met |= set(compare(
            OF_PAIRS[name], (dataset, world, amounts), minimum=4,
            matching=("team_size", "none"), top_share=("50%", "1%"),
            period=("all", "2019-2021", "2018-2019"),
        ))  # fmt: skip
    assert {"U", "N"} <= met


# ---- the works behind ----


def by(*countries):
    return [(place, None, country, None) for place, country in enumerate(countries, start=1)]


def test_a_thousand_domestic_papers_do_not_make_up_for_three_joint_ones(tmp_path):
    rows = [by("US", "CN")] * 3 + [by("US", "DE")] * 9 + [by("US", "US")] * 60
    works = [Work(n, rows=r, citations=n % 7) for n, r in enumerate(rows)]
    dataset = dataset_of(tmp_path, works, draws=40)
    atom = Atom("gt", "joint_mean_score", "US", partner="CN", value=1.0)
    (found,) = evaluate(claim_of(atom, minimum=4, matching=("none", "team_size")), dataset).atoms
    assert found.n.tolist() == [3, 3]
    assert found.classes.tolist() == ["N", "N"]
    other = dataclasses.replace(atom, comparator="DE", value=None)
    (found,) = evaluate(claim_of(other, minimum=4, matching=("none",)), dataset).atoms
    assert found.n.tolist() == [3]


def test_team_size_explains_what_it_was_planted_to_explain(tmp_path):
    """Citations follow the number of authors alone: matching takes the gain away."""
    large, small = by("US", *["US"] * 8), by("US", "US")
    joint_large, joint_small = by("US", "CN", *["US"] * 7), by("US", "CN")
    kinds = ((joint_small, 4), (joint_large, 36), (small, 90), (large, 30))
    works, number = [], 0
    for rows, count in kinds:
        for place in range(count):
            cited = (place % 10 < (8 if len(rows) > 2 else 3)) * 5
            works.append(Work(number, rows=rows, citations=cited))
            number += 1
    dataset = dataset_of(tmp_path, works, draws=200)
    for metric in ("joint_mean_score", "joint_top_share_of_papers"):
        atom = Atom("gt", metric, "US", partner="CN", value=1.0)
        claim = claim_of(atom, matching=("none", "team_size"), top_share=("50%",))
        (found,) = evaluate(claim, dataset).atoms
        assert found.classes.tolist() == ["S", "U"]
        assert found.attribution.decisive == "matching"


# ---- what missing affiliations could be ----

NEW = ("US", "CN", "DE", "XA")
BOUNDED = {
    "more top papers": Atom("gt", "top_papers", "US", comparator="CN"),
    "higher top share": Atom("gt", "top_share_of_papers", "US", comparator="CN"),
    "lower top share": Atom("lt", "top_share_of_papers", "US", comparator="CN"),
    "top share between": Atom("within", "top_share_of_papers", "US", bounds=(0.1, 0.9)),
    "top papers between": Atom("within", "top_papers", "US", bounds=(1.0, 3.0)),
    "more score": Atom("gt", "total_score", "US", comparator="CN"),
    "mean between": Atom("within", "mean_score", "US", bounds=(0.5, 1.5)),
}


def tiny_works(seed):
    """Nine works of one year with citations, and one to three missing affiliations in all."""
    for attempt in range(1000):
        works = [
            dataclasses.replace(w, year=2021, day=None, type="article", retracted=None, fields={})
            for w in small_world(1000 * seed + attempt, 9)
        ]
        missing = [sum(row[2] is None for row in w.rows) for w in works]
        if all(w.rows for w in works) and 1 <= sum(missing) <= 3:
            return works
    raise AssertionError("no world with few missing affiliations")


def completed(works):
    """Every world that this one could be."""
    choices = []
    for work in works:
        fillings = naive.completions(naive.Work(work.number, tuple(work.rows), work.year), NEW)
        choices.append([dataclasses.replace(work, rows=list(full.rows)) for full in fillings])
    return [list(chosen) for chosen in product(*choices)]


COUNTED = ("full", "author_country", "country", "first_author")


@pytest.mark.parametrize("seed", range(3))
def test_every_possible_world_lies_within_the_bounds(tmp_path, seed):
    works = tiny_works(seed)
    dataset, worlds, bounded = dataset_of(tmp_path, works, draws=3), completed(works), 0
    for atom in BOUNDED.values():
        claim = claim_of(atom, minimum=0, counting=COUNTED, top_share=("50%",))
        (found,) = evaluate(claim, dataset).atoms
        for index, choices in enumerate(found.specifications):
            low, high = found.bound_low[index], found.bound_high[index]
            truths = truths_of(atom, worlds, Specification.of(choices))
            bounded += bool(truths) and not math.isnan(low)
            assert all(math.isnan(low) or low - 1e-9 <= truth for truth in truths)
            assert all(math.isnan(high) or truth <= high + 1e-9 for truth in truths)
            if atom.comparator is None and choices["counting"] == "full" and truths:
                # what one work is does not depend on another: the ends are attained
                assert (low, high) == pytest.approx((min(truths), max(truths)))
    assert bounded > 10


def truths_of(atom, worlds, specification):
    """A statistic in every world there could be; scores do not depend on affiliations."""
    amounts = scored_claims.amounts_of(worlds[0], specification)
    found = [
        scored_claims.evaluate(atom, world, specification, draws=0, seed=0, amounts=amounts)
        for world in worlds
    ]
    return [float(one["estimate"]) for one in found if one["estimate"] is not None]


def test_no_bound_is_claimed_where_scores_hang_on_affiliations(tmp_path):
    """A citation from an unknown country may be one from home: then nothing is known of scores."""
    works = tiny_works(1)
    for work in works:
        work.cited = [other.number for other in works if other is not work]
    works.append(Work(5, rows=by("US", "CN"), citations=3))
    dataset = dataset_of(tmp_path, works, draws=3)
    for atom in BOUNDED.values():
        claim = claim_of(atom, minimum=0, domestic_citations=("dropped",), top_share=("50%",))
        (found,) = evaluate(claim, dataset).atoms
        assert np.isnan(found.bound_low).all()
        assert np.isnan(found.bound_high).all()


def test_the_dividend_has_no_bounds_unless_nothing_is_missing(tmp_path):
    works = tiny_works(2)
    atom = Atom("gt", "joint_mean_score", "US", partner="CN", value=1.0)
    claim = claim_of(atom, minimum=0, matching=("none",))
    rows = [by("US", "CN")] * 4 + [by("US")] * 4
    whole = [Work(n, rows=r, citations=n % 3) for n, r in enumerate(rows)]
    for name, given, bounded in (("open", works, False), ("whole", whole, True)):
        folder = tmp_path / name
        folder.mkdir()
        (found,) = evaluate(claim, dataset_of(folder, given, draws=5)).atoms
        assert np.isnan(found.bound_low).all() != bounded


def test_a_claim_and_the_indicator_say_the_same_of_papers_as_they_are(dataset):
    for metric, name in (("top_share_of_papers", "top_share"), ("mean_score", "mean_score")):
        atom = Atom("gt", f"joint_{metric}", "US", partner="CN", value=1.0)
        claim = claim_of(
            atom, minimum=1, matching=("none",), unknown=("as_unknown", "complete_case"),
            dual_affiliation=("counts", "needs_two_authors"), period=("all", "2019-2021"),
            territory=TERRITORIES[:2], top_share=("50%",),
        )  # fmt: skip
        (found,) = evaluate(claim, dataset).atoms
        for index, choices in enumerate(found.specifications):
            asked = {key: value for key, value in choices.items() if key != "matching"}
            rows = run("dividend", dataset, Specification.of(asked), country="US", partner="CN")
            (row,) = rows.where(metric=f"{name}_ratio", country="US", papers="domestic").to_dicts()
            assert math.exp(found.estimates[index]) == pytest.approx(row["value"])
            assert found.n[index] == row["n"]
