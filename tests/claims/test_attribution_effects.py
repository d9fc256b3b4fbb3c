from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims.attribution import (
    Decomposition,
    Effect,
    FlipRate,
    attribute,
    decisive_dimension,
    flip_rates,
    variance_effects,
)
from detente.claims.multiverse import Multiverse
from detente.claims.verdict import classify
from examples_io import assert_exact, assert_matches, load
from naive import claims as naive

EXAMPLE = load("10_multiverse")


@st.composite
def graded(draw):
    """A multiverse of up to four dimensions with a small value and a class per specification."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=4))
    grid = Multiverse({f"d{i}": tuple(f"o{j}" for j in range(n)) for i, n in enumerate(sizes)})
    values = draw(st.lists(st.integers(-3, 3), min_size=len(grid), max_size=len(grid)))
    classes = draw(st.lists(st.sampled_from("SCUN"), min_size=len(grid), max_size=len(grid)))
    return grid, values, classes


def example_arrays():
    options = EXAMPLE["params"]["dimensions"]
    grid = Multiverse({name: tuple(map(str, values)) for name, values in options.items()})
    rows = EXAMPLE["input"]["specifications"]
    positions = grid.positions([{n: str(row[n]) for n in grid.dimensions} for row in rows])
    estimates, classes = np.empty(len(grid)), np.empty(len(grid), dtype="U1")
    estimates[positions] = [row["estimate"] for row in rows]
    classes[positions] = EXAMPLE["expected"]["classes"]
    return grid, estimates, classes


def effects(found):
    if found.effects is None:
        return None
    fields = ("first_order", "total", "shapley")
    return {n: {f: getattr(e, f) for f in fields} for n, e in found.effects.items()}


def assert_effects(found, expected, tolerance):
    """A decomposition that is undefined may be written as one null or as nulls by dimension."""
    if found.effects is None and isinstance(expected, dict):
        leaves = [v for e in expected.values() for v in (e.values() if e else [None])]
        assert leaves == [None] * len(leaves), found.reason
    else:
        assert_matches(effects(found), expected, tolerance)


def test_worked_example():
    grid, estimates, classes = example_arrays()
    found, expected = attribute(estimates, classes, grid), EXAMPLE["expected"]
    assert_effects(found.of_estimate, expected["variance_estimate"], EXAMPLE["tolerance"])
    assert_effects(found.of_support, expected["variance_supported_indicator"], EXAMPLE["tolerance"])
    rates = {
        name: {
            "pairs_total": flip.pairs_total,
            "pairs_evaluable": flip.pairs_evaluable,
            "flipped": flip.flipped,
            "rate": flip.rate,
        }
        for name, flip in found.flips.items()
    }
    assert_matches(rates, expected["flip_rate"], EXAMPLE["tolerance"])
    exact = {
        name: {"rate": Fraction(flip.flipped, flip.pairs_evaluable)}
        for name, flip in found.flips.items()
        if flip.pairs_evaluable
    }
    assert_exact(exact, EXAMPLE["exact"]["flip_rate"])
    assert found.decisive == expected["decisive_dimension"]


@given(graded())
def test_flip_rates_agree_with_loops_over_pairs(case):
    grid, _, classes = case
    for name, flip in flip_rates(classes, grid).items():
        total, evaluable, flipped = naive.flips(grid.specifications(), classes, name)
        assert (flip.pairs_total, flip.pairs_evaluable, flip.flipped) == (total, evaluable, flipped)
        if evaluable:
            assert flip.rate == pytest.approx(flipped / evaluable)
        else:
            assert flip.rate is None


@settings(max_examples=40)
@given(graded())
def test_shapley_effects_agree_with_every_order_of_the_dimensions(case):
    grid, values, _ = case
    found = variance_effects(values, grid)
    if len(set(values)) == 1:
        assert found == Decomposition(None, "every specification has the same value")
        return
    slow = naive.shapley(grid.specifications(), values)
    assert sum(slow.values()) == 1
    for name, effect in found.effects.items():
        assert effect.shapley == pytest.approx(float(slow[name]), abs=1e-12)
        assert effect.first_order <= effect.shapley + 1e-12 <= effect.total + 2e-12
    assert sum(e.shapley for e in found.effects.values()) == pytest.approx(1)


@given(graded())
def test_first_order_and_total_agree_with_group_means(case):
    grid, values, _ = case
    found, listed = variance_effects(values, grid), grid.specifications()
    names = list(grid.dimensions)
    whole = naive.explained(listed, values, names)
    for name, effect in (found.effects or {}).items():
        others = [n for n in names if n != name]
        alone = naive.explained(listed, values, [name]) / whole
        rest = naive.explained(listed, values, others) / whole
        assert effect.first_order == pytest.approx(float(alone), abs=1e-12)
        assert effect.total == pytest.approx(float(1 - rest), abs=1e-12)


@given(graded(), st.data())
def test_a_declared_duplicate_changes_no_rate_and_no_effect(case, data):
    grid, values, classes = case
    options = grid.dimensions["d0"]
    copied = data.draw(st.sampled_from(options))
    more = Multiverse({**grid.dimensions, "d0": (*options, "copy")}, {"d0": {"copy": copied}})

    def doubled(array):
        rows = np.array(array).reshape(len(options), -1)
        return np.concatenate([rows, rows[[options.index(copied)]]]).ravel()

    before = attribute(values, classes, grid)
    after = attribute(doubled(values), doubled(classes), more)
    for name in grid.dimensions:
        assert_matches(after.flips[name].rate, before.flips[name].rate)
    assert_matches(effects(after.of_estimate), effects(before.of_estimate))
    assert_matches(effects(after.of_support), effects(before.of_support))
    assert after.decisive == before.decisive


def test_swapping_countries_moves_no_flip_rate():
    grid, _, _ = example_arrays()
    rng = np.random.default_rng(3)
    middle, reach = rng.normal(size=len(grid)), rng.random(len(grid))
    ours = classify(middle - reach, middle + reach)
    theirs = classify(-middle - reach, -middle + reach)
    assert flip_rates(ours, grid) == flip_rates(theirs, grid)


def test_a_missing_estimate_leaves_no_effects():
    grid = Multiverse({"a": ("x", "y"), "b": ("x", "y")})
    found = attribute([1.0, np.nan, 2.0, np.inf], ["S", "N", "C", "N"], grid)
    assert found.of_estimate == Decomposition(None, "2 of 4 specifications have no value")
    assert found.of_support.effects["a"].shapley == pytest.approx(0.5)
    assert found.decisive == "a"


def test_nothing_flips_nothing_decides():
    grid = Multiverse({"a": ("x", "y"), "b": ("x", "y")})
    found = attribute([0.1, 0.2, 0.3, 0.4], ["S"] * 4, grid)
    assert found.decisive is None
    assert found.of_support.effects is None


def flips_of(**rates):
    return {name: FlipRate(10, 10, round(10 * rate), rate) for name, rate in rates.items()}


def effect_of(**shares):
    return Decomposition({name: Effect(s, s, s) for name, s in shares.items()})


def test_ties_of_the_flip_rate_go_to_the_larger_effect():
    nothing = Decomposition(None, "…")
    tied = flips_of(a=0.3, b=0.3 + 1e-12, c=0.1)
    assert decisive_dimension(tied, nothing, nothing) == "a"
    assert decisive_dimension(tied, effect_of(a=0.2, b=0.3, c=0.5), nothing) == "b"
    level = effect_of(a=0.3, b=0.3, c=0.4)
    assert decisive_dimension(tied, level, effect_of(a=0.1, b=0.2, c=0.7)) == "b"
    assert decisive_dimension(tied, level, level) == "a"
    assert decisive_dimension(flips_of(a=0.3, b=0.4), effect_of(a=1.0, b=0.0), nothing) == "b"


def test_effects_of_eight_dimensions_add_up():
    grid = Multiverse(
        {f"d{i}": tuple("abcdef"[:n]) for i, n in enumerate((6, 5, 4, 3, 3, 2, 2, 2))}
    )
    rng = np.random.default_rng(1)
    estimates = rng.normal(size=len(grid))
    classes = rng.choice(list("SCUN"), size=len(grid))
    found = attribute(estimates, classes, grid)
    assert len(grid) == 8640
    assert sum(e.shapley for e in found.of_estimate.effects.values()) == pytest.approx(1)
