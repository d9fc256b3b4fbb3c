"""Breakthroughs against their naive twin, and their invariants."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.breakthrough import breakthroughs
from detente.kernels.placement import placement
from naive import impact as naive

STRATA = 3
CITED, DISRUPTIVE = (
    (Fraction(1, 4), Fraction(1, 10)),
    (Fraction(1, 2), Fraction(1, 20), Fraction(1)),
)


@st.composite
def indexed_worlds(draw):
    papers = []
    for _ in range(draw(st.integers(1, 14))):
        strata = draw(st.lists(st.integers(0, STRATA - 1), min_size=1, max_size=2, unique=True))
        weight = Fraction(1, len(strata))
        papers.append(
            {
                "value": draw(st.one_of(st.none(), st.integers(0, 5))),
                "strata": dict.fromkeys(strata, weight),
                "index": draw(
                    st.one_of(st.none(), st.integers(-4, 4).map(lambda n: Fraction(n, 4)))
                ),
                # each stratum falls into two by the number of references
                "within": {s: 2 * s + draw(st.integers(0, 1)) for s in strata},
            }
        )
    return papers


def found_of(papers, **options):
    strata = [s for paper in papers for s in paper["strata"]]
    weight = [float(w) for paper in papers for w in paper["strata"].values()]
    first = np.cumsum([0, *(len(paper["strata"]) for paper in papers)])
    return breakthroughs(
        np.array([-1 if paper["value"] is None else paper["value"] for paper in papers]),
        [None if paper["index"] is None else float(paper["index"]) for paper in papers],
        placement(strata, first=first, weight=weight),
        top_cited=[float(y) for y in CITED],
        top_disruptive=[float(x) for x in DISRUPTIVE],
        strata=STRATA,
        **options,
    )


def assert_found(found, papers):
    for i, y in enumerate(CITED):
        for j, x in enumerate(DISRUPTIVE):
            cited, both = naive.breakthrough(papers, y, x)
            assert as_floats(cited) == pytest.approx(found.cited[:, i].tolist(), nan_ok=True)
            got = found.membership[:, i, j].tolist()
            assert as_floats(both) == pytest.approx(got, abs=1e-9, nan_ok=True)
        unknown = [
            m for m, paper in zip(cited, papers, strict=True) if m and paper["index"] is None
        ]
        assert found.unknown[i] == pytest.approx(float(sum(unknown)))
    assert found.ranked.tolist() == [naive.is_ranked(paper) for paper in papers]


def as_floats(values):
    return [float("nan") if value is None else float(value) for value in values]


@given(indexed_worlds())
def test_memberships_equal_the_naive_ones(papers):
    same = [paper | {"within": {s: s for s in paper["strata"]}} for paper in papers]
    assert_found(found_of(same), same)


@given(indexed_worlds())
def test_disruption_can_be_ranked_in_finer_strata(papers):
    within = [paper["within"][s] for paper in papers for s in paper["strata"]]
    assert_found(found_of(papers, within=within, within_strata=2 * STRATA), papers)


@given(indexed_worlds(), st.data())
def test_who_is_not_eligible_might_as_well_be_of_unknown_citations(papers, data):
    same = [paper | {"within": {s: s for s in paper["strata"]}} for paper in papers]
    eligible = data.draw(st.lists(st.booleans(), min_size=len(papers), max_size=len(papers)))
    without = [
        paper if chosen else paper | {"value": None}
        for paper, chosen in zip(same, eligible, strict=True)
    ]
    assert_found(found_of(same, eligible=eligible), without)


@given(indexed_worlds())
def test_the_world_has_the_product_of_the_shares(papers):
    """x·y of each stratum, where every index is known."""
    known = [paper | {"index": paper["index"] or Fraction(0)} for paper in papers]
    found = found_of(known)
    ranked = found.ranked.sum()
    for i, y in enumerate(CITED):
        for j, x in enumerate(DISRUPTIVE):
            total = np.nansum(found.membership[:, i, j])
            assert total == pytest.approx(float(x * y) * ranked, abs=1e-9)


def test_a_single_stratum_a_paper_needs_no_weights():
    citations, index = np.array([9, 8, 1, 0]), [0.0, 0.5, 1.0, 1.0]
    found = breakthroughs(
        citations, index, placement(np.zeros(4, int)), top_cited=0.5, top_disruptive=0.5, strata=1
    )
    assert found.membership[:, 0, 0].tolist() == [0.0, 1.0, 0.0, 0.0]


def test_citations_can_have_fractions():
    found = breakthroughs(
        [9.5, 8.0, 1.0, np.nan], [0.0, 0.5, 1.0, 1.0], placement(np.zeros(4, int)),
        top_cited=2 / 3, top_disruptive=0.5, strata=1, eligible=[True] * 4,
    )  # fmt: skip
    assert found.membership[:, 0, 0].tolist() == pytest.approx([0, 1, 0, np.nan], nan_ok=True)


def test_a_cited_paper_without_a_stratum_of_disruption_is_refused():
    with pytest.raises(ValueError, match="no stratum to be ranked in by disruption"):
        breakthroughs(
            np.array([3, 1]), [0.1, 0.2], placement(np.zeros(2, int)),
            top_cited=0.5, top_disruptive=0.5, strata=1, within=[-1, 0], within_strata=1,
        )  # fmt: skip
