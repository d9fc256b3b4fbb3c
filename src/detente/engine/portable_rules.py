"""What else must hold for a construct of the allow-list: where it may stand, and on what.

One function a construct; each raises `NotPortable` with the reason, or returns.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING

from sqlglot import exp

from detente.engine.kinds import TYPES
from detente.engine.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Callable

RANKS = (exp.RowNumber, exp.Rank, exp.DenseRank)
AGGREGATES = (exp.Count, exp.Sum, exp.Min, exp.Max)
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LARGEST_INTEGER = 2**63 - 1


def _select(node: exp.Expr) -> None:
    if not node.expressions or node.args.get("from_") is None:
        raise refuse(node, why="it has no FROM", fix="select from a named relation")
    if not _outermost(node):
        for name in ("order", "limit"):
            if part := node.args.get(name):
                raise refuse(
                    part,
                    why="the order of a subquery is lost, and so is which rows a LIMIT keeps",
                    fix="order and limit the statement itself, or rank with row_number()",
                )
    if node.args.get("limit") and not node.args.get("order"):
        raise refuse(
            node.args["limit"],
            why="without ORDER BY it keeps whichever rows come first",
            fix="order by every column of the result",
        )
    for part in node.expressions:
        if not isinstance(part, exp.Alias | exp.Column | exp.Star):
            raise refuse(
                part,
                why="each engine names a column without a name in its own way",
                fix="name it with AS",
            )


def _outermost(node: exp.Expr) -> bool:
    return node.parent is None


def _union(node: exp.Expr) -> None:
    if node.args.get("distinct"):
        raise refuse(node, why="only UNION ALL is portable", fix="SELECT DISTINCT over UNION ALL")
    for side in (node.this, node.expression):
        if not isinstance(side, exp.Select | exp.Union):
            raise refuse(side, why="UNION ALL joins plain SELECTs", fix="leave the parentheses out")


def _with(node: exp.Expr) -> None:
    if node.parent is not None and not _outermost(node.parent):
        raise refuse(
            node, why="engines look names of nested CTEs up differently", fix="put it at the top"
        )


def _cte(node: exp.Expr) -> None:
    if not isinstance(node.this, exp.Select | exp.Union):
        raise refuse(node)


def _subquery(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.From | exp.Join):
        raise refuse(node)
    if not isinstance(node.this, exp.Select | exp.Union) or not node.alias:
        raise refuse(node, why="it is not a SELECT with a name", fix="write (SELECT …) AS name")


def _table(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.From | exp.Join) or not isinstance(
        node.this, exp.Identifier
    ):
        raise refuse(
            node,
            why="only the relations handed to the engine can be read",
            fix="hand it over as a relation and name that",
        )


def _join(node: exp.Expr) -> None:
    kind = f"{node.text('side')} {node.text('kind')}".strip().upper()
    conditions = bool(node.args.get("on")) + bool(node.args.get("using"))
    wanted = {"": 1, "INNER": 1, "LEFT": 1, "LEFT OUTER": 1, "CROSS": 0}.get(kind)
    if conditions != wanted:
        raise refuse(node)


def _distinct(node: exp.Expr) -> None:
    if isinstance(node.parent, exp.Select):
        return
    if not isinstance(node.parent, exp.Count) or len(node.expressions) != 1:
        raise refuse(
            node,
            why="DISTINCT is portable after SELECT and in count(DISTINCT x) only",
            fix="select the distinct rows in a CTE and aggregate them",
        )


def _order(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Select | exp.Window):
        raise refuse(node, fix="order the rows of a window or of the whole statement")
    if isinstance(node.parent, exp.Select):
        for part in node.expressions:
            if not isinstance(part.this, exp.Column) or part.this.table:
                raise refuse(
                    part,
                    why="engines look up other expressions at different places",
                    fix="order by names of columns of the result",
                )


def _limit(node: exp.Expr) -> None:
    count = node.expression
    if not isinstance(count, exp.Literal) or not count.this.isdecimal():
        raise refuse(node, why="only a whole number of rows is portable", fix="LIMIT 10")


def _group(node: exp.Expr) -> None:
    for part in node.expressions:
        if isinstance(part, exp.Literal | exp.Neg):
            raise refuse(
                part, why="a number may mean a position", fix="repeat the expression of the column"
            )


def _identifier(node: exp.Expr) -> None:
    if not _NAME.fullmatch(node.this):
        raise refuse(
            node,
            why="engines treat capitals and signs in names differently",
            fix="use lower-case letters, digits and underscores",
        )


def _literal(node: exp.Expr) -> None:
    text = node.this
    if node.args["is_string"]:
        if _CONTROL.search(text):
            raise refuse(node, why="it holds a control character", fix="join a small relation")
    elif text.isdecimal():
        if int(text) > _LARGEST_INTEGER:
            raise refuse(node, why="it is wider than 64 bits", fix="write it as a double, 1e19")
    elif not _finite(text):
        raise refuse(node, why="it is not a finite number", fix="write digits, or 1.5e3")


def _finite(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _cast(node: exp.Expr) -> None:
    value, to = node.this, node.args["to"].this
    typed_null = isinstance(value, exp.Null) and to in TYPES
    day = isinstance(value, exp.Literal) and value.is_string and _is_day(value.this)
    if not typed_null and not (day and to is exp.DType.DATE):
        raise refuse(node)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _star(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Count):
        raise refuse(node)


def _is(node: exp.Expr) -> None:
    if not isinstance(node.expression, exp.Null):
        raise refuse(node, why="only IS NULL and IS NOT NULL are portable", fix="write x = TRUE")


def _in(node: exp.Expr) -> None:
    if not node.expressions:
        raise refuse(node, why="an empty list is read differently", fix="list at least one value")


def _if(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Case):
        raise refuse(node, why="engines name it differently", fix="write CASE WHEN … THEN … END")


def _divide(node: exp.Expr) -> None:
    below = node.expression
    while isinstance(below, exp.Paren | exp.Neg):
        below = below.this
    literal = isinstance(below, exp.Literal) and not below.is_string and float(below.this) != 0
    guarded = (
        isinstance(below, exp.Nullif)
        and isinstance(below.expression, exp.Literal)
        and not below.expression.is_string
        and float(below.expression.this) == 0
    )
    if not (literal or guarded):
        raise refuse(
            node,
            why="dividing by zero is infinity, null or an error, depending on the engine",
            fix="divide by nullif(x, 0), which gives null, or by a number that is not 0",
        )


def _log(node: exp.Expr) -> None:
    base = node.this
    if not (node.expression and isinstance(base, exp.Literal) and base.this == "10"):
        raise refuse(node)


def _aggregate(node: exp.Expr) -> None:
    if node.args.get("this") is None:
        raise refuse(node, why="it counts nothing", fix="write count(*)")


def _filter(node: exp.Expr) -> None:
    if not isinstance(node.this, AGGREGATES) or isinstance(node.parent, exp.Window):
        raise refuse(node, why="FILTER belongs to a plain aggregate", fix="use CASE inside it")


def _rank(node: exp.Expr) -> None:
    if not isinstance(node.parent, exp.Window):
        raise refuse(node, why="it ranks the rows of a window", fix="write row_number() OVER (…)")


def _window(node: exp.Expr) -> None:
    ranks = isinstance(node.this, RANKS)
    if not ranks and not isinstance(node.this, AGGREGATES):
        raise refuse(node.this)
    if ranks and not node.args.get("order"):
        raise refuse(node, why="without ORDER BY its ranks are arbitrary", fix="order the window")
    if isinstance(node.this.args.get("this"), exp.Distinct):
        raise refuse(node, why="DISTINCT inside a window is not portable", fix="use a CTE")
    inside = node.find_ancestor(exp.Window)
    select = node.find_ancestor(exp.Select)
    if inside is not None or select is None or not _in_projection(node, select):
        raise refuse(
            node,
            why="engines differ in where a window function may stand",
            fix="compute it as a column of a CTE, and filter on that column",
        )


def _in_projection(node: exp.Expr, select: exp.Select) -> bool:
    child: exp.Expr | None = node
    while child is not None and child.parent is not select:
        child = child.parent
    return child is not None and child.arg_key == "expressions"


RULES: dict[type[exp.Expr], Callable[[exp.Expr], None]] = {
    exp.Select: _select,
    exp.Union: _union,
    exp.With: _with,
    exp.CTE: _cte,
    exp.Subquery: _subquery,
    exp.Table: _table,
    exp.Join: _join,
    exp.Distinct: _distinct,
    exp.Order: _order,
    exp.Limit: _limit,
    exp.Group: _group,
    exp.Identifier: _identifier,
    exp.Literal: _literal,
    exp.Cast: _cast,
    exp.Star: _star,
    exp.Is: _is,
    exp.In: _in,
    exp.If: _if,
    exp.Div: _divide,
    exp.IntDiv: _divide,
    exp.Mod: _divide,
    exp.Log: _log,
    exp.Filter: _filter,
    exp.Window: _window,
    **dict.fromkeys(RANKS, _rank),
    **dict.fromkeys(AGGREGATES, _aggregate),
}
