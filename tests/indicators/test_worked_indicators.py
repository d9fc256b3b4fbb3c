"""The worked examples at the level of works, from tables through the pool to the indicators."""

from __future__ import annotations

import re
from itertools import combinations

import pytest

from detente.core.dimensions import Specification
from detente.indicators.run import run
from detente.kernels.concentration import RISK_CLASSES
from examples_io import assert_matches, load
from small_release import Work, dataset_of

SCHEMES = {"author_inst": "author_institution", "first": "first_author"}
POLICIES = {"hk_merge": "hk_mo_with_cn", "hk_tw_merge": "hk_mo_tw_with_cn",
            "eu_aggregate": "eu_bloc", "eu": "eu_bloc"}  # fmt: skip


def values(dataset, name, metric, choices=None, **filters):
    """A metric's values by grain that is not null."""
    measure = run(name, dataset, Specification.of(choices), **filters)
    return {
        "-".join(str(row[g]) for g in measure.indicator.grain if row[g] is not None): row["value"]
        for row in measure.where(metric=metric).to_dicts()
    }


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    """The works of 01a, which 01b uses too."""
    given = load("01a_counting")["input"]
    home = given["institution_country"]
    numbers = {name: place for place, name in enumerate(home, 1)}
    works = []
    for number, entry in enumerate(given["works"]):
        rows = []
        for place, own in enumerate(entry["authors"]):
            flag = place in entry["corresponding"]
            places = [(numbers[name], home[name]) for name in own] or [(None, None)]
            rows += [(place + 1, *affiliation, flag) for affiliation in places]
        works.append(Work(number, rows=rows))
    return dataset_of(tmp_path_factory.mktemp("counted"), works, draws=0)


def credits_in(dataset, **choices):
    found = values(dataset, "output", "papers", choices)
    (unknown,) = values(dataset, "output", "unknown_papers", choices).values()
    credit = {key.removesuffix("-all"): value for key, value in found.items() if value}
    return credit | ({"UNK": unknown} if unknown else {})


def test_counting(counted):
    example = load("01a_counting")
    expected, tolerance = example["expected"], example["tolerance"]
    for scheme, credit in expected["credit_base"].items():
        got = credits_in(counted, counting=SCHEMES.get(scheme, scheme))
        assert_matches(got, credit, tolerance, scheme)
    variants = [key for key in expected if key.startswith("credit_") and key != "credit_base"]
    assert variants
    for key in variants:
        scheme, rest = re.fullmatch(r"credit_(full|author_inst)_(.+)", key).groups()
        choice = {"territory": POLICIES[rest]} if rest in POLICIES else {"unknown": rest}
        got = credits_in(counted, counting=SCHEMES.get(scheme, scheme), **choice)
        assert_matches(got, expected[key], tolerance, key)


def test_shares(counted):
    example = load("01a_counting")
    for key, shares in example["expected"]["shares"].items():
        scheme = re.match(r"(full|author_inst)_share", key)[1]
        choices = {"counting": SCHEMES.get(scheme, scheme)}
        got = values(counted, "output", "share", choices)
        got = {country.removesuffix("-all"): share for country, share in got.items()}
        if "UNK" in shares:
            rows = run("output", counted, Specification.of(choices)).to_dicts()
            got["UNK"] = rows[0]["unknown_share"]
        assert_matches(got, shares, example["tolerance"], key)


def test_links_and_partners(counted):
    example = load("01b_links")
    expected, tolerance = example["expected"], example["tolerance"]
    for link in example["params"]["link_modes"]:
        got = values(counted, "collaboration", "joint_papers", {"link": link})
        once = {pair: v for pair, v in got.items() if pair == "-".join(sorted(pair.split("-")))}
        assert_matches(once, expected[f"links_{link}"], tolerance, link)
        assert all(got["-".join(reversed(pair.split("-")))] == v for pair, v in once.items())
    per_paper = values(counted, "collaboration", "joint_papers", {"link": "per_paper"})
    assert sum(per_paper.values()) / 2 == pytest.approx(expected["n_international"])
    ranks = values(counted, "collaboration", "partner_rank")
    for country, entries in expected["ranks_whole"].items():
        wanted = {f"{country}-{e['partner']}": e["rank_competition"] for e in entries}
        got = {pair: rank for pair, rank in ranks.items() if pair.startswith(f"{country}-")}
        assert_matches(got, wanted, tolerance)
    for country, partners in expected["top_partners"].items():
        first = [p[3:] for p, rank in ranks.items() if p.startswith(f"{country}-") and rank == 1]
        assert sorted(first) == sorted(partners)


