"""References that lead out of a release: what a work builds on counts, whatever is known of it."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.core.dimensions import Specification
from detente.core.errors import DataMissing
from detente.indicators.null_models import LOSSES, SEED, against_rewired
from detente.indicators.run import run
from detente.kernels.rewiring import SWEEPS, rewire
from detente.lake.citations import listed
from detente.lake.references import UNDATED
from examples_io import load
from naive import disruptive as naive_disruptive
from naive import reference_loss as naive_loss
from naive import rewiring as naive_rewiring
from small_release import Work, dataset_of, old_world, small_world

PLAIN = Specification.of()
COUNTS = ("n_i", "n_j", "n_k", "coupled", "n_j_shared", "references", "censored")


@contextmanager
def references_of(works):
    """The references of a release of works."""
    with tempfile.TemporaryDirectory() as folder:
        yield dataset_of(Path(folder), works, draws=0).work_pool.scores.references


def extract(works, chance):
    """The works without some of those that cite nothing, which nobody's index asks the date of.

    Those of the last year stay: windows close by its last day.
    """
    last = max(w.year for w in works)
    stay = [bool(w.cited) or w.year == last or chance.random() < 0.3 for w in works]
    return [w for w, stays in zip(works, stay, strict=True) if stays]


@settings(max_examples=5)
@given(seed=st.integers(0, 500))
def test_a_release_without_the_works_cited_has_the_same_indices(seed):
    whole = old_world(2 * seed, 60)  # every day of publication is known
    part = extract(whole, random.Random(seed))
    assume(len(part) < len(whole))
    with references_of(whole) as all_of_them, references_of(part) as some:
        among = np.isin(all_of_them.works, some.works)
        for evened in (False, True):
            expected, found = (r.disruption(5, evened=evened) for r in (all_of_them, some))
            for name in COUNTS:
                assert np.array_equal(getattr(expected, name)[among], getattr(found, name)), name


def test_the_worked_example_where_only_those_who_cite_are_in_the_release(tmp_path):
    example = load("04a_cd_index")
    year, cited = example["input"]["year"], example["input"]["references"]
    number = {paper: place for place, paper in enumerate(year)}
    works = [
        Work(number[paper], year=year[paper], cited=[number[other] for other in cited[paper]],
             rows=[(1, None, "US", None)])
        for paper in year if cited.get(paper)
    ]  # fmt: skip
    works.append(Work(99, year=2030, rows=[(1, None, "US", None)]))  # so that the window closes
    references = dataset_of(tmp_path, works, draws=0).work_pool.scores.references
    found = references.disruption(example["params"]["window_years"])
    place = references.works.tolist().index(number[example["params"]["focal"]])
    got = [getattr(found, name)[place] for name in ("n_i", "n_j", "n_k")]
    assert got == [example["expected"][name] for name in ("n_i", "n_j", "n_k")]
    assert found.cd[place] == pytest.approx(example["expected"]["CD5"], abs=1e-12)
    assert references.recorded[place] == len(cited[example["params"]["focal"]])


def test_identifiers_may_be_any(tmp_path):
    """Outside works before, between and after those of the release, and the largest there is."""
    most = 2**63 - 1
    works = [
        Work(10, year=2000, cited=[0, 11, most], rows=[(1, None, "US", None)]),
        Work(20, year=2003, cited=[10, 11, 20, most], rows=[(1, None, "US", None)]),
        Work(30, year=2004, cited=[5, most], rows=[(1, None, "US", None)]),
        Work(40, year=2005, retracted=True, cited=[10], rows=[(1, None, "US", None)]),
        Work(50, year=2006, cited=[10, 40], rows=[(1, None, "US", None)]),
    ]
    dataset = dataset_of(tmp_path, works, draws=0)
    references = dataset.work_pool.scores.references
    assert references.names.tolist() == [10, 20, 30, 50, 0, 5, 11, 40, most]
    assert references.recorded.tolist() == [3, 3, 2, 2]
    assert references.edges.citing.tolist() == [1, 3]
    assert references.edges.cited.tolist() == [0, 0]
    assert references.outside == 9
    found = references.disruption(10)
    assert [getattr(found, name)[0] for name in ("n_i", "n_j", "n_k")] == [1, 1, 1]
    given = listed(dataset, references.works)
    assert given.citing.dtype == given.cited.dtype == np.int32
    assert given.unlisted == 1


def test_no_reference_leads_anywhere(tmp_path):
    """Nothing is cited in the release, and everything outside of it: works have lists, no index."""
    works = [Work(n, year=2000 + n, cited=[100 + n], rows=[(1, None, "US", None)])
             for n in range(12)]  # fmt: skip
    dataset = dataset_of(tmp_path, works, draws=0)
    references = dataset.work_pool.scores.references
    assert len(references.edges.citing) == 0
    found = references.disruption(5)
    assert found.references.tolist() == [1] * 12
    assert np.isnan(found.cd).all()
    shares = {r["metric"]: r["value"] for r in run("disruption", dataset, PLAIN).to_dicts()}
    assert (shares["excluded_1"], shares["excluded_2"]) == (0, 1)
    bare = dataset_of(tmp_path / "bare", [replace(w, cited=[]) for w in works], draws=0)
    with pytest.raises(DataMissing, match="insufficient data: references of works"):
        run("disruption", bare, PLAIN)


@settings(max_examples=5)
@given(seed=st.integers(0, 500))
def test_who_cites_at_home_is_counted_among_the_works_alone(seed):
    """What is cited outside has no country: citations from abroad are those between works."""
    chosen = Specification.of(domestic_citations="dropped")
    world = small_world(seed, 40)
    numbers = {w.number for w in world}
    world[0].cited = sorted({*world[0].cited, world[1].number})  # at least one reference
    inside = [replace(w, cited=[o for o in w.cited if o in numbers]) for w in world]
    with tempfile.TemporaryDirectory() as folder:
        first, second = (
            dataset_of(Path(folder, name), works, draws=0).work_pool.impact(chosen).citations
            for name, works in (("all", world), ("inside", inside))
        )
    assert np.array_equal(first, second)


def test_how_many_citations_are_seen(tmp_path):
    """All where the source counts those of the release, fewer in an extract, null if none count."""
    world = old_world(4, 90)
    received = naive_disruptive.seen_citations(world)
    counted = [replace(w, citations=received.get(w.number, 0)) for w in world]
    found = {}
    for name, works in (
        ("whole", counted),
        ("extract", [w for w in counted if w.number % 3 or w.year == 2022]),
        ("unknown", [replace(w, citations=None) for w in world]),
    ):
        rows = run("disruption", dataset_of(tmp_path / name, works, draws=0), PLAIN, replicas=0)
        (found[name],) = (
            row for row in rows.where(metric="citations_seen").to_dicts() if row["country"] is None
        )
    assert found["whole"]["value"] == 1
    assert 0.2 < found["extract"]["value"] < 0.9
    assert found["unknown"]["value"] is None
    assert found["unknown"]["note"]


# ---- second bands ----


def network(works):
    """(names, edges by place, year by place) of works: theirs first, then what they cite."""
    kept = sorted((w for w in works if not w.retracted), key=lambda w: w.number)
    own = [w.number for w in kept]
    outside = {o for w in kept for o in w.cited} - set(own)
    names = [*own, *sorted(outside)]
    place = {name: i for i, name in enumerate(names)}
    edges = [(place[w.number], place[o]) for w in kept for o in w.cited if o != w.number]
    return names, edges, [w.year for w in kept] + [UNDATED] * len(outside)


def test_rewiring_leaves_who_cites_the_outside_in_which_year():
    _, edges, year = network(old_world(4, 90))
    citing, cited = np.array(edges).T
    (drawn,) = rewire(citing, cited, np.array(year), replicas=1, seed=3)

    def cells(cited):
        return Counter(
            (year[a], b) for a, b in zip(citing.tolist(), cited.tolist(), strict=True)
            if year[b] == UNDATED
        )  # fmt: skip

    assert cells(drawn.cited) == cells(cited)
    assert np.array_equal(np.sort(drawn.cited), np.sort(cited))
    outside = np.array(year)[cited] == UNDATED
    assert (drawn.cited != cited)[outside].mean() > 0.3


def test_scores_against_rewired_networks_are_the_naive_ones(tmp_path):
    works, chosen = old_world(4, 90), PLAIN.but(disruption="naive")
    pool = dataset_of(tmp_path, works, draws=0).work_pool
    names, edges, year = network(works)
    own = [w for w in sorted(works, key=lambda w: w.number) if not w.retracted]
    found = against_rewired(pool, chosen, 4)
    observed, _, _ = naive_disruptive.judged(works, chosen)
    values = {w.number: [] for w in own}
    for replica in range(4):
        cited = naive_rewiring.shuffled(edges, year, seed=SEED, replica=replica, sweeps=SWEEPS)
        lists = {w.number: [] for w in own}
        for (a, _), b in zip(edges, cited, strict=True):
            lists[names[a]].append(names[b])
        drawn = [replace(w, cited=lists[w.number]) for w in own]
        counted = naive_disruptive.counted(drawn, chosen)
        for w in own:
            values[w.number].append(counted[w.number][2])
    scored = 0
    for place, w in enumerate(own):
        if not pool.disruptive(chosen).ranked[place]:
            assert np.isnan(found[place])
            continue
        known = [None if v is None else float(v) for v in values[w.number]]
        z, *_ = naive_rewiring.null_score(float(observed[w.number][2]), known)
        assert np.isnan(found[place]) if z is None else found[place] == pytest.approx(z)
        scored += z is not None
    assert scored > 30


def test_ranks_after_losses_are_the_naive_ones(tmp_path):
    works = old_world(4, 90)
    dataset = dataset_of(tmp_path, works, draws=0)
    (row,) = (
        row
        for row in run("disruption", dataset, PLAIN, country="US", replicas=2).to_dicts()
        if row["metric"] == "mean_disruption_after_losses"
    )
    mine = {w.number for w in works if any(home == "US" for _, _, home, _ in w.rows)}
    means = []
    for draw in range(LOSSES):
        left = [
            replace(w, stated_references=None, cited=[
                other for other in w.cited
                if naive_loss.kept((w.number, other), Fraction(7, 10), SEED, draw)
            ]) if w.number in mine else replace(w, stated_references=None)
            for w in works
        ]  # fmt: skip
        scores = naive_disruptive.disruption_scores(left, PLAIN)
        ranks = [rank for number, (rank, *_) in scores.items() if number in mine]
        means.append(float(sum(ranks) / len(ranks)))
    assert row["value"] == pytest.approx(np.mean(means))
    assert (row["low"], row["high"]) == pytest.approx((min(means), max(means)))
    assert row["low"] < row["high"]
