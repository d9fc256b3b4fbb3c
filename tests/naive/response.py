"""The two-parameter logistic model's penalised loss, and its linked scores, one by one."""

import math


def loss(place, model, item, score, models, items, *, penalty):
    ability, difficulty = place[:models], place[models : models + items]
    slope = [math.exp(value) for value in place[models + items :]]
    total = penalty * sum(value**2 for value in place)
    for m, b, observed in zip(model, item, score, strict=True):
        expected = 1 / (1 + math.exp(-slope[b] * (ability[m] - difficulty[b])))
        total += (observed - expected) ** 2
    return total


def linked(pairs, least):
    """Throw out one offending pair after another until none is left."""
    kept = set(pairs)
    while True:
        bad = next(
            (
                pair for pair in sorted(kept)
                if sum(other[0] == pair[0] for other in kept) < least
                or sum(other[1] == pair[1] for other in kept) < least
            ),
            None,
        )  # fmt: skip
        if bad is None:
            return kept
        kept.discard(bad)
