"""The monopoly-risk rule: the largest institutions in one country, and its lead over the second."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import DataMissing
from detente.core.indicator import Metric
from detente.indicators.institutions import institutions_of
from detente.indicators.rows import About, joined, ratio, small
from detente.kernels import concentration

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import ArrayLike, NDArray

    from detente.indicators.institutions import Institutions
    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

# order of the classes: concentration.RISK_CLASSES
_P_CLASS = ("monopoly_low", "monopoly_medium", "monopoly_high")
_OF_INSTITUTIONS = ("institution_hhi", "institution_effective_number")
_OF_TOP = ("top_institutions", "top_institutions_least", "top_institutions_most")
_OF_CLASS = ("monopoly_risk", "monopoly_risk_least", "monopoly_risk_most")
_CLASS = "0 low, 1 medium, 2 high"
RULE_METRICS = (
    Metric("institution_hhi", "Herfindahl-Hirschman index of institutions", "index",
           "Σ s², a work counting once for each of its institutions", 0.0, 1.0),
    Metric("institution_effective_number", "Effective number of institutions", "institutions",
           "1 / HHI", 1.0),
    Metric("top_institutions", "Top institutions in the leading country", "institutions",
           "of the 10 with most papers, in the leading country of each draw; ties at the last "
           "place are shared"),
    Metric("top_institutions_least", "… if ties go against it", "institutions", "least"),
    Metric("top_institutions_most", "… if ties go for it", "institutions", "most"),
    Metric("monopoly_risk", "Risk of a monopoly", "class",
           f"{_CLASS}; high: at least 8 of the top 10 institutions in the leading country and lead "
           "at least 3 × second; medium: 5 and 2 ×", 0.0, 2.0),
    Metric("monopoly_risk_least", "… if ties go against the country", "class", _CLASS, 0.0, 2.0),
    Metric("monopoly_risk_most", "… if ties go for the country", "class", _CLASS, 0.0, 2.0),
    Metric("monopoly_low", "P(risk is low)", "probability",
           "share of bootstrap draws in this class, each with its own leading country", 0.0, 1.0),
    Metric("monopoly_medium", "P(risk is medium)", "probability", "as above", 0.0, 1.0),
    Metric("monopoly_high", "P(risk is high)", "probability", "as above", 0.0, 1.0),
)  # fmt: skip
NO_INSTITUTIONS = (
    "insufficient data: no work names an institution; `detente sources` lists sources that do"
)


def rule_rows(
    tally: Tally,
    credit: Floats,
    thresholds: concentration.MonopolyThresholds,
    *,
    top: int,
    unknown: ArrayLike,
) -> list[pa.Table]:
    """Rows of `RULE_METRICS`, or why there are none.

    Parameters
    ----------
    tally : Tally
    credit : float64 array, shape (countries, 1 + draws)
        Output of each country.
    thresholds : MonopolyThresholds
    top : int
        How many of the largest institutions count.
    unknown : float
        Share of the output whose country is unknown.
    """
    nobody = About({"country": [None]}, 0, unknown)
    try:
        institutions = institutions_of(tally)
    except DataMissing:
        return [nobody.nulls(metric.name, NO_INSTITUTIONS) for metric in RULE_METRICS]
    named = len(institutions.country)
    if not named:
        return [nobody.nulls(metric.name, NO_INSTITUTIONS) for metric in RULE_METRICS]
    n = len(np.unique(institutions.works))
    about = replace(nobody, n=n, note=small([n]))
    tables = _of_institutions(institutions, about)
    if named < top or not credit[:, 0].any():
        why = f"insufficient data: {named} institutions are named, the rule needs {top}"
        return tables + [about.nulls(name, why) for name in (*_OF_TOP, *_OF_CLASS, *_P_CLASS)]
    lead, first, second = concentration.lead_and_second(credit.T)
    # nobody leads where no country has anything
    found = _counts(institutions, lead, top)
    counts = concentration.TopCount(*(np.where(first > 0, count, np.nan) for count in found))
    ratios = concentration.monopoly_ratio(first, second)
    classes = [concentration.monopoly_risk(count, ratios, thresholds) for count in counts]
    leader = tally.pool.countries[lead[0]]
    note = [joined(*about.note, shared_lead(credit[:, 0]))]
    of_lead = replace(about, grain={"country": [leader]}, note=note)
    return tables + _of_rule(of_lead, counts, classes)


def shared_lead(amounts: Floats) -> str:
    """A note where several are first: the one that is named is then the first by its code."""
    first = amounts.max(initial=0.0)
    sharing = int(np.sum(amounts >= first * (1 - concentration.TOLERANCE))) if first > 0 else 0
    return f"first place is shared by {sharing}" if sharing > 1 else ""


def _of_institutions(institutions: Institutions, about: About) -> list[pa.Table]:
    index = institutions.hhi()[None]
    values = (index, ratio(np.ones_like(index), index))
    return [about.rows(m, totals) for m, totals in zip(_OF_INSTITUTIONS, values, strict=True)]


def _counts(institutions: Institutions, lead: Ints, top: int) -> concentration.TopCount:
    """How many of the top institutions are in each draw's leading country."""
    contenders = institutions.contenders(top)
    of_lead = institutions.country[contenders] == lead[:, None]
    return concentration.top_count(institutions.drawn(contenders).T, of_lead, places=top)


def _of_rule(about: About, counts: concentration.TopCount, classes: list[Floats]) -> list[pa.Table]:
    tables = [about.rows(m, totals[None]) for m, totals in zip(_OF_TOP, counts, strict=True)]
    certain = "how certain: see monopoly_low, monopoly_medium, monopoly_high"
    tables += [
        about.plain(metric, totals[:1], note=certain)
        for metric, totals in zip(_OF_CLASS, classes, strict=True)
    ]
    everyone = replace(about, grain={"country": [None]})
    drawn = classes[0][1:]
    return tables + [
        everyone.probabilities(metric, (drawn == number)[None])
        for number, metric in enumerate(_P_CLASS)
    ]
