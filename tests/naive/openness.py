"""Openness of models from rows, one model and one draw at a time."""

import hashlib
from collections import defaultdict
from fractions import Fraction

from detente.core.period import Period
from naive import lags

CLASSES = ("unrestricted", "restricted", "noncommercial", "unspecified")


def models_of(rows, choices):
    """[(name, year, codes, access, notable)] with all versions of a model taken together."""
    versions = defaultdict(list)
    for row in sorted(rows, key=lambda r: r["model"]):
        if row["date"] is not None and lags.codes_of(row, choices):
            versions[row["name"]].append(row)
    period = Period.read(choices["period"])
    found = []
    for name, group in versions.items():
        year = min(row["date"].year for row in group)
        if (period.first or year) <= year <= (period.last or year):
            codes = set().union(*(lags.codes_of(row, choices) for row in group))
            access = next((row["access"] for row in group if row["access"]), None)
            found.append((name, year, codes, access, any(row["notable"] for row in group)))
    return found


def unit_of(name):
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big") >> 2


def opened(access, choices):
    """True, False, or None where it is not known."""
    if access is None or (choices["open_means"] == "any_use" and access == "open_unspecified"):
        return None
    return (
        access == "open_unrestricted" if choices["open_means"] == "any_use" else access in lags.OPEN
    )


def shares(models, choices, weight):
    """Every number about some models, each counted ``weight(unit)`` times; None if undefined."""
    copies = [m for m in models for _ in range(weight(unit_of(m[0])))]
    states = [opened(access, choices) for *_, access, _ in copies]
    known, yes = sum(s is not None for s in states), sum(s is True for s in states)
    stated = [access for *_, access, _ in copies if access is not None]

    def share(part, whole):
        return Fraction(part, whole) if whole else None

    return {
        "models": len(copies),
        "open_share": share(yes, known),
        "open_share_least": share(yes, len(copies)),
        "open_share_most": share(yes + len(copies) - known, len(copies)),
        **{f"{c}_share": share(stated.count(f"open_{c}"), len(stated)) for c in CLASSES},
    }
