"""The worked examples of concentration, AI definitions and quality, every expected key.

Nothing here depends on one instance: names, sizes and orders come from the file. Keys that carry a
parameter (``cr2``, ``flag_years_missing_gt_10pct``) are read from the expected keys.
"""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest

from detente.kernels import agreement, communities, concentration, coverage, network, quality
from examples_io import assert_exact, assert_matches, load, matrix_of, plain
from naive import concentration as naive_concentration
from naive import quality as naive_quality


def thresholds_of(rule):
    """The rule's numbers, from text such as ``top10>=8 and ratio>=3``."""
    numbers = [
        float(number)
        for risk in ("high", "medium")
        for number in re.findall(r">=\s*([\d.]+)", rule[risk])
    ]
    return concentration.MonopolyThresholds(*numbers)


def test_concentration():
    example = load("09_concentration")
    expected, given = example["expected"], example["input"]
    outputs, cases = given["outputs"], given["tmr_cases"]
    names, matrix = matrix_of(given["edges"])
    risks = concentration.monopoly_risk(
        [case["top10_institutions_in_lead_country"] for case in cases],
        concentration.monopoly_ratio(
            [case["lead"] for case in cases], [case["second"] for case in cases]
        ),
        thresholds_of(example["params"]["tmr"]),
    )
    best = communities.best_partition(matrix)
    blocs = [sorted(np.array(names)[best.groups == g].tolist()) for g in np.unique(best.groups)]

    def by_name(values):
        return dict(zip(names, values, strict=True))

    got = {
        "hhi": concentration.hhi(outputs),
        "hhi_10000": 10_000 * concentration.hhi(outputs),
        "effective_number": concentration.effective_number(outputs),
        "hhi_normalised": concentration.hhi_normalised(outputs),
        "gini": concentration.gini(outputs),
        "shannon_effective_number": concentration.shannon_effective_number(outputs),
        "tmr": [concentration.RISK_CLASSES[int(risk)] for risk in risks],
        "strength": by_name(network.strength(matrix)),
        "betweenness_hops_normalised": by_name(network.betweenness(matrix)),
        "eigenvector_weighted_l2": by_name(network.eigenvector_centrality(matrix)),
        "best_partition": sorted(blocs),
        "modularity": best.modularity,
    }
    for key in expected:
        if re.fullmatch(r"cr\d+", key):
            got[key] = concentration.concentration_ratio(outputs, largest=int(key[2:]))
    wanted = dict(expected)
    groups = [
        next(g for g, bloc in enumerate(expected["best_partition"]) if name in bloc)
        for name in names
    ]
    found = communities.modularity(matrix, groups)
    assert found == pytest.approx(expected["modularity"], abs=example["tolerance"])
    if len(naive_concentration.best_partitions(matrix.tolist())[1]) > 1:
        wanted["best_partition"] = got["best_partition"]  # any of them is right
    wanted["best_partition"] = sorted(sorted(bloc) for bloc in wanted["best_partition"])
    assert_matches(got, wanted, example["tolerance"])


def test_naive_concentration_is_the_exact_one():
    example = load("09_concentration")
    given, exact = example["input"], example["exact"]
    naive = naive_concentration.measures(given["outputs"])
    assert_exact(naive, {key: exact[key] for key in exact if key in naive})
    _, matrix = matrix_of(given["edges"])
    best, _ = naive_concentration.best_partitions(matrix.astype(int).tolist())
    assert_exact({"modularity": best}, {"modularity": exact["modularity"]})


def test_ai_definitions():
    example = load("11_ai_definition")
    expected, items = example["expected"], example["input"]
    definitions = [key for key in items[0] if key not in {"id", "country", "gold"}]
    countries = sorted({item["country"] for item in items})
    flags = np.array([[item[d] for item in items] for d in definitions], dtype=bool)
    gold = np.array([item["gold"] for item in items], dtype=bool)
    stratum = np.array([countries.index(item["country"]) for item in items])

    def by_definition(found):
        found = plain(found)
        names = [*agreement.Agreement._fields[:-1], "rogan_gladen_prevalence"]
        return {
            definition: dict(zip(names, [part[d] for part in found], strict=True))
            for d, definition in enumerate(definitions)
        }

    parts = agreement.agreement_by_stratum(flags, gold, stratum, count=len(countries))
    got = {"overall": by_definition(agreement.agreement(flags, gold))}
    for number, country in enumerate(countries):
        got[country] = by_definition([part[number] for part in parts])
    overlap = agreement.pairwise_jaccard(flags)
    got["pairwise_jaccard"] = {
        f"{definitions[a]}-{definitions[b]}": overlap[a, b]
        for a, b in combinations(range(len(definitions)), 2)
    }
    key = next(key for key in expected if re.fullmatch(r"ratio_.+_raw", key))
    first, second = key.removeprefix("ratio_").removesuffix("_raw").split("_")
    one, other = (parts.flagged[countries.index(name)] for name in (first, second))
    gold_one, gold_other = (np.sum(gold & (stratum == countries.index(n))) for n in (first, second))
    raw = agreement.count_ratio(one, other)
    got[key] = dict(zip(definitions, raw, strict=True))
    got[f"ratio_{first}_{second}_gold"] = agreement.count_ratio(gold_one, gold_other)
    got["ratio_spread_max_over_min"] = agreement.ratio_spread(raw).value
    got[f"sign_share_{first}_gt_{second}"] = agreement.sign_share(one, other)
    assert_matches(got, expected, example["tolerance"])


