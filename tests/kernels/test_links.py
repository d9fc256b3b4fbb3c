"""Links between countries against fractions: on raw rows, and through the pool of a release."""

from collections import Counter
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.dimensions import Specification
from detente.kernels import passes
from examples_io import assert_exact, load
from naive import links as naive
from pooled import arrays_of, assert_same, example_works, links_in, pool_of
from works import COUNTRIES, POLICIES, code_of, corpora, days

TREATMENTS = ("as_unknown", "complete_case")


def entries_of(works, link, unknown, *, two_authors=False):
    """Links of each work on raw rows: a list of {(a, b): weight}."""
    columns = arrays_of(works, COUNTRIES)
    territory = np.arange(len(COUNTRIES), dtype=np.int16)
    first = np.zeros(len(works) + 1, np.int64)
    key, value = np.zeros(0, np.int32), np.zeros(0)
    for _ in range(2):
        room = passes.link_entries(
            columns["work"],
            columns["author"],
            columns["country"],
            territory,
            link,
            unknown,
            two_authors,
            first,
            key,
            value,
        )
        if not len(key):
            key, value = np.zeros(room, np.int32), np.zeros(room)
    pairs = [(COUNTRIES[k // len(COUNTRIES)], COUNTRIES[k % len(COUNTRIES)]) for k in key]
    return [dict(zip(pairs[a:b], value[a:b], strict=True)) for a, b in pairwise(first)]


def test_example_through_the_pool():
    pool, expected = pool_of(example_works()), load("01b_links")["expected"]
    for link in naive.LINKS:
        got = links_in(pool, Specification.of(link=link))
        assert_same({"-".join(pair): v for pair, v in got.items()}, expected[f"links_{link}"])


def test_example_of_domestic_and_international_works():
    """Facts of profiles, from which domestic, international and indeterminate works are told."""
    pool, expected = pool_of(example_works()), load("01b_links")["expected"]
    profiles = pool.profiles("separate")
    works = np.bincount(profiles.cell, weights=pool.sizes, minlength=len(profiles.countries))
    assert works[profiles.countries >= 2].sum() == expected["n_international"]
    full = pool.credit(Specification.of(counting="full"))
    for country, counts in expected["domestic_international"].items():
        has = np.isin(np.arange(len(works)), full.row[full.key == pool.place(country)])
        alone, closed = profiles.countries == 1, profiles.unknown == 0
        assert works[has & alone & closed].sum() == counts["domestic"]
        assert works[has & ~alone].sum() == counts["international"]
        assert works[has & alone & ~closed].sum() == counts["indeterminate"]


def test_naive_twin_is_the_exact_one():
    works, example = example_works(), load("01b_links")
    for link in naive.LINKS:
        total = {"-".join(pair): v for pair, v in naive.total(works, link).items()}
        assert_exact(total, example["exact"][f"links_{link}"])
    assert naive.international(works) == example["expected"]["n_international"]
    for country, counts in example["expected"]["domestic_international"].items():
        mine = [work for work in works if country in {row[2] for row in work}]
        natures = Counter(naive.nature(work) for work in mine)
        assert all(natures[nature] == counts[nature] for nature in natures)


@given(corpora)
@settings(max_examples=60)
def test_kernel_equals_fractions_on_every_work(works):
    for (link, name), (unknown, treatment), two in product(
        enumerate(naive.LINKS),
        ((passes.AS_UNKNOWN, "as_unknown"), (passes.COMPLETE_CASE, "complete_case")),
        (False, True),
    ):
        got = entries_of(works, link, unknown, two_authors=two)
        for work, links in zip(works, got, strict=True):
            assert_same(links, naive.links_of(work, name, treatment, two_authors=two))


@given(st.data(), corpora)
@settings(max_examples=25)
def test_pool_equals_fractions_under_every_choice(data, works):
    dates = [data.draw(days) for _ in works]
    pool = pool_of(works, dates)
    for link, treatment, policy, dual in product(
        naive.LINKS, TREATMENTS, POLICIES, ("counts", "needs_two_authors")
    ):
        specification = Specification.of(
            link=link, unknown=treatment, territory=policy, dual_affiliation=dual
        )
        exact = {}
        for work, day in zip(works, dates, strict=True):
            links = naive.links_of(
                work, link, treatment, code_of(policy, day), two_authors=dual != "counts"
            )
            for pair, weight in links.items():
                exact[pair] = exact.get(pair, 0) + weight
        assert_same(links_in(pool, specification), exact)


@given(corpora)
@settings(max_examples=40)
def test_links_add_up_to_international_works(works):
    pool = pool_of(works)
    per_country = links_in(pool, Specification.of(link="per_country"))
    for country in COUNTRIES:
        strength = sum(value for pair, value in per_country.items() if country in pair)
        assert strength == pytest.approx(naive.international(works, country), abs=1e-9)
    per_paper = links_in(pool, Specification.of(link="per_paper"))
    assert sum(per_paper.values()) == pytest.approx(naive.international(works), abs=1e-9)


@given(corpora)
@settings(max_examples=40)
def test_facts_of_profiles_equal_plain_counts(works):
    columns = arrays_of(works, COUNTRIES)
    facts = [np.zeros(len(works), np.int32) for _ in range(4)]
    passes.describe_works(
        columns["work"],
        columns["author"],
        columns["country"],
        np.arange(len(COUNTRIES), dtype=np.int16),
        *facts,
    )
    for work, *found in zip(works, *facts, strict=True):
        assert found == [
            len({row[2] for row in work if row[2]}),
            len({row[0] for row in work if row[0]}),
            sum(row[2] is None for row in work),
            naive.joins(work, two_authors=True),
        ]
