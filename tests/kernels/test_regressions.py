"""Regressions against exact lines, coordinate-wise likelihood and formulas written out."""

import builtins

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import ExtraMissing
from detente.kernels.event_study import Panel, Rule, compared
from detente.kernels.regressions import interrupted_series, ppml
from naive import effects as naive

YEARS = [2015, 2016, 2017, 2018, 2019, 2020]
rows = st.lists(st.integers(1, 30), min_size=6, max_size=6)


@given(st.lists(rows, min_size=2, max_size=6), st.integers(0, 1))
@settings(deadline=None, max_examples=30)
def test_with_one_date_ppml_is_the_logarithm_of_the_rate_ratio(counts, lag):
    listed = np.where(np.arange(len(counts)) < len(counts) // 2, 2017.0, np.nan)
    panel = Panel(YEARS, counts, listed)
    ratio = np.exp(ppml(panel, lag).beta)
    assert ratio == pytest.approx(compared(panel, Rule(lag)).rate_ratio[0], rel=1e-6)


def test_several_dates_are_the_two_way_likelihood():
    generator = np.random.default_rng(3)
    counts = generator.poisson(15, (7, 6)).tolist()
    counts[0][1] = None
    listed = [2017, 2018, 2018, None, None, None, None]
    expected = naive.ppml_beta(YEARS, counts, listed)
    arrays = [[np.nan if n is None else n for n in row] for row in counts]
    years = [np.nan if year is None else year for year in listed]
    assert ppml(Panel(YEARS, arrays, years)).beta == pytest.approx(expected, abs=1e-6)


def test_the_error_is_the_cluster_sandwich():
    """(Σ x x' μ)⁻¹ Σ_g s_g s_g' (Σ x x' μ)⁻¹, times the corrections of finite samples."""
    generator = np.random.default_rng(8)
    counts = generator.poisson(20, (8, 6)).astype(float)
    listed = np.where(np.arange(8) < 4, 2017.0, np.nan)
    found = ppml(Panel(YEARS, counts, listed))
    used = np.array(YEARS) != 2017
    y = counts[:, used]
    after = (np.array(YEARS)[used] > 2017) & ~np.isnan(listed)[:, None]
    x = np.concatenate(
        [after[:, :, None], np.broadcast_to(np.eye(8)[:, None, :], (8, 5, 8)),
         np.broadcast_to(np.eye(5)[None, :, 1:], (8, 5, 4))], axis=2
    ).astype(float)  # fmt: skip
    beta = np.zeros(13)
    beta[1:9] = np.log(y.mean())
    for _ in range(100):
        mu = np.exp(x @ beta)
        information = np.einsum("gti,gtj,gt->ij", x, x, mu)
        beta += np.linalg.solve(information, np.einsum("gti,gt->i", x, y - mu))
    scores = np.einsum("gti,gt->gi", x, y - np.exp(x @ beta))
    inverse = np.linalg.inv(information)
    variance = (inverse @ scores.T @ scores @ inverse)[0, 0]
    correction = 8 / 7 * 39 / 27
    assert found.beta == pytest.approx(beta[0], abs=1e-8)
    assert found.error == pytest.approx(np.sqrt(variance * correction), rel=1e-6)
    assert found.low == pytest.approx(found.beta - 1.959964 * found.error)
    assert found.high == pytest.approx(found.beta + 1.959964 * found.error)


def test_no_papers_after_identify_nothing():
    counts = [[5, 5, 5, 0, 0, 0], [5] * 6]
    assert np.isnan(ppml(Panel(YEARS, counts, [2017.0, np.nan])).beta)


@given(rows, st.sampled_from((2017, 2018, 2019)))
@settings(deadline=None)
def test_interrupted_series_is_two_lines(series, first_after):
    found = interrupted_series(YEARS, series, first_after=first_after)
    expected = naive.interrupted(YEARS, series, first_after)
    assert found[:4] == pytest.approx([float(value) for value in expected], abs=1e-8)


def test_its_errors_are_those_of_newey_and_west():
    generator = np.random.default_rng(4)
    years = np.arange(2000, 2018)
    series = generator.poisson(40, 18)
    found = interrupted_series(years, series, first_after=2009)
    post = years >= 2009
    x = np.column_stack([np.ones(18), years - 2000, post, (years - 2009) * post]).astype(float)
    inverse = np.linalg.inv(x.T @ x)
    moments = x * (series - x @ np.array(found[:4]))[:, None]
    lags = int(4 * (18 / 100) ** (2 / 9))
    inner = moments.T @ moments
    for lag in range(1, lags + 1):
        cross = moments[lag:].T @ moments[:-lag]
        inner += (1 - lag / (lags + 1)) * (cross + cross.T)
    assert lags == 2
    np.testing.assert_allclose(found.errors, np.sqrt(np.diag(inverse @ inner @ inverse)))


def test_one_year_on_a_side_is_no_line():
    found = interrupted_series(YEARS, [1, 2, 3, 4, 5, 6], first_after=2020)
    assert np.isnan(found.level)
    assert np.isnan(found.errors).all()


def test_without_statsmodels_the_command_that_brings_it_is_named(monkeypatch):
    real = builtins.__import__

    def without(name, *arguments, **options):
        if name.startswith("statsmodels"):
            raise ImportError("no statsmodels")
        return real(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissing, match=r"pip install 'detente\[effects\]'"):
        interrupted_series(YEARS, [1] * 6, first_after=2018)
