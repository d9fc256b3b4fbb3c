"""The two-parameter logistic fit: a minimum by finite differences, planted truth, and its links."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels import response
from naive import response as naive

SCORES = st.dictionaries(
    st.tuples(st.integers(0, 6), st.integers(0, 4)), st.floats(0, 1), min_size=3, max_size=30
)


def columns(scores):
    """Model and benchmark numbers without gaps, and scores."""
    models, items = (sorted({key[place] for key in scores}) for place in (0, 1))
    return (
        [models.index(model) for model, _ in scores],
        [items.index(item) for _, item in scores],
        list(scores.values()),
    )


def losses(found, data, steps):
    """Loss at the fit, and one step to either side of it in each direction."""
    place = [*found.ability, *found.difficulty, *np.log(found.slope)]
    sizes = len(found.ability), len(found.difficulty)
    here = naive.loss(place, *data, *sizes, penalty=response.PENALTY)
    sides = []
    for direction in range(len(place)):
        moved = [list(place), list(place)]
        moved[0][direction] -= steps
        moved[1][direction] += steps
        sides.append([naive.loss(m, *data, *sizes, penalty=response.PENALTY) for m in moved])
    return here, sides


@settings(deadline=None, max_examples=60)
@given(scores=SCORES)
def test_the_loss_is_flat_at_the_fit(scores):
    data = columns(scores)
    found = response.fit(*data)
    assert found.converged
    here, sides = losses(found, data, 1e-4)
    assert found.loss == pytest.approx(here, rel=1e-9, abs=1e-12)
    for before, after in sides:
        assert abs(after - before) / 2e-4 < 1e-4


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10**6))
def test_scores_as_models_have_them_are_fitted_best(seed):
    """No step gains where scores rise with ability; contradictory ones may end on a saddle."""
    chance = np.random.default_rng(seed)
    ability, difficulty = chance.normal(0, 0.6, 12), chance.normal(0, 0.5, 6)
    model, item = (part.ravel() for part in np.indices((12, 6)))
    shown = chance.random(72) < 0.8
    model, item = (np.unique(part[shown], return_inverse=True)[1] for part in (model, item))
    noise = chance.normal(0, 0.05, shown.sum())
    score = np.clip(response.expected(ability[model], difficulty[item], 2.0) + noise, 0, 1)
    data = model.tolist(), item.tolist(), score.tolist()
    here, sides = losses(response.fit(*data), data, 1e-2)
    assert min(min(side) for side in sides) >= here - 1e-9


def test_a_fit_that_starts_near_ends_at_the_same_place():
    scores = {(m, b): (m + 1) / (m + b + 2) for m in range(6) for b in range(4) if (m + b) % 3}
    data = columns(scores)
    cold = response.fit(*data)
    start = cold.ability + 0.1, cold.difficulty - 0.1, cold.slope * 1.1
    warm = response.fit(*data, start=start)
    np.testing.assert_allclose(warm.ability, cold.ability, atol=1e-4)


def test_planted_abilities_come_out_in_order():
    chance = np.random.default_rng(4)
    ability, difficulty = np.sort(chance.normal(0, 0.6, 60)), chance.normal(0, 0.5, 12)
    slope = chance.uniform(1, 4, 12)
    model, item = (part.ravel() for part in np.indices((60, 12)))
    shown = chance.random(len(model)) < 0.5
    model, item = model[shown], item[shown]
    score = response.expected(ability[model], difficulty[item], slope[item])
    found = response.fit(model, item, score, penalty=1e-4)
    assert np.corrcoef(found.ability, ability)[0, 1] > 0.99
    order = np.argsort(found.ability)
    assert np.abs(np.argsort(order) - np.arange(60)).mean() < 1


def test_models_that_share_no_benchmark_are_compared_through_those_between():
    scores = {("old", "a"): 0.3, ("mid", "a"): 0.9, ("mid", "b"): 0.2, ("new", "b"): 0.8}
    model, item, score = columns(scores)
    found = dict(zip(("mid", "new", "old"), response.fit(model, item, score).ability, strict=True))
    assert found["old"] < found["mid"] < found["new"]


@given(pairs=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=25))
def test_what_is_linked_keeps_the_rule_and_is_the_most_that_does(pairs):
    given_pairs = sorted(pairs)
    model, item = ([pair[place] for pair in given_pairs] for place in (0, 1))
    kept = response.linked(model, item, least=2)
    assert {given_pairs[place] for place in kept} == naive.linked(pairs, 2)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="fraction"):
        response.fit([0], [0], [1.2])
    with pytest.raises(ValueError, match="scores"):
        response.fit([], [], [])
    with pytest.raises(ValueError, match="penalty"):
        response.fit([0], [0], [0.5], penalty=0)
