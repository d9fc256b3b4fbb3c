"""Cutting rows into pieces never splits a work, and pieces add up."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.kernels import passes
from pooled import arrays_of
from works import COUNTRIES, corpora


@given(st.lists(st.integers(1, 5), max_size=30), st.integers(1, 40))
def test_borders_cover_all_rows_and_split_no_work(lengths, parts):
    work = np.repeat(np.arange(len(lengths)), lengths)
    borders = passes.work_borders(work, parts)
    assert borders[0] == 0
    assert borders[-1] == len(work)
    assert len(borders) <= parts + 1
    inner = borders[1:-1]
    assert sorted(set(inner)) == inner
    assert all(work[border] != work[border - 1] for border in inner)


@given(corpora, st.integers(0, 6))
@settings(max_examples=40)
def test_numbers_of_any_width_give_the_same_matrix(works, scheme):
    columns = arrays_of(works, COUNTRIES)
    wide = {name: values.astype(np.int64) for name, values in columns.items()}
    matrices = [
        passes.pair_matrix(**given_, countries=len(COUNTRIES), scheme=scheme)
        for given_ in (columns, wide)
    ]
    assert np.array_equal(*matrices)


@given(corpora)
@settings(max_examples=40)
def test_a_territory_maps_before_crediting(works):
    """Mapping inside the pass is the same as renaming the countries of the rows beforehand."""
    merged = {"HK": "CN", "TW": "CN"}
    territory = np.array([COUNTRIES.index(merged.get(c, c)) for c in COUNTRIES], np.int16)
    renamed = [
        [(author, None, merged.get(country, country), flag) for author, _, country, flag in work]
        for work in works
    ]
    unnamed = [
        [(author, None, country, flag) for author, _, country, flag in work] for work in works
    ]
    for scheme in range(7):
        inside = passes.pair_matrix(
            **arrays_of(unnamed, COUNTRIES),
            countries=len(COUNTRIES),
            scheme=scheme,
            territory=territory,
        )
        before = passes.pair_matrix(
            **arrays_of(renamed, COUNTRIES), countries=len(COUNTRIES), scheme=scheme
        )
        assert np.allclose(inside, before, rtol=0, atol=1e-12)
