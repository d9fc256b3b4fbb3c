"""The worked examples of partner ranks, strength and trend, every expected key.

Nothing here depends on one instance: names, sizes and orders come from the file. Keys that carry
names (``mutual_number1_GB_US``, ``share_in_US``) are read from the expected keys.
"""

from __future__ import annotations

import numpy as np
import pytest

from detente.kernels import balancing, coverage, network, ranks, strength, trend
from examples_io import assert_exact, assert_matches, load, matrix_of
from naive import strength as naive_strength


def ranked_partners(names, matrix, country):
    row = ranks.partners_only(matrix)[names.index(country)]
    kinds = ranks.competition_ranks(row), ranks.dense_ranks(row), ranks.fractional_ranks(row)
    found = [
        {
            "partner": names[b],
            "value": row[b],
            "rank_competition": kinds[0][b],
            "rank_dense": kinds[1][b],
            "rank_fractional": kinds[2][b],
        }
        for b in np.flatnonzero(~np.isnan(row))
    ]
    return sorted(found, key=lambda entry: (entry["rank_competition"], entry["partner"]))


def test_partner_ranks():
    example = load("01b_links")
    expected = example["expected"]
    names, matrix = matrix_of(expected["links_whole"])
    for country, entries in expected["ranks_whole"].items():
        wanted = sorted(entries, key=lambda entry: (entry["rank_competition"], entry["partner"]))
        got = ranked_partners(names, matrix, country)
        assert_matches(got, wanted, example["tolerance"], country)
    tops = ranks.top_partners(matrix)
    for country, partners in expected["top_partners"].items():
        got = [names[b] for b in np.flatnonzero(tops[names.index(country)])]
        assert sorted(got) == sorted(partners)


def test_mutual_first_partners():
    expected = load("01b_links")["expected"]
    names, matrix = matrix_of(expected["links_whole"])
    keys = [key for key in expected if key.startswith("mutual_number1_")]
    assert keys
    for key in keys:
        first, second = key.removeprefix("mutual_number1_").split("_")
        pair = names.index(first), names.index(second)
        got = {
            "strict": ranks.mutual_rank(matrix, pair=pair),
            "weak": ranks.mutual_rank(matrix, pair=pair, strict=False),
        }
        assert_matches({kind: bool(value) for kind, value in got.items()}, expected[key])


def test_domestic_and_international():
    example = load("01b_links")
    for country, entry in example["expected"]["domestic_international"].items():
        counts = entry["domestic"], entry["international"], entry["indeterminate"]
        got = {
            "intl_share_determinate": coverage.international_share(*counts[:2]),
            "intl_share_bounds": coverage.international_bounds(*counts),
        }
        wanted = {key: entry[key] for key in got}
        assert_matches(got, wanted, example["tolerance"], country)


def strength_of_pairs(given, world):
    names, matrix = matrix_of(given["links_whole"])
    papers = np.array([given["papers"][name] for name in names])
    international = np.array([given["international_papers"][name] for name in names])
    margins = network.strength(matrix)
    balanced = balancing.observed_over_expected_balanced(matrix)
    result = {}
    for pair in given["links_whole"]:
        a, b = (names.index(name) for name in pair.split("-"))
        links, sizes, sums = matrix[a, b], (papers[a], papers[b]), (margins[a], margins[b])
        affinity = strength.pai(links, *sums, total=margins.sum())
        result[pair] = {
            "count": links,
            "salton": strength.salton(links, *sizes),
            "jaccard": strength.jaccard(links, *sizes),
            "inclusion": strength.inclusion(links, *sizes),
            "association": strength.association(links, *sizes),
            "oe_publications": strength.observed_over_expected(links, *sizes, world=world),
            "pai_links": affinity,
            "pai_symmetric": strength.symmetric(affinity),
            "oe_quasi_independence": balanced[a, b],
            "log_oe_se_poisson": strength.log_poisson_error(links),
            "share_of_b_in_a_papers": strength.partner_share(links, international[a]),
            "share_of_a_in_b_papers": strength.partner_share(links, international[b]),
            "share_of_b_in_a_links": strength.partner_share(links, margins[a]),
            "share_of_a_in_b_links": strength.partner_share(links, margins[b]),
            "asymmetry_log_ratio_papers": strength.log_asymmetry(
                links, international[a], international[b]
            ),
        }
    return names, matrix, margins, result


