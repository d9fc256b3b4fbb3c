"""Rows of every estimator on a scale: lag, range over benchmarks left out, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.indicators.lags import LEAST_CROSSINGS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa

    from detente.core.indicator import Indicator
    from detente.indicators.lag_question import Question
    from detente.indicators.lags import Lag, Lags
    from detente.indicators.released import Scored

    Row = dict[str, Any]

FEW = f"fewer than {LEAST_CROSSINGS} distinct releases: no interval"
ALL = "all"
_NO_ENDS = {"low": np.nan, "high": np.nan}


def lags_of(question: Question, scale: str) -> Iterator[Row]:
    """Rows of the estimators alone."""
    table = _Table(question, scale, question.benchmarks(scale))
    for row in table.lag_rows():
        yield table.shared | row


def scale_rows(question: Question, scale: str, *, by: str = "total") -> Iterator[Row]:
    """Rows of a scale, and with ``by="benchmark"`` those of each of its benchmarks, too."""
    benchmarks = question.benchmarks(scale)
    yield from _Table(question, scale, benchmarks).rows()
    if by == "benchmark" and scale == "benchmarks":
        for one in benchmarks:
            yield from _Table(question, scale, (one,), one.name).rows()


@dataclass(eq=False)
class _Table:
    """The rows about some benchmarks taken together."""

    question: Question
    scale: str
    benchmarks: Sequence[Scored]
    benchmark: str = ALL

    @cached_property
    def lags(self) -> Lags:
        return self.question.lags(self.benchmarks)

    @property
    def shared(self) -> Row:
        unknown = self.question.unknown(self.benchmarks)
        return {"lag_scale": self.scale, "benchmark": self.benchmark, "unknown_share": unknown}

    def rows(self) -> Iterator[Row]:
        found = [*self.lag_rows()]
        if self.benchmarks:
            found += [*self.range_rows(), *self.level_rows(), *self.left_out_rows()]
        for row in found:
            yield self.shared | row

    def of(self, lags: Lags, estimator: str) -> Lag:
        return lags.of(estimator, horizon=self.question.horizon)

    def lag_rows(self) -> Iterator[Row]:
        for estimator in self.question.estimators:
            found = self.of(self.lags, estimator)
            notes = self.notes(found, estimator)
            low, high, said = ends_of(found)
            yield {
                "metric": "lag", "estimator": estimator, "value": finite(found.totals[0]),
                "low": low, "high": high, "n": found.crossings,
                "note": "; ".join([*notes, *said]),
            }  # fmt: skip

    def notes(self, found: Lag, estimator: str) -> list[str]:
        """Why there is no value, or how far it looks."""
        value = found.totals[0]
        if np.isnan(value):
            return [self.missing if not found.levels else "undefined: never reached, and ahead"]
        if np.isinf(value):
            levels = f"{found.open_ended} of {found.levels} levels are open"
            return [f"not reached: {levels}, so that it exceeds {found.bound:.0f} days in size"]
        looks = self.lags.horizon(self.question.horizon)
        return [f"up to {looks:.0f} days"] if estimator == "forward_mean" else []

    def range_rows(self) -> Iterator[Row]:
        """Least and most over benchmarks left out, and which one moves it most."""
        if self.benchmark != ALL:
            return
        without = self.without
        for estimator in self.question.estimators:
            value = self.of(self.lags, estimator).totals[0]
            left = {name: self.of(lags, estimator).totals[0] for name, lags in without.items()}
            yield {"metric": "lag_left_out", "estimator": estimator} | range_of(value, left)

    @property
    def without(self) -> dict[str, Lags]:
        """The estimators without each benchmark: refitted where it is an index."""
        question = self.question
        if self.scale == "index":
            runs = question.released.runs
            fitted = sorted(name for name in runs if runs[name][0]["unit"] == "fraction")
            return {n: question.lags(question.released.index(n), draws=0) for n in fitted}
        if len(self.benchmarks) < 2:
            return {}
        return {
            left.name: question.lags([b for b in self.benchmarks if b is not left], draws=0)
            for left in self.benchmarks
        }

    def level_rows(self) -> Iterator[Row]:
        """How many levels there are, how many were reached, and how old the oldest open one is."""
        forward = self.lags.forward
        crossings = len(set(forward.unit[forward.followed].tolist()))
        open_ended = forward.lag[~forward.event]
        counted = {
            "levels": (float(len(forward.lag)), crossings),
            "reached": (float(forward.event.sum()), crossings),
            "oldest_unmatched": (float(open_ended.max(initial=-np.inf)), crossings),
            "ahead_share": (self.lags.ahead_share, len(set(self.lags.days.unit.tolist()))),
        }
        for metric, (value, n) in counted.items():
            note = "" if np.isfinite(value) else "undefined: there is no such record or day"
            yield _NO_ENDS | {
                "metric": metric, "estimator": None, "value": finite(value), "n": n, "note": note,
            }  # fmt: skip

    def left_out_rows(self) -> Iterator[Row]:
        """How many scores had no date, no country under the rule, or no number."""
        for reason in ("date", "country", "score"):
            count = self.count(reason)
            yield _NO_ENDS | {
                "metric": f"without_{reason}", "estimator": None, "value": float(count),
                "n": count, "note": "",
            }  # fmt: skip

    def count(self, reason: str) -> int:
        return sum(self.question.released.left_out[b.name][reason] for b in self.benchmarks)

    @property
    def missing(self) -> str:
        if self.benchmarks:
            return "undefined: one side has no release, or no level of it lies in the period"
        return {
            "compute": "insufficient data: no model states its training compute",
            "index": "insufficient data: no 4 models share 4 benchmarks with a known whole",
        }.get(self.scale, "insufficient data: the release has no such benchmark scores")


def ends_of(found: Lag) -> tuple[float, float, list[str]]:
    """The interval of an estimate, NaN where an end is open, and what is to be said of it."""
    from detente.indicators.rows import NO_INTERVAL

    value = found.totals[0]
    if np.isnan(value) or not len(found.totals[1:]):
        return np.nan, np.nan, []
    if found.crossings < LEAST_CROSSINGS:
        return np.nan, np.nan, [FEW]
    if np.isinf(value):
        return np.nan, np.nan, []
    low, high = found.ends
    if np.isnan(low):
        return np.nan, np.nan, [NO_INTERVAL]
    sides = [side for side, end in (("lower", low), ("upper", high)) if np.isinf(end)]
    return finite(low), finite(high), [f"{side} end not reached" for side in sides]


def range_of(value: float, left: Mapping[str, float]) -> Row:
    """Range of an estimate over what was left out, each time without one benchmark."""
    known = {name: found for name, found in left.items() if np.isfinite(found)}
    row: Row = _NO_ENDS | {"value": np.nan, "n": len(known)}
    if not left:
        return row | {"note": "undefined: there is one benchmark only"}
    if not known or not np.isfinite(value):
        return row | {"note": "undefined or not reached, with all benchmarks or without one"}
    farthest = max(known, key=lambda name: (abs(known[name] - value), name))
    notes = [f"moves most without {farthest}"] if known[farthest] != value else []
    if len(known) < len(left):
        notes.append(f"not reached without {', '.join(sorted(set(left) - set(known)))}")
    ends = {"low": min(known.values()), "high": max(known.values())}
    return row | ends | {"value": value, "note": "; ".join(notes)}


def finite(value: float) -> float:
    """The value, NaN if it is not finite."""
    return value if np.isfinite(value) else float("nan")


def as_tables(rows: Sequence[Row], indicator: Indicator) -> list[pa.Table]:
    """Rows of a measure, one table a metric, in the order of its declaration."""
    from detente.indicators.rows import plain

    tables = []
    for metric in indicator.metrics:
        found = [row for row in rows if row["metric"] == metric.name]
        columns = {name: [row[name] for row in found] for name in (found[0] if found else ())}
        if found:
            table = plain(
                metric.name, {name: columns[name] for name in indicator.grain}, columns["value"],
                low=columns["low"], high=columns["high"], n=columns["n"],
                unknown_share=columns["unknown_share"], note=columns["note"],
            )  # fmt: skip
            tables.append(table)
    return tables
