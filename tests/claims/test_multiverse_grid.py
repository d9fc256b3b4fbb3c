import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.claims.multiverse import Multiverse
from detente.core.dimensions import Specification
from detente.core.errors import UnknownName, UsageError

TWO = Multiverse({"link": ("whole", "per_paper"), "territory": ("separate", "hk_mo_with_cn")})


@st.composite
def multiverses(draw, most_dimensions=4, most_options=3):
    sizes = draw(st.lists(st.integers(1, most_options), min_size=1, max_size=most_dimensions))
    return Multiverse(
        {f"d{i}": tuple(f"o{j}" for j in range(size)) for i, size in enumerate(sizes)}
    )


@given(multiverses())
def test_every_specification_stands_at_its_position(grid):
    everything = grid.specifications()
    assert len(everything) == len(grid) == np.prod(grid.shape)
    for position, specification in enumerate(everything):
        assert grid.position(specification) == position
        assert grid.specification(position) == specification
    for name, options in grid.dimensions.items():
        assert [options[i] for i in grid.choices(name)] == [s[name] for s in everything]
    np.testing.assert_allclose(grid.weights(), 1 / len(grid))


@given(multiverses(), st.randoms())
def test_a_shuffled_complete_list_is_put_in_order(grid, random):
    listed = list(grid.specifications())
    random.shuffle(listed)
    positions = grid.positions(listed)
    assert sorted(positions) == list(range(len(grid)))
    assert [grid.specification(p) for p in positions] == listed
    again = Multiverse.of(listed, list(grid.dimensions))
    assert {n: set(o) for n, o in again.dimensions.items()} == {
        n: set(o) for n, o in grid.dimensions.items()
    }


def test_a_full_specification_is_found_by_the_dimensions_that_vary():
    assert TWO.position(Specification.of(link="per_paper")) == 2


def test_a_duplicate_shares_the_weight_of_its_original():
    grid = Multiverse({"link": ("a", "b", "b2", "b3")}, {"link": {"b2": "b", "b3": "b"}})
    np.testing.assert_allclose(grid.weights(), [1 / 2, 1 / 6, 1 / 6, 1 / 6])
    assert grid.groups("link").tolist() == [0, 1, 1, 1]


def test_no_dimension_is_one_specification():
    nothing_varies = Multiverse({})
    assert nothing_varies.specifications() == ({},)
    assert nothing_varies.specification(0) == {}
    assert nothing_varies.weights().tolist() == [1.0]


@pytest.mark.parametrize("options", [(), ("a", "a")])
def test_options_must_be_there_and_differ(options):
    with pytest.raises(UsageError, match="dimension 'link'"):
        Multiverse({"link": options})


@pytest.mark.parametrize(
    "duplicates", [{"window": {"a": "b"}}, {"link": {"c": "a"}}, {"link": {"a": "c"}}]
)
def test_duplicates_must_name_what_exists(duplicates):
    with pytest.raises(UnknownName):
        Multiverse({"link": ("a", "b")}, duplicates)


def test_duplicates_of_duplicates_are_refused():
    with pytest.raises(UsageError, match="duplicate and an original"):
        Multiverse({"link": ("a", "b", "c")}, {"link": {"a": "b", "b": "c"}})


@pytest.mark.parametrize("specification", [{}, {"link": "whole"}, {"link": "no", "territory": "x"}])
def test_a_specification_outside_is_refused(specification):
    with pytest.raises(UnknownName):
        TWO.position(specification)


def test_a_partial_grid_is_refused():
    listed = TWO.specifications()
    with pytest.raises(UsageError, match="full factorial of 4") as caught:
        TWO.positions(listed[1:])
    assert "1 are missing and 0 occur again" in caught.value.why
    with pytest.raises(UsageError) as caught:
        TWO.positions([*listed[1:], listed[1]])
    assert "1 are missing and 1 occur again" in caught.value.why
    with pytest.raises(UsageError) as caught:
        TWO.positions([*listed, listed[1]])
    assert "0 are missing and 1 occur again" in caught.value.why
