"""Jaro-Winkler by its definition, letter by letter, and a screen's quality, name by name."""

from __future__ import annotations

from fractions import Fraction


def jaro_winkler(first, second, weight=Fraction(1, 10), longest=4):
    """Exact similarity of two names."""
    jaro = _jaro(first, second)
    prefix = 0
    while prefix < min(longest, len(first), len(second)) and first[prefix] == second[prefix]:
        prefix += 1
    return jaro + prefix * weight * (1 - jaro)


def _jaro(first, second):
    if not first and not second:
        return Fraction(1)
    reach = max(max(len(first), len(second)) // 2 - 1, 0)
    taken, mine = set(), []
    for i, letter in enumerate(first):
        for j in range(max(0, i - reach), min(len(second), i + reach + 1)):
            if j not in taken and second[j] == letter:
                taken.add(j)
                mine.append(letter)
                break
    common = len(mine)
    if not common:
        return Fraction(0)
    theirs = [second[j] for j in sorted(taken)]
    swapped = Fraction(sum(a != b for a, b in zip(mine, theirs, strict=True)), 2)
    return Fraction(1, 3) * (
        Fraction(common, len(first)) + Fraction(common, len(second)) + (common - swapped) / common
    )


def best_match(name, listed):
    """(first best place, score) of a name in a list; None for an empty list."""
    scores = [jaro_winkler(name, other) for other in listed]
    return (scores.index(max(scores)), max(scores)) if scores else None


def quality(cases, threshold):
    """(flagged, true positives, precision, recall, f1) of cases (score, found, truth).

    None is null; ``found`` and ``truth`` are None where nobody is meant.
    """
    flagged = [c for c in cases if c[0] is not None and c[1] is not None and c[0] >= threshold]
    hits = sum(found == truth for _, found, truth in flagged)
    listed = sum(truth is not None for *_, truth in cases)
    precision = Fraction(hits, len(flagged)) if flagged else None
    recall = Fraction(hits, listed) if listed else None
    f1 = 2 * precision * recall / (precision + recall) if precision and recall else None
    return len(flagged), hits, precision, recall, f1
