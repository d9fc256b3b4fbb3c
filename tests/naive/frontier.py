"""Frontier lags from lists of (day, score), by looking at every earlier release and every day."""

from fractions import Fraction


def records(releases):
    """Releases above all earlier ones; of several on a day only the best can be one."""
    return [
        (day, score)
        for day, score in sorted(set(releases))
        if all(other < score for when, other in releases if when < day)
        and all(other <= score for when, other in releases if when == day)
    ]


def first_day(releases, level):
    return min((day for day, score in releases if score >= level), default=None)


def forward(leader, follower, as_of):
    """(leader's day, level, lag, event)"""
    spells = []
    for day, level in records(leader):
        there = first_day(follower, level)
        event = there is not None
        spells.append((day, level, (there if event else as_of) - day, event))
    return spells


def backward(leader, follower):
    """(follower's day, level, lag)"""
    since = [(day, level, first_day(leader, level)) for day, level in records(follower)]
    return [(day, level, day - when) for day, level, when in since if when is not None]


def lag_on(day, leader, follower):
    """The lag of one day: how long ago the side in front was where the other is."""
    mine = max(score for when, score in follower if when <= day)
    theirs = max((score for when, score in leader if when <= day), default=None)
    if theirs is None:
        return -(day - min(when for when, _ in follower))
    if mine > theirs:
        return -(day - first_day(follower, theirs))
    return day - first_day(leader, mine)


def by_day(leader, follower, as_of):
    """The lag of each day since the follower's first release."""
    if not follower:
        return []
    start = min(day for day, _ in follower)
    return [lag_on(day, leader, follower) for day in range(start, as_of + 1)]


def day_average(leader, follower, as_of):
    lags = by_day(leader, follower, as_of)
    return Fraction(sum(lags), len(lags)) if lags else None


def joint(leader, follower, as_of):
    """(level, lag, event) of each record of both sides together."""
    spells = []
    for day, level in records(leader + follower):
        one, other = first_day(leader, level), first_day(follower, level)
        if None not in (one, other):
            spells.append((level, other - one, True))
        else:
            spells.append((level, as_of - day if other is None else day - as_of, False))
    return spells
