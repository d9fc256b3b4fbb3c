"""Every number of a finding against a naive answer: each specification and draw on its own."""

import math

import pytest

from claims.claim_world import claim_of, random_world
from claims.findings import agree
from detente.claims.atom import Atom
from detente.claims.evaluate import evaluate
from detente.core.dimensions import Specification
from detente.core.dimensions.bylines import COUNTING, TERRITORY
from detente.core.period import Period
from naive import multiverse as naive

TERRITORIES = tuple(option.name for option in TERRITORY.options)
UNKNOWNS = ("as_unknown", "renormalise", "complete_case")
PAIRS = {
    "link": ("whole", "per_country", "per_paper"),
    "dual_affiliation": ("counts", "needs_two_authors"),
}
BEFORE, AFTER = Period(None, 2019), Period(2020, None)
ATOMS = {
    "mutual first": Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=1),
    "mutual second": Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=2),
    "first with margin": Atom("rank", "joint_papers", "US", partner="CN", rank=1, margin=0.2),
    "second": Atom("rank", "joint_papers", "CN", partner="US", rank=2),
    "above a number": Atom("gt", "joint_papers", "US", partner="CN", value=4.0),
    "below a number": Atom("lt", "joint_papers", "US", partner="CN", value=4.0),
    "more with": Atom("gt", "joint_papers", "US", partner="CN", comparator="GB"),
    "between": Atom("within", "joint_papers", "US", partner="CN", bounds=(2.0, 9.0)),
    "fell": Atom("change", "joint_papers", "US", partner="CN", direction="fell",
                 before=BEFORE, after=AFTER),
    "rose between years": Atom("change", "joint_papers", "US", partner="CN", direction="rose",
                               before=Period(2018, 2018), after=Period(2021, 2022)),
    "share above": Atom("gt", "partner_share", "US", partner="CN", value=0.3),
    "share between": Atom("within", "partner_share", "US", partner="CN", bounds=(0.2, 0.6)),
    "share fell": Atom("change", "partner_share", "CN", partner="US", direction="fell",
                       before=BEFORE, after=AFTER),
    "more international": Atom("gt", "international_papers", "US", comparator="CN"),
    "as many": Atom("within", "international_papers", "US", comparator="CN", bounds=(-0.4, 0.4)),
    "international above": Atom("lt", "international_papers", "US", value=12.0),
    "international rose": Atom("change", "international_papers", "US", direction="rose",
                               before=BEFORE, after=AFTER),
    "higher share": Atom("gt", "international_share", "US", comparator="CN"),
    "share below": Atom("lt", "international_share", "US", value=0.8),
    "share is between": Atom("within", "international_share", "CN", bounds=(0.5, 1.0)),
    "international share fell": Atom("change", "international_share", "US", direction="fell",
                                     before=BEFORE, after=AFTER),
}  # fmt: skip
PAPERS = {
    "more papers": Atom("gt", "papers", "US", comparator="CN", margin=0.1),
    "fewer papers": Atom("lt", "papers", "US", comparator="CN"),
    "papers above": Atom("gt", "papers", "US", value=5.0),
    "as many papers": Atom("within", "papers", "US", comparator="CN", bounds=(-0.5, 0.5)),
    "papers between": Atom("within", "papers", "US", bounds=(3.0, 12.0)),
    "papers fell": Atom("change", "papers", "US", direction="fell", before=BEFORE, after=AFTER),
    "bloc": Atom("gt", "papers", "EU", comparator="US"),
    "merged code": Atom("gt", "papers", "HK", comparator="TW"),
}
STRENGTH = {
    "more than expected": Atom("gt", "observed_over_expected", "US", partner="CN", value=1.0),
    "less than expected": Atom("lt", "observed_over_expected", "US", partner="CN", value=1.0),
    "strongest": Atom("rank", "observed_over_expected", "US", partner="CN", rank=1),
    "second by strength": Atom("rank", "observed_over_expected", "US", partner="CN", rank=2),
    "strongest of both": Atom("mutual_rank", "observed_over_expected", "US", partner="CN", rank=1),
    "strength fell": Atom("change", "observed_over_expected", "US", partner="CN",
                          direction="fell", before=BEFORE, after=AFTER),
}  # fmt: skip


def compare(world, atom, *, minimum=3, **options):
    """Check every array of a finding against the naive answer; return the classes met."""
    claim = claim_of(atom, minimum=minimum, **options)
    (found,) = evaluate(claim, world).atoms
    assert len(found.specifications) == math.prod(len(chosen) for chosen in options.values())
    answers = [
        naive.evaluate(
            atom,
            world.works,
            Specification.of(choices),
            draws=world.draws,
            seed=world.seed,
            countries=world.countries,
        )
        for choices in found.specifications
    ]
    return agree(found, answers, naive.goal_of(atom), minimum=minimum)


@pytest.mark.parametrize("name", ATOMS)
@pytest.mark.parametrize("seed", [1, 2])
def test_pairs_and_international_papers_are_those_of_the_naive_answer(name, seed):
    dual = PAIRS["dual_affiliation"]
    links = PAIRS["link"] if ATOMS[name].metric in naive.PAIR_METRICS else ("whole",)
    options = {"link": links, "dual_affiliation": dual, "unknown": UNKNOWNS}
    compare(random_world(seed), ATOMS[name], territory=TERRITORIES[seed::2], **options)


@pytest.mark.parametrize("name", PAPERS)
def test_papers_are_those_of_the_naive_answer_under_every_counting(name):
    counting = tuple(option.name for option in COUNTING.options)
    compare(
        random_world(len(name)),
        PAPERS[name],
        counting=counting,
        unknown=UNKNOWNS,
        territory=("separate", "hk_mo_tw_with_cn", "eu_bloc_hk_mo_with_cn"),
    )


@pytest.mark.parametrize("name", STRENGTH)
def test_strength_is_that_of_the_naive_answer(name):
    world = random_world(3, size=60)
    world.draws = 21
    compare(
        world,
        STRENGTH[name],
        link=PAIRS["link"][:2],
        unknown=("as_unknown", "complete_case"),
        territory=("separate", "eu_bloc_hk_mo_tw_with_cn"),
    )


@pytest.mark.parametrize(
    "name", ["mutual first", "fell", "international share fell", "share above"]
)
def test_filters_and_periods_are_those_of_the_naive_answer(name):
    met = compare(
        random_world(41, size=50),
        ATOMS[name],
        ai_definition=("all", "vision", "steady"),
        document_types=("research", "all"),
        period=("all", "2018-2021", "2019", "-2020", "2021-"),
        territory=("separate", "eu_bloc_hk_mo_with_cn"),
    )
    assert len(set(met)) > 1


def test_merged_countries_and_the_bloc_are_compared_as_in_the_naive_answer():
    atom = Atom("mutual_rank", "joint_papers", "EU", partner="CN", rank=1)
    met = compare(
        random_world(42, size=50),
        atom,
        territory=TERRITORIES,
        link=PAIRS["link"],
        period=("all", "2018-2019", "2021-"),
    )
    assert {"N"} < set(met)
