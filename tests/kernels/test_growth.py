"""Growing citation graphs: the kernel against a plain walk along the same random numbers."""

from bisect import bisect_right
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels.growth import first_above
from detente.simulate.growth import MINOR, Growth, Papers, _ages, cite
from naive import growth as naive

chances = st.sampled_from([0.0, 0.3, 0.7, 1.0])


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(-1, 10), st.data())
def test_first_above_is_bisection(numbers, value, data):
    rising = np.sort(np.array(numbers, float))
    low = data.draw(st.integers(0, len(rising) - 1))
    high = data.draw(st.integers(low + 1, len(rising)))
    expected = low + bisect_right(rising[low:high].tolist(), value)
    assert first_above(rising, low, high, float(value)) == min(expected, high - 1)


@st.composite
def papers(draw, fields=3, countries=2):
    """A few papers of several years, fields and countries, in order of time."""
    size = draw(st.integers(1, 40))
    seed = draw(st.integers(0, 2**32))
    random = np.random.default_rng(seed)
    year = np.sort(random.integers(2000, 2004, size)).astype(np.int16)
    year[0] = 2000
    made = Papers(
        day=year.astype(np.int32),
        year=year,
        field=random.integers(0, fields, size).astype(np.int32),
        second=random.integers(0, fields, size).astype(np.int32),
        country=random.integers(0, countries, size).astype(np.int32),
        fitness=random.lognormal(0, 1, size),
    )
    return made, random.integers(0, 8, size)


@given(papers(), chances, chances, chances, st.tuples(chances, chances), st.integers(0, 2**32))
@settings(max_examples=150)
def test_equals_the_naive_twin(given_papers, same_field, more, leave, home, seed):
    made, wanted = given_papers
    growth = Growth(same_field=same_field, more=more)
    shares, leaves = (0.5, 0.25, 0.25), (leave, 0.5)
    first, cited = cite(
        made,
        growth,
        np.random.default_rng(seed),
        wanted=wanted,
        shares=shares,
        home=home,
        leave=leaves,
    )
    columns = zip(
        wanted, made.year - 2000, made.field, made.second, made.country, made.fitness, strict=True
    )
    names = ("wanted", "year", "field", "second", "country", "fitness")
    plain = [dict(zip(names, (x.item() for x in row), strict=True)) for row in columns]
    law = {
        "ages": _ages(growth, int(made.year[-1]) - 1999).tolist(),
        "fields": [0.5, 0.75, 1.0],
        "same_field": same_field,
        "minor": MINOR,
        "more": more,
        "home": home,
        "leave": leaves,
    }
    expected = naive.grow(plain, law, np.random.default_rng(seed))
    assert [cited[a:b].tolist() for a, b in pairwise(first)] == expected


def test_nobody_cites_where_there_is_nobody():
    nothing = np.empty(0, np.int32)
    made = Papers(nothing, nothing.astype(np.int16), nothing, nothing, nothing, np.empty(0))
    first, cited = cite(
        made, Growth(), np.random.default_rng(1), wanted=np.empty(0, np.int64), shares=(1.0,)
    )
    assert first.tolist() == [0]
    assert len(cited) == 0


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_who_leaves_references_aside_shares_none(share):
    """All in one field and year apart; with a share of 1 only chance makes common references."""
    size = 3000
    year = np.repeat(np.arange(2000, 2010, dtype=np.int16), size // 10)
    zero = np.zeros(size, np.int32)
    made = Papers(year.astype(np.int32), year, zero, zero, zero, np.ones(size))
    growth = Growth(leave=share, more=0.5)
    first, cited = cite(
        made, growth, np.random.default_rng(3), wanted=np.full(size, 6), shares=(1.0,)
    )
    references = [set(cited[a:b].tolist()) for a, b in pairwise(first)]
    shared = [bool(mine & references[r]) for mine in references[1000:] for r in mine]
    found = sum(shared) / len(shared)
    assert (found < 0.05) if share == 1 else (found > 0.25)
