"""The cooperation dividend and matched comparisons, paper by paper, in exact fractions."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from naive.credit import authors_of
from naive.disruptive import disruption_scores
from naive.indicators import over, seen
from naive.scored import citations, impact_scores, strata_of, world_of

OUTCOMES = ("top_share", "mean_score", "mean_disruption")


def size_class(number, tops):
    """Place of the first of the tops that is not exceeded; the number of tops beyond them."""
    return next((place for place, top in enumerate(tops) if number <= top), len(tops))


def team(work):
    """0 without a known author, then 1, 2, 3-4, 5-8, 9 and more authors."""
    return size_class(len(authors_of(work.rows)), (0, 1, 2, 4, 8))


def groups_of(work, country, partner):
    """The groups that a work is in."""
    if not work.takes_part:
        return set()
    sides = [(country, partner), (partner, country)] if partner else [(country, None)]
    mine = [side for side in sides if side[0] in work.known]
    if partner and work.kind == "international" and len(mine) == 2:
        return {(country, partner, "joint")}
    if partner is None or work.kind == "domestic":
        return {(*side, work.kind) for side in mine}
    kind = "indeterminate" if work.unknown else "other_international"
    return {(*side, kind) for side in mine}


def names_of(country, partner):
    """The groups there are, the first one first."""
    if partner is None:
        return [(country, None, kind) for kind in ("international", "domestic", "indeterminate")]
    sides = ((country, partner), (partner, country))
    kinds = ("domestic", "other_international", "indeterminate")
    return [(country, partner, "joint"), *((*side, kind) for kind in kinds for side in sides)]


def matched(papers, first, other):
    """(matched difference, matched weight) of two groups.

    A paper is (group, weight, {stratum: part}, score, what the score is divided by).
    """
    cells = defaultdict(lambda: {first: [Fraction(0)] * 2, other: [Fraction(0)] * 2})
    for group, weight, strata, score, base in papers:
        for stratum, part in strata.items():
            if group in (first, other):
                cell = cells[stratum][group]
                cell[0] += weight * part * score
                cell[1] += weight * part * base
    both = [c for c in cells.values() if c[first][1] > 0 and c[other][1] > 0]
    n = sum((c[first][1] for c in both), Fraction(0))
    gain = sum(
        (
            c[first][1] * (c[first][0] / c[first][1] - c[other][0] / c[other][1])
            for c in both
        ),
        Fraction(0),
    )  # fmt: skip
    return over(gain, n), n


class Facts:
    """What does not depend on a draw: scores and reference sets of works by number."""

    def __init__(self, works, specification):
        self.scores = impact_scores(works, specification)
        self.ranks = disruption_scores(works, specification)
        by_field = specification["reference_set"] == "by_field"
        counted = citations(works, specification)
        self.sets = strata_of(world_of(works, specification), counted, by_field)

    def amounts(self, number):
        """(score, weight) of each outcome; nothing where citations, or references, are unknown."""
        amounts = {name: (Fraction(0), Fraction(0)) for name in OUTCOMES}
        if number in self.scores:
            score, part, member, _ = self.scores[number]
            amounts |= {"top_share": (member, Fraction(1)), "mean_score": (score, part)}
        if number in self.ranks:
            amounts["mean_disruption"] = self.ranks[number][0], Fraction(1)
        return amounts


def dividend(works, weights, specification, facts, country, partner=None):
    chosen = [
        (w, groups_of(w, country, partner)) for w in seen(works, weights, specification)
    ]  # fmt: skip
    names, result = names_of(country, partner), {}
    for name in names:
        here = [w for w, groups in chosen if name in groups]
        papers = Fraction(sum(w.weight for w in here))
        known = Fraction(sum(w.weight for w in here if w.work.number in facts.scores))
        result["papers", *name] = papers
        result["uncounted_share", *name] = over(papers - known, papers)
        for outcome in OUTCOMES:
            parts = [(w.weight, *facts.amounts(w.work.number)[outcome]) for w in here]
            above = sum((weight * score for weight, score, _ in parts), Fraction(0))
            below = sum((weight * base for weight, _, base in parts), Fraction(0))
            result[outcome, *name] = over(above, below)
            result["n", outcome, *name] = sum(base > 0 for _, _, base in parts)
            result["base", outcome, *name] = below
    for outcome in OUTCOMES:
        for other in names[1:]:
            if other[2] != "indeterminate":
                result |= _against(chosen, facts, outcome, names[0], other, result)
    return result


def _against(chosen, facts, outcome, first, other, known):
    """The first group against another: as they are, and matched."""
    papers = []
    for w, groups in chosen:
        size = team(w)
        countries = size_class(len(w.known), (1, 2, 3))
        about = (size, countries if other[2] == "other_international" else None)
        sets = facts.sets.get(w.work.number, {}) if size else {}
        strata = {(home, about): part for home, part in sets.items()}
        amounts = facts.amounts(w.work.number)[outcome]
        papers += [(group, w.weight, strata, *amounts) for group in groups]
    gain, n = matched(papers, first, other)
    one, two = known[outcome, *first], known[outcome, *other]
    both = None not in (one, two)
    return {
        (f"{outcome}_difference", *other): one - two if both else None,
        (f"{outcome}_ratio", *other): over(one, two) if both else None,
        (f"{outcome}_matched_difference", *other): gain,
        (f"{outcome}_matched_share", *other): over(n, known["base", outcome, *first])
        if min(known["n", outcome, *name] for name in (first, other))
        else None,
    }
