"""Panels with planted effects: their laws, and a small campaign of worlds.

What is checked here was chosen with other seeds than 0, whose worlds were looked at once before the
last changes to matching and to synthetic controls.
`make simulate SIMULATE="--about listings"` draws more of everything (docs/simulate.md).
"""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest

from bench.planted import listings, report
from bench.planted.scale import Scale, watch
from detente.core.errors import UsageError
from detente.simulate.restricted import Restricted, draw_panel

SCALE = Scale(worlds=300, draws=400)
MANY = Restricted(listed=4000, controls=4000, joint=20.0, trend_spread=0.0, shift=0.0)


@pytest.fixture(scope="module")
def pool():
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        yield processes


# ---- the generator ----


def ratio_after(world, lag, seed=1):
    panel = draw_panel(world, seed=seed)
    date = world.dates[0]
    after, before = panel.years > date + lag, panel.years < date
    is_listed = ~np.isnan(panel.listed)
    growth = [
        np.nansum(panel.joint[side][:, after]) / np.nansum(panel.joint[side][:, before])
        for side in (is_listed, ~is_listed)
    ]
    return growth[0] / growth[1]


def test_joint_work_is_multiplied_by_the_effect():
    world = replace(MANY, effect=float(np.log(0.6)))
    assert ratio_after(world, 0) == pytest.approx(world.ratio_after(0), rel=0.02)
    assert world.ratio_after(0) == pytest.approx(0.6)


def test_papers_that_appear_late_hide_the_effect_until_the_lag_is_over():
    world = replace(MANY, effect=float(np.log(0.6)), lag=(0.2, 0.5, 0.3))
    assert ratio_after(world, 2) == pytest.approx(world.ratio_after(2), rel=0.02)
    assert ratio_after(world, 0) > 0.63
    with pytest.raises(UsageError, match="up to 2 years"):
        world.ratio_after(1)


def test_the_rest_goes_on():
    panel = draw_panel(replace(MANY, effect=-1.0), seed=2)
    is_listed = ~np.isnan(panel.listed)
    for name in ("placebo", "domestic"):
        counts = getattr(panel, name)
        assert np.nanmean(counts[is_listed]) == pytest.approx(np.nanmean(counts[~is_listed]), 0.05)


def test_counts_are_overdispersed_as_said():
    """Variance m + m²/dispersion, among entities of one mean."""
    world = replace(MANY, spread=0.0, trend=0.0, dispersion=5.0)
    joint = draw_panel(world, seed=3).joint
    mean = joint.mean()
    assert joint.var() == pytest.approx(mean + mean**2 / 5, rel=0.05)


def test_an_entity_without_papers_is_unknown_that_year():
    panel = draw_panel(Restricted(joint=0.3, spread=0.1), seed=1)
    assert np.isnan(panel.papers).any()
    assert np.nanmin(panel.papers) >= 1
    for name in ("joint", "placebo", "domestic"):
        np.testing.assert_array_equal(np.isnan(getattr(panel, name)), np.isnan(panel.papers))


def test_equal_seeds_give_equal_panels():
    one, same, other = (draw_panel(Restricted(), seed=s).joint for s in (4, 4, 5))
    np.testing.assert_array_equal(one, same)
    assert (one != other).any()


@pytest.mark.parametrize(
    "changes, why",
    [({"lag": (0.5, 0.2, 0.2)}, "sum to 1"), ({"dates": (2010,)}, "outside the years")],
)
def test_impossible_worlds_are_refused(changes, why):
    with pytest.raises(UsageError, match=why):
        Restricted(**changes)


# ---- the campaign ----


@pytest.mark.parametrize("name", ["12 listed", "20 listed", "40 listed"])
def test_intervals_hold_the_effect_in_93_to_97_percent_of_worlds(pool, name):
    """At 12 to 40 listed entities, where plain resamples of few clusters hold it less often."""
    rows = listings.summarise(name, watch(pool, listings.observe, SCALE, name)())
    assert len(rows) == len(listings.EVERY_WAY)
    for row in rows:
        assert row.worlds >= 200
        # 300 worlds: an interval that holds it in 95 % leaves 91.3-98.3 % once in 400 campaigns
        assert 0.913 <= row.share <= 0.983, row
    held = sum(row.covered for row in rows) / sum(row.worlds for row in rows)
    assert 0.93 <= held <= 0.97


def test_a_lag_that_is_long_enough_is_needed(pool):
    name = "30 listed, papers take up to two years"
    small = replace(SCALE, worlds=60)
    rows = listings.summarise(name, watch(pool, listings.observe, small, name)())
    by_look = {row.statistic.split(": ")[1]: row for row in rows}
    assert by_look["two years left out"].share >= 0.85
    assert by_look["none left out (misled)"].share < by_look["two years left out"].share


def test_matched_controls_undo_a_field_s_trend(pool):
    name = "30 listed, in a growing field"
    small = replace(SCALE, worlds=60)
    rows = listings.summarise(name, watch(pool, listings.observe, small, name)())
    matched, misled = rows
    assert matched.share >= 0.85 > misled.share


def test_placebos_are_flat(pool):
    small = replace(SCALE, worlds=100)
    for row in listings.summarise("30 listed", watch(pool, listings.observe_placebos, small)()):
        assert row.worlds == 100
        assert row.share >= 0.88, row


def test_chance_is_called_so_and_too_little_too(pool):
    small = replace(SCALE, worlds=60)
    said, worlds = listings.rejected(watch(pool, listings.observe_nothing, small)())
    # 60 worlds at 5 %: more than 9 would be one in a thousand campaigns
    assert worlds > 50
    assert said <= 9
    assert all(watch(pool, listings.observe_too_few, small)())


def test_the_report_shows_shares_with_their_uncertainty():
    lines = list(report.shares({"said": (3, 60)}))
    assert len({len(line) for line in lines}) == 1
    assert "5.0 %" in lines[2]
