"""Generated expressions, each as SQL and as a function of a row."""

from dataclasses import dataclass

import pyarrow as pa
from hypothesis import strategies as st

from engine.answers import assert_same, rows_of
from naive import sql as naive


@dataclass(frozen=True)
class Term:
    """An expression as SQL and as a function of a row."""

    sql: str
    value: object


def column_term(name):
    return Term(name, lambda row: row[name])


def literal_term(value):
    return Term(f"({value!r})", lambda _: value)


def binary(operator, function):
    def build(a, b):
        apply = naive.strict(function)
        return Term(f"({a.sql} {operator} {b.sql})", lambda row: apply(a.value(row), b.value(row)))

    return build


def divided(operator, function):
    def build(a, b):
        return Term(
            f"({a.sql} {operator} nullif({b.sql}, 0))",
            lambda row: function(a.value(row), b.value(row)),
        )

    return build


def chosen(test, a, b):
    return Term(
        f"CASE WHEN {test.sql} THEN {a.sql} ELSE {b.sql} END",
        lambda row: a.value(row) if test.value(row) else b.value(row),
    )


def called(name, function):
    def build(*arguments):
        return Term(
            f"{name}({', '.join(a.sql for a in arguments)})",
            lambda row: function(*(a.value(row) for a in arguments)),
        )

    return build


def known_only(pick):
    def picked(*items):
        known = [i for i in items if i is not None]
        return pick(known) if known else None

    return picked


ADD = binary("+", lambda a, b: a + b)
SUBTRACT = binary("-", lambda a, b: a - b)
MULTIPLY = binary("*", lambda a, b: a * b)
LESS = binary("<", lambda a, b: a < b)
EQUAL = binary("=", lambda a, b: a == b)

whole_leaves = st.sampled_from([column_term("a"), column_term("b")]) | st.integers(-5, 5).map(
    literal_term
)


def deeper_whole(inside):
    pair = (inside, inside)
    return st.one_of(
        st.builds(ADD, *pair),
        st.builds(SUBTRACT, *pair),
        st.builds(MULTIPLY, *pair),
        st.builds(divided("//", naive.whole_quotient), *pair),
        st.builds(divided("%", naive.remainder), *pair),
        st.builds(called("coalesce", naive.first_known), *pair),
        st.builds(called("greatest", known_only(max)), *pair),
        st.builds(called("least", known_only(min)), *pair),
        st.builds(called("abs", naive.strict(abs)), inside),
        st.builds(chosen, st.builds(LESS, *pair), *pair),
        st.builds(chosen, st.builds(EQUAL, *pair), *pair),
    )


whole_terms = st.recursive(whole_leaves, deeper_whole, max_leaves=6)
"""Integer expressions over the columns ``a`` and ``b``: exact on every engine."""


def ratio_term(a, b):
    return divided("/", naive.quotient)(a, b)


real_terms = st.builds(ratio_term, whole_terms, whole_terms) | st.builds(
    called("sqrt", naive.root), whole_terms
)
"""Expressions whose value is a double."""

NUMBERS = [(a, b) for a in (-7, -1, 0, 2, 5, None) for b in (-3, 0, 1, 4, None)]


def assert_terms_agree(engine, terms):
    """Every term over every pair of numbers, in one statement."""
    rows = naive.table("a", "b", rows=NUMBERS)
    numbers = pa.Table.from_pylist(rows, pa.schema([("a", pa.int64()), ("b", pa.int32())]))
    columns = ", ".join(f"{term.sql} AS c{i}" for i, term in enumerate(terms))
    found = engine.query(f"SELECT a, b, {columns} FROM numbers", {"numbers": numbers})
    expected = [(r["a"], r["b"], *(term.value(r) for term in terms)) for r in rows]
    assert_same(rows_of(found), expected)
