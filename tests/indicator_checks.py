"""What every indicator must keep, on any engine: the declaration, the rows, the naive answer."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pyarrow as pa

import count_checks
import evidence
import scored_checks
from answer_checks import INDICATORS
from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.indicator import EXACT, VALUE_COLUMNS
from small_release import old_world, small_world

DOCS = Path(__file__).parent.parent / "docs"
BIBLIOGRAPHY = DOCS.parent / "src" / "detente" / "core" / "references.bib"

# questions beyond the plain one; an indicator that is not here is asked the plain one alone
QUESTIONS = {
    "output": [{}, {"by": "year"}, {"by": "field"}, {"country": "US"}],
    "collaboration": [{}, {"country": "US"}, {"country": "US", "partner": "CN"}],
    "strength": [{"country": "US"}, {"country": "US", "partner": "CN"}],
    "coverage": [
        {}, *({"by": by} for by in ("year", "venue", "field", "type")),
        {"country": "US", "strata": "venue", "listed": [3, 10, 17, 999]},
    ],
    "concentration": [{}, {"top": 3, "high_count": 2, "high_ratio": 1.0}],
    "network": [{"slow_draws": 6}, {"country": "US", "slow_draws": 6}],
    "definitions": [{}, {"country": "US", "partner": "CN"}],
    "impact": [{}, {"by": "year"}, {"country": "US"}, {"country": "US", "partner": "CN"}],
    "disruption": [{}, {"by": "year"}, {"country": "US", "partner": "CN", "replicas": 3}],
    "breakthrough": [{}, {"by": "year"}, {"country": "US", "partner": "CN"}],
    "dividend": [{"country": "US"}, {"country": "US", "partner": "CN"}],
    "novelty": [
        {"replicas": 3}, {"by": "year", "replicas": 3}, {"replicas": 0},
        {"country": "US", "replicas": 0, "first_year": 2008, "last_year": 2020},
        {"country": "US", "partner": "CN", "replicas": 2},
    ],
    **evidence.united("QUESTIONS"),
}  # fmt: skip
CASES = [(name, filters) for name in INDICATORS for filters in QUESTIONS.get(name, [{}])]
CHOICES = (
    {},
    {"unknown": "complete_case", "territory": "hk_mo_with_cn", "link": "per_country",
     "counting": "author_country", "window": "three_years", "top_share": "1%",
     "disruption_index": "di5", "top_disruptive": "20%"},
    {"unknown": "renormalise", "territory": "eu_bloc", "link": "per_paper",
     "counting": "institution", "dual_affiliation": "needs_two_authors",
     "reference_set": "by_year", "domestic_citations": "dropped", "top_share": "50%",
     "disruption": "naive", "disruption_index": "without_n_k"},
    {"counting": "corresponding", "ai_definition": "vision", "period": "2019-2021",
     "territory": "eu_bloc_hk_mo_tw_with_cn", "document_types": "all", "top_share": "5%",
     "domestic_citations": "dropped", "window": "three_years", "disruption": "ten_references",
     "disruption_window": "ten_years"},
    *(c for module in evidence.MODULES.values() for c in getattr(module, "CHOICES", ())),
)  # fmt: skip


AGED = {"disruption", "breakthrough", "dividend", "novelty", "mobility", "adoption_lag"}
"""Indicators that need windows to close, and therefore works of many years."""


def kind_of(name):
    """Which works an indicator is tried on: of few years, or of many."""
    return "old" if name in AGED else "small"


def world_for(kind, seed, size):
    """Works of that kind."""
    return {"old": old_world, "small": small_world}[kind](seed, size)


def specification_of(name, choices):
    """The choices that an indicator depends on."""
    aged = {"period": "2008-2012"} if name in AGED and "period" in choices else {}
    given = choices | aged
    return Specification.of({k: v for k, v in given.items() if k in INDICATORS[name].dimensions})


def _answerable(name, filters, choices):
    """Published figures are of members; each field has its own definition of AI."""
    apart = name == "comparison" and "eu_bloc" in choices.get("territory", "")
    return not apart and not (filters.get("by") == "field" and "ai_definition" in choices)


def choices_of(name):
    """Choices that ask different things of an indicator: the usual ones, and its module's own."""
    foreign = [
        choices
        for module in evidence.MODULES.values()
        if name not in module.INDICATORS
        for choices in getattr(module, "CHOICES", ())
    ]
    offered = [c for c in CHOICES if not any(c is other for other in foreign)]
    different = {specification_of(name, choices): choices for choices in reversed(offered)}
    return [choices for choices in offered if any(choices is c for c in different.values())]


