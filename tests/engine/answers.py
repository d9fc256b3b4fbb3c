"""Comparing answers: rows as multisets, doubles within the declared tolerance."""

import math

from detente.engine.protocol import TOLERANCE


def canonical(value):
    if isinstance(value, float):
        return (1, f"{value + 0.0:.9e}")
    return (value is None, 0 if value is None else value)


def rows_of(table):
    return [tuple(row.values()) for row in table.to_pylist()]


def assert_same(found, expected, *, ordered=False):
    """The same rows, values of the same Python types, doubles within the declared tolerance."""
    if not ordered:
        # what is exact decides the order first
        def key(row):
            exact = [canonical(v) for v in row if not isinstance(v, float)]
            return repr(exact), [canonical(v) for v in row if isinstance(v, float)]

        found, expected = sorted(found, key=key), sorted(expected, key=key)
    assert len(found) == len(expected)
    for one, other in zip(found, expected, strict=True):
        assert [type(v) for v in one] == [type(v) for v in other], (one, other)
        for a, b in zip(one, other, strict=True):
            if isinstance(a, float):
                assert math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=1e-300), (one, other)
            else:
                assert a == b, (one, other)
