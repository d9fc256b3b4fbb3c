"""Frontier lags of a country from rows of models and scores, release by release."""

import hashlib
import math
from collections import defaultdict
from datetime import date
from fractions import Fraction

from detente.core.period import Period
from detente.core.territory import TERRITORIES, era_of
from naive import frontier, survival

OPEN = {"open_unrestricted", "open_restricted", "open_noncommercial", "open_unspecified"}
WORDS = {
    "language": ("language", "multimodal"),
    "vision": ("vision", "image", "video", "multimodal"),
}
ESTIMATORS = (
    "forward_median", "forward_mean", "backward_median", "backward_mean", "day_average",
    "joint_median", "joint_mean",
)  # fmt: skip


def unit_of(row):
    digest = hashlib.sha256(f"{row['name']} {row['date']}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 2


def codes_of(row, choices):
    given = {
        "headquarters": [row["headquarters"]],
        "first_named": [row["first_country"]],
    }.get(choices["developer_country"], (row["countries"] or "").split(";"))
    (policy,) = [t for t in TERRITORIES if t.name == choices["territory"]]
    codes = {policy.code(c, era_of(row["date"] or date(1900, 1, 1))) for c in given if c}
    return set() if choices["developer_country"] == "one_country" and len(codes) > 1 else codes


def admitted(row, choices):
    domain, access = choices["model_domain"], choices["model_access"]
    if choices["distilled"] == "left_out" and row["distilled"]:
        return False
    if access == "open_weights" and row["access"] not in OPEN:
        return False
    if access == "closed_weights" and row["access"] in {None, *OPEN}:
        return False
    text = row["domains"]
    return domain == "all" or not text or any(word in text for word in WORDS[domain])


def scored(models, scores, choices):
    """{benchmark: (rows, {model: score})}, higher better."""
    found = defaultdict(lambda: ([], defaultdict(list)))
    for row in sorted(scores, key=lambda r: (r["benchmark"], r["model"], r["run"])):
        if choices["model_domain"] in ("all", row["domain"]):
            rows, given = found[row["benchmark"]]
            rows.append(row)
            if row["score"] is not None and row["model"] in models:
                sign = 1 if row["higher_is_better"] else -1
                given[row["model"]].append(sign * row["score"])
    best = choices["runs"] == "best"
    return {
        name: (rows, {m: max(v) if best else sum(v) / len(v) for m, v in given.items()})
        for name, (rows, given) in found.items()
    }


def scales(models, scores, choices, abilities):
    """{scale: {benchmark: ({model: score}, one hundredth)}}; ``abilities`` fits an index."""
    everything = scored(models, scores, choices)

    def chosen(wanted):
        return {
            name: (given, 0.01 if rows[0]["unit"] == "fraction" else None)
            for name, (rows, given) in sorted(everything.items())
            if wanted is None or rows[0]["targeted"] is wanted
        }

    fractions = {
        name: given for name, (rows, given) in everything.items() if rows[0]["unit"] == "fraction"
    }
    compute = {
        name: math.log10(row["training_compute"])
        for name, row in models.items() if row["training_compute"] is not None
    }  # fmt: skip
    return {
        "index": {"index": (abilities(fractions), None)},
        "benchmarks": chosen(None),
        "targeted": chosen(True),
        "untargeted": chosen(False),
        "compute": {"compute": (compute, None)},
    }


def placed(models, given, choices):
    """(row, codes, score) of every model with a day and a country."""
    return [
        (models[m], codes_of(models[m], choices), score)
        for m, score in given.items()
        if models[m]["date"] is not None and codes_of(models[m], choices)
    ]


def releases(found, code):
    """{(day, score): unit} of one side; of two that tie on a day the smaller unit."""
    side = {}
    for row, codes, score in found:
        if code in codes:
            key = row["date"].toordinal(), score
            side[key] = min(side.get(key, math.inf), unit_of(row))
    return side


class Levels:
    """What one benchmark gives: (value, event, unit) of each estimator's levels."""

    def __init__(self, leader, follower, point, *, choices, last):
        one, near = list(leader), [(day, score + point) for day, score in follower]
        units = {(day, score + point): unit for (day, score), unit in follower.items()}
        period = Period.read(choices["period"])
        first = date(period.first, 1, 1).toordinal() if period.first else -math.inf
        end = min(date(period.last, 12, 31).toordinal() if period.last else last, last)
        faced = self.faced(one, near, choices)
        self.forward = [
            (lag, event, self.by(near, units, level, leader[day, level], event))
            for day, level, lag, event in frontier.forward(faced, near, last)
            if first <= day <= end
        ]
        self.backward = [
            (lag, True, units[day, level])
            for day, level, lag in frontier.backward(one, near)
            if first <= day <= end
        ]
        facing = self.faced(list(follower), one, choices)
        self.joint = self.both((faced, facing), leader, follower, (last, first, end))
        self.days = []
        if near:
            start = max(min(day for day, _ in near), first)
            for day in range(int(start), end + 1):
                best = max(score for when, score in near if when <= day)
                when = frontier.first_day(near, best)
                self.days.append((frontier.lag_on(day, one, near), True, units[when, best]))

    @staticmethod
    def faced(leader, follower, choices):
        if choices["record_era"] == "all":
            return leader
        if not follower:
            return []
        begin = min(day for day, _ in follower)
        records = frontier.records(leader)
        before = [r for r in records if r[0] <= begin]
        return [*before[-1:], *(r for r in records if r[0] > begin)]

    @staticmethod
    def by(near, units, level, own, event):
        if not event:
            return own
        when = frontier.first_day(near, level)
        score = max(s for day, s in near if day == when)
        return units[when, score]

    @staticmethod
    def both(sides, leader, follower, days):
        (faced, facing), (last, first, end), found = sides, days, []
        for day, level in frontier.records([*faced, *facing]):
            if not first <= day <= end:
                continue
            one = frontier.first_day(faced, level)
            other = frontier.first_day(facing, level)
            if other is None:
                found.append((last - day, False, leader[day, level]))
            elif one is None:
                found.append((day - last, False, follower[day, level]))
            elif other < one:
                found.append((other - one, True, follower[day, level]))
            else:
                score = max(s for when, s in facing if when == other)
                found.append((other - one, True, follower[other, score]))
        return found


def value(estimator, levels, weight, horizon):
    """One estimate under weights of units: None undefined, infinite if not reached."""
    kind = "days" if estimator == "day_average" else estimator.split("_")[0]
    spells = [
        (lag, event) for lag, event, unit in getattr(levels, kind) for _ in range(weight(unit))
    ]
    if not spells:
        return None
    lags = [lag for lag, _ in spells]
    if estimator == "forward_median":
        middle = survival.median(spells)
        return math.inf if middle is None else middle
    if estimator == "forward_mean":
        longest = max(lag for lag, _, _ in levels.forward)
        return survival.restricted_mean(spells, min(horizon, longest))
    if estimator.endswith("median"):
        return survival.middle([
            Fraction(lag) if event else math.copysign(math.inf, lag) for lag, event in spells
        ])  # fmt: skip
    return Fraction(sum(lags), len(lags))


class United:
    """Levels of several benchmarks together."""

    def __init__(self, parts):
        for kind in ("forward", "backward", "joint", "days"):
            setattr(self, kind, [level for part in parts for level in getattr(part, kind)])
