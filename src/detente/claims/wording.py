"""The words of statements: how an atom is written, and what the grammar's parts are called."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from detente.claims.metric import METRICS
from detente.core.discovery import modules
from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.claims.atom import Atom
    from detente.claims.metric import ClaimMetric
    from detente.core.period import Period

# One example of every kind of sentence, shown when a claim cannot be read.
EXAMPLES = (
    "US and CN are each other's no. 1 partners in AI, 2018-2022",
    "CN is GB's no. 1 partner in vision, 2015-2020",
    "US is ranked 2 among partners of JP in AI",
    "CN publishes more papers than US in robotics, 2020-2023",
    "CN publishes fewer international papers than US in AI",
    "DE has a higher international share than CN in AI",
    "CN publishes more top papers than US in AI, 2018-2022",
    "US has a higher mean citation score than CN in AI",
    "US publishes more breakthroughs than CN in AI",
    "US-CN joint papers have a higher top share than US domestic papers in AI",
    "US has more joint papers with CN than with GB in AI, 2018-2022",
    "FR publishes as many papers as DE within 0.05 in AI",
    "US and CN collaborate less than expected in AI",
    "US-CN collaboration strength is between 0.8 and 1.2 in AI",
    "US international share is above 0.5 in AI, 2021",
    "US-CN co-authorship fell after 2019 in AI",
    "the share of joint papers US-CN in US international papers fell between 2017 and 2021 in AI",
    "US papers rose from 2015-2017 to 2020-2022 in AI",
    "US-CN joint papers of listed entities fell after listing in AI",
    "CN is 12 to 24 months behind US in AI",
    "EU's rules cover at least 0.5 of CN's rules in AI",
    "CN's rules add censorship to EU's rules in AI",
)

SCOPES = ("machine_learning", "vision", "language", "robotics")
SCOPE_ALIASES = MappingProxyType(
    {"computer_vision": "vision", "natural_language_processing": "language", "nlp": "language"}
)

PAIR_METRICS = MappingProxyType(
    {"joint_papers": "joint papers", "observed_over_expected": "collaboration strength"}
)
COUNT_METRICS = MappingProxyType(
    {
        "papers": "papers",
        "international_papers": "international papers",
        "top_papers": "top papers",
        "breakthroughs": "breakthroughs",
    }
)
RATE_METRICS = MappingProxyType(
    {
        "international_share": "international share",
        "top_share_of_papers": "top share",
        "mean_score": "mean citation score",
        "total_score": "total citation score",
        "breakthrough_share": "breakthrough share",
        "mean_disruption": "mean disruption",
    }
)
JOINT = "joint_"
"""What a rate of a pair's joint papers, over that of one side's domestic papers, begins with."""
BASE_METRIC = "partner_share"

# What is expected, in human words, where a terminal is not simply its own word.
TERMINALS = MappingProxyType(
    {
        "$END": "the end of the claim",
        "A": "'a'",
        "AS_MANY": "'as many'",
        "AT_LEAST": "'at least'",
        "AI": "'AI'",
        "CARDINAL": "a number",
        "CODE": "a country",
        "COMMA": "a comma and years",
        "BREAKTHROUGHS": "'breakthroughs'",
        "BREAKTHROUGH_SHARE": "'breakthrough share'",
        "DASH": "a dash",
        "DISRUPTION": "'mean disruption'",
        "DOMESTIC_PAPERS": "'domestic papers'",
        "DOT": "a full stop",
        "EACH_OTHERS": "'each other's'",
        "INTERNATIONAL_PAPERS": "'international papers'",
        "INTERNATIONAL_SHARE": "'international share'",
        "JOINT_PAPERS": "'joint papers'",
        "LARGEST": "a rank such as 'no. 1'",
        "LESS": "'fewer'",
        "AFTER_LISTING": "'after listing'",
        "MEAN_SCORE": "'mean citation score'",
        "METRIC": "another quantity",
        "PAIR_METRIC": "another quantity of a pair",
        "NAME": "a name",
        "NO": "a rank such as 'no. 1'",
        "NUMBER": "a number",
        "ORDINAL": "a rank such as 'no. 1'",
        "PERCENT": "'%'",
        "POSSESSIVE": "the country's 's",
        "SEMICOLON": "a semicolon and another statement",
        "STRENGTH": "'collaboration strength'",
        "TOP_PAPERS": "'top papers'",
        "TOP_SHARE": "'top share'",
        "TOTAL_SCORE": "'total citation score'",
        "WITH_MARGIN": "'with margin'",
        "YEAR": "a year",
    }
)


@cache
def worded_metrics() -> dict[str, ClaimMetric]:
    """Metrics that say themselves what sentences call them, by name."""
    found = {name: module.METRIC for name, module in modules(METRICS, "METRIC").items()}
    return {name: metric for name, metric in found.items() if metric.words}


def terminal(name: str) -> str:
    """What a terminal of the grammar stands for, in human words."""
    return TERMINALS.get(name, f"'{name.lower()}'")


def render(atom: Atom) -> str:
    """The statement as a sentence that :func:`detente.claims.grammar.parse` reads back.

    Raises
    ------
    UsageError
        The grammar has no sentence for this statement.
    """
    sentence = _SENTENCES[atom.relation](atom)
    margin = f" with margin {_number(atom.margin)}" if atom.margin else ""
    scope = "AI" if atom.scope is None else atom.scope.replace("_", " ")
    period = f", {_years(atom.period, atom)}" if atom.period is not None else ""
    return f"{sentence}{margin} in {scope}{period}"


def _mutual_rank(atom: Atom) -> str:
    return f"{_pair(atom, ' and ')} are each other's no. {atom.rank} partners{_by(atom)}"


def _rank(atom: Atom) -> str:
    partner, subject = _country(atom.partner), _country(atom.subject)
    return f"{partner} is {subject}'s no. {atom.rank} partner{_by(atom)}"


def _by(atom: Atom) -> str:
    if atom.metric not in PAIR_METRICS:
        raise _unsayable(atom)
    return "" if atom.metric == "joint_papers" else f" by {PAIR_METRICS[atom.metric]}"


def _compared(atom: Atom) -> str:
    more, above = atom.relation == "gt", "above" if atom.relation == "gt" else "below"
    if atom.metric == "observed_over_expected" and atom.partner and atom.value == 1.0:
        return f"{_pair(atom, ' and ')} collaborate {'more' if more else 'less'} than expected"
    rate = RATE_METRICS.get(atom.metric.removeprefix(JOINT))
    if rate and atom.metric.startswith(JOINT) and atom.partner and atom.value == 1.0:
        amount, base = "higher" if more else "lower", _country(atom.subject)
        joint = f"{_pair(atom, '-')} joint papers"
        return f"{joint} have a {amount} {rate} than {base} domestic papers"
    if atom.value is not None:
        return f"{_quantity(atom)} is {above} {_number(atom.value)}"
    subject, other = _country(atom.subject), _country(atom.comparator)
    if atom.metric == "joint_papers" and atom.partner is not None:
        amount, partner = "more" if more else "fewer", _country(atom.partner)
        return f"{subject} has {amount} joint papers with {partner} than with {other}"
    worded = worded_metrics().get(atom.metric)
    if worded is not None and worded.adds_up:
        amount = f"has {'more' if more else 'fewer'} {worded.words}"
    elif (worded is not None or atom.metric in RATE_METRICS) and atom.partner is None:
        rate = worded.words if worded is not None else RATE_METRICS[atom.metric]
        amount = f"has a {'higher' if more else 'lower'} {rate}"
    else:
        amount = f"publishes {'more' if more else 'fewer'} {_count(atom)}"
    return f"{subject} {amount} than {other}"


def _within(atom: Atom) -> str:
    low, high = atom.bounds or (0.0, 0.0)
    if atom.comparator is None:
        return f"{_quantity(atom)} is between {_number(low)} and {_number(high)}"
    if low != -high:
        raise _unsayable(atom)
    subject, other = _country(atom.subject), _country(atom.comparator)
    return f"{subject} publishes as many {_count(atom)} as {other} within {_number(high)}"


def _change(atom: Atom) -> str:
    return f"{_quantity(atom)} {atom.direction} {_turn(atom)}"


def _effect(atom: Atom) -> str:
    return f"{_quantity(atom)} {atom.direction} after listing"


def _lag(atom: Atom) -> str:
    low, high = atom.bounds or (0.0, 0.0)
    subject, other = _country(atom.subject), _country(atom.comparator)
    if atom.metric != "frontier_lag":
        raise _unsayable(atom)
    return f"{subject} is {_number(low)} to {_number(high)} months behind {other}"


def _coverage(atom: Atom) -> str:
    subject, other = _rules(atom)
    return f"{subject}'s rules cover at least {_number(atom.value or 0.0)} of {other}'s rules"


def _adds(atom: Atom) -> str:
    subject, other = _rules(atom)
    return f"{subject}'s rules add {atom.family} to {other}'s rules"


_SENTENCES: MappingProxyType[str, Callable[[Atom], str]] = MappingProxyType(
    {
        "gt": _compared,
        "lt": _compared,
        "within": _within,
        "rank": _rank,
        "mutual_rank": _mutual_rank,
        "change": _change,
        "effect": _effect,
        "lag": _lag,
        "coverage": _coverage,
        "adds": _adds,
    }
)


def _quantity(atom: Atom) -> str:
    worded = worded_metrics().get(atom.metric)
    if worded is not None and worded.of_pair == (atom.partner is not None):
        whose = _country(atom.subject) if atom.partner is None else _pair(atom, "-")
        return f"{whose} {worded.words}"
    if atom.partner is None:
        metric = RATE_METRICS.get(atom.metric) or _count(atom)
        return f"{_country(atom.subject)} {metric}"
    if atom.metric == BASE_METRIC:
        base = f"{_country(atom.subject)} international papers"
        return f"the share of joint papers {_pair(atom, '-')} in {base}"
    if atom.metric not in PAIR_METRICS:
        raise _unsayable(atom)
    return f"{_pair(atom, '-')} {PAIR_METRICS[atom.metric]}"


def _count(atom: Atom) -> str:
    if atom.metric not in COUNT_METRICS or atom.partner is not None:
        raise _unsayable(atom)
    return COUNT_METRICS[atom.metric]


def _rules(atom: Atom) -> tuple[str, str]:
    if atom.metric != "rules":
        raise _unsayable(atom)
    return _country(atom.subject), _country(atom.comparator)


def _pair(atom: Atom, joint: str) -> str:
    return f"{_country(atom.subject)}{joint}{_country(atom.partner)}"


def _country(code: str | None) -> str:
    return code or ""


def _turn(atom: Atom) -> str:
    before, after = (span for span in (atom.before, atom.after) if span is not None)
    open_ended = before.first is None and after.last is None
    if open_ended and before.last is not None and after.first == before.last + 1:
        return f"after {before.last}"
    return f"from {_years(before, atom)} to {_years(after, atom)}"


def _years(period: Period, atom: Atom) -> str:
    if period.first is None or period.last is None:
        raise _unsayable(atom)
    return str(period)


def _number(value: float) -> str:
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def _unsayable(atom: Atom) -> UsageError:
    return UsageError(
        f"the grammar has no sentence for '{atom.relation}' about {atom.metric}",
        why="it writes only statements that it can read back",
        fix="docs/claims.md lists the sentences there are",
    )