def test_naive_agreement_is_the_exact_one():
    example = load("11_ai_definition")
    items, exact = example["input"], example["exact"]
    for scope in ["overall", *{item["country"] for item in items}]:
        inside = [item for item in items if scope in {"overall", item["country"]}]
        for definition, values in exact[scope].items():
            assert_exact(naive_quality.confusion(inside, definition), values)
    for pair, value in exact["pairwise_jaccard"].items():
        assert_exact(naive_quality.jaccard(items, *pair.split("-")), value)


def duplicates_of(records):
    numbers = quality.duplicate_clusters(
        [record["title"] for record in records],
        [record["doi"] for record in records],
        [record["year"] for record in records],
    )
    order = quality.publication_order([record["type"] for record in records])
    identifiers = np.array([record["id"] for record in records])
    kept = identifiers[quality.kept_records(numbers, order)].tolist()
    return [identifiers[numbers == number].tolist() for number in np.unique(numbers)], kept


def test_quality():
    example = load("12_quality")
    expected, given, normal = example["expected"], example["input"], example["params"]["z"]
    captures = [given["capture_recapture"][key] for key in ("source1", "source2", "both")]
    listed, found = given["benchmark"]["listed"], given["benchmark"]["found"]
    missing, strata, yearly = given["missing"], given["strata"], given["yearly"]
    subject = next(key for key in missing if key not in {"N", "other", "unknown"})
    by_stratum = [
        [entry[key] for entry in strata.values()] for key in (subject, "other", "unknown")
    ]
    population = coverage.chapman(*captures, normal=normal)
    bounds = coverage.share_bounds(missing[subject], missing["N"], missing["unknown"])
    clusters, kept = duplicates_of(given["records"])
    rates = {
        year: coverage.missing_rate(entry["no_country"], entry["works"])
        for year, entry in yearly.items()
    }
    got = {
        "lincoln_petersen": coverage.lincoln_petersen(*captures),
        "chapman": population.total,
        "chapman_sd": population.standard_deviation,
        "chapman_ci95": [population.low, population.high],
        "coverage_source1": population.coverage_first,
        "coverage_union": population.coverage_union,
        "benchmark_recall": coverage.known_item_recall(found, listed),
        "benchmark_recall_wilson95": coverage.wilson(found, listed, normal=normal),
        f"share_{subject}": {
            "complete_case": coverage.share_complete_case(missing[subject], missing["other"]),
            "lower_bound": bounds.low,
            "upper_bound": bounds.high,
            "stratum_adjusted": coverage.share_stratum_adjusted(*by_stratum),
        },
        "duplicate_clusters": clusters,
        "kept": kept,
        "duplicates_removed": len(given["records"]) - len(kept),
        "missing_country_rate": rates,
        "retraction_rate_per_10000": {
            year: coverage.retraction_rate(entry["retracted"], entry["works"])
            for year, entry in yearly.items()
        },
    }
    flag = re.compile(r"flag_years_missing_gt_(\d+)pct")
    for key in filter(flag.fullmatch, expected):
        threshold = int(flag.fullmatch(key)[1]) / 100
        got[key] = [int(year) for year in rates if coverage.exceeds(rates[year], threshold)]
    assert_matches(got, expected, example["tolerance"])


def test_naive_quality_is_the_exact_one():
    example = load("12_quality")
    given, exact = example["input"], example["exact"]
    captures = [given["capture_recapture"][key] for key in ("source1", "source2", "both")]
    assert_exact(naive_quality.chapman(*captures), exact["chapman"])
    positions = {record["id"]: place for place, record in enumerate(given["records"])}
    expected = [
        [positions[name] for name in group] for group in example["expected"]["duplicate_clusters"]
    ]
    assert naive_quality.clusters(given["records"]) == sorted(sorted(g) for g in expected)
