"""Bounds against every way in which the missing affiliations of small worlds could be filled."""

import math
import random
from itertools import product

import numpy as np
import pytest

from claims.claim_world import World, claim_of, random_work
from detente.claims.atom import Atom
from detente.claims.evaluate import could_flip, evaluate
from detente.claims.metrics import (
    international_papers,
    international_share,
    joint_papers,
    observed_over_expected,
    papers,
    partner_share,
)
from detente.core.dimensions import Specification
from detente.core.dimensions.bylines import COUNTING, LINK
from detente.core.period import Period
from naive import multiverse as naive
from naive.multiverse import Work

# two countries that nobody has, so that unknown affiliations can be unlike all known ones
NEW = ("XA", "XB", "XC")
DUAL = ("counts", "needs_two_authors")
TERRITORIES = ("separate", "hk_mo_tw_with_cn", "eu_bloc")
LINKS = tuple(option.name for option in LINK.options)
COUNTRIES = ("CN", "DE", "HK", "US")
NAN = float("nan")


def open_world(seed, size, most=3, least=0, **options):
    """A world where many affiliations are missing, but no work lacks more than a few."""
    chance = random.Random(seed)
    works = []
    while len(works) < size:
        work = random_work(chance, len(works), countries=COUNTRIES, unknown=0.35, **options)
        missing = sum(row[2] is None for row in work.rows)
        if least <= missing <= most and len(work.rows) <= 5:
            works.append(work)
    return World(works, draws=9)


def specification(**choices):
    return Specification.of({"document_types": "all"} | choices)


def level_ranges(works, spec, metric, keys):
    """Least and most of every level that adds up, work by work."""
    least, most = dict.fromkeys(keys, 0.0), dict.fromkeys(keys, 0.0)
    places = (*COUNTRIES, *NEW)
    for work in works:
        ends = [naive.parts_of(full, spec, metric) for full in naive.completions(work, places)]
        for key in keys:
            values = [parts.get(key, 0.0) for parts in ends]
            least[key] += min(values)
            most[key] += max(values)
    return least, most


@pytest.mark.parametrize("dual", DUAL)
@pytest.mark.parametrize("territory", TERRITORIES)
@pytest.mark.parametrize("link", LINKS)
def test_least_and_most_links_and_international_papers_are_attained(link, territory, dual):
    for seed in range(6):
        world = open_world(seed, 12)
        pool = world.pool
        spec = specification(link=link, territory=territory, dual_affiliation=dual)
        centre = pool.place("US")
        (low,), (high,) = joint_papers.bounds(pool, spec, (centre,))
        partners = [c for c in COUNTRIES if naive.stands(c, world.works, spec) and c != "US"]
        keys = [("links", "US", c) for c in partners] + [("international", "US")]
        least, most = level_ranges(world.works, spec, "joint_papers", keys)
        for partner in partners:
            place, key = pool.place(partner), ("links", "US", partner)
            assert low[place] == pytest.approx(least[key], abs=1e-9)
            assert high[place] == pytest.approx(most[key], abs=1e-9)
        (few,), (many,) = international_papers.bounds(pool, spec, (centre,))
        assert (few[0], many[0]) == (least["international", "US"], most["international", "US"])


@pytest.mark.parametrize("counting", [option.name for option in COUNTING.options])
@pytest.mark.parametrize("territory", TERRITORIES)
def test_least_and_most_papers_are_attained_under_every_counting(counting, territory):
    for seed in range(6):
        world = open_world(seed, 12)
        spec = specification(counting=counting, territory=territory)
        codes = [c for c in COUNTRIES if naive.stands(c, world.works, spec)]
        centres = tuple(world.pool.place(code) for code in codes)
        low, high = papers.bounds(world.pool, spec, centres)
        keys = [("papers", code) for code in codes]
        least, most = level_ranges(world.works, spec, "papers", keys)
        # credit that goes to nobody, whatever the affiliations: whose it is cannot be told
        nobody = sum(
            naive.credits_of(full.rows, counting).get("UNK", 0)
            for work in world.works
            for full in [work.filled((a, i, c or "XA", f) for a, i, c, f in work.rows)]
        )
        for place, key in enumerate(keys):
            assert low[place, 0] == pytest.approx(least[key], abs=1e-9)
            assert high[place, 0] >= most[key] - 1e-9
            # a pattern does not say which unknown affiliations are one institution
            if counting != "institution":
                assert high[place, 0] <= most[key] + float(nobody) + 1e-9


def completed(world, places):
    """Every world that this one could be."""
    choices = [tuple(naive.completions(work, places)) for work in world.works]
    return [World(list(works)) for works in product(*choices)]


