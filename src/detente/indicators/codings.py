"""Codings of rules as arrays: what each coder found in each article, and each side's rules by draw.

An article is resampled as a work is elsewhere: its weight in a draw is a function of (seed,
article, draw), and a side's rules in a draw are those of its articles that have a weight. Where
coders differ and presence goes by votes, a draw asks one of them for each code, so that a code is
there with the probability of its share of votes.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.dimensions.rules import ADDRESSED, CHINESE_INSTRUMENTS
from detente.core.errors import DataMissing
from detente.kernels.bootstrap import uniforms, weights
from detente.kernels.intervals import interval
from detente.kernels.reliability import Kappa, cohen, krippendorff

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]
    Row = dict[str, Any]

LEAST_ALPHA = 0.667
"""Below, verdicts are capped at "insufficient data" (methods §6)."""

_MERGED: dict[str, Callable[..., Floats]] = {"votes": np.mean, "either": np.max, "both": np.min}


@dataclass(frozen=True, slots=True)
class Coded:
    """The coded rules of a release: rows of the ``instrument`` and ``obligation`` tables."""

    instruments: list[Row]
    obligations: list[Row]

    @staticmethod
    def of(dataset: Dataset) -> Coded:
        """Those of a dataset whose coders say how strongly an article obliges.

        Raises
        ------
        DataMissing
            The release has none.
        """
        from detente.tables.instrument import TABLE as INSTRUMENT
        from detente.tables.obligation import TABLE as OBLIGATION

        dataset.need(INSTRUMENT.name, OBLIGATION.name)
        instruments, rows = (dataset.release.table(t).to_pylist() for t in (INSTRUMENT, OBLIGATION))
        # such as tags of subjects: of other texts, of other pieces, and without a strength
        tagged = {r["coder"] for r in rows if r["status"] == "operative" and r["strength"] is None}
        obligations = [row for row in rows if row["coder"] not in tagged]
        read = {row["instrument"] for row in obligations}
        if not obligations:
            raise DataMissing(
                "the release has rules, but nobody coded how strongly they oblige",
                fix="the starter holds our own coding: detente build starter",
            )
        return Coded([row for row in instruments if row["instrument"] in read], obligations)

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Whose rules there are."""
        return tuple(sorted({row["jurisdiction"] for row in self.instruments}))

    def under(self, specification: Specification) -> Coding:
        """What a specification lets count."""
        chosen = CHINESE_INSTRUMENTS[specification["chinese_rules"]]
        kept = {
            row["instrument"]: row["jurisdiction"]
            for row in self.instruments
            if chosen is None or row["jurisdiction"] != "CN" or row["instrument"] in chosen
        }
        return arranged(self.obligations, kept, specification)

    def reliability(self, specification: Specification, dataset: Dataset) -> Reliability:
        """Agreement on all that was coded, at the specification's level of the taxonomy."""
        every = specification.but(chinese_rules="all", addressees="everybody")
        return self.under(every).reliability(dataset)


@dataclass(frozen=True, slots=True)
class Reliability:
    """Agreement of the coders at one level of the taxonomy: the estimate, then each draw.

    Attributes
    ----------
    presence, strength : float64 arrays, shape (1 + draws,)
        Krippendorff's alpha, nominal of presence and ordinal of strength.
    kappa : float64 array, shape (1 + draws,)
        Cohen's, of presence, of the first two coders.
    articles : int
        Articles that were coded.
    coders : int
    """

    presence: Floats
    strength: Floats
    kappa: Floats
    articles: int
    coders: int

    @property
    def withheld(self) -> str:
        """Why nothing that rests on the coding may be said; empty where it is reliable."""
        if self.coders < 2:
            return "insufficient data: coded once, so nobody can tell how reliably"
        least = min(self.presence[0], self.strength[0])
        if least >= LEAST_ALPHA:
            return ""
        shown = "undefined" if np.isnan(least) else f"{least:.3f}"
        return f"insufficient data: alpha of the coders is {shown}, below {LEAST_ALPHA}"


