"""The desk answers a country alone or out of the whole world: nobody can tell which."""

import pytest

from detente.core.dimensions import Specification
from detente.indicators.run import run
from detente.views.text.arrange import arrange
from detente.views.web.desk import ALONE, Desk
from detente.views.web.state import State


@pytest.fixture
def desk(planted_lake):
    return Desk.at(planted_lake)


def printed(desk, name, **filters):
    return arrange(run(name, desk.dataset, Specification.of(), **filters)).to_dicts()


def filters_held(desk):
    return [dict(filters) for name, _, filters in desk._sheets if name == "collaboration"]


@pytest.mark.parametrize("name", ["collaboration", "output", "dependence", "international"])
def test_many_countries_get_what_one_would(desk, name):
    state, codes = State("en", desk.release), desk.largest(ALONE + 3)
    assert len(codes) > ALONE
    for code in codes:
        assert desk.measure(name, state, country=code).to_dicts() == printed(
            desk, name, country=code
        )


@pytest.mark.parametrize("name", ["collaboration", "strength", "ties"])
def test_many_partners_get_what_one_would(desk, name):
    state, (first, *others) = State("en", desk.release), desk.largest(ALONE + 3)
    for other in others:
        filters = {"country": first, "partner": other}
        assert desk.measure(name, state, **filters).to_dicts() == printed(desk, name, **filters)


def test_the_whole_world_is_computed_once_it_is_worth_it(desk):
    state, codes = State("en", desk.release), desk.largest(ALONE + 2)
    for code in codes[:ALONE]:
        desk.measure("collaboration", state, country=code)
    assert filters_held(desk) == [{"country": code} for code in codes[:ALONE]]
    for code in codes[ALONE:]:
        desk.measure("collaboration", state, country=code)
    assert filters_held(desk)[ALONE:] == [{}]


def test_what_narrows_rows_further_is_not_cut_out_of_the_whole(desk):
    state = State("en", desk.release)
    whole = desk.measure("collaboration", state)
    assert len(desk.measure("collaboration", state, country="US")) < len(whole)
    # years are other rows than totals, though a country merely picks among either
    desk.measure("output", state)
    yearly = desk.measure("output", state, country="US", by="year")
    assert yearly.to_dicts() == printed(desk, "output", country="US", by="year")
