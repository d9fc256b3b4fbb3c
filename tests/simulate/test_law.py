"""The closed form of a world's truth, against enumeration and against very many works."""

import numpy as np
import pytest
from hypothesis import given

from detente.core.errors import UnknownName
from detente.simulate.draw import draw
from detente.simulate.families import (
    disagreeing_world,
    gappy_world,
    level_world,
    random_world,
    ring_world,
)
from detente.simulate.law import law_of_countries, law_of_credit, members
from detente.simulate.truth import recorded, truth
from naive import worlds as naive
from naive.some_worlds import worlds
from naive.strength import proportional_fitting

LINKS = ("whole", "per_country", "per_paper")


@given(worlds())
def test_law_equals_enumeration(world):
    size = len(world.countries)
    law = law_of_countries(world)
    expected = np.zeros(2 ** (size + 1))
    for countries, chance in naive.law_of_countries(world).items():
        expected[sum(1 << (size if c is None else c) for c in countries)] += chance
    np.testing.assert_allclose(law, expected, atol=1e-12)
    assert law.sum() == pytest.approx(1)


@given(worlds())
def test_credit_equals_enumeration(world):
    expected = naive.credit(world)
    size = len(world.countries)
    by_place = [expected[c] for c in range(size)] + [expected[None]]
    np.testing.assert_allclose(law_of_credit(world), by_place, atol=1e-12)


@given(worlds(most_countries=4))
def test_invariants_of_links(world):
    """A country's links by country are its joint works; links by work add up to joint works."""
    true = recorded(world)
    joint = [true.international(code)[1] for code in world.countries]
    np.testing.assert_allclose(true.links("per_country").sum(axis=1), joint, atol=1e-12)
    known = members(len(world.countries) + 1)[:, :-1].sum(axis=1)
    assert true.links("per_paper").sum() / 2 == pytest.approx(true.law[known >= 2].sum())
    for code in world.countries:
        assert sum(true.international(code)) == pytest.approx(true.papers[true.place(code)])


@given(worlds(most_countries=4))
def test_gaps_only_take_away(world):
    """What is recorded never has more of any country or pair than there is."""
    true, seen = truth(world), recorded(world)
    assert (seen.papers <= true.papers + 1e-12).all()
    assert (seen.links() <= true.links() + 1e-12).all()


def test_merging_codes_equals_a_world_of_merged_countries():
    """With Hong Kong as China: the set {CN, HK} is {CN}, and each keeps what is left."""
    world = disagreeing_world()
    true = truth(world)
    merged = true.merged({"HK": "CN"})
    cn, hk = true.place("CN"), true.place("HK")
    either = members(len(world.countries) + 1)[:, [cn, hk]].any(axis=1)
    assert merged.papers[cn] == pytest.approx(true.law[either].sum())
    assert merged.papers[hk] == 0
    assert merged.credit[cn] == pytest.approx(true.credit[cn] + true.credit[hk])
    assert merged.law.sum() == pytest.approx(1)
    assert true.mutual_lead("US", "CN") < 0 < merged.mutual_lead("US", "CN")


def test_quasi_independence_agrees_with_the_slow_twin():
    true = truth(random_world(3))
    fitted = proportional_fitting(true.links().sum(axis=1).tolist())
    expected = true.joint_papers("US", "CN") / fitted[true.place("US")][true.place("CN")]
    assert true.observed_over_expected("US", "CN") == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", [1, 2])
def test_truth_is_what_very_many_works_say(seed):
    """Every expectation within five standard errors of a mean over 300,000 works."""
    world = gappy_world(seed)
    works = 300_000
    rows = draw(world, works=works, seed=seed)["authorship"]
    size = len(world.countries)
    place = {code: index for index, code in enumerate(world.countries)}
    number = np.array([place.get(c, size) for c in rows["country"].to_pylist()])
    bits = np.zeros(works, np.int64)
    np.bitwise_or.at(bits, rows["work"].to_numpy(), 1 << number)
    found = np.bincount(bits, minlength=2 ** (size + 1)) / works
    law = recorded(world).law
    deviation = np.sqrt(law * (1 - law) / works)
    assert (np.abs(found - law) <= 5 * deviation + 2 / works).all()


@pytest.mark.parametrize("rivals", [1, 2])
@pytest.mark.parametrize("link", LINKS)
def test_ring_has_the_planted_order(rivals, link):
    assert truth(ring_world(1.0, rivals=rivals)).mutual_lead("US", "CN", link) == pytest.approx(0)
    assert truth(ring_world(1.5, rivals=rivals)).mutual_lead("US", "CN", link) > 0.3
    assert truth(ring_world(0.7, rivals=rivals)).mutual_lead("US", "CN", link) < -0.3
    clear = truth(ring_world(1.5, rivals=rivals))
    assert clear.partner_rank("US", "CN", link) == 1
    assert clear.partner_rank("US", "KR", link) == 2


def test_level_world_ties_everyone():
    true = truth(level_world())
    ranks = [true.partner_rank("US", c) for c in true.countries if c != "US"]
    assert ranks == [1] * 5
    assert true.observed_over_expected("US", "CN") == pytest.approx(1)
    assert true.affinity("US", "CN") == pytest.approx(6 / 5)


def test_unknown_country_is_named():
    with pytest.raises(UnknownName, match="XX"):
        truth(level_world()).place("XX")