def test_mutual_first_partners(counted):
    expected = load("01b_links")["expected"]
    keys = [key for key in expected if key.startswith("mutual_number1_")]
    assert keys
    for key in keys:
        pair = key.removeprefix("mutual_number1_").replace("_", "-")
        for way in (pair, "-".join(reversed(pair.split("-")))):
            got = {
                kind: bool(values(counted, "collaboration", f"mutual_first_{kind}")[way])
                for kind in ("strict", "weak")
            }
            assert got == expected[key]


def test_domestic_and_international(counted):
    example = load("01b_links")
    for country, entry in example["expected"]["domestic_international"].items():
        got = {
            metric: values(counted, "collaboration", metric, country=country)[country]
            for metric in ("domestic_papers", "international_papers", "indeterminate_papers",
                           "international_share", "international_share_least",
                           "international_share_most")
        }  # fmt: skip
        wanted = {
            "domestic_papers": entry["domestic"],
            "international_papers": entry["international"],
            "indeterminate_papers": entry["indeterminate"],
            "international_share": entry["intl_share_determinate"],
            "international_share_least": entry["intl_share_bounds"][0],
            "international_share_most": entry["intl_share_bounds"][1],
        }
        assert_matches(got, wanted, example["tolerance"], country)


def test_papers_of_corresponding_authors(counted):
    expected = load("01b_links")["expected"]["scp_mcp_corresponding"]
    single = values(counted, "collaboration", "single_country_papers")
    several = values(counted, "collaboration", "multi_country_papers")
    got = {country: {"SCP": single[country], "MCP": several[country]} for country in single}
    assert_matches(got, expected)


# ---- strength ----


def papers(start, sets):
    """Works whose authors are one in each of a set of countries, for each (set, how many)."""
    byline = [codes for codes, size in sets for _ in range(size)]
    return [
        Work(number, rows=[(a, None, code, None) for a, code in enumerate(codes, 1)])
        for number, codes in enumerate(byline, start)
    ]


def realised(given, world):
    """Works that have the pairs, international papers and papers of an example of four countries.

    A work of three countries feeds a country two links, one of four three: how many there are
    follows from links less international papers, once the number of works of four is chosen.
    """
    names = list(given["papers"])
    links = {frozenset(pair.split("-")): size for pair, size in given["links_whole"].items()}
    spare = {
        name: sum(v for pair, v in links.items() if name in pair)
        - given["international_papers"][name]
        for name in names
    }
    for fours in range(min(links.values())):
        threes = (sum(spare.values()) - 8 * fours) // 3
        triples = {frozenset(names) - {name}: threes - (spare[name] - 2 * fours) for name in names}
        pairs = {
            pair: size - fours - sum(v for triple, v in triples.items() if pair < triple)
            for pair, size in links.items()
        }
        exact = sum(spare.values()) - 8 * fours == 3 * threes
        if exact and min(*triples.values(), *pairs.values()) >= 0:
            break
    alone = {
        frozenset([name]): given["papers"][name] - given["international_papers"][name]
        for name in names
    }
    sets = [*pairs.items(), *triples.items(), *alone.items(), (frozenset(names), fours)]
    rest = world - sum(size for _, size in sets)
    return papers(0, [*((sorted(codes), size) for codes, size in sets), (["JP"], rest)])


METRICS = {
    "count": "joint_papers", "salton": "salton", "jaccard": "jaccard", "inclusion": "inclusion",
    "association": "association", "oe_publications": "observed_over_expected_papers",
    "pai_links": "affinity", "pai_symmetric": "affinity_symmetric",
    "oe_quasi_independence": "observed_over_expected",
    "share_of_b_in_a_papers": "share_of_papers", "share_of_a_in_b_papers": "share_of_papers_back",
    "share_of_b_in_a_links": "share_of_links", "share_of_a_in_b_links": "share_of_links_back",
    "asymmetry_log_ratio_papers": "asymmetry",
}  # fmt: skip


