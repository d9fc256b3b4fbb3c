"""Models and scores with every oddity, and what lag and openness must say of them."""

import math
import random
from datetime import date, timedelta
from functools import cache

import numpy as np
import pyarrow as pa

from answer_checks import interval, near
from detente.indicators.run import run
from detente.kernels import response
from detente.tables import model, score
from naive import bootstrap as naive_bootstrap
from naive import lags as naive
from naive import openness as naive_openness
from naive.strength import quantile

INDICATORS = {"frontier_lag", "openness"}
PAIR = {"country": "CN", "leader": "US"}
QUESTIONS = {
    "frontier_lag": [PAIR, PAIR | {"by": "benchmark", "as_of": "2022-03-01"}],
    "openness": [{}, {"country": "CN", "by": "year"}],
}
CHOICES = (
    {"developer_country": "any_affiliated", "model_domain": "language", "runs": "mean",
     "level_reached": "within_a_point", "record_era": "all", "distilled": "left_out"},
    {"developer_country": "first_named", "model_access": "open_weights"},
    {"developer_country": "one_country", "model_access": "closed_weights",
     "lag_scale": "benchmarks", "lag_estimator": "day_average", "model_list": "notable",
     "open_means": "any_use"},
)  # fmt: skip
BENCHMARKS = {
    "quiz": ("fraction", True, "language", "general", True),
    "sums": ("fraction", True, "language", "mathematics", True),
    "code": ("fraction", True, "language", "coding", False),
    "look": ("fraction", True, "vision", "general", None),
    "slips": ("fraction", False, "language", "general", False),
    "duels": ("points", True, "language", "general", None),
}
HORIZON = 730
ANY = {"model_access": "any"}
weight = cache(naive_bootstrap.weight)


def tables(seed):
    """Models without date or country, joint ones, ties, many runs, lower-is-better, blanks."""
    chance = random.Random(seed)
    models, scores = [], []
    for number in range(70):
        countries = chance.choice(
            (["US"], ["US"], ["US"], ["CN"], ["CN"], ["HK"], ["US", "CN"], ["GB", "US"], ["FR"], [])
        )
        day = date(2018, 1, 1) + timedelta(chance.randrange(1600))
        name = f"model {number // 2 if number % 5 == 0 else number}"
        models.append({
            "model": f"version {number}", "name": name, "organisation": "somebody",
            "countries": ";".join(countries) or None,
            "first_country": countries[0] if countries else None,
            "headquarters": chance.choice(countries) if countries else None,
            "date": chance.choice((None, *[day] * 9)), "date_of": "version",
            "domains": chance.choice((None, "language", "language;vision", "image generation")),
            "access": chance.choice((None, "api", "unreleased", *sorted(naive.OPEN))),
            "training_compute": chance.choice((None, 10.0 ** chance.randrange(18, 26))),
            "distilled": chance.choice((None, True, False, False)), "notable": number % 2 == 0,
        })  # fmt: skip
        skill = number / 70
        for benchmark, (unit, higher, *rest) in BENCHMARKS.items():
            for attempt in range(chance.choice((0, 1, 1, 1, 2))):
                got = min(max(skill + chance.gauss(0, 0.15), 0.02), 0.98)
                got = round(got if higher else 1 - got, 2) * (1 if unit == "fraction" else 1000)
                scores.append({
                    "benchmark": benchmark, "model": f"version {number}", "run": f"{attempt}",
                    "score": chance.choice((None, *[got] * 12)),
                    "standard_error": chance.choice((None, 0.02)),
                    "unit": unit, "higher_is_better": higher,
                    **dict(zip(("domain", "subject", "targeted"), rest, strict=True)),
                })  # fmt: skip
    return {
        table.name: pa.Table.from_pylist(rows, schema=table.schema)
        for table, rows in ((model.TABLE, models), (score.TABLE, scores))
    }


def abilities(fractions):
    """An index by the kernel, which has a twin of its own, from pairs that are gathered here."""
    pairs = sorted((m, b, s) for b, given in fractions.items() for m, s in given.items())
    counts = None
    while pairs and counts != len(pairs):
        counts = len(pairs)
        for place in (0, 1):
            of = [pair[place] for pair in pairs]
            enough = {label for label in set(of) if of.count(label) >= 4}
            pairs = [p for p in pairs if p[place] in enough] if place else pairs
            if not place:
                keep = enough
        pairs = [p for p in pairs if p[0] in keep]
    if not pairs:
        return {}
    models, benchmarks = (sorted({pair[place] for pair in pairs}) for place in (0, 1))
    fitted = response.fit(
        [models.index(m) for m, _, _ in pairs], [benchmarks.index(b) for _, b, _ in pairs],
        [s if s >= 0 else 1 + s for _, _, s in pairs],
    )  # fmt: skip
    return dict(zip(models, fitted.ability.tolist(), strict=True))


def rows_of(dataset):
    return (dataset.release.table(table).to_pylist() for table in (model.TABLE, score.TABLE))