@dataclass(frozen=True, slots=True)
class Coding:
    """Strengths that coders found.

    Attributes
    ----------
    articles : tuple of (str, int)
        Instrument and number.
    jurisdictions : array of str, shape (articles,)
    codes : tuple of str
        Types or families of obligation, in the order of their names.
    family : tuple of str
        Family of each code.
    strength : int8 array, shape (coders, articles, codes)
        0 where there is no such obligation.
    """

    articles: tuple[tuple[str, int], ...]
    jurisdictions: NDArray[np.str_]
    codes: tuple[str, ...]
    family: tuple[str, ...]
    strength: NDArray[np.int8]

    @property
    def families(self) -> tuple[str, ...]:
        """Names of the families, each once."""
        return tuple(sorted(set(self.family)))

    @property
    def in_family(self) -> Bools:
        """Which codes belong to each family, shape (families, codes)."""
        return np.array([[f == name for f in self.family] for name in self.families], bool)

    def operative(self, *jurisdictions: str) -> int:
        """Articles of some jurisdictions in which any coder found any code."""
        inside = np.isin(self.jurisdictions, jurisdictions)
        return int((self.strength[:, inside] > 0).any(axis=(0, 2)).sum())

    def article_weights(self, dataset: Dataset) -> NDArray[np.int32]:
        """How often each article counts: 1, then its weight in each draw; (articles, 1 + draws)."""
        names = np.array([identity(*article) for article in self.articles], np.int64)
        first = np.arange(len(names) + 1)
        drawn = weights(first, names, draws=dataset.draws, seed=dataset.seed)
        return np.concatenate([np.ones((len(names), 1), np.int32), drawn], axis=1)

    def rules(self, jurisdiction: str, dataset: Dataset, specification: Specification) -> Floats:
        """What the rules of a jurisdiction hold of each code.

        Returns
        -------
        float64 array, shape (1 + draws, codes)
            Strength 0 to 3 or presence 0 to 1: the coders merged, then one value a draw.
        """
        mine = np.flatnonzero(self.jurisdictions == jurisdiction)
        found = self.strength[:, mine]
        if specification["obligation_weight"] == "presence":
            found = (found > 0).astype(np.int8)
        counted = self.article_weights(dataset)[mine] > 0
        # the strongest of the articles that count; 0 where none does
        strongest = np.stack(
            [(found * there[:, None]).max(axis=1, initial=0) for there in counted.T]
        )
        rule = specification["coders"]
        merged = np.asarray(_MERGED[rule](strongest, axis=1), float)
        if rule == "votes":
            merged[1:] = self._asked(strongest[1:], jurisdiction, dataset)
        return merged

    def _asked(self, strongest: NDArray[np.int8], side: str, dataset: Dataset) -> Floats:
        """What one coder, drawn for each code, found; shape (draws, codes)."""
        names = np.array([identity(f"{side} {code}", 0) for code in self.codes], np.int64)
        chance = uniforms(names, draws=dataset.draws, seed=dataset.seed).T
        coder = (chance * len(self.strength)).astype(np.int64)
        picked = np.take_along_axis(strongest, coder[:, None, :], axis=1)[:, 0]
        return np.asarray(picked, float)

    def votes(self, jurisdiction: str) -> Floats:
        """Share of the coders who found each code in the rules of a jurisdiction."""
        mine = self.jurisdictions == jurisdiction
        return np.asarray((self.strength[:, mine] > 0).any(axis=1).mean(axis=0), float)

    def reliability(self, dataset: Dataset) -> Reliability:
        """Agreement over every pair of an article and a code."""
        units = self.strength.reshape(len(self.strength), -1)
        repeated = np.repeat(self.article_weights(dataset), len(self.codes), axis=0).T
        none = Kappa(*np.full((4, len(repeated)), np.nan))
        several = len(units) > 1
        return Reliability(
            presence=krippendorff(units > 0, weights=repeated),
            strength=krippendorff(units, "ordinal", weights=repeated),
            kappa=(cohen(units[0] > 0, units[1] > 0, weights=repeated) if several else none).value,
            articles=len(self.articles),
            coders=len(units),
        )


def spread(totals: Floats) -> tuple[Floats, Floats]:
    """Ends of the 95 % interval of the draws, extended to hold the estimate.

    A resample has fewer different articles than the law and so never more codes: draws of an
    overlap lie below the estimate, and a verdict must not be turned by that alone.

    Parameters
    ----------
    totals : float64 array, shape (rows, 1 + draws)

    Returns
    -------
    pair of float64 arrays, shape (rows,)
    """
    found, estimate = interval(totals[:, 1:]), totals[:, 0]
    return np.minimum(found.low, estimate), np.maximum(found.high, estimate)


def identity(name: str, number: int) -> int:
    """A number that stands for an article or a code whatever else there is, at least 0."""
    digest = hashlib.sha256(f"{name}/{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1


def arranged(
    rows: Sequence[Row], jurisdictions: dict[str, str], specification: Specification
) -> Coding:
    """Rows of the ``obligation`` table as arrays.

    Parameters
    ----------
    rows : sequence of dict
    jurisdictions : dict of str to str
        Jurisdiction of each instrument that counts.
    specification : Specification
        Its level and addressees.
    """
    level, addressed = specification["taxonomy_level"], ADDRESSED[specification["addressees"]]
    coders = sorted({row["coder"] for row in rows})
    articles = sorted(
        {(r["instrument"], r["article"]) for r in rows if r["instrument"] in jurisdictions}
    )
    # every code of the release, so that another choice of instruments moves none
    family_of = {row[level]: row["family"] for row in rows if row["type"] is not None}
    codes = sorted(family_of)
    strength = np.zeros((len(coders), len(articles), len(codes)), np.int8)
    places = [{name: i for i, name in enumerate(axis)} for axis in (coders, articles, codes)]
    for row in rows:
        article = row["instrument"], row["article"]
        counts = row["type"] is not None and (addressed is None or row["addressee"] in addressed)
        if counts and article in places[1]:
            place = places[0][row["coder"]], places[1][article], places[2][row[level]]
            strength[place] = max(strength[place], row["strength"])
    return Coding(
        articles=tuple(articles),
        jurisdictions=np.array([jurisdictions[name] for name, _ in articles], np.str_),
        codes=tuple(codes),
        family=tuple(family_of[code] for code in codes),
        strength=strength,
    )
