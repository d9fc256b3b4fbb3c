"""Kaplan-Meier, restricted mean and medians in fractions, record by record."""

from fractions import Fraction


def curve(spells):
    """[(time, S)] at each event, from (time, event) pairs."""
    survival, steps = Fraction(1), []
    for time in sorted({time for time, event in spells if event}):
        at_risk = sum(other >= time for other, _ in spells)
        ended = sum(other == time and event for other, event in spells)
        survival *= 1 - Fraction(ended, at_risk)
        steps.append((time, survival))
    return steps


def median(spells):
    """The first time with S at or below a half; None if there is none."""
    return next((time for time, survival in curve(spells) if survival <= Fraction(1, 2)), None)


def restricted_mean(spells, horizon):
    """Σ over times up to the horizon of time · what S loses there, and the horizon for the rest."""
    total, survival = Fraction(0), Fraction(1)
    for time, after in curve(spells):
        if time <= horizon:
            total += (survival - after) * Fraction(time)
            survival = after
    return total + survival * Fraction(horizon)


def middle(values):
    """The ordinary median; None of nothing."""
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
