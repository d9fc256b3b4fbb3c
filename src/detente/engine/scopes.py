"""Which column each name means, and of what kind the columns of a result are.

Engines look names up in different orders (an alias of the same SELECT first, or a column of its
input). Here every name is looked up once, in the input, and written out with its table, so that no
engine has a choice left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from detente.core.errors import UnknownName
from detente.engine.kinds import Columns, Kind, expect, kind_of, unify
from detente.engine.refusals import refuse

if TYPE_CHECKING:
    from collections.abc import Mapping


def resolve(query: exp.Expr, known: Mapping[str, Columns]) -> dict[str, Kind]:
    """Write the table before every column of a statement, and check what meets what.

    Parameters
    ----------
    query : sqlglot.exp.Expr
        A statement that the gate has passed; its columns are qualified in place.
    known : mapping of str to mapping of str to Kind
        Columns of each relation.

    Returns
    -------
    dict of str to Kind
        The columns of the result, in order.

    Raises
    ------
    UnknownName
        A relation or column that is not there.
    NotPortable
        A name with two meanings, kinds that engines would cast, or a row number that ties decide.
    """
    known = dict(known)
    for cte in query.args["with_"].expressions if query.args.get("with_") else ():
        if cte.alias in known:
            raise refuse(cte, why="its name is taken", fix="give the CTE a name of its own")
        known[cte.alias] = resolve(cte.this, known)
    if isinstance(query, exp.Union):
        return _union(query, known)
    return _Scope(query, known).columns()


def _union(query: exp.Union, known: Mapping[str, Columns]) -> dict[str, Kind]:
    left, right = resolve(query.this, known), resolve(query.expression, known)
    if list(left) != list(right):
        raise refuse(
            query,
            why=f"columns are joined by place: {', '.join(left)} over {', '.join(right)}",
            fix="give both sides the same names in the same order",
        )
    return {name: unify((kind, right[name]), query) for name, kind in left.items()}


class _Scope:
    """The names that one SELECT can use."""

    def __init__(self, select: exp.Expr, known: Mapping[str, Columns]) -> None:
        self.select, self.known = select, known
        self.sources: dict[str, Columns] = {}
        self.merged: dict[str, str] = {}  # column of USING -> the table it is taken from

    def columns(self) -> dict[str, Kind]:
        """Resolve every part of the SELECT, in the order in which engines evaluate them."""
        select = self.select
        self._source(select.args["from_"].this)
        for join in select.args.get("joins") or ():
            self._join(join)
        for part in ("where", "having"):
            if clause := select.args.get(part):
                expect(self._kind(clause.this), {Kind.BOOLEAN}, clause.this)
        for part in select.args["group"].expressions if select.args.get("group") else ():
            self._kind(part)
        result = self._projections()
        self._settle_row_numbers()
        self._order(result)
        return result

    def _source(self, node: exp.Expr) -> None:
        name = node.alias_or_name
        if name in self.sources:
            raise refuse(node, why="two tables here have that name", fix="give one an alias")
        if isinstance(node, exp.Subquery):
            self.sources[name] = resolve(node.this, self.known)
        elif node.name in self.known:
            self.sources[name] = self.known[node.name]
        else:
            raise UnknownName("relation of this statement", node.name, self.known)

    def _join(self, join: exp.Expr) -> None:
        shared = [identifier.name for identifier in join.args.get("using") or ()]
        owners = {name: self._owner(exp.column(name)) for name in shared}
        self._source(join.this)
        right = join.this.alias_or_name
        for name, left in owners.items():
            kinds = (self.sources[left][name], self._lookup(right, name))
            unify(kinds, join)
            # inner and left joins take the value of the left side
            self.merged[name] = left
        if condition := join.args.get("on"):
            expect(self._kind(condition), {Kind.BOOLEAN}, join)

    def _kind(self, node: exp.Expr) -> Kind:
        return kind_of(node, self._column)

    def _column(self, column: exp.Expr) -> Kind:
        table = column.args["table"].name if column.args.get("table") else self._owner(column)
        column.set("table", exp.to_identifier(table))
        return self._lookup(table, column.name)

    def _lookup(self, table: str, name: str) -> Kind:
        if table not in self.sources:
            raise UnknownName("table of this SELECT", table, self.sources)
        if name not in self.sources[table]:
            raise UnknownName(f"column of '{table}'", name, self.sources[table])
        return self.sources[table][name]

    def _owner(self, column: exp.Expr) -> str:
        name = column.name
        if name in self.merged:
            return self.merged[name]
        owners = [table for table, columns in self.sources.items() if name in columns]
        if len(owners) > 1:
            raise refuse(
                column,
                why=f"{' and '.join(owners)} both have that column",
                fix=f"write {owners[0]}.{name}",
            )
        if not owners:
            raise self._unknown(column)
        return owners[0]

    def _unknown(self, column: exp.Expr) -> Exception:
        if column.name in {p.alias for p in self.select.expressions if isinstance(p, exp.Alias)}:
            return refuse(
                column,
                why="engines differ in where a name given by AS can be used",
                fix="repeat the expression, or give it its name in a CTE",
            )
        every = {name for columns in self.sources.values() for name in columns}
        return UnknownName("column of the tables of this SELECT", column.name, every)

    def _projections(self) -> dict[str, Kind]:
        result: dict[str, Kind] = {}
        for part in self.select.expressions:
            name, kind = part.alias_or_name, self._kind(part)
            if name in result:
                raise refuse(part, why="two columns have that name", fix="rename one with AS")
            if kind is Kind.NULL:
                raise refuse(part, why="its kind is unknown", fix="write CAST(NULL AS BIGINT)")
            result[name] = kind
        return result

    def _order(self, result: Mapping[str, Kind]) -> None:
        order = self.select.args.get("order")
        named = [part.this.name for part in order.expressions] if order else []
        for name in named:
            if name not in result:
                raise UnknownName("column of the result to order by", name, result)
        if self.select.args.get("limit") and set(named) != set(result):
            raise refuse(
                self.select.args["limit"],
                why="rows that tie in ORDER BY would be kept or dropped by chance",
                fix=f"order by every column: {', '.join(result)}",
            )

    def _settle_row_numbers(self) -> None:
        for window in self.select.find_all(exp.Window):
            numbered = isinstance(window.this, exp.RowNumber)
            if numbered and window.find_ancestor(exp.Select) is self.select:
                self._settle(window)

    def _settle(self, window: exp.Expr) -> None:
        """Refuse a row number unless rows that tie in it look the same in the result."""
        deciding = list(window.args.get("partition_by") or ())
        deciding += [part.this for part in window.args["order"].expressions]
        group = self.select.args.get("group")
        if group and all(key in deciding for key in group.expressions):
            return
        loose = self._shown_beside(window) - {part.sql() for part in deciding}
        if loose:
            raise refuse(
                window,
                why=f"rows that tie in it but differ in {', '.join(sorted(loose))} "
                "would be numbered by chance",
                fix="add these columns to its ORDER BY, or use rank()",
            )

    def _shown_beside(self, window: exp.Expr) -> set[str]:
        return {
            column.sql()
            for part in self.select.expressions
            for column in part.find_all(exp.Column)
            if window not in _ancestors(column)
        }


def _ancestors(node: exp.Expr) -> list[exp.Expr]:
    found = []
    while (parent := node.parent) is not None:
        found.append(parent)
        node = parent
    return found
