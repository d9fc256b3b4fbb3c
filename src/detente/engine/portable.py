"""The gate: only constructs that every engine is known to answer alike pass.

It is an allow-list. A node of the syntax tree passes when its exact class stands in `ALLOWED` and
nothing is set on it beyond the arguments listed there, so that what a new version of the parser
learns to read is refused until someone has shown that the engines agree on it.
"""

from __future__ import annotations

from sqlglot import ErrorLevel, exp, parse
from sqlglot.errors import SqlglotError

from detente.core.errors import NotPortable
from detente.engine.portable_rules import RULES
from detente.engine.refusals import refuse

_PAIR = frozenset({"this", "expression"})
_ONE = frozenset({"this"})
_LISTED = frozenset({"this", "expressions"})
_NONE: frozenset[str] = frozenset()

ALLOWED: dict[type[exp.Expr], frozenset[str]] = {
    # the frame of a statement
    exp.Select: frozenset(
        "with_ expressions from_ joins where group having distinct order limit".split()
    ),
    exp.Union: _PAIR | {"with_"},
    exp.With: frozenset({"expressions"}),
    exp.CTE: frozenset({"this", "alias"}),
    exp.Subquery: frozenset({"this", "alias"}),
    exp.Table: frozenset({"this", "alias"}),
    exp.Join: frozenset({"this", "side", "kind", "on", "using"}),
    exp.Group: frozenset({"expressions"}),
    exp.Order: frozenset({"expressions"}),
    exp.Ordered: frozenset({"this", "desc", "nulls_first"}),
    exp.Limit: frozenset({"expression"}),
    exp.Distinct: frozenset({"expressions"}),
    **dict.fromkeys([exp.TableAlias, exp.From, exp.Where, exp.Having], _ONE),
    # names and values
    exp.Alias: frozenset({"this", "alias"}),
    exp.Column: frozenset({"this", "table"}),
    exp.Identifier: frozenset({"this", "quoted"}),
    exp.Literal: frozenset({"this", "is_string"}),
    exp.Boolean: _ONE,
    exp.Cast: frozenset({"this", "to"}),
    exp.DataType: _ONE,
    exp.Null: _NONE,
    exp.Star: _NONE,
    # arithmetic, comparison, logic
    **dict.fromkeys([exp.Add, exp.Sub, exp.Mul, exp.IntDiv, exp.Mod], _PAIR),
    exp.Div: _PAIR | {"typed", "safe"},
    **dict.fromkeys([exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE], _PAIR),
    **dict.fromkeys([exp.NullSafeEQ, exp.NullSafeNEQ, exp.Is, exp.And, exp.Or], _PAIR),
    **dict.fromkeys([exp.Not, exp.Neg, exp.Paren, exp.Abs], _ONE),
    exp.In: _LISTED,
    exp.Between: frozenset({"this", "low", "high"}),
    exp.Case: frozenset({"this", "ifs", "default"}),
    exp.If: frozenset({"this", "true"}),
    exp.Coalesce: _LISTED,
    exp.Nullif: _PAIR,
    **dict.fromkeys([exp.Greatest, exp.Least], _LISTED | {"ignore_nulls"}),
    exp.Log: _PAIR,
    **dict.fromkeys([exp.Ln, exp.Sqrt, exp.Year, exp.Month], _ONE),
    # aggregates and windows
    **dict.fromkeys([exp.Sum, exp.Min, exp.Max], _ONE),
    exp.Count: frozenset({"this", "big_int"}),
    exp.Filter: _PAIR,
    exp.Window: frozenset({"this", "partition_by", "order", "over"}),
    **dict.fromkeys([exp.RowNumber, exp.Rank, exp.DenseRank], _NONE),
}


def parse_portable(statement: str) -> exp.Query:
    """Read one SELECT and refuse whatever is not portable.

    Parameters
    ----------
    statement : str
        One statement in DuckDB's dialect.

    Returns
    -------
    sqlglot.exp.Query
        Its syntax tree.

    Raises
    ------
    NotPortable
        Something in it is outside the subset: the error names the construct, why, and what to
        write instead.
    """
    tree = _read(statement)
    for node in tree.walk():
        check_node(node)
    return tree


def _read(statement: str) -> exp.Query:
    try:
        trees = parse(statement, read="duckdb", error_level=ErrorLevel.RAISE)
    except (SqlglotError, RecursionError) as error:
        raise NotPortable(
            f"the statement cannot be read: {' '.join(statement.split())[:80]}",
            why=" ".join(str(error).split())[:200],
            fix="write one SELECT of the portable subset (docs/engines.md)",
        ) from error
    if len(trees) != 1 or not isinstance(tree := trees[0], exp.Select | exp.Union):
        raise NotPortable(
            f"not one SELECT: {' '.join(statement.split())[:80]}",
            why="an engine answers one SELECT at a time and changes nothing",
            fix="split it, or write it as SELECT … FROM …",
        )
    return tree


def check_node(node: exp.Expr) -> None:
    """Refuse one node of a syntax tree unless it is allowed, as it is and where it stands."""
    allowed = ALLOWED.get(type(node))
    if allowed is None:
        raise refuse(node)
    surplus = [name for name, value in node.args.items() if value and name not in allowed]
    if type(node) is exp.DataType:
        surplus = [name for name in surplus if name != "nested"]
    if surplus:
        raise _surplus(node, surplus)
    rule = RULES.get(type(node))
    if rule is not None:
        rule(node)


def _surplus(node: exp.Expr, names: list[str]) -> NotPortable:
    value = node.args[names[0]]
    first = value[0] if isinstance(value, list) else value
    if isinstance(first, exp.WindowSpec | exp.Subquery):
        return refuse(first)
    word = names[0].rstrip("_").replace("_", " ").upper()
    return refuse(node, why=f"its {word} part is not portable", fix="leave that part out")
