"""A finding is the same to the last bit, however works are ordered, cut and pooled."""

import random
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from claims.claim_world import World, claim_of, random_world
from detente.claims.atom import Atom
from detente.claims.evaluate import evaluate
from detente.claims.metrics import joint_papers
from detente.claims.pools import pool_contributions
from detente.claims.slots import Slots
from detente.core.dimensions import Specification
from detente.core.period import Period
from detente.lake.entries import Entries

MUTUAL = Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=1)
CHANGE = Atom(
    "change", "joint_papers", "US", partner="CN", direction="fell",
    before=Period(None, 2019), after=Period(2020, None),
)  # fmt: skip
PAPERS = Atom("gt", "papers", "US", comparator="CN")
STRENGTH = Atom("gt", "observed_over_expected", "US", partner="CN", value=1.0)
FILTERS = {
    "ai_definition": ("all", "vision", "steady"),
    "document_types": ("research", "all"),
    "period": ("all", "2018-2021", "2019-"),
}
TERRITORY = ("separate", "hk_mo_with_cn", "hk_mo_tw_with_cn", "eu_bloc", "eu_bloc_hk_mo_with_cn")
UNKNOWN = ("as_unknown", "renormalise", "complete_case")
LINKS = {
    "link": ("whole", "per_country", "per_paper"),
    "unknown": UNKNOWN,
    "territory": TERRITORY,
    "dual_affiliation": ("counts", "needs_two_authors"),
}
COUNTING = ("full", "author_institution", "author_country", "institution", "country")
ARRAYS = ("estimates", "low", "high", "bound_low", "bound_high", "n", "unknown_share", "classes")


def options(atom):
    if atom.metric == "papers":
        return {"counting": COUNTING, "unknown": UNKNOWN, "territory": TERRITORY} | FILTERS
    return LINKS | FILTERS


def found_in(world, atom, **chosen):
    (found,) = evaluate(claim_of(atom, minimum=3, **(chosen or options(atom))), world).atoms
    return found


def by_specification(found):
    """Every number of each specification, by its choices."""
    arrays = [getattr(found, name).tolist() for name in ARRAYS]
    names = [tuple(sorted(choices.items())) for choices in found.specifications]
    return dict(zip(names, (repr(row) for row in zip(*arrays, strict=True)), strict=True))


def identical(one, other):
    assert by_specification(one) == by_specification(other)


@pytest.mark.parametrize("atom", [MUTUAL, CHANGE, PAPERS])
def test_works_in_another_order_and_other_chunks_give_the_same_finding(atom):
    world = random_world(11)
    found = found_in(world, atom)
    shuffled = random.Random(1).sample(world.works, len(world.works))
    numbers = sorted(work.number for work in world.works)
    for works, cuts in (
        (shuffled, ()),
        (shuffled, (numbers[7],)),
        (world.works, tuple(numbers[1::3])),
    ):
        again = found_in(replace(world, works=works, cuts=cuts, _pool=None), atom)
        identical(found, again)
        np.testing.assert_array_equal(found.joint.share_by_draw, again.joint.share_by_draw)


@pytest.mark.parametrize("atom", [MUTUAL, CHANGE, PAPERS, STRENGTH])
def test_a_specification_alone_is_as_within_a_thousand(atom):
    world = random_world(12)
    found = found_in(world, atom)
    assert len(found.specifications) >= 1000
    whole = by_specification(found)
    chance = random.Random(3)
    for _ in range(12):
        chosen = {name: (chance.choice(values),) for name, values in options(atom).items()}
        alone = by_specification(found_in(world, atom, **chosen))
        ((name, numbers),) = alone.items()
        assert whole[name] == numbers


def test_the_order_of_options_and_dimensions_does_not_matter():
    world = random_world(13)
    forwards = options(MUTUAL)
    backwards = {name: values[::-1] for name, values in reversed(forwards.items())}
    one, other = found_in(world, MUTUAL, **forwards), found_in(world, MUTUAL, **backwards)
    identical(one, other)
    assert one.verdict.name == other.verdict.name
    for name, flip in one.attribution.flips.items():
        assert flip.rate == pytest.approx(other.attribution.flips[name].rate)


def test_a_work_weighs_the_same_beside_other_works():
    world = random_world(14)
    alone = World([w for w in world.works if w.year == 2020])
    only = {"period": ("2020",), "document_types": ("all",), "territory": ("separate",)}
    identical(found_in(world, PAPERS, **only), found_in(alone, PAPERS, **only))


def test_the_seed_names_the_draws():
    world = random_world(15)
    only = {"territory": ("separate",)}
    one, other = (found_in(replace(world, seed=s, _pool=None), PAPERS, **only) for s in (5, 6))
    assert one.estimates.tolist() == other.estimates.tolist()
    assert (one.low.tolist(), one.high.tolist()) != (other.low.tolist(), other.high.tolist())


def test_works_that_contribute_nothing_are_not_drawn():
    world = random_world(16)
    specifications = [Specification.of(document_types="all", period="2019-2020")]
    pooled = pool_contributions(joint_papers, MUTUAL, specifications, dataset=world)
    joint = [
        work
        for work in world.works
        if work.year in (2019, 2020)
        and len({row[2] for row in work.rows if row[2]}) > 1
        and {"US", "CN"} & {row[2] for row in work.rows}
    ]
    assert pooled.works == len(joint) < len(world.works)


def test_a_multiverse_that_admits_no_work_has_pools_of_nothing():
    world = random_world(17)
    pooled = pool_contributions(
        joint_papers, MUTUAL, [Specification.of(period="1990")], dataset=world
    )
    totals, n = pooled.totals(0, pooled.admitted(0))
    assert (pooled.works, n) == (0, 0)
    assert not totals.any()


def test_every_specification_is_in_one_batch_of_its_filter():
    world = random_world(18)
    for chosen in (options(MUTUAL), LINKS):
        claim = claim_of(MUTUAL, **chosen)
        specifications = [Specification.of(c) for c in claim.multiverse(MUTUAL).specifications()]
        pooled = pool_contributions(joint_papers, MUTUAL, specifications, dataset=world)
        batches = pooled.batches(2)
        assert sorted(chain.from_iterable(batches)) == list(range(len(specifications)))
        assert all(len({pooled.filter[i] for i in batch}) == 1 for batch in batches)
        assert len(batches) > 1


def test_slots_keep_equal_keys_with_different_values_apart():
    entries = Entries(
        np.arange(3),
        np.array([0, 2, 3, 5]),
        np.array([4, 1, 4, 1, 4], np.int32),
        np.array([0.5, 1.0, 0.25, 1.0, 0.5]),
    )
    slots = Slots.of(entries, keys=6)
    assert slots.key.tolist() == [1, 4, 4]
    assert slots.value.tolist() == [1.0, 0.25, 0.5]
    assert slots.slot.tolist() == [2, 0, 1, 0, 2]
