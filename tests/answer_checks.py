"""Rows of an indicator against a naive answer: values, intervals, probabilities."""

from __future__ import annotations

import math
from fractions import Fraction

from detente.core.discovery import modules
from naive import bootstrap as naive_bootstrap
from naive import dividend as naive_dividend
from naive.strength import quantile

INDICATORS = {n: m.INDICATOR for n, m in modules("detente.indicators", "INDICATOR").items()}


class World:
    """A world with its bootstrap weights, ready for naive answers."""

    def __init__(self, works, *, draws, seed):
        self.works = works
        self.draws = [
            [naive_bootstrap.weight(seed, work.number, draw) for work in works]
            for draw in range(draws)
        ]

    def answers(self, function, *arguments):
        """The naive answer of the estimate and of each draw."""
        return [function(self.works, w, *arguments) for w in ([1] * len(self.works), *self.draws)]


def near(found, expected):
    if expected is None or found is None:
        return found is None and expected is None
    return math.isclose(found, float(expected), rel_tol=1e-7, abs_tol=1e-9)


def interval(values):
    """Ends of the central 95 %; none where more than one in twenty draws is undefined."""
    known = [float(value) for value in values if value is not None]
    if len(values) - len(known) > 0.05 * len(values):
        return None, None
    return quantile(known, 0.025), quantile(known, 0.975)


# 0 in every draw says something of them
SURE = {
    "sign_share",
    *(f"{name}{kind}_difference" for name in naive_dividend.OUTCOMES for kind in ("", "_matched")),
}


def check_against(rows, answers, key_of, *, ends=lambda _: True):
    """Value and interval of each row against the naive estimate and draws."""
    estimate, *draws = answers
    for row in rows:
        key = key_of(row)
        assert near(row["value"], estimate[key]), (key, row, estimate[key])
        if ends(row["metric"]):
            expected = interval([draw[key] for draw in draws])
            never_seen = not any(answer[key] for answer in answers) and row["metric"] not in SURE
            if row["value"] is None or row["n"] == 0 or never_seen:
                expected = None, None
            assert near(row["low"], expected[0]), (key, row, expected)
            assert near(row["high"], expected[1]), (key, row, expected)


def check_probability(rows, events):
    """Value of each row against the share of draws with the event."""
    for row in rows:
        happened = [bool(event) for event in events(row)]
        assert near(row["value"], Fraction(sum(happened), len(happened))), row
        assert row["low"] <= row["value"] <= row["high"]


def split(measure, *probabilities):
    rows = measure.to_dicts()
    return (
        [row for row in rows if row["metric"] not in probabilities],
        [row for row in rows if row["metric"] in probabilities],
    )
