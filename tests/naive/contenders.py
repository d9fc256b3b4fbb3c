"""The interval of the least of several numbers, slowly: every candidate upper end is tried."""

from math import ceil


def interval_of_least(rows, *, level=0.95, out_of_reach=0.005):
    """Ends from rows (contenders) of an estimate and its draws; no NaN."""
    lowest = min(rows, key=lambda row: row[0])
    draws = len(lowest) - 1
    near = [
        row
        for row in rows
        if row is lowest
        or sum(a <= b for a, b in zip(row[1:], lowest[1:], strict=True)) > out_of_reach * draws
    ]
    tail = (1 - level) / 2
    low = min(sorted(row[1:])[ceil(tail * draws - 1e-9) - 1] for row in near)
    for rank in range(draws):
        limits = [sorted(row[1:])[rank] for row in near]
        held = sum(
            all(row[1 + draw] <= limit for row, limit in zip(near, limits, strict=True))
            for draw in range(draws)
        )
        if held >= (1 - tail) * draws - 1e-9:
            return low, min(limits)
    raise AssertionError("the greatest of each holds every draw")
