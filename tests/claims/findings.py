"""Whether a finding says what naive answers say, one for each of its specifications."""

import math

import numpy as np

from naive import multiverse as naive


def same(actual, expected):
    """Arrays equal to numbers, None being NaN."""
    wanted = np.array([math.nan if v is None else v for v in expected], float)
    np.testing.assert_allclose(actual, wanted, rtol=1e-9, atol=1e-9, equal_nan=True)


def agree(found, answers, goal, *, minimum):
    """Check every array of a finding; return the classes met."""
    for name, array in (
        ("estimate", found.estimates),
        ("low", found.low),
        ("high", found.high),
        ("n", found.n),
        ("unknown_share", found.unknown_share),
    ):
        same(array, [answer[name] for answer in answers])
    told = [a["estimate"] is not None and a["low"] is not None for a in answers]
    evaluable = [a["n"] >= minimum and known for a, known in zip(answers, told, strict=True)]
    classes = [
        naive.class_of(a["low"], a["high"], goal, known)
        for a, known in zip(answers, evaluable, strict=True)
    ]
    assert found.classes.tolist() == classes
    joint(found, answers, evaluable, goal)
    return classes


def inside(value, goal):
    least, most = goal
    if most is None:
        return value > least + 1e-9
    return least - 1e-9 <= value <= most + 1e-9


def joint(found, answers, evaluable, goal):
    """The share of specifications that hold, draw by draw."""
    for draw, actual in enumerate(found.joint.share_by_draw):
        known = holds = 0.0
        for answer, weight, fine in zip(answers, found.weights, evaluable, strict=True):
            value = answer["draws"][draw]
            if value is None or not fine:
                continue
            known += weight
            holds += weight * inside(value, goal)
        assert (known == 0 and math.isnan(actual)) or abs(actual - holds / known) < 1e-9