ASKED = [
    (name, filters, choices)
    for name, filters in CASES
    for choices in choices_of(name)
    if _answerable(name, filters, choices)
]


# ---- the declaration ----


def check_declaration(name):
    declared = INDICATORS[name]
    assert declared.title
    assert declared.question.endswith("?")
    assert declared.interval
    assert declared.minimum_data
    assert declared.grain
    assert not set(declared.grain) & set(VALUE_COLUMNS)
    assert set(declared.dimensions) <= {d.name for d in DIMENSIONS}
    names = [metric.name for metric in declared.metrics]
    assert len(names) == len(set(names)) > 0
    for metric in declared.metrics:
        assert all((metric.name, metric.title, metric.unit, metric.formula)), metric
        bounds = (metric.minimum, metric.maximum)
        assert None in bounds or bounds[0] < bounds[1], metric
        if metric.unit in {"share", "probability", "yes or no"}:
            assert bounds == (0, 1)


def check_sources(name):
    declared = INDICATORS[name]
    keys = re.findall(r"^@\w+\{([^,]+),$", BIBLIOGRAPHY.read_text("utf-8"), re.MULTILINE)
    assert set(declared.references) <= set(keys)
    # what only repeats or compares published figures cites their source in its provenance
    assert declared.references or "figure" in declared.title.lower()
    headings = re.findall(r"^## (\d+)\. ", (DOCS / "methods.md").read_text("utf-8"), re.MULTILINE)
    sections = re.findall(r"§(\d+)", declared.method)
    assert sections
    assert set(sections) <= set(headings)


# ---- the rows ----


def check_rows(measure):
    declared, rows = measure.indicator, measure.to_dicts()
    assert measure.rows.column_names == [*declared.grain, *VALUE_COLUMNS]
    assert measure.rows.schema.field("n").type == pa.int64()
    metrics = {metric.name: metric for metric in declared.metrics}
    keys = [(row["metric"], *(row[name] for name in declared.grain)) for row in rows]
    assert len(keys) == len(set(keys)), "a cell occurs twice"
    for row in rows:
        check_row(row, metrics[row["metric"]], published=declared.interval == EXACT)
    assert dict(measure.provenance.specification).keys() == set(declared.dimensions)


def check_row(row, metric, *, published):
    value, low, high = row["value"], row["low"], row["high"]
    least = -math.inf if metric.minimum is None else metric.minimum
    most = math.inf if metric.maximum is None else metric.maximum
    for number in (value, low, high):
        if number is not None:
            assert math.isfinite(number), row
            assert least - 1e-9 <= number <= most + 1e-9, row
    # a percentile interval need not hold the estimate (a resample has fewer partners), but it is
    # never upside down, and never stands where there is no value
    assert (low is None) == (high is None) or "end not reached" in row["note"], row
    if low is not None and high is not None:
        assert low <= high, row
    if low is not None or high is not None:
        assert value is not None, row
    if value is None:
        assert row["note"], row
    assert row["n"] is None or row["n"] >= 0
    assert row["n"] is not None or published or metric.name == "published", row
    share = row["unknown_share"]
    assert share is None or 0 <= share <= 1, row
    if row["n"] == 0 and metric.unit in {"share", "index", "ratio", "probability"}:
        assert value is None or metric.name == "share" or metric.unit == "probability", row


def without_provenance(measure):
    """The rows bit for bit."""
    return measure.rows.combine_chunks().to_pydict()


# ---- the naive answer ----

CHECKS = count_checks.CHECKS | scored_checks.CHECKS | evidence.united("CHECKS")
CHECKED = [(name, choices) for name in CHECKS for choices in choices_of(name)]


def check_naive(name, dataset, world, choices):
    """Everything an indicator says against the naive answer."""
    CHECKS[name](dataset, world, specification_of(name, choices))
