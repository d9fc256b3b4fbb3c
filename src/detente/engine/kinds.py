"""The six kinds of value that portable SQL computes with, and the kind of every expression.

Engines cast silently where kinds meet (``'05' = 5``, ``sum`` of booleans, ``7.5 // 2``), each in
its own way. Knowing the kind of every expression turns all of these into refusals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum

from sqlglot import exp

from detente.engine.refusals import refuse


class Kind(StrEnum):
    """Kind of a value; every integer is 64 bits wide and every other number a double."""

    INTEGER = "integer"
    DOUBLE = "double"
    STRING = "string"
    DATE = "date"
    BOOLEAN = "boolean"
    NULL = "null"


Columns = Mapping[str, Kind]
NUMBERS = frozenset({Kind.INTEGER, Kind.DOUBLE})
ORDERED = NUMBERS | {Kind.STRING, Kind.DATE}
TYPES = {
    exp.DType.BIGINT: Kind.INTEGER,
    exp.DType.DOUBLE: Kind.DOUBLE,
    exp.DType.VARCHAR: Kind.STRING,
    exp.DType.TEXT: Kind.STRING,
    exp.DType.BOOLEAN: Kind.BOOLEAN,
    exp.DType.DATE: Kind.DATE,
}

KindOf = Callable[[exp.Expr], Kind]


def kind_of(node: exp.Expr, column: KindOf) -> Kind:
    """Kind of an expression of the portable subset.

    Parameters
    ----------
    node : sqlglot.exp.Expr
        An expression that the gate has passed.
    column : callable
        Gives the kind of a column.

    Raises
    ------
    NotPortable
        Kinds meet that engines would cast silently.
    """

    def inner(child: exp.Expr) -> Kind:
        return kind_of(child, column)

    if isinstance(node, exp.Column):
        return column(node)
    return _RULES[type(node)](node, inner)


def unify(kinds: Iterable[Kind], node: exp.Expr) -> Kind:
    """The kind that holds all of several: null joins any kind, integers widen to doubles."""
    found = set(kinds) - {Kind.NULL}
    if not found:
        return Kind.NULL
    if found <= NUMBERS:
        return Kind.DOUBLE if Kind.DOUBLE in found else Kind.INTEGER
    if len(found) > 1:
        raise refuse(
            node,
            why=f"it mixes {' and '.join(sorted(found))}, which engines cast in their own ways",
            fix="give all parts the same kind (a day is written DATE '2020-01-31')",
        )
    return found.pop()


def expect(kind: Kind, allowed: Iterable[Kind], node: exp.Expr) -> Kind:
    """``kind`` if it is among ``allowed`` or null; a refusal otherwise."""
    wanted = frozenset(allowed)
    if kind is not Kind.NULL and kind not in wanted:
        raise refuse(
            node,
            why=f"it takes {' or '.join(sorted(wanted))} and is given {kind}",
            fix="cast at the source, or state the comparison that you mean",
        )
    return kind


def _arithmetic(node: exp.Expr, kind: KindOf) -> Kind:
    return unify((expect(kind(part), NUMBERS, node) for part in _parts(node)), node)


def _division(node: exp.Expr, kind: KindOf) -> Kind:
    _arithmetic(node, kind)
    return Kind.DOUBLE


def _whole(node: exp.Expr, kind: KindOf) -> Kind:
    # DuckDB's `//` divides doubles without rounding, Spark refuses them
    for part in _parts(node):
        expect(kind(part), {Kind.INTEGER}, node)
    return Kind.INTEGER


def _comparison(node: exp.Expr, kind: KindOf) -> Kind:
    unify((kind(part) for part in _parts(node)), node)
    return Kind.BOOLEAN


def _logic(node: exp.Expr, kind: KindOf) -> Kind:
    for part in _parts(node):
        expect(kind(part), {Kind.BOOLEAN}, node)
    return Kind.BOOLEAN


def _null_test(node: exp.Expr, kind: KindOf) -> Kind:
    kind(node.this)
    return Kind.BOOLEAN


def _alike(node: exp.Expr, kind: KindOf) -> Kind:
    return unify((kind(part) for part in _parts(node)), node)


def _sortable(node: exp.Expr, kind: KindOf) -> Kind:
    return expect(_alike(node, kind), ORDERED, node)


def _first(node: exp.Expr, kind: KindOf) -> Kind:
    return kind(node.this)


def _count(node: exp.Expr, kind: KindOf) -> Kind:
    if not isinstance(node.this, exp.Star):
        for part in node.this.expressions if isinstance(node.this, exp.Distinct) else [node.this]:
            kind(part)
    return Kind.INTEGER


def _filtered(node: exp.Expr, kind: KindOf) -> Kind:
    expect(kind(node.expression.this), {Kind.BOOLEAN}, node)
    return kind(node.this)


def _window(node: exp.Expr, kind: KindOf) -> Kind:
    for part in node.args.get("partition_by") or []:
        kind(part)
    order = node.args.get("order")
    for part in order.expressions if order else []:
        expect(kind(part.this), ORDERED, node)
    return kind(node.this)


def _case(node: exp.Expr, kind: KindOf) -> Kind:
    subject = node.args.get("this")
    for branch in node.args["ifs"]:
        if subject is None:
            expect(kind(branch.this), {Kind.BOOLEAN}, node)
        else:
            unify((kind(subject), kind(branch.this)), node)
    results = [branch.args["true"] for branch in node.args["ifs"]]
    default = node.args.get("default")
    return unify((kind(part) for part in [*results, *([default] if default else [])]), node)


def _literal(node: exp.Expr, _kind: KindOf) -> Kind:
    if node.args["is_string"]:
        return Kind.STRING
    return Kind.INTEGER if node.this.isdecimal() else Kind.DOUBLE


def _logarithm(node: exp.Expr, kind: KindOf) -> Kind:
    expect(kind(node.expression), NUMBERS, node)
    return Kind.DOUBLE


def _curve(node: exp.Expr, kind: KindOf) -> Kind:
    expect(kind(node.this), NUMBERS, node)
    return Kind.DOUBLE


def _calendar(node: exp.Expr, kind: KindOf) -> Kind:
    expect(kind(node.this), {Kind.DATE}, node)
    return Kind.INTEGER


def _parts(node: exp.Expr) -> list[exp.Expr]:
    named = (node.args.get(name) for name in ("this", "expression", "low", "high"))
    return [part for part in named if part is not None] + list(node.args.get("expressions") or [])


_RULES: dict[type[exp.Expr], Callable[[exp.Expr, KindOf], Kind]] = {
    **dict.fromkeys([exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.Abs, exp.Sum], _arithmetic),
    exp.Div: _division,
    **dict.fromkeys([exp.IntDiv, exp.Mod], _whole),
    **dict.fromkeys(
        [exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between], _comparison
    ),
    **dict.fromkeys([exp.NullSafeEQ, exp.NullSafeNEQ], _comparison),
    **dict.fromkeys([exp.And, exp.Or, exp.Not], _logic),
    exp.Is: _null_test,
    exp.Coalesce: _alike,
    exp.Nullif: _alike,
    **dict.fromkeys([exp.Min, exp.Max, exp.Greatest, exp.Least], _sortable),
    **dict.fromkeys([exp.Paren, exp.Alias], _first),
    exp.Count: _count,
    exp.Filter: _filtered,
    exp.Window: _window,
    exp.Case: _case,
    exp.Literal: _literal,
    exp.Boolean: lambda _node, _kind: Kind.BOOLEAN,
    exp.Null: lambda _node, _kind: Kind.NULL,
    exp.Cast: lambda node, _kind: TYPES[node.args["to"].this],
    **dict.fromkeys([exp.RowNumber, exp.Rank, exp.DenseRank], lambda _node, _kind: Kind.INTEGER),
    exp.Log: _logarithm,
    **dict.fromkeys([exp.Ln, exp.Sqrt], _curve),
    **dict.fromkeys([exp.Year, exp.Month], _calendar),
}
