"""Claims about listings, on releases whose effect is planted."""

from dataclasses import replace

import numpy as np
import pytest

from detente.claims.claim import book, find
from detente.claims.evaluate import evaluate
from detente.claims.grammar import parse, render
from detente.claims.metrics import listed_joint_papers
from detente.claims.typed import typed_claim
from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UsageError
from detente.indicators.listing_effect import Choices, study
from detente.simulate.restricted import Restricted, draw_panel
from panel_release import panel_dataset

WORLD = Restricted(
    listed=14, controls=30, years=(2010, 2021), dates=(2015, 2016), effect=float(np.log(0.4)),
    joint=9.0, spread=0.3,
)  # fmt: skip
NAMES = ("listings_cut_ties", "listings_left_ties")


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    return panel_dataset(tmp_path_factory.mktemp("fallen"), draw_panel(WORLD, seed=3), draws=200)


@pytest.fixture(scope="module")
def findings(fallen):
    return {name: evaluate(find(name), fallen) for name in NAMES}


def test_a_planted_fall_is_supported_and_its_rival_contradicted(findings):
    (cut,), (left,) = (findings[name].atoms for name in NAMES)
    assert str(cut.verdict) == "supported (robust)"
    assert str(left.verdict) == "contradicted (robust)"
    assert len(cut.specifications) == 3 * 2 * 2 * 3 * 2 * 2
    assert set(cut.classes) == {"S"}
    panel = draw_panel(WORLD, seed=3)
    for choices, n in zip(cut.specifications, cut.n, strict=True):
        assert n == study(panel, Choices.of(Specification.of(choices))).listed
    assert any("China Initiative" in note for note in cut.notes)


def test_the_other_direction_has_the_other_sign(findings):
    (cut,), (left,) = (findings[name].atoms for name in NAMES)
    np.testing.assert_allclose(cut.estimates, -left.estimates)
    np.testing.assert_allclose(cut.low, -left.high)


def test_where_nothing_happened_neither_side_is_taken(tmp_path):
    world = replace(WORLD, effect=0.0, dates=(2016,))
    claim = typed_claim("US-CN joint papers fell after listing")
    dataset = panel_dataset(tmp_path, draw_panel(world, seed=5), draws=200)
    (found,) = evaluate(claim, dataset).atoms
    assert str(found.verdict) == "insufficient_data (undecided)"


def test_too_few_listed_entities_are_no_data(tmp_path):
    few = draw_panel(replace(WORLD, listed=6, controls=22), seed=1)
    finding = evaluate(find("listings_cut_ties"), panel_dataset(tmp_path, few, draws=50))
    (found,) = finding.atoms
    assert set(found.classes) == {"N"}
    assert str(found.verdict) == "insufficient_data (too_few_evaluable)"


def test_unless_every_listed_entity_is_in_the_data_no_verdict_is_robust(tmp_path):
    panel = draw_panel(WORLD, seed=3)
    lost = int(np.flatnonzero(~np.isnan(panel.listed))[0])
    counts = {n: getattr(panel, n).copy() for n in ("papers", "joint", "placebo", "domestic")}
    for matrix in counts.values():
        matrix[lost] = np.nan  # it is on the list, and has no paper
    dataset = panel_dataset(tmp_path, replace(panel, **counts), draws=100)
    (found,) = evaluate(find("listings_cut_ties"), dataset).atoms
    assert str(found.verdict) == "supported (leaning)"
    assert found.unknown_share[0] == pytest.approx(1 / 14)


def test_a_release_without_lists_is_missing_data(tmp_path):
    few = draw_panel(replace(WORLD, listed=2, controls=3), seed=1)
    dataset = panel_dataset(tmp_path, few, without=("listing", "listing_alias"))
    with pytest.raises(DataMissing, match="insufficient data"):
        evaluate(find("listings_cut_ties"), dataset)


def test_the_plain_sentence_means_papers_of_the_listed():
    (atom,) = parse("US-CN joint papers fell after listing in AI")
    assert atom.metric == "listed_joint_papers"
    assert render(atom) == "US-CN joint papers of listed entities fell after listing in AI"


@pytest.mark.parametrize(
    "text, why",
    [
        ("GB-CN joint papers of listed entities fell after listing", "Entity List is that of US"),
        ("US-CN joint papers of listed entities is above 3", "what a listing did"),
    ],
)
def test_other_questions_are_refused(fallen, text, why):
    (atom,) = parse(text)
    with pytest.raises(UsageError, match=why):
        listed_joint_papers.axis(atom)


def test_typed_claims_vary_what_the_book_varies():
    claim = typed_claim("US-CN joint papers of listed entities fell after listing")
    typed = {choice.name for choice in claim.choices}
    assert typed == set(listed_joint_papers.METRIC.usual)
    booked = {choice.name for choice in book()["listings_cut_ties"].choices}
    assert typed < booked
    assert booked <= set(Specification.of())
