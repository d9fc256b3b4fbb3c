"""Coded rules in the small release: three sides, an empty one, coders who mostly agree."""

from __future__ import annotations

import random
from datetime import date
from fractions import Fraction

import pyarrow as pa

from answer_checks import check_probability, interval, near
from detente.indicators.codings import LEAST_ALPHA
from detente.indicators.rule_overlap import INDICATOR
from detente.tables import instrument, obligation
from naive import rules as naive

INDICATORS = {"rule_overlap"}
ARTICLES = {"eu_ai_act": 9, "cn_generative_ai": 6, "cn_deep_synthesis": 5, "br_bill": 2}
SIDES = {"eu_ai_act": "EU", "cn_generative_ai": "CN", "cn_deep_synthesis": "CN", "br_bill": "BR"}
ADDRESSES = {"eu_ai_act": "https://example.org/act", "cn_generative_ai": "javascript:alert(1)"}
TYPES = {
    "visible_label": "labelling", "embedded_mark": "labelling", "permit": "market_access",
    "registration": "market_access", "content_review": "content_control", "minors": "groups",
}  # fmt: skip
CODERS = ("a", "b")

QUESTIONS = {"rule_overlap": [{}, {"country": "EU"}, {"country": "CN", "partner": "EU"}]}
CHOICES = (
    {"chinese_rules": "generative_ai", "addressees": "operators", "coders": "either"},
    {"taxonomy_level": "family", "coders": "both", "obligation_weight": "presence"},
    {"taxonomy_level": "family", "chinese_rules": "generated_content", "addressees": "operators"},
)


def tables(seed):
    chance = random.Random(seed)
    truth = {place: _truth(chance, place) for name in ARTICLES for place in _places(name)}
    rows = []
    for coder in CODERS:
        for place, held in truth.items():
            seen = dict(held)
            if chance.random() < 0.15:
                seen.pop(next(iter(seen), None), None)
            if chance.random() < 0.1:
                seen["minors", "anyone"] = chance.choice((1, 2, 3))
            rows += _rows(coder, place, seen)
    chance.shuffle(rows)
    instruments = [
        {
            "instrument": name, "jurisdiction": SIDES[name], "title": name, "version": "1",
            "in_force": date(2024, 1, 1), "url": ADDRESSES.get(name),
            "language": "none", "articles": articles,
        }
        for name, articles in ARTICLES.items()
    ]  # fmt: skip
    return {
        "instrument": pa.Table.from_pylist(instruments, schema=instrument.TABLE.schema),
        "obligation": pa.Table.from_pylist(rows, schema=obligation.TABLE.schema),
    }


def _places(name):
    return [(name, number) for number in range(1, ARTICLES[name] + 1)]


def _truth(chance, place):
    if place[0] == "br_bill":
        return {}
    named = chance.sample(sorted(TYPES), chance.choice((0, 1, 2, 3)))
    if SIDES[place[0]] == "EU":
        named = [name for name in named if name != "content_review"]
    return {
        (name, chance.choice(("provider", "authority", "user"))): chance.choice((1, 2, 3))
        for name in named
    }


def _rows(coder, place, held):
    common = {
        "coder": coder, "instrument": place[0], "article": place[1], "paragraph": None,
    }  # fmt: skip
    if not held:
        return [common | {"row": 1, "status": "non_operative", "reason": "scope"}]
    return [
        common
        | {
            "row": number, "status": "operative", "type": name, "family": TYPES[name],
            "addressee": addressee, "action": "do", "object": "it", "trigger": "always",
            "strength": strength,
        }
        for number, ((name, addressee), strength) in enumerate(held.items(), start=1)
    ]  # fmt: skip


