"""Planted truth in citations: signs are found, intervals hold, lost references crown nobody.

Bounds are those that a right method crosses once in a thousand times by chance (exact binomial).
`make simulate` draws more of everything (docs/simulate.md).
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from scipy.stats import binom

from bench.planted import cited, cited_intervals, crowned, report, signs
from bench.planted.scale import Scale, watch

SCALE = Scale(worlds=60, works=2000, draws=300, seed=3)
SAMPLES = replace(SCALE, worlds=120)
MANY_WORKS = replace(SCALE, works=8000)
RARE = 0.001
# of intervals from 300 draws that hold their truth in 94.6 %, as many hold a mean of 39 samples
HELD = 0.943


@pytest.fixture(scope="module")
def pool():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        yield processes


@pytest.fixture(scope="module")
def lost(pool):
    """First places where a fifth of China's references is lost, by method."""
    worlds = watch(pool, crowned.observe, MANY_WORKS, "0.2")()
    return {row.method: row for row in crowned.summarise("0.2", worlds)}


@pytest.mark.parametrize(
    "name", ["quality × 1.5", "disruption + 0.3", "home bias 0.4", "dividend × 1.5"]
)
def test_what_is_planted_is_found_and_its_contrary_never_sure(pool, name):
    rows = signs.summarise(name, watch(pool, signs.observe, SCALE, name)())
    assert {row.statistic for row in rows} == set(signs.BY_NAME[name].statistics)
    for row in rows:
        assert row.worlds == SCALE.worlds
        # a coin would be right this often once in a thousand campaigns
        assert row.above > binom.ppf(1 - RARE, row.worlds, 0.5), row
        assert row.sure_above > row.sure_below, row
        assert row.sure_below <= binom.ppf(1 - RARE, row.worlds, 0.025), row


def test_where_nothing_is_planted_neither_side_is_sure(pool):
    for row in signs.summarise("nothing", watch(pool, signs.observe, SCALE, "nothing")()):
        sure = row.sure_above + row.sure_below
        assert sure <= binom.ppf(1 - RARE, row.worlds, 1 - HELD), row


def test_intervals_hold_what_is_true_of_the_world(pool):
    worlds = watch(pool, cited_intervals.observe, SAMPLES, "random")()
    rows = {row.statistic: row for row in cited_intervals.summarise(worlds)}
    for name in (cited.TOP, cited.TOP_WINDOW, cited.SCORE, cited.SCORE_WINDOW, cited.RANK):
        row = rows[name]
        assert row.undefined == 0
        assert binom.ppf(RARE, row.worlds, HELD) <= row.covered < row.worlds, row


def test_lost_references_crown_by_the_naive_method(lost):
    row = lost[cited.NAIVE_RANK]
    assert row.crowned > binom.ppf(1 - RARE, row.worlds, 1 / 6), row
    assert row.lead > 3 * row.error


def test_lost_references_give_no_lead_by_default(lost):
    """Few works with such lists can be ranked: by chance they come first more often, and last."""
    row = lost[cited.RANK]
    assert abs(row.lead) < 3.3 * row.error, row
    extremes = row.crowned + row.last
    assert row.crowned <= binom.ppf(1 - RARE, extremes, 0.5), row
    assert row.crowned < lost[cited.NAIVE_RANK].crowned / 2, lost


def test_the_truth_of_a_sample_knows_nothing_of_it():
    values = np.array([1.0, 2.0, 6.0, 10.0, np.nan, 20.0])
    means = cited_intervals.means_of_others(values, samples=3)
    assert means.tolist() == [4.0, 3.5, 1.5, 20.0, 15.0, 10.0]


def test_tables_show_every_row(lost):
    case = signs.BY_NAME["quality × 1.2"]
    row = signs.Signs(case, cited.TOP, 40, above=38, sure_above=10, sure_below=1, mean=0.02)
    (line,) = list(report.signs([row]))[2:]
    assert [cell.strip() for cell in line.split("|")[3:8]] == [
        "40", "95.0 %", "25.0 %", "2.5 %", "+0.0200",
    ]  # fmt: skip
    lines = list(report.crowned(lost.values()))
    assert len(lines) == 4
    assert len({len(line) for line in lines}) == 1
