"""Slow, obvious ranks and recall of known pairs."""

from __future__ import annotations

from fractions import Fraction


def ranks(similarity):
    """Rank of every text of one query: ties get the last of their ranks, None stands last."""

    def reaches(other, score):
        return score is None or (other is not None and other >= score - 1e-9)

    return [sum(reaches(other, score) for other in similarity) for score in similarity]


def recall(ranks_by_query, gold_by_query, k, weights):
    """Weighted share of known pairs within the first k; None without any."""
    found = known = Fraction(0)
    for ranked, gold, weight in zip(ranks_by_query, gold_by_query, weights, strict=True):
        for rank, belongs in zip(ranked, gold, strict=True):
            known += weight * belongs
            found += weight * (belongs and rank <= k)
    return found / known if known else None