def check_frontier_lag(dataset, _world, specification):
    """Every estimator on every scale, and each benchmark by itself, with its ends and n."""
    models, scores = rows_of(dataset)
    admitted = {row["model"]: row for row in models if naive.admitted(row, specification)}
    last = max(row["date"] for row in admitted.values() if row["date"]).toordinal()
    found = {
        (row["lag_scale"], row["benchmark"], row["estimator"]): row
        for row in run("frontier_lag", dataset, specification, by="benchmark", **PAIR).to_dicts()
        if row["metric"] == "lag"
    }
    wanted = naive.scales(admitted, scores, specification, abilities)
    chosen = specification["lag_scale"]
    for scale, benchmarks in wanted.items():
        if chosen not in ("every", scale):
            continue
        parts = {}
        for name, (given, point) in benchmarks.items():
            placed = naive.placed(admitted, given, specification)
            values = [value for _, _, value in placed]
            whole = (max(values) - min(values)) / 100 if values else 0.0
            near = specification["level_reached"] == "within_a_point"
            one, other = (naive.releases(placed, code) for code in ("US", "CN"))
            parts[name] = naive.Levels(
                one, other, (whole if point is None else point) if near else 0.0,
                choices=specification, last=last,
            )  # fmt: skip
        _compare(found, scale, "all", naive.United(parts.values()), dataset)
        if scale == "benchmarks":
            for name, part in parts.items():
                if ("benchmarks", name, "day_average") in found:
                    _compare(found, scale, name, part, dataset)


def _compare(found, scale, benchmark, levels, dataset):
    asked = {estimator for s, b, estimator in found if (s, b) == (scale, benchmark)}
    for estimator in asked:
        row = found[scale, benchmark, estimator]
        value = naive.value(estimator, levels, lambda _: 1, HORIZON)
        assert near(row["value"], None if value is None or math.isinf(value) else value), row
        kind = "days" if estimator == "day_average" else estimator.split("_")[0]
        spells = getattr(levels, kind)
        if value is None or math.isinf(value):
            assert row["low"] is row["high"] is None
            continue
        if row["n"] < 5:
            assert row["low"] is row["high"] is None
            assert "fewer than 5" in row["note"]
            continue
        draws = [
            naive.value(estimator, levels, lambda u, d=draw: weight(dataset.seed, u, d), HORIZON)
            for draw in range(dataset.draws)
        ]
        known = [float(d) for d in draws if d is not None and not math.isnan(d)]
        ends = (None, None)
        if len(draws) - len(known) <= 0.05 * len(draws):
            ends = (quantile(known, 0.025), quantile(known, 0.975))
        for end, got in zip(ends, (row["low"], row["high"]), strict=True):
            assert near(got, None if end is None or np.isinf(end) else end), (row, ends)
        assert row["n"] <= len({unit for _, _, unit in spells})


def check_openness(dataset, _world, specification):
    """Every share of every country and year, and the lag of open models behind closed ones."""
    models, scores = rows_of(dataset)
    admitted = {
        row["model"]: row for row in models if naive.admitted(row, {**specification, **ANY})
    }
    rows = run("openness", dataset, specification, by="year").to_dicts()
    counted = naive_openness.models_of(admitted.values(), specification)
    for row in (row for row in rows if row["estimator"] is None):
        chosen = [
            m for m in counted
            if row["country"] in (None, *m[2]) and row["year"] == m[1]
            and (row["model_list"] == "all" or m[4])
        ]  # fmt: skip
        value = naive_openness.shares(chosen, specification, lambda _: 1)[row["metric"]]
        assert near(row["value"], value), row
        draws = [
            naive_openness.shares(chosen, specification, lambda unit, d=draw: weight(
                dataset.seed, unit, d))[row["metric"]]
            for draw in range(dataset.draws)
        ]  # fmt: skip
        ends = interval(draws) if value else (None, None)
        assert near(row["low"], ends[0]), (row, ends)
        assert near(row["high"], ends[1]), (row, ends)
    assert {(r["country"], r["year"]) for r in rows if r["metric"] == "models"} == {
        (code, m[1]) for m in counted for code in (None, *m[2])
        if specification["model_list"] != "notable" or m[4]
    }  # fmt: skip
    _compare_open_lag(dataset, specification, (admitted, scores, rows))


def _compare_open_lag(dataset, specification, given):
    """Day-averaged lag of all open models behind closed ones in all benchmarks together."""
    admitted, scores, rows = given
    wanted = [
        row for row in rows
        if (row["metric"], row["lag_scale"], row["estimator"])
        == ("lag", "benchmarks", "day_average")
    ]  # fmt: skip
    last = max(row["date"] for row in admitted.values() if row["date"]).toordinal()
    parts = []
    for given_scores, point in naive.scales(
        admitted, scores, {**specification, **ANY}, abilities
    )["benchmarks"].values():  # fmt: skip
        placed = naive.placed(admitted, given_scores, specification)
        values = [value for *_, value in placed]
        whole = (max(values) - min(values)) / 100 if values else 0.0
        slack = specification["level_reached"] == "within_a_point"
        closed, opened = (
            naive.releases([(r, {r["access"] in naive.OPEN}, s) for r, _, s in placed
                            if r["access"] is not None], side)
            for side in (False, True)
        )  # fmt: skip
        parts.append(naive.Levels(
            closed, opened, (whole if point is None else point) if slack else 0.0,
            choices=specification, last=last,
        ))  # fmt: skip
    for row in wanted:
        value = naive.value("day_average", naive.United(parts), lambda _: 1, HORIZON)
        assert near(row["value"], value), row


CHECKS = {"frontier_lag": check_frontier_lag, "openness": check_openness}
