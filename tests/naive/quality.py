"""Slow, obvious coverage, duplicates and agreement of definitions."""

from __future__ import annotations

import re
from fractions import Fraction


def over(above, below):
    return Fraction(above) / Fraction(below) if below > 0 else None


def chapman(first, second, both):
    return Fraction((first + 1) * (second + 1), both + 1) - 1


def title_key(title):
    return re.sub(r"[^a-z0-9]+", " ", (title or "").lower()).strip()


def same_work(one, other, generic):
    """Whether two records are one work by their own evidence."""
    if one["doi"] and other["doi"] and one["doi"].lower() == other["doi"].lower():
        return True
    title = title_key(one["title"])
    if len(title) < 10 or title in generic or title != title_key(other["title"]):
        return False
    if one["year"] is None or other["year"] is None:
        return False
    return abs(one["year"] - other["year"]) <= 1


def clusters(records, generic=()):
    """Groups of positions, by joining pairs until nothing changes."""
    groups = [{position} for position in range(len(records))]
    changed = True
    while changed:
        changed = False
        for a in range(len(groups)):
            for b in range(a + 1, len(groups)):
                if any(
                    same_work(records[i], records[j], generic) for i in groups[a] for j in groups[b]
                ):
                    groups[a] |= groups.pop(b)
                    changed = True
                    break
            if changed:
                break
    return sorted(sorted(group) for group in groups)


def confusion(items, definition, weights=None):
    """Everything about one definition on labelled items, in fractions."""
    weight = weights or [1] * len(items)
    counts = {(flag, gold): Fraction(0) for flag in (0, 1) for gold in (0, 1)}
    for item, value in zip(items, weight, strict=True):
        counts[item[definition], item["gold"]] += Fraction(value)
    flagged = counts[1, 1] + counts[1, 0]
    positive, negative = counts[1, 1] + counts[0, 1], counts[0, 0] + counts[1, 0]
    precision, recall = over(counts[1, 1], flagged), over(counts[1, 1], positive)
    specificity = over(counts[0, 0], negative)
    corrected = flagged * precision / recall if precision is not None and recall else None
    prevalence = None
    if recall is not None and specificity is not None and recall + specificity != 1:
        apparent = flagged / (positive + negative)
        prevalence = (apparent + specificity - 1) / (recall + specificity - 1)
    return {
        "flagged": flagged,
        "precision": precision,
        "recall": recall,
        "specificity": specificity,
        "corrected_count": corrected,
        "rogan_gladen_prevalence": prevalence,
    }


def jaccard(items, one, other):
    both = sum(item[one] and item[other] for item in items)
    either = sum(item[one] or item[other] for item in items)
    return over(both, either)