def test_strength(tmp_path):
    example = load("02a_strength")
    works = realised(example["input"], example["params"]["N_world_papers"])
    dataset = dataset_of(tmp_path, works, draws=0)
    for pair, wanted in example["expected"]["pairs"].items():
        country, partner = pair.split("-")
        measure = run("strength", dataset, Specification.of(), country=country, partner=partner)
        found = {row["metric"]: row["value"] for row in measure.to_dicts()}
        got = {key: found[METRICS[key]] for key in wanted if key in METRICS}
        # the standard error of a Poisson count is a floor that no indicator shows
        assert wanted.keys() - got.keys() == {"log_oe_se_poisson"}
        assert_matches(got, {key: wanted[key] for key in got}, example["tolerance"], pair)


def test_a_world_of_two_countries(tmp_path):
    example = load("02a_strength")
    dataset = dataset_of(tmp_path, papers(0, [(["CN", "US"], 7), (["US"], 2)]), draws=0)
    measure = run("strength", dataset, Specification.of(), country="US", partner="CN")
    found = {row["metric"]: row["value"] for row in measure.to_dicts()}
    assert found["affinity"] == example["expected"]["pai_two_country_world"]
    assert found["observed_over_expected"] == 1


# ---- concentration and networks ----


def test_shares_of_countries(tmp_path):
    example = load("09_concentration")
    expected, outputs = example["expected"], example["input"]["outputs"]
    codes = ["AU", "BR", "CN", "DE", "ES", "FR", "GB"]
    sets = [([code], size) for code, size in zip(codes, outputs, strict=False)]
    dataset = dataset_of(tmp_path, papers(0, sets), draws=0)
    for metric in ("hhi", "hhi_10000", "hhi_normalised", "effective_number"):
        (got,) = values(dataset, "concentration", metric).values()
        assert got == pytest.approx(expected[metric], rel=example["tolerance"])


def monopoly_world(cases):
    """One year a case: the lead's institutions among ten, and the output of lead and second."""
    works = []
    for year, case in enumerate(cases, 2010):
        inside = case["top10_institutions_in_lead_country"]
        for code, size, names in (
            ("US", case["lead"], list(range(inside))),
            ("CN", case["second"], list(range(inside, 10))),
        ):
            for place in range(size):
                name = names[place % len(names)] if names else None
                works.append(Work(len(works), year=year, rows=[(1, name, code, True)]))
    return works


def test_the_monopoly_rule(tmp_path):
    example = load("09_concentration")
    cases = example["input"]["tmr_cases"]
    dataset = dataset_of(tmp_path, monopoly_world(cases), draws=40)
    numbers = [
        float(number)
        for risk in ("high", "medium")
        for number in re.findall(r">=\s*([\d.]+)", example["params"]["tmr"][risk])
    ]
    names = ("high_count", "high_ratio", "medium_count", "medium_ratio")
    thresholds = dict(zip(names, numbers, strict=True))
    for year, (case, risk) in enumerate(zip(cases, example["expected"]["tmr"], strict=True), 2010):
        measure = run("concentration", dataset, Specification.of(period=str(year)), **thresholds)
        found = {row["metric"]: row["value"] for row in measure.to_dicts()}
        assert found["top_institutions"] == case["top10_institutions_in_lead_country"]
        assert found["lead_over_second"] == pytest.approx(case["lead"] / case["second"])
        assert RISK_CLASSES[int(found["monopoly_risk"])] == risk
        classes = [found[f"monopoly_{name}"] for name in RISK_CLASSES]
        assert sum(classes) == pytest.approx(1)


def test_networks(tmp_path):
    example = load("09_concentration")
    expected, edges = example["expected"], example["input"]["edges"]
    works = papers(0, [(pair.split("-"), size) for pair, size in edges.items()])
    dataset = dataset_of(tmp_path, works, draws=0)
    keys = {"strength": "strength", "betweenness_hops_normalised": "betweenness",
            "eigenvector_weighted_l2": "eigenvector"}  # fmt: skip
    for key, metric in keys.items():
        got = values(dataset, "network", metric)
        assert_matches(got, expected[key], example["tolerance"], key)
    (modularity,) = values(dataset, "network", "modularity").values()
    assert modularity == pytest.approx(expected["modularity"], rel=example["tolerance"])
    groups = values(dataset, "network", "group")
    blocs = sorted(sorted(c for c in groups if groups[c] == g) for g in set(groups.values()))
    assert blocs == sorted(sorted(bloc) for bloc in expected["best_partition"])
    degrees = values(dataset, "network", "degree")
    assert degrees == {c: sum(c in pair.split("-") for pair in edges) for c in degrees}


