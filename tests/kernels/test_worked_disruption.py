"""The CD index of the worked examples, every expected key, and of a real network."""

from __future__ import annotations

import csv
import gzip
import json
from fractions import Fraction

import numpy as np
import pytest

from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import cd, disruption
from examples_io import assert_exact, assert_matches, load
from naive import disruption as naive


def rows_of(references):
    return [(citing, cited) for citing in references for cited in references[citing]]


def graph_of(references, years, **options):
    """The graph and the numbers of its papers; ``years`` names every paper."""
    number = {paper: place for place, paper in enumerate(years)}
    rows = [(number[citing], number[cited]) for citing, cited in rows_of(references)]
    citing, cited = zip(*rows, strict=True)
    return citation_graph(citing, cited, list(years.values()), **options), number


def test_cd_index_of_the_example():
    example = load("04a_cd_index")
    expected, given = example["expected"], example["input"]
    focal, window = example["params"]["focal"], example["params"]["window_years"]
    years, references = given["year"], given["references"]
    graph, number = graph_of(references, years)
    at = number[focal]

    def found(graph=graph, window=window, **options):
        return disruption(graph, window=window, until=None, **options)

    main = found()
    own = references[focal]
    got = {
        "n_i": main.n_i[at],
        "n_j": main.n_j[at],
        "n_k": main.n_k[at],
        f"CD{window}": main.cd[at],
        f"citations_{window}y": main.citations[at],
        f"mCD{window}": main.mcd[at],
        f"CD{window}_nok": main.nok[at],
        f"DEP{window}": main.dep[at],
        "CD_all_years": found(window=None).cd[at],
    }
    for shared in (2, 3):
        strict = found(shared=shared)
        got[f"DI_{shared}"] = strict.di[at]
        got[f"DI_{shared}_counts"] = [strict.n_i[at], strict.n_j_shared[at], strict.n_k[at]]
        got[f"DI_{shared}_nok"] = strict.di_nok[at]

    # a paper dated one year earlier has the citing papers of its true year in its window
    earlier, _ = graph_of(references, {**years, focal: years[focal] - 1})
    ends = [year + window for year in years.values()]
    with_same_year = found(earlier, end=ends)
    got[f"CD{window}_same_year_included"] = with_same_year.cd[at]
    got[f"mCD{window}_if_m_includes_same_year"] = main.cd[at] * with_same_year.citations[at]
    # networkx counts n_k in all years and keeps citing papers of the same year
    ever, _ = graph_of(references, {**years, focal: min(years.values()) - 1})
    n_k = found(ever, window=None).n_k[at]
    got[f"networkx_cd_index_time_delta_{window}"] = round(
        float(cd(with_same_year.n_i[at], with_same_year.n_j[at], n_k)), 2
    )
    alone, _ = graph_of({focal: own}, years)
    got["undefined_when_no_citer"] = found(alone).cd[at]

    subsets = {}
    for key in expected[f"CD{window}_by_recorded_reference_subset"]:
        recorded = [] if key == "none" else key.split("+")
        subsets[key] = found(graph_of({**references, focal: recorded}, years)[0]).cd[at]
    got[f"CD{window}_by_recorded_reference_subset"] = subsets
    key = f"expected_CD{window}_by_reference_recording_probability"
    got[key] = {
        chance: expected_value(subsets, float(Fraction(chance)), size=len(own))
        for chance in expected[key]
    }
    assert_matches(got, expected, example["tolerance"])


def expected_value(subsets, recorded, *, size):
    """Mean over the subsets of recorded references."""
    total = 0.0
    for key, value in subsets.items():
        count = 0 if key == "none" else key.count("+") + 1
        total += recorded**count * (1 - recorded) ** (size - count) * value
    return total


def test_naive_cd_index_is_the_exact_one():
    example = load("04a_cd_index")
    exact, given = example["exact"], example["input"]
    focal, years = example["params"]["focal"], given["year"]
    end = years[focal] + example["params"]["window_years"]
    references = naive.citations(rows_of(given["references"]), years).references

    def found(**options):
        return naive.counts(focal, references, years, **options)

    main = naive.indices(found(end=end))
    same_year = found(end=end, first=years[focal])
    got = {
        "CD5": main["cd"],
        "mCD5": main["mcd"],
        "mCD5_if_m_includes_same_year": main["cd"] * (same_year[0] + same_year[1]),
        "CD5_nok": main["nok"],
        "DEP5": main["dep"],
        "CD_all_years": naive.indices(found())["cd"],
        "CD5_same_year_included": naive.indices(same_year)["cd"],
        "CD5_by_recorded_reference_subset": {},
        "expected_CD5_by_reference_recording_probability": {
            chance: naive.expected_cd(focal, references, years, end=end, recorded=Fraction(chance))
            for chance in exact["expected_CD5_by_reference_recording_probability"]
        },
    }
    for shared in (2, 3):
        strict = naive.indices(found(end=end, shared=shared))
        got |= {f"DI_{shared}": strict["di"], f"DI_{shared}_nok": strict["di_nok"]}
    for key in exact["CD5_by_recorded_reference_subset"]:
        known = {**references, focal: set() if key == "none" else set(key.split("+"))}
        counted = naive.counts(focal, known, years, end=end)
        got["CD5_by_recorded_reference_subset"][key] = naive.indices(counted)["cd"]
    assert got.keys() == exact.keys()
    assert_exact(got, exact)


