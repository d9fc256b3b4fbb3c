"""Lags in words: what scales and estimators are called, what they ask, what a number says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.numbers import MISSING
from detente.views.web.words import mark

if TYPE_CHECKING:
    from detente.views.web.words import Words

MONTH = 365.2425 / 12
SCALES = {
    "index": mark("Ability fitted to all benchmarks"),
    "benchmarks": mark("Each benchmark, taken together"),
    "targeted": mark("Benchmarks that models are trained for"),
    "untargeted": mark("Benchmarks that models are not trained for"),
    "compute": mark("Training compute"),
}
ESTIMATORS = {
    "forward_median": mark("Until half were reached"),
    "forward_mean": mark("Until reached, mean"),
    "backward_median": mark("Age of its records, median"),
    "backward_mean": mark("Age of its records, mean"),
    "day_average": mark("On an average day"),
    "joint_median": mark("Between both, median"),
    "joint_mean": mark("Between both, mean"),
}
QUESTIONS = {
    "forward_median": mark(
        "How long until half of the leader's records were reached? Open while half of them are not."
    ),
    "forward_mean": mark(
        "How long until the follower is where the leader was, on average and up to a horizon?"
    ),
    "backward_median": mark(
        "How old is what the follower sets as its record on the day it sets it? Only levels that "
        "were reached count, so it is shorter."
    ),
    "backward_mean": mark("The same, as a mean."),
    "day_average": mark(
        "On an average day, how long ago was the leader where the follower is? A long pause of the "
        "follower makes it longer each day."
    ),
    "joint_median": mark("Over records of both together: who was first, and by how much?"),
    "joint_mean": mark("The same, as a mean, with open lags held at their present length."),
}
SUPPORT = (
    "levels", "reached", "oldest_unmatched", "ahead_share", "without_date", "without_country",
    "without_score",
)  # fmt: skip


def span(days: Any, words: Words) -> str:
    """Days as months, for people; a dash where there are none."""
    if days is None:
        return MISSING
    return words("{months} months", months=f"{float(days) / MONTH:,.1f}")


def verdict(row: dict[str, Any], words: Words, pair: tuple[str, str]) -> str:
    """What a lag says, in plain words; undecided is an answer, too."""
    country, leader = pair
    who = {"country": words.country(country), "leader": words.country(leader)}
    low, high = row["low"], row["high"]
    if row["value"] is None:
        return words("open: not reached yet") if "not reached" in (row["note"] or "") else words(
            "insufficient data"
        )  # fmt: skip
    if low is None and high is None:
        return words("insufficient data for an interval")
    if low is not None and low > 0:
        return words("{country} later", **who)
    if high is not None and high < 0:
        return words("{leader} later", **who)
    return words("undecided: either may be first")
