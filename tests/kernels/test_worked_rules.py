"""The worked examples of methods §6, every expected key, from the public functions.

Sides, codes, families and documents come from the files; so do keys that carry names.
"""

from __future__ import annotations

import numpy as np

from detente.kernels import overlap, reliability, similarity
from detente.kernels.retrieval import pair_recall, ranks_of
from examples_io import assert_exact, assert_matches, load, plain
from naive import rules as naive


def number(values):
    return np.array([[np.nan if v is None else v for v in row] for row in values], float)


def test_overlap_coverage_and_uniqueness():
    example = load("06a_rule_overlap")
    given, expected = example["input"], example["expected"]
    names = [key for key in given if key != "families" and not key.startswith("presence_")]
    codes = sorted({code for name in names for code in given[name]})
    held = {n: np.array([given[n].get(code, 0) for code in codes], float) for n in names}
    one, other = (held[name] for name in names)
    families = sorted(set(given["families"].values()))
    inside = np.array([[given["families"].get(c) == f for c in codes] for f in families])

    def listed(mask):
        return [code for code, chosen in zip(codes, mask, strict=True) if chosen]

    found = {
        "intersection": listed((one > 0) & (other > 0)),
        "jaccard": overlap.jaccard(one > 0, other > 0),
        "overlap_coefficient": overlap.overlap_coefficient(one > 0, other > 0),
        "dice": overlap.dice(one > 0, other > 0),
        "weighted_jaccard": overlap.jaccard(one, other),
    }
    for a, b in (names, names[::-1]):
        found[f"share_of_{a}_codes_in_{b}"] = overlap.coverage(held[a] > 0, held[b] > 0)
        found[f"weighted_coverage_of_{a}_by_{b}"] = overlap.coverage(held[a], held[b])
        only = overlap.unique(held[b], held[a])
        found[f"unique_{a}"] = listed(only)
        for number, family in enumerate(families):
            added = overlap.adds(held[b], held[a], inside)[number]
            found[f"unique_{a}_in_{family}_family"] = overlap.unique_share(only, inside)[number]
            if a == names[1]:
                found[f"adds_family_{family}"] = bool(added)
    votes = [
        [given[f"presence_probability_{name}"].get(code, 0) for code in codes] for name in names
    ]
    outcomes = overlap.presence_outcomes(np.concatenate(votes))
    present = outcomes.present.reshape(-1, 2, len(codes))
    values = overlap.overlap_coefficient(present[:, 0], present[:, 1])
    chance = overlap.chance(values, outcomes.probability)
    found["coder_uncertainty_overlap"] = {
        "mean": chance.mean,
        "P_overlap_ge_half": chance.reached,
        "interval95": [chance.low, chance.high],
    }
    assert expected.keys() <= found.keys()
    found = {key: found[key] for key in expected}
    assert_matches(found, expected, example["tolerance"])


def test_the_naive_answer_is_exact():
    example = load("06a_rule_overlap")
    given, exact = example["input"], example["exact"]
    one, other = [key for key in given if key != "families" and not key.startswith("presence_")]
    sets = {
        side: {code: int(value > 0) for code, value in given[side].items()} for side in (one, other)
    }
    plain_sets = naive.measures(sets[one], sets[other])
    weighted = naive.measures(given[one], given[other])
    found = {
        "jaccard": plain_sets["jaccard"],
        "dice": plain_sets["dice"],
        "overlap_coefficient": plain_sets["overlap_coefficient"],
        f"share_of_{one}_codes_in_{other}": plain_sets["coverage"],
        f"share_of_{other}_codes_in_{one}": plain_sets["coverage_back"],
        "weighted_jaccard": weighted["jaccard"],
        f"weighted_coverage_of_{one}_by_{other}": weighted["coverage"],
        f"weighted_coverage_of_{other}_by_{one}": weighted["coverage_back"],
    }
    assert_exact(found, {key: value for key, value in exact.items() if key in found})


def test_agreement_of_coders():
    example = load("06b_agreement")
    codes, expected = example["input"]["codes_by_coder"], example["expected"]
    array = number(codes)
    kappa = reliability.cohen(array[0], array[1])
    found = {
        "alpha_nominal": reliability.krippendorff(array),
        "kappa_coder1_2": {
            "n": kappa.n,
            "p_observed": kappa.observed,
            "p_expected": kappa.expected,
            "kappa": kappa.value,
        },
        "alpha_all_same_value": reliability.krippendorff(np.ones_like(array)),
        "alpha_krippendorff_reference_data": reliability.krippendorff(number(naive.REFERENCE)),
    }
    assert_matches(plain(found), expected, example["tolerance"])
    exact = {
        "alpha_nominal": naive.alpha(codes),
        "alpha_krippendorff_reference_data": naive.alpha(naive.REFERENCE),
        "kappa_coder1_2": naive.kappa(*codes[:2]),
    }
    assert_exact(exact, {key: example["exact"][key] for key in exact})


def test_candidate_pairs():
    example = load("06c_alignment")
    given, expected, settings = example["input"], example["expected"], example["params"]
    one, other = [key for key in given if key != "gold"]
    names = list(given[one]), list(given[other])
    counts = similarity.term_counts(list(given[one].values()), list(given[other].values()))
    scores = {
        "tfidf_cosine": similarity.tfidf_cosine(*counts),
        "bm25": similarity.bm25(*counts, k1=settings["bm25"]["k1"], b=settings["bm25"]["b"]),
    }
    gold = np.array([[given["gold"].get(a) == b for b in names[1]] for a in names[0]])
    found = {
        kind: {
            a: dict(zip(names[1], row, strict=True))
            for a, row in zip(names[0], matrix.tolist(), strict=True)
        }
        for kind, matrix in scores.items()
    }
    for key in expected:
        if key.startswith("recall_at_"):
            k, kind = key.removeprefix("recall_at_").split("_", 1)
            (matrix,) = (scores[name] for name in scores if name.startswith(kind))
            found[key] = pair_recall(ranks_of(matrix), gold, [int(k)])[0]
    assert_matches(found, expected, example["tolerance"])
