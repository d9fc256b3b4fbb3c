"""Whose frontier follows whose, and on which days: what a lag is asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.indicators.lags import ESTIMATORS, Lags, Pair, Parts, Span, parts_of
from detente.indicators.released import SCALES, Released

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.indicators.released import Release, Scored

HORIZON = 730
EVERY = "every"


@dataclass(eq=False)
class Question:
    """Whose frontier follows whose, on which days, under which choices."""

    released: Released
    leads: Callable[[Release], bool]
    follows: Callable[[Release], bool]
    as_of: date
    horizon: float = HORIZON
    _known_parts: dict[str, Parts] = field(default_factory=dict, repr=False)
    _known_scales: dict[str, tuple[Scored, ...]] = field(default_factory=dict, repr=False)
    _known_lags: dict[str, Lags] = field(default_factory=dict, repr=False)

    @cached_property
    def span(self) -> Span:
        """Days of the period that was asked for, up to the last that is known."""
        period, last = self.released.specification.period, self.as_of.toordinal()
        first = date(period.first, 1, 1).toordinal() if period.first is not None else -np.inf
        end = date(period.last, 12, 31).toordinal() if period.last is not None else last
        return Span(first, min(end, last), last)

    def lags(self, benchmarks: Sequence[Scored], *, draws: int | None = None) -> Lags:
        """Estimators over these benchmarks together."""
        dataset = self.released.dataset
        parts = [self._parts(benchmark) for benchmark in benchmarks]
        return Lags(parts, draws=dataset.draws if draws is None else draws, seed=dataset.seed)

    def benchmarks(self, scale: str) -> tuple[Scored, ...]:
        """Benchmarks of a scale."""
        if scale not in self._known_scales:
            self._known_scales[scale] = self.released.scale(scale)
        return self._known_scales[scale]

    def on(self, scale: str) -> Lags:
        """Estimators over the benchmarks of a scale."""
        if scale not in self._known_lags:
            self._known_lags[scale] = self.lags(self.benchmarks(scale))
        return self._known_lags[scale]

    def unknown(self, benchmarks: Sequence[Scored]) -> float:
        """Share of dated models on these benchmarks whose country is unknown; NaN of none."""
        lost = sum(self.released.left_out[one.name]["country"] for one in benchmarks)
        everyone = lost + sum(len(one.points) for one in benchmarks)
        return lost / everyone if everyone else float("nan")

    def _parts(self, benchmark: Scored) -> Parts:
        """Lags on one benchmark, which is asked for again whenever another is left out."""
        if benchmark.name not in self._known_parts:
            choices = self.released.specification
            near = choices["level_reached"] == "within_a_point"
            pair = Pair(
                benchmark.side(self._known(self.leads)), benchmark.side(self._known(self.follows)),
                benchmark.point if near else 0.0,
            )  # fmt: skip
            self._known_parts[benchmark.name] = parts_of(
                pair, self.span, contested=choices["record_era"] == "contested"
            )
        return self._known_parts[benchmark.name]

    def _known(self, belongs: Callable[[Release], bool]) -> Callable[[Release], bool]:
        return lambda release: release.day <= self.as_of and belongs(release)

    @property
    def scales(self) -> tuple[str, ...]:
        """The scales that were asked for."""
        chosen = self.released.specification["lag_scale"]
        return SCALES if chosen == EVERY else (chosen,)

    @property
    def estimators(self) -> tuple[str, ...]:
        """The estimators that were asked for."""
        chosen = self.released.specification["lag_estimator"]
        return ESTIMATORS if chosen == EVERY else (chosen,)


def known_country(released: Released, code: str | None) -> None:
    """Refuse a country, or a release of the lake, without a dated model under these choices."""
    known = {c for release in released.releases.values() for c in release.codes}
    if not known:
        raise DataMissing(
            "no model of the release has a day and a country",
            why="the choices leave none, or the source names neither",
            fix="ask for fewer restrictions, or build a release from epoch: `detente sources`",
        )
    if code is not None and code not in known:
        raise UnknownName("country with dated models under these choices", code, known)


def day_of(text: str | None, released: Released) -> date:
    """The last day that counts."""
    if text is None:
        last = released.last_day
        if last is None:
            raise DataMissing("no model has a date", fix="`detente sources`")
        return last
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise UsageError(f"'{text}' is no day", fix="write it as 2025-01-31") from problem
