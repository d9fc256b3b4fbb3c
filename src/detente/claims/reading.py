"""From the tree of a typed claim to its atoms, strict about every name."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from lark import Token, Tree

from detente.claims.atom import Atom
from detente.claims.wording import BASE_METRIC, JOINT, SCOPE_ALIASES, worded_metrics
from detente.core.countries import all_codes, code_of, name_of
from detente.core.errors import ClaimUnreadable, UsageError
from detente.core.period import Period
from detente.core.territory import BLOC

Node = Tree[Token]
# from a position in the text, a reason and a next step
Refuse = Callable[[int, str, str], ClaimUnreadable]

_CARDINALS = "one two three four five six seven eight nine ten".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_METRICS = {
    "PAPERS": "papers",
    "INTERNATIONAL_PAPERS": "international_papers",
    "INTERNATIONAL_SHARE": "international_share",
    "TOP_PAPERS": "top_papers",
    "TOP_SHARE": "top_share_of_papers",
    "MEAN_SCORE": "mean_score",
    "TOTAL_SCORE": "total_score",
    "BREAKTHROUGHS": "breakthroughs",
    "BREAKTHROUGH_SHARE": "breakthrough_share",
    "DISRUPTION": "mean_disruption",
    "JOINT_PAPERS": "joint_papers",
    "STRENGTH": "observed_over_expected",
}


@cache
def country_names() -> dict[str, str]:
    """Every English and Chinese name and code of a country or bloc, with its code."""
    codes = all_codes()
    named = {name_of(code, language): code for code in codes for language in ("en", "zh")}
    return named | {code: code for code in (*codes, BLOC)} | {"European Union": BLOC}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the sentences of one text.

    Attributes
    ----------
    scopes : collection of str
        Options of ``ai_definition`` that a statement may be about.
    refuse : callable
        Makes the error for a position in the text, a reason and a next step.
    """

    scopes: Collection[str]
    refuse: Refuse

    def atoms(self, tree: Node) -> tuple[Atom, ...]:
        """Atoms of a whole claim, in order."""
        return tuple(self._atom(node) for node in _subtrees(tree))

    def _atom(self, node: Node) -> Atom:
        sentence, *tails = _subtrees(node)
        given: dict[str, Any] = getattr(self, f"_{sentence.data}")(sentence)
        for tail in tails:
            given[str(tail.data)] = getattr(self, f"_{tail.data}")(tail)
        try:
            return Atom(**given)
        except UsageError as problem:
            why = problem.why or problem.what
            raise self.refuse(_position(node), why, problem.fix) from problem

    # sentences

    def _mutual_rank(self, node: Node) -> dict[str, Any]:
        subject, partner = self._countries(node)
        return _partners("mutual_rank", subject, partner) | self._ranking(node)

    def _rank_of_first(self, node: Node) -> dict[str, Any]:
        partner, subject = self._countries(node)
        return _partners("rank", subject, partner) | self._ranking(node)

    def _rank_of_last(self, node: Node) -> dict[str, Any]:
        subject, partner = self._countries(node)
        return _partners("rank", subject, partner) | self._ranking(node)

    def _compare(self, node: Node) -> dict[str, Any]:
        subject, comparator = self._countries(node)
        compared = {"subject": subject, "comparator": comparator, "metric": _metric(node)}
        return {"relation": _side(node)} | compared

    def _compare_joint(self, node: Node) -> dict[str, Any]:
        one, other, base = self._countries(node)
        partner = self._other_of_pair(node, (one, other), base)
        (rate,) = node.find_data("rate")
        if _has(rate, "METRIC"):
            raise self.refuse(
                _position(rate),
                "this is no number of joint papers",
                "compare it between countries: 'US has a higher … than CN'",
            )
        pair = {"subject": base, "partner": partner, "metric": JOINT + _metric(rate)}
        return {"relation": _side(node), "value": 1.0} | pair

    def _compare_partners(self, node: Node) -> dict[str, Any]:
        subject, partner, comparator = self._countries(node)
        return _partners(_side(node), subject, partner) | {"comparator": comparator}

    def _equal(self, node: Node) -> dict[str, Any]:
        subject, comparator = self._countries(node)
        (width,) = self._numbers(node)
        compared = {"subject": subject, "comparator": comparator, "metric": _metric(node)}
        return {"relation": "within", "bounds": (-width, width)} | compared

    def _expected(self, node: Node) -> dict[str, Any]:
        subject, partner = self._countries(node)
        strength = {"metric": "observed_over_expected", "value": 1.0}
        return _partners(_side(node), subject, partner) | strength

    def _threshold(self, node: Node) -> dict[str, Any]:
        (value,) = self._numbers(node)
        return self._quantity(node) | {"relation": _side(node), "value": value}

    def _between(self, node: Node) -> dict[str, Any]:
        return self._quantity(node) | {"relation": "within", "bounds": self._numbers(node)}

    def _change(self, node: Node) -> dict[str, Any]:
        turn = _subtrees(node)[-1]
        spans = [self._period(span) for span in turn.find_data("span")]
        years = _years(turn)
        if turn.data == "turn_after":
            spans = [Period(None, years[0]), Period(years[0] + 1, None)]
        elif not spans:
            spans = [Period(year, year) for year in years]
        before, after = spans
        direction = "fell" if _has(node, "FELL") else "rose"
        return self._quantity(node) | {
            "relation": "change",
            "direction": direction,
            "before": before,
            "after": after,
        }

    def _effect(self, node: Node) -> dict[str, Any]:
        direction = "fell" if _has(node, "FELL") else "rose"
        said = self._quantity(node)
        if said["metric"] == "joint_papers":  # after a listing, they are those of the listed
            said["metric"] = "listed_joint_papers"
        return said | {"relation": "effect", "direction": direction}

    def _lag(self, node: Node) -> dict[str, Any]:
        subject, comparator = self._countries(node)
        months = 12.0 if _has(node, "YEARS") else 1.0
        low, high = self._numbers(node)
        compared = {"subject": subject, "comparator": comparator, "metric": "frontier_lag"}
        return {"relation": "lag", "bounds": (low * months, high * months)} | compared

    def _coverage(self, node: Node) -> dict[str, Any]:
        subject, comparator = self._countries(node)
        (value,) = self._numbers(node)
        compared = {"subject": subject, "comparator": comparator, "metric": "rules"}
        return {"relation": "coverage", "value": value} | compared

    def _adds(self, node: Node) -> dict[str, Any]:
        subject, comparator = self._countries(node)
        family = "_".join(str(token).lower() for token in _tokens(node) if token.type == "NAME")
        compared = {"subject": subject, "comparator": comparator, "metric": "rules"}
        return {"relation": "adds", "family": family} | compared

    # parts of sentences

    def _quantity(self, node: Node) -> dict[str, Any]:
        quantity = _subtrees(node)[0]
        countries = self._countries(quantity)
        if quantity.data == "of_country":
            return {"subject": countries[0], "metric": _metric(quantity)}
        if quantity.data == "of_pair":
            subject, partner = countries
            return {"subject": subject, "partner": partner, "metric": _metric(quantity)}
        one, other, base = countries
        partner = self._other_of_pair(quantity, (one, other), base)
        return {"subject": base, "partner": partner, "metric": BASE_METRIC}

    def _other_of_pair(self, node: Node, pair: tuple[str, str], base: str) -> str:
        """The one of a pair that is not the base; the base must be the other one."""
        if base in pair:
            return pair[1] if base == pair[0] else pair[0]
        one, other = pair
        place = _position([n for n in _subtrees(node) if n.data == "country"][-1])
        papers = "domestic" if node.data == "compare_joint" else "international"
        raise self.refuse(
            place,
            f"{base} is not one of the pair {one}-{other}, so the comparison has no meaning",
            f"write 'in {one} {papers} papers' or 'in {other} {papers} papers'"
            if papers == "international"
            else f"write 'than {one} domestic papers' or 'than {other} domestic papers'",
        )

    def _countries(self, node: Node) -> list[str]:
        return [self._country(child) for child in _subtrees(node) if child.data == "country"]

    def _country(self, node: Node) -> str:
        words = [token for token in _tokens(node) if token.type != "THE"]
        name = " ".join(words)
        if words[0].type == "CODE" and name in country_names():
            return country_names()[name]
        near = difflib.get_close_matches(name, country_names(), n=3, cutoff=0.6)
        found = code_of(near[0]) if near else None
        suggestions = [f"{known} ({country_names()[known]})" for known in near]
        raise self.refuse(
            _position(node),
            f"no country is called '{name}'",
            f"did you mean {' or '.join(suggestions)}?"
            if found
            else "give its English or Chinese name, or its ISO 3166-1 code in capitals",
        )

    def _ranking(self, node: Node) -> dict[str, Any]:
        by_strength = any(node.find_data("by"))
        metric = "observed_over_expected" if by_strength else "joint_papers"
        return {"rank": self._rank(node), "metric": metric}

    def _rank(self, node: Node) -> int:
        (ranking,) = node.find_data("ranking")
        words = {token.type: str(token).lower() for token in _tokens(ranking)}
        if "CARDINAL" in words:
            return _CARDINALS.index(words["CARDINAL"]) + 1
        if "ORDINAL" in words:
            ordinal = words["ORDINAL"]
            return _ORDINALS.index(ordinal) + 1 if ordinal in _ORDINALS else int(ordinal[:-2])
        number = words.get("NUMBER", "1")
        if not number.isdigit():
            raise self.refuse(_position(ranking), f"a rank is a whole number, not {number}", "")
        return int(number)

    def _numbers(self, node: Node) -> tuple[float, ...]:
        return tuple(_number(child) for child in node.find_data("number"))

    def _margin(self, node: Node) -> float:
        return self._numbers(node)[0]

    def _scope(self, node: Node) -> str | None:
        words = [str(token) for token in _tokens(node) if token.type == "NAME"]
        if not words:
            return None
        name = "_".join(words).lower()
        scope = SCOPE_ALIASES.get(name, name)
        if scope in self.scopes:
            return scope
        known = ", ".join(option.replace("_", " ") for option in self.scopes)
        place = next(token.start_pos or 0 for token in _tokens(node) if token.type == "NAME")
        raise self.refuse(
            place, f"'{' '.join(words)}' is no field that the data knows", f"say AI, {known}"
        )

    def _period(self, node: Node) -> Period:
        years = _years(node)
        if years[0] > years[-1]:
            raise self.refuse(_position(node), f"{years[0]}-{years[-1]} ends before it begins", "")
        return Period(years[0], years[-1])


