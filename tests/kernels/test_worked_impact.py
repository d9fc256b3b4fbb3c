"""The worked examples of impact and of breakthroughs, every expected value."""

from fractions import Fraction

import numpy as np
import pytest

from detente.kernels import breakthrough, impact, percentiles
from detente.kernels.placement import placement
from examples_io import assert_exact, assert_matches, load
from naive import impact as naive


@pytest.fixture(scope="module")
def example():
    return load("03a_impact")


def arrays_of(example):
    """Citations, placement, names of fields, names of papers."""
    papers = example["input"]["papers"]
    names = sorted({field for paper in papers for field in paper["fields"]})
    first = np.cumsum([0, *(len(paper["fields"]) for paper in papers)])
    stratum = [names.index(field) for paper in papers for field in paper["fields"]]
    weight = [share for paper in papers for share in paper["fields"].values()]
    citations = np.array([paper["citations"] for paper in papers])
    placed = placement(stratum, first=first, weight=weight)
    return citations, placed, names, [paper["id"] for paper in papers]


def credits_of(example):
    """Credit for each paper by the names of the expected figures: fractional, and full."""
    found = {}
    for letter in "AB":
        given = example["input"][f"country_{letter}"]
        found[f"{letter}_fractional"] = given
        found[f"{letter}_full"] = dict.fromkeys(given, 1)
    return found


def entries_of(credits, papers):
    """The credits as sparse rows of papers, a slot for each name."""
    rows = [
        [(slot, given[paper]) for slot, given in enumerate(credits.values()) if paper in given]
        for paper in papers
    ]
    flat = [entry for row in rows for entry in row]
    return {
        "first": np.cumsum([0, *map(len, rows)]),
        "key": np.array([slot for slot, _ in flat]),
        "value": np.array([share for _, share in flat], float),
        "slots": len(credits),
    }


def test_means_and_memberships_of_fields(example):
    citations, placed, names, _ = arrays_of(example)
    expected, tops = example["expected"], example["params"]["q"]
    reference = percentiles.reference_sets(citations, placed, tops=tops, strata=len(names))
    assert_matches(dict(zip(names, reference.mean, strict=True)), expected["field_mean"])
    top = tops.index(0.1)
    for field, members in expected["membership_top10"].items():
        row = names.index(field)
        alone = placement(np.full(len(members), row))
        values = np.array([int(value) for value in members])
        found = impact.scores(values, alone, reference).membership[:, top]
        assert_matches(dict(zip(members, found, strict=True)), members, example["tolerance"])


def test_the_naive_threshold_gives_too_many_or_too_few(example):
    """Expected shares at and above the threshold, from the ends of the group of ties."""
    citations, placed, names, _ = arrays_of(example)
    reference = percentiles.reference_sets(citations, placed, tops=[0.1], strata=len(names))
    for field, wanted in example["expected"]["naive_top10_share"].items():
        row = names.index(field)
        of_paper = np.repeat(np.arange(placed.papers), np.diff(placed.first))
        mine = placed.stratum == row
        value, weight = citations[of_paper[mine]], placed.weight[mine]
        got = {
            "threshold": reference.low[row, 0],
            "share_ge": weight[value >= reference.low[row, 0]].sum() / weight.sum(),
            "share_gt": weight[value > reference.high[row, 0]].sum() / weight.sum(),
        }
        assert_matches(got, wanted, example["tolerance"])


def test_a_paper_of_two_fields(example):
    citations, placed, names, papers = arrays_of(example)
    reference = percentiles.reference_sets(citations, placed, tops=[0.1], strata=len(names))
    scores = impact.scores(citations, placed, reference)
    at = papers.index("x0")
    got = {"ncs": scores.ncs[at], "top10": scores.membership[at, 0]}
    assert_matches(got, example["expected"]["x0"], example["tolerance"])
    uncited = [paper.startswith("z") for paper in papers]
    assert np.isnan(scores.ncs[uncited]).all()
    assert (scores.scored[uncited] == 0).all()


def test_figures_of_countries(example):
    citations, placed, names, papers = arrays_of(example)
    credits, tops = credits_of(example), example["params"]["q"]
    reference = percentiles.reference_sets(citations, placed, tops=tops, strata=len(names))
    sums = impact.sums_by_slot(citations, placed, reference, **entries_of(credits, papers))
    for slot, name in enumerate(credits):
        got = {
            "P": sums[slot, impact.PAPERS],
            "TNCS": sums[slot, impact.SCORE],
            "MNCS": impact.mean_score(sums)[slot],
        }
        for top, x in enumerate(tops):
            got[f"P_top{x * 100:g}"] = sums[slot, impact.TOPS + top]
            got[f"PP_top{x * 100:g}"] = impact.top_share(sums, top=top)[slot]
        assert_matches(got, example["expected"][name], example["tolerance"], name)


def test_the_naive_figures_are_the_exact_ones(example):
    papers = [
        {
            "value": paper["citations"],
            "strata": {field: Fraction(share) for field, share in paper["fields"].items()},
        }
        for paper in example["input"]["papers"]
    ]
    names = [paper["id"] for paper in example["input"]["papers"]]
    exact, tops = example["exact"], [Fraction(str(x)) for x in example["params"]["q"]]
    for field, wanted in exact["field_mean"].items():
        assert naive.mean(papers, field) == Fraction(wanted)
        for value, member in exact["membership_top10"][field].items():
            rows = naive.rows_of(papers, field)
            if Fraction(value) in {v for v, _ in rows}:
                assert naive.membership(rows, Fraction(value), tops[0]) == Fraction(member)
    for name, given in credits_of(example).items():
        credit = [Fraction(given.get(paper, 0)) for paper in names]
        found = naive.country_figures(papers, credit, tops)
        got = {key: found[key] for key in ("P", "TNCS", "MNCS")}
        for top, x in enumerate(example["params"]["q"]):
            got[f"P_top{x * 100:g}"] = found["P_top"][top]
            got[f"PP_top{x * 100:g}"] = found["PP_top"][top]
        assert_exact(got, exact[name], name)


@pytest.mark.parametrize("variant", ["eligible_min5", "no_reference_filter"])
def test_breakthrough_share(variant):
    example = load("04c_breakthrough_share")
    papers, params = example["input"], example["params"]
    countries = sorted({country for paper in papers for country in paper["credit"]})
    credit = np.array([[paper["credit"].get(c, 0) for c in countries] for paper in papers])
    enough = [paper["n_refs"] >= params["min_recorded_references"] for paper in papers]
    found = breakthrough.breakthroughs(
        np.array([paper["citations"] for paper in papers]),
        [paper["CD5"] for paper in papers],
        placement(np.zeros(len(papers), int)),
        top_cited=params["top_cited"],
        top_disruptive=params["top_disruptive_within"],
        strata=1,
        eligible=enough if variant == "eligible_min5" else None,
    )
    member = np.nan_to_num(found.membership[:, 0, 0])
    got = {
        "membership": {paper["id"]: m for paper, m in zip(papers, member, strict=True) if m > 0},
        "country": dict(zip(countries, credit.T @ member, strict=True)),
        "total": member.sum(),
    }
    assert_matches(got, example["expected"][variant], example["tolerance"])
    if variant == "eligible_min5":
        cited = credit.T @ np.nan_to_num(found.cited[:, 0])
        assert_matches(
            dict(zip(countries, cited, strict=True)), example["expected"]["top_cited_by_country"]
        )
        assert found.ranked.tolist() == enough
    assert found.unknown.tolist() == [0.0]
