"""Figures and verdicts of two releases, against the indicators and claims themselves."""

import math

import pytest

from detente.claims import difference
from detente.claims.claim import book
from detente.claims.difference import QUESTIONS, compare_figures, compare_verdicts
from detente.core.dimensions import Specification
from detente.indicators.run import run
from small_release import dataset_of, small_world

DRAWS = 20


@pytest.fixture(scope="module")
def pair(tmp_path_factory):
    """A world, and the same with the affiliations of some works changed and others added."""
    world, other = small_world(1, 90), small_world(1, 110)
    for work in other[:40]:
        work.rows = [(author, inst, "CN" if c == "US" else c, flag)
                     for author, inst, c, flag in work.rows]  # fmt: skip
    folder = tmp_path_factory.mktemp("pair")
    return [dataset_of(folder / n, w, draws=DRAWS) for n, w in (("a", world), ("b", other))]


def figures(dataset):
    found = {}
    for name, filters in QUESTIONS:
        measure = run(name, dataset, Specification.of(), **filters)
        for row in measure.to_dicts():
            about = ", ".join(str(row[g]) for g in measure.indicator.grain if row[g] is not None)
            if row["metric"] != "jaccard":
                found[name, row["metric"], about] = row
    return found


def test_every_figure_that_differs_is_told_and_no_other(pair):
    changes, compared = compare_figures(*pair)
    old, new = map(figures, pair)
    assert compared == len({*old, *new})
    told = {(c.indicator, c.metric, c.about): c for c in changes}
    assert len(told) == len(changes)
    for key in {*old, *new}:
        before, after = (rows[key]["value"] if key in rows else None for rows in (old, new))
        same = (before is None) == (after is None) and (
            before is None or math.isclose(before, after, rel_tol=1e-9, abs_tol=1e-9)
        )
        if not same:
            assert (told[key].before, told[key].after) == (before, after)
        elif before is not None:
            assert key not in told
        if key in told and None not in (before, after):
            low, high = old[key]["low"], old[key]["high"]
            outside = low is not None and (after < low - 1e-9 or after > high + 1e-9)
            assert told[key].beyond == outside
        elif key in told:
            assert told[key].note
    beyond = [change.beyond for change in changes]
    assert any(beyond)
    assert beyond == sorted(beyond, reverse=True)


def test_the_same_release_has_the_same_figures_and_verdicts(pair):
    changes, compared = compare_figures(pair[0], pair[0])
    assert changes == []
    assert compared > 80
    verdicts, checked = compare_verdicts(pair[0], pair[0])
    assert verdicts == []
    assert checked == sum(len(claim.families) for claim in book().values())


def test_what_cannot_be_answered_says_why(pair, monkeypatch):
    monkeypatch.setattr(difference, "QUESTIONS", (("output", {"country": "US", "by": "never"}),))
    changes, _ = compare_figures(*pair)
    assert changes == []  # neither can answer, for the same reason
    monkeypatch.setattr(difference, "QUESTIONS", (("output", {"country": "IS"}),))
    changes, _ = compare_figures(*pair)
    assert changes == []


def test_verdicts_that_turn(pair, monkeypatch):
    from detente.claims.typed import typed_claim

    definitions = pair[0].release.manifest.definitions
    claim = typed_claim("US publishes more papers than CN in AI", definitions=definitions)
    monkeypatch.setattr(difference, "book", lambda: {"typed": claim})
    (change,), compared = compare_verdicts(*pair)
    assert compared == 1
    assert change.turned
    assert change.support_before > change.support_after
    assert change.before != change.after


def test_a_release_that_cannot_decide_says_so(pair):
    changes, _ = compare_verdicts(*pair)
    # the small world has none of the book's options: the same reason in both, so nothing turned
    assert changes == []