def truths(world, spec, metric, value_of):
    """A statistic in every world that this one could be; undefined ones left out."""
    found = []
    for full in completed(world, (*COUNTRIES, "XA")):
        chosen = naive.admitted(full.works, spec)
        weights = {work.number: 1 for work in chosen}
        countries = sorted({*full.countries})
        totals = naive.totals_of(chosen, weights, spec, metric)
        found.append(value_of(naive.level_of(metric, totals, countries)))
    return [value for value in found if value is not None]


def tiny_world(seed):
    """Five works with three or fewer missing affiliations in all."""
    for attempt in range(1000):
        world = open_world(1000 * seed + attempt, 6, most=2)
        missing = [sum(row[2] is None for row in work.rows) for work in world.works]
        if 1 <= sum(missing) <= 3:
            return world
    raise AssertionError("no world with few missing affiliations")


@pytest.mark.parametrize("dual", DUAL)
@pytest.mark.parametrize("seed", range(8))
def test_shares_stay_within_their_bounds(seed, dual):
    world = tiny_world(seed)
    pool, us, cn = world.pool, world.pool.place("US"), world.pool.place("CN")
    for link in LINKS:
        spec = specification(link=link, dual_affiliation=dual)
        (low,), (high,) = international_share.bounds(pool, spec, (us,))
        found = truths(world, spec, "international_share", lambda level: level("US"))
        if found and not math.isnan(low[0]):
            # both ends are attained: what one work is does not depend on another
            assert low[0] == pytest.approx(min(found)) or low[0] == 0
            assert high[0] == pytest.approx(max(found))
        low, high = (end[0, cn] for end in partner_share.bounds(pool, spec, (us,)))
        found = truths(world, spec, "partner_share", lambda level: level("US", "CN"))
        assert all(math.isnan(low) or low - 1e-9 <= value for value in found)
        assert all(math.isnan(high) or value <= high + 1e-9 for value in found)


STATISTICS = {
    "first": Atom("rank", "joint_papers", "US", partner="CN", rank=1),
    "mutual first": Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=1),
    "more with": Atom("gt", "joint_papers", "US", partner="CN", comparator="DE"),
    "fewer with": Atom("lt", "joint_papers", "US", partner="CN", comparator="DE"),
    "below": Atom("lt", "joint_papers", "US", partner="CN", value=2.0),
    "between": Atom("within", "joint_papers", "US", partner="CN", bounds=(1.0, 3.0)),
    "fell": Atom("change", "joint_papers", "US", partner="CN", direction="fell",
                 before=Period(None, 2019), after=Period(2020, None)),
    "rose": Atom("change", "papers", "US", direction="rose",
                 before=Period(None, 2019), after=Period(2020, None)),
    "more papers": Atom("gt", "papers", "US", comparator="CN"),
    "as many": Atom("within", "papers", "US", comparator="CN", bounds=(-0.3, 0.3)),
    "more international": Atom("lt", "international_papers", "US", comparator="CN"),
    "share": Atom("gt", "international_share", "US", value=0.5),
    "partner share": Atom("gt", "partner_share", "US", partner="CN", value=0.5),
    "first by share": Atom("rank", "partner_share", "US", partner="CN", rank=1),
}  # fmt: skip


@pytest.mark.parametrize("name", STATISTICS)
def test_every_possible_world_lies_within_the_bounds_of_a_finding(name):
    atom = STATISTICS[name]
    bounded = 0
    for seed in range(5):
        world = tiny_world(seed)
        options = {
            "dual_affiliation": DUAL,
            "link": ("whole", "per_paper"),
            "counting": ("full", "country", "author_country"),
        }
        choice = ("counting",) if atom.metric == "papers" else ("dual_affiliation", "link")
        claim = claim_of(
            atom, minimum=0, document_types=("all",), **{name: options[name] for name in choice}
        )
        (found,) = evaluate(claim, world).atoms
        worlds = completed(world, (*COUNTRIES, "XA"))
        for index, choices in enumerate(found.specifications):
            low, high = found.bound_low[index], found.bound_high[index]
            if math.isnan(low) or math.isnan(high):
                continue
            bounded += 1
            for full in worlds:
                truth = naive.evaluate(
                    atom, full.works, Specification.of(choices),
                    draws=0, seed=0, countries=full.countries,
                )["estimate"]  # fmt: skip
                assert truth is None or low - 1e-9 <= truth <= high + 1e-9
    assert bounded


def by(*countries, number=0, year=2020):
    """A work with one author for each country."""
    rows = tuple((place, None, c, None) for place, c in enumerate(countries, start=1))
    return Work(number, rows, year)


def world_of(*bylines):
    return World([by(*countries, number=n) for n, countries in enumerate(bylines)], draws=200)