def test_strength():
    example = load("02a_strength")
    expected, given = example["expected"], example["input"]
    names, matrix, margins, pairs = strength_of_pairs(given, example["params"]["N_world_papers"])
    a, b = np.unravel_index(matrix.argmax(), matrix.shape)
    two = np.array([[0.0, matrix[a, b]], [matrix[a, b], 0.0]])
    ranked = {}
    for metric in expected["competition_rank_by_metric"]:
        places = ranks.competition_ranks([measures[metric] for measures in pairs.values()])
        ranked[metric] = dict(zip(pairs, places, strict=True))
    got = {
        "link_margins": dict(zip(names, margins, strict=True)),
        "T": margins.sum(),
        "pairs": pairs,
        "competition_rank_by_metric": ranked,
        "pai_two_country_world": strength.pai(two[0, 1], *network.strength(two), total=two.sum()),
    }
    assert_matches(got, expected, example["tolerance"])
    assert balancing.observed_over_expected_balanced(two)[0, 1] == pytest.approx(1)


def test_naive_strength_is_the_exact_one():
    example = load("02a_strength")
    given = example["input"]
    names, matrix = matrix_of(given["links_whole"])
    margins = {name: int(matrix[names.index(name)].sum()) for name in names}
    for pair, exact in example["exact"]["pairs"].items():
        a, b = pair.split("-")
        naive = naive_strength.pair_measures(
            given["links_whole"][pair],
            (given["papers"][a], given["papers"][b]),
            (given["international_papers"][a], given["international_papers"][b]),
            example["params"]["N_world_papers"],
            (sum(margins.values()), margins[a], margins[b]),
        )
        assert_exact(naive, exact)


def test_newman_and_trend():
    example = load("02b_newman_trend")
    expected, given = example["expected"], example["input"]
    years, joint = given["years"], given["joint"]
    bases = {key.removeprefix("intl_"): given[key] for key in given if key.startswith("intl_")}
    shares = {name: strength.partner_share(joint, base) for name, base in bases.items()}
    slopes = {
        f"slope_share_{name}_per_year": trend.slope_per_year(years, share)
        for name, share in shares.items()
    }
    peaks = {f"peak_year_share_{name}": trend.peak_year(years, s) for name, s in shares.items()}
    # the change is expected for the country whose slope is
    subject = next(name for name in bases if f"slope_share_{name}_per_year" in expected)
    change = trend.change_of_share(joint, bases[subject])
    weights, strengths = newman_by_name(given["papers_authors"])
    got = {
        "newman": weights,
        "newman_strength": {k: v for k, v in strengths.items() if k in expected["newman_strength"]},
        "cagr_count": trend.annual_growth(years, joint),
        "peak_year_count": trend.peak_year(years, joint),
        "log_ratio_share_last_first": change.log_ratio,
        "se_delta": change.standard_error,
        "ci95_ratio": [change.ratio_low, change.ratio_high],
    }
    for name, share in shares.items():
        got[f"share_in_{name}"] = share
    got |= {key: value for key, value in (slopes | peaks).items() if key in expected}
    assert_matches(got, expected, example["tolerance"])
    naive_weights, naive_strengths = naive_strength.newman(given["papers_authors"])
    assert_exact({"-".join(k): v for k, v in naive_weights.items()}, example["exact"]["newman"])
    assert_exact(naive_strengths, example["exact"]["newman_strength"])


def newman_by_name(works):
    authors = sorted({author for work in works for author in work})
    members = [authors.index(author) for work in works for author in work]
    offsets = np.cumsum([0, *map(len, works)])
    first, second, weight = strength.newman_links(offsets, members)
    links = {
        f"{authors[a]}-{authors[b]}": value
        for a, b, value in zip(first, second, weight, strict=True)
    }
    totals = strength.newman_strength(offsets, members, authors=len(authors))
    return links, dict(zip(authors, totals, strict=True))
