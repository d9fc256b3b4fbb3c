"""The credit pass against fractions: on raw rows, and through the pool of a release."""

from datetime import date
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.dimensions import Specification
from detente.core.errors import DataMissing
from detente.kernels import passes
from examples_io import assert_exact, load
from naive import credit as naive
from pooled import (
    arrays_of,
    assert_same,
    credits_in,
    example_works,
    pool_of,
    tables_of,
)
from works import COUNTRIES, POLICIES, code_of, corpora, days, shuffled

# names of the schemes in the example file
SHORT = {"author_inst": "author_institution", "first": "first_author"}


POLICY_OF = {
    "hk_merge": "hk_mo_with_cn",
    "hk_tw_merge": "hk_mo_tw_with_cn",
    "eu_aggregate": "eu_bloc",
    "eu": "eu_bloc",
}


def choices_of(key):
    """What a key of the example stands for, such as ``credit_author_inst_renormalise``."""
    scheme, _, rest = key.removeprefix("credit_").partition("_")
    if scheme == "author":
        scheme, rest = "author_institution", rest.removeprefix("inst_")
    if rest in POLICY_OF:
        return {"counting": scheme, "territory": POLICY_OF[rest]}
    return {"counting": scheme, "unknown": rest}


def expected_credits(part):
    """Choices and credits of everything in the example that is credit by country."""
    for scheme, credit in part["credit_base"].items():
        yield {"counting": SHORT.get(scheme, scheme)}, credit
    for key in part:
        if key.startswith("credit_") and key != "credit_base":
            yield choices_of(key), part[key]


def entries_of(works, scheme, unknown, territory=None):
    """Credits of each work on raw rows: a list of {place: credit}."""
    columns = arrays_of(works, COUNTRIES)
    if territory is None:
        territory = np.arange(len(COUNTRIES), dtype=np.int16)
    room = len(columns["work"]) + len(works)
    first = np.zeros(len(works) + 1, np.int64)
    key, value = np.zeros(room, np.int32), np.zeros(room)
    passes.credit_entries(
        columns["work"],
        columns["author"],
        columns["institution"],
        columns["country"],
        columns["corresponding"],
        territory,
        scheme,
        unknown,
        first,
        key,
        value,
    )
    names = [*COUNTRIES, naive.UNKNOWN]
    return [
        {names[k]: v for k, v in zip(key[a:b], value[a:b], strict=True)} for a, b in pairwise(first)
    ]


def test_example_through_the_pool():
    pool, expected = pool_of(example_works()), load("01a_counting")["expected"]
    for choices, credit in expected_credits(expected):
        assert_same(credits_in(pool, Specification.of(choices)), credit)
    shares, works = expected["shares"], len(example_works())
    full = credits_in(pool, Specification.of(counting="full"))
    known = works - full.pop("UNK")
    assert_same(
        {country: credit / known for country, credit in full.items()},
        shares["full_share_of_papers_with_known_country"],
    )
    fractional = credits_in(pool, Specification.of(counting="author_institution"))
    assert_same(
        {country: credit / works for country, credit in fractional.items()},
        shares["author_inst_share_of_all_papers"],
    )


def test_naive_twin_is_the_exact_one():
    works, exact = example_works(), load("01a_counting")["exact"]
    for choices, credit in expected_credits(exact):
        mapped = code_of(choices.get("territory", "separate"), date(2021, 7, 1))
        unknown = choices.get("unknown", "as_unknown")
        assert_exact(naive.total(works, choices["counting"], unknown, mapped), credit)


@given(corpora)
@settings(max_examples=60)
def test_kernel_equals_fractions_on_every_work(works):
    for (scheme, name), (unknown, treatment) in product(
        enumerate(naive.SCHEMES), enumerate(naive.TREATMENTS)
    ):
        got = entries_of(works, scheme, unknown)
        for work, credit in zip(works, got, strict=True):
            assert_same(credit, naive.credits_of(work, name, treatment))


@given(st.data(), corpora)
@settings(max_examples=25)
def test_pool_equals_fractions_under_every_choice(data, works):
    works = [[(1, 9, "US", True)], *works]  # so that no scheme lacks what it needs
    dates = [data.draw(days) for _ in works]
    pool = pool_of(works, dates)
    for scheme, treatment, policy in product(naive.SCHEMES, naive.TREATMENTS, POLICIES):
        specification = Specification.of(counting=scheme, unknown=treatment, territory=policy)
        exact = {}
        for work, day in zip(works, dates, strict=True):
            credit = naive.credits_of(work, scheme, treatment, code_of(policy, day))
            for place, amount in credit.items():
                exact[place] = exact.get(place, 0) + amount
        assert_same(credits_in(pool, specification), exact)


@given(corpora)
@settings(max_examples=60)
def test_fractional_credit_adds_up_to_the_works_that_take_part(works):
    for scheme, unknown in product(range(1, len(naive.SCHEMES)), range(3)):
        for credit in entries_of(works, scheme, unknown):
            assert not credit or sum(credit.values()) == pytest.approx(1, abs=1e-12)
            assert credit or unknown != passes.AS_UNKNOWN


@given(corpora, st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_order_of_authors_and_works_changes_no_bit(works, random):
    before = tables_of(works)
    again = [shuffled(work, random) for work in works]
    assert tables_of(again) == before
    random.shuffle(again)
    after = tables_of(again)
    assert after["pattern"].equals(before["pattern"])
    assert after["cell"].equals(before["cell"])


@given(corpora, st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_matrix_equals_fractions_on_any_number_of_threads(works, random):
    columns = arrays_of(works, COUNTRIES)
    names = [*COUNTRIES, naive.UNKNOWN]
    for (scheme, name), (unknown, treatment) in product(
        enumerate(naive.SCHEMES), enumerate(naive.TREATMENTS)
    ):
        matrices = [
            passes.pair_matrix(
                **columns, countries=len(COUNTRIES), scheme=scheme, unknown=unknown, threads=threads
            )
            for threads in (1, 3)
        ]
        assert np.array_equal(*matrices)
        got = {
            (names[a], names[b]): matrices[0][a, b] for a, b in np.argwhere(matrices[0]).tolist()
        }
        assert_same(got, naive.shared(works, name, treatment))


def test_the_bloc_counts_a_work_once_and_only_while_a_country_is_a_member():
    joint = [(1, 0, "DE", None), (2, 1, "FR", None), (3, 2, "GB", None)]
    pool = pool_of([joint, joint], [date(2020, 1, 31), date(2020, 2, 1)])
    full = credits_in(pool, Specification.of(territory="eu_bloc"))
    assert full == {"EU": 2.0, "GB": 1.0}
    fractional = credits_in(pool, Specification.of(territory="eu_bloc", counting="author_country"))
    assert fractional == pytest.approx({"EU": 5 / 3, "GB": 1 / 3})


def test_a_scheme_without_its_data_is_refused():
    pool = pool_of([[(1, None, "US", None)]])
    for scheme in ("institution", "corresponding"):
        with pytest.raises(DataMissing, match=scheme):
            pool.credit(Specification.of(counting=scheme))


def test_matrix_refuses_a_scheme_without_its_column():
    column = np.zeros(1, np.int16)
    for scheme in (passes.INSTITUTION, passes.CORRESPONDING):
        with pytest.raises(ValueError, match="needs the array"):
            passes.pair_matrix(column, column, column, countries=1, scheme=scheme)


def test_matrix_of_no_rows_is_zero():
    none = np.zeros(0, np.int16)
    assert not passes.pair_matrix(none, none, none, countries=3).any()