def paper_with(value, prefix):
    """Citations and years around a paper whose CD index is the value; None: no references."""
    focal, reference = f"{prefix}F", f"{prefix}R"
    references = {focal: [] if value is None else [reference]}
    years = {focal: 2000, reference: 1999}
    ratio = Fraction(1) if value is None else Fraction(str(value))
    only_focal = max(ratio.numerator, 0) + (ratio == 0)
    both = max(-ratio.numerator, 0) + (ratio == 0)
    rest = ratio.denominator - only_focal - both if ratio else 0
    kinds = [[focal]] * only_focal + [[focal, reference]] * both + [[reference]] * rest
    for place, cited in enumerate(kinds):
        years[f"{prefix}{place}"] = 2002
        references[f"{prefix}{place}"] = cited
    return references, years, focal


def test_papers_without_references_turn_a_rise_into_a_decline():
    example = load("04b_zero_reference")
    references, years, focal = {}, {}, {}
    for era, values in example["input"].items():
        for place, value in enumerate(values):
            made = paper_with(value, f"{era}{place}")
            references |= made[0]
            years |= made[1]
            focal.setdefault(era, []).append((made[2], value))
    graph, number = graph_of(references, years)
    found = disruption(graph, until=None)
    got = {"mean_raw": {}, "mean_excluding": {}}
    for era, papers in focal.items():
        at = np.array([number[paper] for paper, _ in papers])
        for place, (_, value) in zip(at, papers, strict=True):
            assert found.cd[place] == pytest.approx(1.0 if value is None else value)
            assert (found.references[place] == 0) == (value is None)
        got["mean_raw"][era] = found.cd[at].mean()
        got["mean_excluding"][era] = found.cd[at][found.references[at] > 0].mean()
    assert_matches(got, example["expected"], example["tolerance"])


@pytest.fixture(scope="module")
def acl(shared_data):
    """Papers with their years, citations, and the published indices of another package."""
    folder = shared_data / "acl_network"
    with gzip.open(folder / "papers.jsonl.gz", "rt", encoding="utf-8") as lines:
        papers = [json.loads(line) for line in lines]
    years = {paper["id"]: int(paper["year"]) for paper in papers}
    rows = [
        tuple(part.strip() for part in line.split(","))
        for line in (folder / "citations.txt").read_text(encoding="utf-8").splitlines()
    ]
    with (folder / "cd5.csv").open(encoding="utf-8") as file:
        published = {row["id"]: row for row in csv.DictReader(file)}
    return years, rows, published


def test_a_real_network_has_the_indices_that_another_package_published(acl):
    years, rows, published = acl
    names = sorted({*years, *(paper for row in rows for paper in row)})
    number = {paper: place for place, paper in enumerate(names)}
    year = np.array([years.get(paper, year_in(paper)) for paper in names])
    citing, cited = (np.array([number[row[side]] for row in rows]) for side in (0, 1))
    graph = citation_graph(citing, cited, year, keep="earlier")
    assert graph.counts.self_citations == 42
    assert graph.counts.of_future == 45
    found = disruption(graph, until=None)
    at = np.array([number[paper] for paper in published])
    expected, theirs = (
        np.array([float(row[key] or "nan") for row in published.values()])
        for key in ("cdindex_1827d", "mcdindex_1827d")
    )
    assert len(expected) == 8293
    assert np.array_equal(np.isnan(found.cd[at]), np.isnan(expected))
    assert np.nanmax(np.abs(found.cd[at] - expected)) < 1e-12
    # their m has no lower bound of time; where only later papers cite, it needs none
    assert np.array_equal(np.isnan(found.mcd[at]), np.isnan(theirs))
    assert np.nanmax(np.abs(found.mcd[at] - theirs)) < 1e-12

    # of the papers they leave out, every one has an index that it is defined for
    later = year[citing] > year[cited]
    citers = {}
    for one, other in zip(citing[later], cited[later], strict=True):
        citers.setdefault(other, set()).add(one)
    around = {paper: {paper} for paper in range(len(names))}
    for other, papers in citers.items():
        for one in papers:
            around[one].add(other)
    defined = [
        any(
            year[paper] < year[one] <= year[paper] + 5
            for other in near
            for one in citers.get(other, ())
        )
        for paper, near in around.items()
    ]
    assert np.array_equal(np.isfinite(found.cd), defined)
    assert np.isfinite(expected).sum() == 7239
    assert sum(defined) == 7239 + 7271


def year_in(paper):
    """Year of a paper without a record, which its identifier carries: A00-1002 is of 2000."""
    short = int(paper[1:3])
    return short + (1900 if short > 50 else 2000)
