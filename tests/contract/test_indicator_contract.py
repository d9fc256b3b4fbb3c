"""Every indicator that discovery finds keeps the contract; a new file needs no new test."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache

import pytest

from answer_checks import INDICATORS, World, near
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from indicator_checks import (
    ASKED,
    CASES,
    CHECKED,
    CHECKS,
    CHOICES,
    check_declaration,
    check_naive,
    check_rows,
    check_sources,
    kind_of,
    specification_of,
    without_provenance,
    world_for,
)
from small_release import dataset_of
from works import shuffled

DRAWS = 20
SIZES = {1: 90, 2: 40}


def title(name, filters, choices=None):
    about = [name, *map(str, filters.values())]
    return "-".join(about if choices is None else [*about, str(CHOICES.index(choices))])


plain_questions = pytest.mark.parametrize(
    "name, filters", CASES, ids=[title(*question) for question in CASES]
)
questions = pytest.mark.parametrize(
    "name, filters, choices", ASKED, ids=[title(*question) for question in ASKED]
)


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """The works on which an indicator is tried, and a dataset of them."""

    @cache
    def made(kind, seed):
        works = world_for(kind, seed, SIZES[seed])
        dataset = dataset_of(tmp_path_factory.mktemp("lake"), works, draws=DRAWS)
        return dataset, World(works, draws=DRAWS, seed=dataset.seed)

    return lambda name, seed=1: made(kind_of(name), seed)


@pytest.mark.parametrize("name", INDICATORS)
def test_the_declaration_is_complete(name):
    check_declaration(name)


@pytest.mark.parametrize("name", INDICATORS)
def test_method_and_references_are_there_to_be_read(name):
    check_sources(name)


@questions
def test_rows_are_as_declared(tried, name, filters, choices):
    measure = run(name, tried(name)[0], specification_of(name, choices), **filters)
    check_rows(measure)
    assert len(measure) > 0


@plain_questions
def test_no_draws_leave_values_and_take_intervals(tried, name, filters):
    given = tried(name)[0]
    bare = run(name, replace(given, draws=0), specification_of(name, {}), **filters)
    full = run(name, given, specification_of(name, {}), **filters)
    check_rows(bare)
    drawn = {m.name for m in INDICATORS[name].metrics if m.unit == "probability"}
    for one, other in zip(bare.to_dicts(), full.to_dicts(), strict=True):
        assert near(one["value"], other["value"]) or one["metric"] in drawn
        assert one["value"] is None or one["metric"] not in drawn


@pytest.fixture(scope="module")
def pooled_again(tried):
    """The same release with its works pooled anew, once for all questions."""
    made = {}

    def of(name):
        given, kind = tried(name)[0], kind_of(name)
        if kind not in made:
            made[kind] = Dataset(given.release, given.engine, draws=given.draws, pool_again=True)
        return made[kind]

    return of


@questions
def test_the_same_bits_again_and_from_the_works_pooled_again(
    tried, pooled_again, name, filters, choices
):
    given, specification = tried(name)[0], specification_of(name, choices)
    first = run(name, given, specification, **filters)
    # opened for this question alone, it remembers nothing of others
    fresh = Dataset(given.release, given.engine, draws=given.draws)
    for again in (fresh, pooled_again(name)):
        repeated = run(name, again, specification, **filters)
        assert without_provenance(repeated) == without_provenance(first)


@pytest.fixture(scope="module")
def rearranged(tmp_path_factory):
    """The same works with parts, chunks and authors after the first in another order."""

    @cache
    def made(kind):
        chance = random.Random(3)
        world = world_for(kind, 1, SIZES[1])
        for work in world:
            work.rows = sorted(
                shuffled(work.rows, chance), key=lambda row: (row[0] is None, row[0] or 0)
            )
        chance.shuffle(world)
        folder = tmp_path_factory.mktemp("rearranged")
        return dataset_of(folder, world, draws=DRAWS, parts=5, chunk_rows=16)

    return lambda name: made(kind_of(name))


@questions
def test_order_and_partitions_change_no_bit(tried, rearranged, name, filters, choices):
    specification = specification_of(name, choices)
    first = run(name, tried(name)[0], specification, **filters)
    again = run(name, rearranged(name), specification, **filters)
    assert without_provenance(again) == without_provenance(first)


@pytest.mark.parametrize("seed", SIZES)
@pytest.mark.parametrize(
    "name, choices", CHECKED, ids=[title(n, {}, choices) for n, choices in CHECKED]
)
def test_the_naive_answer(tried, name, choices, seed):
    check_naive(name, *tried(name, seed), choices)


def test_every_indicator_that_counts_works_has_a_naive_answer():
    repeating = {"published", "comparison"}
    assert set(INDICATORS) - repeating <= set(CHECKS)
