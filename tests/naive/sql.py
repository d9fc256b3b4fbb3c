"""SQL's arithmetic in plain Python: what portable statements mean, one row at a time.

A table is a list of dicts, a null is ``None``. Slow and obvious on purpose.
"""

import math
from fractions import Fraction


def table(*columns, rows):
    """Rows of a result, from tuples."""
    return [dict(zip(columns, row, strict=True)) for row in rows]


def inner(left, right, on):
    """Every pair of rows that agree in the columns ``on``, none of them null."""
    return [
        {**b, **a}
        for a in left
        for b in right
        if all(a[c] is not None and a[c] == b[c] for c in on)
    ]


def left(rows, right, on):
    """`inner`, and every row of the left side without a partner, filled up with nulls."""
    names = set().union(*(b.keys() for b in right)) if right else set()
    result = []
    for a in rows:
        pairs = inner([a], right, on)
        result += pairs or [{**dict.fromkeys(names), **a}]
    return result


def groups(rows, *keys):
    """Rows by their values of ``keys``; nulls are one group."""
    found = {}
    for row in rows:
        found.setdefault(tuple(row[k] for k in keys), []).append(row)
    return found


def values(rows, name):
    """Values of a column that are not null."""
    return [row[name] for row in rows if row[name] is not None]


def total(numbers):
    """Sum of what is not null; null of nothing."""
    known = [n for n in numbers if n is not None]
    if not known:
        return None
    if all(isinstance(n, int) for n in known):
        return sum(known)
    return float(sum(Fraction(n) for n in known))


def least(items):
    """Minimum of what is not null; null of nothing."""
    known = [i for i in items if i is not None]
    return min(known) if known else None


def most(items):
    """Maximum of what is not null; null of nothing."""
    known = [i for i in items if i is not None]
    return max(known) if known else None


def nulls_last(items):
    """A sort key that puts nulls after everything."""
    return tuple((item is None, 0 if item is None else item) for item in items)


# ---- operators: null in, null out, unless said otherwise ----


def strict(function):
    """Null as soon as one argument is null."""

    def applied(*arguments):
        return None if any(a is None for a in arguments) else function(*arguments)

    return applied


@strict
def quotient(a, b):
    """Division to a double; null where the divisor is zero (``a / nullif(b, 0)``)."""
    return None if b == 0 else a / b


@strict
def whole_quotient(a, b):
    """Division towards zero; null where the divisor is zero."""
    if b == 0:
        return None
    size = abs(a) // abs(b)
    return size if (a < 0) == (b < 0) else -size


@strict
def remainder(a, b):
    """What `whole_quotient` leaves, with the sign of ``a``."""
    return None if b == 0 else a - b * whole_quotient(a, b)


@strict
def natural_log(a):
    """Logarithm to base e; null at zero and below."""
    return math.log(a) if a > 0 else None


@strict
def root(a):
    """Square root; null below zero."""
    return math.sqrt(a) if a >= 0 else None


def both(a, b):
    """Three-valued AND."""
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def either(a, b):
    """Three-valued OR."""
    if a is True or b is True:
        return True
    return None if a is None or b is None else False


def first_known(*items):
    """``coalesce``."""
    return next((i for i in items if i is not None), None)
