"""Models under the choices of a specification: whose they are, when they came, what they scored.

A benchmark's frontier needs a day, a country and a score of each model. What lacks one of them is
left out and counted, never guessed.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from detente.core.territory import TERRITORIES, era_of
from detente.kernels import response
from detente.kernels.frontier import Frontier, records

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

SCALES = ("index", "benchmarks", "targeted", "untargeted", "compute")
COMPUTE = "training compute"
OPEN = frozenset(("open_unrestricted", "open_restricted", "open_noncommercial", "open_unspecified"))
# as for the published index of this kind: with fewer, one odd benchmark makes a model a record
LEAST_SHARED = 4
_VISUAL = ("vision", "image", "video", "multimodal")
_TEXTUAL = ("language", "multimodal")


class Release(NamedTuple):
    """A model with what a frontier needs of it.

    ``unit`` names the release: versions of one model that came on one day are one release, such as
    a model at several budgets of thinking.
    """

    model: str
    day: date
    codes: frozenset[str]
    access: str | None
    unit: int


class Scored(NamedTuple):
    """One benchmark: a release and its score, higher always being better."""

    name: str
    points: tuple[tuple[Release, float], ...]
    point: float  # one hundredth of the scale

    def side(self, belongs: Callable[[Release], bool]) -> Frontier:
        """Records of the releases that belong to a side."""
        found = [(r.day.toordinal(), score, r.unit) for r, score in self.points if belongs(r)]
        days, scores, units = zip(*found, strict=True) if found else ((), (), ())
        return records(days, scores, units)


@dataclass(eq=False)
class Released:
    """The models of a release of the lake, under one specification."""

    dataset: Dataset
    specification: Specification
    left_out: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """By benchmark, how many of its scores had no date, no country or no score."""
    _fitted: tuple[dict[str, float], dict[str, float], dict[str, float]] | None = None

    @cached_property
    def models(self) -> dict[str, dict[str, Any]]:
        """Rows of models that the choices admit, by name."""
        from detente.tables.model import TABLE

        self.dataset.need(TABLE.name)
        rows = self.dataset.release.table(TABLE).to_pylist()
        return {row["model"]: row for row in rows if self._admits(row)}

    @cached_property
    def releases(self) -> dict[str, Release]:
        """Admitted models whose day and country are known."""
        found = {}
        for name, row in self.models.items():
            codes = self.codes(row)
            if row["date"] is not None and codes:
                found[name] = Release(
                    name,
                    row["date"],
                    codes,
                    row["access"],
                    model_unit(f"{row['name']} {row['date']}"),
                )
        return found

    @cached_property
    def last_day(self) -> date | None:
        """The latest release of all: what had not happened by then is not known."""
        days = [row["date"] for row in self.models.values() if row["date"] is not None]
        return max(days, default=None)

    def codes(self, row: dict[str, Any]) -> frozenset[str]:
        """Countries of a model under the rule and the territory policy; empty if unknown."""
        rule = self.specification["developer_country"]
        if rule == "headquarters":
            given = [row["headquarters"]]
        elif rule == "first_named":
            given = [row["first_country"]]
        else:
            given = (row["countries"] or "").split(";")
        policy = next(t for t in TERRITORIES if t.name == self.specification["territory"])
        era = era_of(row["date"]) if row["date"] is not None else 0
        codes = frozenset(policy.code(code, era) for code in given if code)
        return codes if rule != "one_country" or len(codes) == 1 else frozenset()

    def scale(self, name: str) -> tuple[Scored, ...]:
        """Benchmarks of a scale: one for an index or for compute, and none without data."""
        if name == "compute":
            found = self._compute()
        elif name == "index":
            found = self.index()
        else:
            wanted = {"targeted": True, "untargeted": False}.get(name)
            found = tuple(
                self._scored(benchmark, runs)
                for benchmark, runs in sorted(self.runs.items())
                if wanted is None or runs[0]["targeted"] is wanted
            )
        return tuple(scored for scored in found if scored.points)

    @cached_property
    def runs(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of scores by benchmark, of the domain that is asked about."""
        from detente.tables.score import TABLE

        domain = self.specification["model_domain"]
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        if self.dataset.release.has(TABLE.name):
            for row in self.dataset.release.table(TABLE).to_pylist():
                if domain in ("all", row["domain"]):
                    found[row["benchmark"]].append(row)
        return dict(found)

    def index(self, without: str | None = None) -> tuple[Scored, ...]:
        """Abilities fitted to all benchmarks that have a whole, or to all but one.

        Every admitted model is fitted, dated or not: what links benchmarks needs no date.
        """
        if without is None:
            self._fitted = None  # the same bits whether it is fitted first or again
        fractions = {
            (model, benchmark): score
            for benchmark, runs in self.runs.items()
            if runs[0]["unit"] == "fraction" and benchmark != without
            for model, score in self._by_model(runs).items()
        }
        pairs = sorted(fractions)
        if not pairs:
            return ()
        models, benchmarks = (np.array(side) for side in zip(*pairs, strict=True))
        numbers = [np.unique(side, return_inverse=True)[1] for side in (models, benchmarks)]
        kept = response.linked(*numbers, least=LEAST_SHARED)
        if not len(kept):
            return ()
        names, places = np.unique(models[kept], return_inverse=True)
        tests, items = np.unique(benchmarks[kept], return_inverse=True)
        scores = np.array([fractions[pair] for pair in pairs])[kept]
        # an error rate is a fraction, too, and lower is better
        better = np.where(scores < 0, 1 + scores, scores)
        fitted = self._fit(places, items, better, start=self._start(names, tests))
        if without is None:
            self._fitted = (dict(zip(names, fitted.ability, strict=True)),
                            dict(zip(tests, fitted.difficulty, strict=True)),
                            dict(zip(tests, fitted.slope, strict=True)))  # fmt: skip
        points = zip(names.tolist(), fitted.ability.tolist(), strict=True)
        return (self._of("index" if without is None else f"index without {without}", points),)

    def _fit(
        self,
        places: NDArray[np.intp],
        items: NDArray[np.intp],
        better: NDArray[np.float64],
        *,
        start: tuple[list[float], list[float], list[float]] | None,
    ) -> response.Abilities:
        """The fit to these scores, made once: most choices are about whose models they are."""
        given = [array.tobytes() for array in (places, items, better)] + [repr(start).encode()]
        key = ("response", hashlib.sha256(b"".join(given)).hexdigest())
        memory = self.dataset.memory
        if key not in memory:
            memory[key] = response.fit(places, items, better, start=start)
        return cast("response.Abilities", memory[key])

    def _start(
        self, models: NDArray[np.str_], tests: NDArray[np.str_]
    ) -> tuple[list[float], list[float], list[float]] | None:
        """Where a refit begins: at the fit to all benchmarks, which is near."""
        if self._fitted is None:
            return None
        ability, difficulty, slope = self._fitted
        return (
            [ability.get(model, 0.0) for model in models],
            [difficulty.get(test, 0.0) for test in tests],
            [slope.get(test, 1.0) for test in tests],
        )

    def _scored(self, benchmark: str, runs: list[dict[str, Any]]) -> Scored:
        self.left_out[benchmark]["score"] = sum(run["score"] is None for run in runs)
        point = 0.01 if runs[0]["unit"] == "fraction" else None
        return self._of(benchmark, self._by_model(runs).items(), point)

    def _by_model(self, runs: list[dict[str, Any]]) -> dict[str, float]:
        """One score of each admitted model: its best, or the mean; lower-is-better is negated."""
        given: dict[str, list[float]] = defaultdict(list)
        for run in sorted(runs, key=lambda run: (run["model"], run["run"])):
            if run["score"] is not None and run["model"] in self.models:
                given[run["model"]].append(run["score"] * (1 if run["higher_is_better"] else -1))
        best = self.specification["runs"] == "best"
        return {m: max(found) if best else sum(found) / len(found) for m, found in given.items()}

    def _compute(self) -> tuple[Scored, ...]:
        known = [
            (name, float(np.log10(row["training_compute"])))
            for name, row in sorted(self.models.items())
            if row["training_compute"] is not None
        ]
        return (self._of(COMPUTE, known),) if known else ()

    def _of(
        self, name: str, scores: Iterable[tuple[str, float]], point: float | None = None
    ) -> Scored:
        """A benchmark of the models whose day and country are known; the others are counted."""
        points, dates, countries = [], 0, 0
        for model, score in scores:
            release = self.releases.get(model)
            if release is not None:
                points.append((release, score))
            elif self.models[model]["date"] is None:
                dates += 1
            else:
                countries += 1
        self.left_out[name] |= Counter(date=dates, country=countries)
        values = [score for _, score in points]
        whole = max(values) - min(values) if values else 0.0
        return Scored(name, tuple(points), point if point is not None else whole / 100)

    def _admits(self, row: dict[str, Any]) -> bool:
        domain, access = self.specification["model_domain"], self.specification["model_access"]
        if self.specification["distilled"] == "left_out" and row["distilled"]:
            return False
        if access == "open_weights" and row["access"] not in OPEN:
            return False
        if access == "closed_weights" and (row["access"] is None or row["access"] in OPEN):
            return False
        # scores know their own domain; a model whose domain nobody states is not left out for it
        if domain == "all" or not row["domains"]:
            return True
        words = _TEXTUAL if domain == "language" else _VISUAL
        return any(word in row["domains"] for word in words)


def model_unit(text: str) -> int:
    """The number by which a bootstrap knows a release or a model: a hash of what it is called."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") >> 2