def check_rule_overlap(dataset, world, specification):
    from detente.indicators.run import run

    rows = run("rule_overlap", dataset, specification).to_dicts()
    coded = {
        name: dataset.release.table(table.TABLE).to_pylist()
        for name, table in (("instrument", instrument), ("obligation", obligation))
    }
    about = coded["instrument"], coded["obligation"]
    rules = naive.Rules(*about, specification, dataset.seed)
    whole = specification.but(chinese_rules="all", addressees="everybody")
    draws = [None, *range(dataset.draws)]
    agreed = [naive.Rules(*about, whole, dataset.seed).agreement(draw) for draw in draws]
    reliable = min(agreed[0][:2]) >= Fraction(LEAST_ALPHA)
    names = ("alpha_presence", "alpha_strength", "kappa_presence")
    seen = set()
    for row in rows:
        metric = row["metric"]
        seen.add(metric)
        if metric in names:
            answers = [answer[names.index(metric)] for answer in agreed]
            _check(row, answers, sum(ARTICLES.values()))
        elif not reliable:
            assert row["value"] is None
            assert "alpha" in row["note"]
        else:
            _check_measured(rules, draws, row)
    assert seen == {metric.name for metric in INDICATOR.metrics}
    pairs = {(row["country"], row["partner"]) for row in rows if row["metric"] == "jaccard"}
    assert pairs == {(a, b) for a in ("BR", "CN", "EU") for b in ("BR", "CN", "EU") if a != b}


def _check_measured(rules, draws, row):
    metric, country, partner = row["metric"], row["country"], row["partner"]
    sides = [side for side in (country, partner) if side is not None]
    members = [code for code, family in rules.family.items() if family == row["family"]]
    held = [[rules.rules(side, draw) for side in sides] for draw in draws]
    strong = [[rules.rules(side, draw, "strength") for side in sides] for draw in draws]
    n = rules.operative(*sides)
    if metric == "expected_overlap":
        _check_expected(rules, row, n)
    elif metric in ("coverage", "jaccard", "overlap_coefficient"):
        _check(row, [naive.measures(*pair)[metric] for pair in held], n)
    elif metric.startswith("p_coverage"):
        least = Fraction(int(metric.split("_")[2]), 10)
        covered = [naive.measures(*pair)["coverage"] for pair in held]
        if covered[0] is None:
            assert row["value"] is None
        else:
            known = [value for value in covered[1:] if value is not None]
            check_probability([row], lambda _: [value >= least for value in known])
    elif metric == "family_strength":
        _check(
            row, [max((one.get(code, 0) for code in members), default=0) for (one,) in strong], n
        )
    elif metric == "added_codes":
        _check(row, [len(naive.unique(*pair)) for pair in strong], n)
    else:
        added = [naive.adds(*pair, members) for pair in strong]
        if metric == "adds_family":
            assert row["value"] == added[0]
        else:
            check_probability([row], lambda _: added[1:])


def _check_expected(rules, row, n):
    one, other = (rules.votes(side) for side in (row["country"], row["partner"]))
    both = {("1", code): value for code, value in one.items()}
    both |= {("2", code): value for code, value in other.items()}
    listed = []
    for there, weight in naive.outcomes(both):
        sets = [{code: 1 for side, code in there if side == which} for which in "12"]
        listed.append((naive.measures(*sets)["overlap_coefficient"], weight))
    mean, _, ends = naive.expected(listed)
    assert near(row["value"], mean)
    assert near(row["low"], ends[0])
    assert near(row["high"], ends[1])
    assert row["n"] == n


def _check(row, answers, n):
    estimate, *draws = answers
    assert near(row["value"], estimate), (row, estimate)
    assert row["n"] == n
    expected = interval(draws) if estimate is not None else (None, None)
    sure = row["metric"] in ("added_codes", "family_strength") or "_presence" in row["metric"]
    sure = sure or row["metric"] == "alpha_strength"
    if None not in expected and row["metric"][:5] not in ("alpha", "kappa"):
        expected = min(expected[0], float(estimate)), max(expected[1], float(estimate))
    if estimate is None or n == 0 or (not sure and not any(answers)):
        expected = None, None
    assert near(row["low"], expected[0]), (row, expected)
    assert near(row["high"], expected[1]), (row, expected)


CHECKS = {"rule_overlap": check_rule_overlap}