def _partners(relation: str, subject: str, partner: str) -> dict[str, Any]:
    return {"relation": relation, "metric": "joint_papers", "subject": subject, "partner": partner}


def _side(node: Node) -> str:
    return "gt" if _has(node, "MORE") or _has(node, "ABOVE") else "lt"


def _metric(node: Node) -> str:
    for leaf in node.scan_values(lambda leaf: isinstance(leaf, Token)):
        if leaf.type in _METRICS:
            return _METRICS[leaf.type]
        if leaf.type in {"METRIC", "PAIR_METRIC"}:
            said = " ".join(leaf.lower().split())
            return next(name for name, metric in worded_metrics().items() if metric.words == said)
    raise AssertionError("the grammar has no quantity without a metric")


def _number(node: Node) -> float:
    parts = {token.type: token for token in _tokens(node)}
    value = float(parts["NUMBER"]) / (100.0 if "PERCENT" in parts else 1.0)
    return -value if "DASH" in parts else value


def _years(node: Node) -> list[int]:
    return [int(token) for token in _tokens(node) if token.type == "YEAR"]


def _has(node: Node, terminal: str) -> bool:
    return any(token.type == terminal for token in _tokens(node))


def _tokens(node: Node) -> Iterator[Token]:
    return (child for child in node.children if isinstance(child, Token))


def _subtrees(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Tree)]


def _position(node: Node) -> int:
    first = next(iter(node.scan_values(lambda token: isinstance(token, Token))))
    return first.start_pos or 0
