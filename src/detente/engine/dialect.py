"""Our own renderings of the portable subset, one for each engine, and the way to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from sqlglot import ErrorLevel, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.dialects.spark import Spark
from sqlglot.generators.duckdb import DuckDBGenerator
from sqlglot.generators.spark import SparkGenerator

from detente.engine.kinds import Columns, Kind
from detente.engine.portable import parse_portable
from detente.engine.scopes import resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

Target: TypeAlias = Literal["duckdb", "spark"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement as one engine reads it.

    Attributes
    ----------
    sql : str
        The statement in the engine's dialect.
    columns : tuple of (str, Kind)
        The columns of the result.
    """

    sql: str
    columns: tuple[tuple[str, Kind], ...]


def prepare(statement: str, schemas: Mapping[str, Columns], *, target: Target) -> Prepared:
    """Pass a statement through the gate and write it for one engine.

    Parameters
    ----------
    statement : str
        One SELECT of the portable subset.
    schemas : mapping of str to mapping of str to Kind
        Columns of each relation that the statement may name.
    target : {"duckdb", "spark"}
        The engine it is for.

    Raises
    ------
    NotPortable
        The statement lies outside the subset.
    UnknownName
        It names a relation or column that is not in ``schemas``.
    """
    frozen = tuple((name, tuple(columns.items())) for name, columns in sorted(schemas.items()))
    return _prepare(statement, frozen, target)


@lru_cache(maxsize=512)
def _prepare(
    statement: str, schemas: tuple[tuple[str, tuple[tuple[str, Kind], ...]], ...], target: Target
) -> Prepared:
    tree = parse_portable(statement)
    columns = resolve(tree, {name: dict(pairs) for name, pairs in schemas})
    _define_everywhere(tree)
    _widen(tree, columns)
    sql = tree.sql(
        dialect=_DIALECTS[target], identify=True, comments=False, unsupported_level=ErrorLevel.RAISE
    )
    return Prepared(sql=sql, columns=tuple(columns.items()))


def _define_everywhere(tree: exp.Expr) -> None:
    """Null where a root or logarithm is undefined; engines give null, NaN, -inf or an error."""
    # the innermost first, so that the outer ones carry its replacement
    for node in reversed(list(tree.find_all(exp.Sqrt, exp.Ln, exp.Log))):
        if isinstance(node, exp.Sqrt):
            node.replace(_where(exp.GTE, node.this, node))
        elif isinstance(node, exp.Ln):
            node.replace(_where(exp.GT, node.this, node))
        else:
            # LOG(10, x) would be ln(x) / ln(10), which is 2.9999999999999996 for 1000
            value = node.expression
            log10 = exp.Anonymous(this="LOG10", expressions=[value.copy()])
            node.replace(_where(exp.GT, value, log10))


def _where(test: type[exp.Binary], value: exp.Expr, result: exp.Expr) -> exp.Case:
    zero = exp.Literal.number(0)
    condition = test(this=exp.paren(value.copy()), expression=zero)
    return exp.Case(ifs=[exp.If(this=condition, true=result.copy())])


def _widen(query: exp.Expr, columns: Mapping[str, Kind]) -> None:
    """Cast every integer of the result to 64 bits: DuckDB sums in 128, Spark ranks in 32.

    A sum that does not fit is an error on both.
    """
    if isinstance(query, exp.Union):
        _widen(query.this, columns)
        _widen(query.expression, columns)
        return
    parts = []
    for part, (name, kind) in zip(query.expressions, columns.items(), strict=True):
        value = part.this if isinstance(part, exp.Alias) else part
        if kind is Kind.INTEGER:
            value = exp.cast(value, exp.DType.BIGINT)
        parts.append(exp.alias_(value, name))
    query.set("expressions", parts)


def _double(expression: exp.Literal) -> str | None:
    """The shortest digits that give the same double; None for text and whole numbers."""
    if expression.is_string or expression.this.isdecimal():
        return None
    return repr(float(expression.this))


def _ordered(expression: exp.Ordered, this: str) -> str:
    """An ORDER BY term that says where nulls go, whatever the engine would do unasked."""
    direction = "DESC" if expression.args.get("desc") else "ASC"
    nulls = "FIRST" if expression.args.get("nulls_first") else "LAST"
    return f"{this} {direction} NULLS {nulls}"


class PortableDuckDB(DuckDB):
    """DuckDB's dialect, with every decimal literal a double and every place of nulls written."""

    class Generator(DuckDBGenerator):
        """Writes the statement."""

        def literal_sql(self, expression: exp.Literal) -> str:
            """Write ``0.1`` as ``0.1e0``: digits with an exponent are a double."""
            number = _double(expression)
            if number is None:
                return super().literal_sql(expression)
            return number if "e" in number else f"{number}e0"

        def ordered_sql(self, expression: exp.Ordered) -> str:
            """Write ``x ASC NULLS LAST``."""
            return _ordered(expression, self.sql(expression, "this"))


class PortableSpark(Spark):
    """Spark's dialect, with every decimal literal a double and every place of nulls written."""

    class Generator(SparkGenerator):
        """Writes the statement."""

        def literal_sql(self, expression: exp.Literal) -> str:
            """Write ``0.1`` as ``0.1D``, Spark's sign for a double."""
            number = _double(expression)
            return super().literal_sql(expression) if number is None else f"{number}D"

        def ordered_sql(self, expression: exp.Ordered) -> str:
            """Write ``x ASC NULLS LAST``."""
            return _ordered(expression, self.sql(expression, "this"))


_DIALECTS = {"duckdb": PortableDuckDB, "spark": PortableSpark}