def test_two_unknown_authors_beside_a_third_country_could_be_the_pair():
    pool = world_of(("DE", None, None), ("US", "CN")).pool
    (low,), (high,) = joint_papers.bounds(pool, specification(), (pool.place("US"),))
    assert (low[pool.place("CN")], high[pool.place("CN")]) == (1, 2)


def test_one_author_with_two_unknown_affiliations_could_be_international():
    work = Work(0, ((1, 0, None, None), (1, 1, None, None)), 2020)
    pool = World([work, by("US", "CN", number=1)]).pool
    us = (pool.place("US"),)
    for dual, most in (("counts", 2), ("needs_two_authors", 1)):
        spec = specification(dual_affiliation=dual)
        assert international_papers.bounds(pool, spec, us)[1][0, 0] == most
        assert joint_papers.bounds(pool, spec, us)[1][0, pool.place("CN")] == most


def test_one_author_in_two_countries_is_no_sure_link_where_two_authors_are_asked_for():
    work = Work(0, ((1, 0, "US", None), (1, 1, "CN", None)), 2020)
    pool = World([work, by("US", "CN", number=1)]).pool
    us = (pool.place("US"),)
    for dual, least in (("counts", 2), ("needs_two_authors", 1)):
        low, _ = joint_papers.bounds(pool, specification(dual_affiliation=dual), us)
        assert low[0, pool.place("CN")] == least


def test_a_fraction_shrinks_when_an_unknown_affiliation_is_one_more_country():
    pool = world_of(("US", None)).pool
    us = (pool.place("US"),)
    low, high = papers.bounds(pool, specification(counting="country"), us)
    assert (low[0, 0], high[0, 0]) == (0.5, 1.0)


def test_a_robust_verdict_is_demoted_exactly_where_missing_affiliations_could_turn_it():
    certain = [("US",)] * 30 + [("CN",)] * 10
    atom = Atom("gt", "papers", "US", comparator="CN")
    for missing, qualifier in ((0, "robust"), (19, "robust"), (20, "leaning"), (30, "leaning")):
        world = world_of(*certain, *[(None,)] * missing)
        (found,) = evaluate(claim_of(atom, minimum=0, territory=("separate",)), world).atoms
        assert found.classes.tolist() == ["S"]
        assert found.verdict.qualifier == qualifier
        assert found.flips_within_bounds == (qualifier == "leaning")
        assert found.by_option["territory"]["separate"].qualifier == qualifier


def test_where_nothing_is_missing_a_statistic_without_bounds_keeps_its_verdict():
    links = [("US", "CN")] * 30 + [("US", "DE")] * 6 + [("DE", "CN")] * 4 + [("DE", "HK")] * 9
    second = Atom("rank", "joint_papers", "US", partner="DE", rank=2)
    strength = Atom("gt", "observed_over_expected", "US", partner="CN", value=1.0)
    for atom in (second, strength):
        for extra, robust in (((), True), ((("US", None),), False)):
            world = world_of(*links, *extra)
            (found,) = evaluate(claim_of(atom, minimum=0, territory=("separate",)), world).atoms
            assert found.classes.tolist() == ["S"]
            assert (found.verdict.qualifier == "robust") == robust
            assert np.isnan(found.bound_low).all() != robust


def test_strength_has_no_bounds():
    pool = world_of(("US", None), ("US", "CN")).pool
    both = observed_over_expected.bounds(pool, specification(), (pool.place("US"),))
    assert all(np.isnan(end).all() and end.shape == (1, pool.places) for end in both)


@pytest.mark.parametrize(
    "letter, low, high, goal, flips",
    [
        ("S", 0.1, 0.5, (0.0, math.inf), False),
        ("S", -0.1, 0.5, (0.0, math.inf), True),
        ("C", -0.5, -0.1, (0.0, math.inf), False),
        ("C", -0.5, 0.1, (0.0, math.inf), True),
        ("U", -0.5, 0.1, (0.0, math.inf), False),
        ("N", NAN, NAN, (0.0, math.inf), False),
        ("S", NAN, 0.5, (0.0, math.inf), True),
        ("C", -0.5, NAN, (0.0, math.inf), True),
        ("S", 0.2, 0.3, (0.1, 0.4), False),
        ("S", 0.2, 0.5, (0.1, 0.4), True),
        ("C", 0.5, 0.9, (0.1, 0.4), False),
        ("C", 0.3, 0.9, (0.1, 0.4), True),
        ("C", 0.0, 0.9, (0.1, 0.4), True),
    ],
)
def test_a_class_could_flip_when_its_bounds_reach_the_other_side(letter, low, high, goal, flips):
    bounds = np.array([low]), np.array([high])
    assert could_flip(np.array([letter]), bounds, goal).tolist() == [flips]
