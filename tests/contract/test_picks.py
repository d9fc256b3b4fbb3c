"""Filters that are said to merely pick rows do: the whole world's answer holds every country's."""

from __future__ import annotations

import pytest

from answer_checks import INDICATORS
from detente.core.dimensions import Specification
from detente.indicators.run import filters_of, run
from indicator_checks import kind_of, world_for
from small_release import dataset_of

PICKING = [name for name, indicator in INDICATORS.items() if indicator.picks]
# what is always asked beside what is picked
BESIDE = {"strength": {"country": "US"}, "ties": {"country": "US"}}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return lambda name: dataset_of(
        tmp_path_factory.mktemp("picks"), world_for(kind_of(name), 1, 90), draws=20
    )


def test_some_do():
    assert {"collaboration", "output", "strength", "ties", "impact"} <= set(PICKING)


@pytest.mark.parametrize("choices", [{}, {"territory": "hk_mo_with_cn"}, {"territory": "eu_bloc"}])
@pytest.mark.parametrize("name", PICKING)
def test_a_slice_of_the_whole_is_what_is_asked_for(dataset, name, choices):
    given, specification = dataset(name), Specification.of(choices)
    indicator = INDICATORS[name]
    assert set(indicator.picks) <= set(filters_of(name)) & set(indicator.grain)
    beside, first = BESIDE.get(name, {}), indicator.picks[0]
    whole = run(name, given, specification, **beside)
    for value in {row[first] for row in whole.to_dicts()} - {None}:
        part = whole.where(**{first: value})
        asked = run(name, given, specification, **beside, **{first: value})
        assert asked.to_dicts() == part.to_dicts()
        for second in indicator.picks[1:]:
            for other in sorted({row[second] for row in part.to_dicts()} - {None})[:3]:
                asked = run(name, given, specification, **{first: value, second: other})
                assert asked.to_dicts() == part.where(**{second: other}).to_dicts()