# ---- quality ----


def test_bounds_of_a_share(tmp_path):
    example = load("12_quality")
    given, expected = example["input"], example["expected"]
    subject = next(key for key in given["missing"] if key not in {"N", "other", "unknown"})
    codes = {subject: "US", "other": "CN", "unknown": None}
    works = []
    for stratum, sizes in given["strata"].items():
        for key, size in sizes.items():
            rows = [(1, None, codes[key], None)]
            works += [Work(len(works) + n, venue=stratum, rows=rows) for n in range(size)]
    assert len(works) == given["missing"]["N"]
    dataset = dataset_of(tmp_path, works, draws=0)
    names = {"complete_case": "share_complete_case", "lower_bound": "share_least",
             "upper_bound": "share_most", "stratum_adjusted": "share_adjusted"}  # fmt: skip
    got = {
        key: values(dataset, "coverage", metric, country="US", strata="venue")["US"]
        for key, metric in names.items()
    }
    assert_matches(got, expected[f"share_{subject}"], example["tolerance"])


def test_works_known_to_exist(tmp_path):
    example = load("12_quality")
    given, expected = example["input"], example["expected"]
    captures, benchmark = given["capture_recapture"], given["benchmark"]
    dataset = dataset_of(tmp_path, papers(0, [(["US"], captures["source1"])]), draws=0)
    missing = captures["source2"] - captures["both"]
    listed = [*range(captures["both"]), *range(10_000, 10_000 + missing)]
    population = rows_of(dataset, "population", listed)
    low, high = expected["chapman_ci95"]
    assert_matches(
        [population["value"], population["low"], population["high"]],
        [expected["chapman"], low, high], example["tolerance"],
    )  # fmt: skip
    covered = rows_of(dataset, "covered_share", listed)
    assert covered["value"] == pytest.approx(expected["coverage_source1"])
    assert (covered["low"], covered["high"]) == pytest.approx(
        (captures["source1"] / high, captures["source1"] / low)
    )
    found, total = benchmark["found"], benchmark["listed"]
    listed = [*range(found), *range(10_000, 10_000 + total - found)]
    file = tmp_path / "known.txt"
    file.write_text("\n".join(map(str, listed)) + "\n\n", "utf-8")
    recall = rows_of(dataset, "known_item_recall", str(file))
    assert recall["n"] == total
    assert_matches(
        [recall["value"], [recall["low"], recall["high"]]],
        [expected["benchmark_recall"], expected["benchmark_recall_wilson95"]],
        example["tolerance"],
    )


def rows_of(dataset, metric, listed):
    (row,) = (
        run("coverage", dataset, Specification.of(), listed=listed).where(metric=metric).to_dicts()
    )
    return row


def test_years_with_many_unknown(tmp_path):
    example = load("12_quality")
    works = []
    for year, sizes in example["input"]["yearly"].items():
        for number in range(sizes["works"]):
            code = None if number < sizes["no_country"] else "US"
            works.append(Work(len(works), year=int(year), rows=[(1, None, code, None)]))
    dataset = dataset_of(tmp_path, works, draws=0)
    found = run("coverage", dataset, Specification.of(), by="year").where(metric="no_country_share")
    rates = {str(row["year"]): row["value"] for row in found.to_dicts()}
    assert_matches(rates, example["expected"]["missing_country_rate"], example["tolerance"])
    (flag,) = [key for key in example["expected"] if key.startswith("flag_years_missing_gt_")]
    assert "gt_10pct" in flag
    flagged = [row["year"] for row in found.to_dicts() if row["note"] == "more than 10 % unknown"]
    assert flagged == example["expected"][flag]


def test_pairs_of_three_are_three(tmp_path):
    """A work of three countries is in three pairs, and one international paper of each."""
    dataset = dataset_of(tmp_path, papers(0, [(["CN", "GB", "US"], 1)]), draws=0)
    joint = values(dataset, "collaboration", "joint_papers")
    assert joint == {f"{a}-{b}": 1 for pair in combinations(["CN", "GB", "US"], 2)
                     for a, b in (pair, pair[::-1])}  # fmt: skip
