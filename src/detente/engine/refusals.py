"""Why a construct is refused, and what to write instead."""

from __future__ import annotations

from sqlglot import ErrorLevel, exp

from detente.core.errors import NotPortable

_LOG = ("log(x) is base 10 in DuckDB and base e in Spark", "write ln(x) or log10(x)")
_QUANTILE = (
    "engines interpolate or approximate quantiles in their own ways",
    "take the order statistic: number the values with row_number() and pick the row",
)
_ORDERED_LIST = (
    "the order inside a list is lost when a statement is rendered for Spark",
    "keep one row a value, with row_number() where the order counts",
)
_CAST = (
    "CAST(2.7 AS INT) is 3 in DuckDB and 2 in Spark, and text is read by each engine's own rules",
    "cast in the source, write x * 1.0 for a double, bin with x - x % 5",
)
_ROUND = (
    "rounding returns other types, and treats halves and NaN otherwise, from engine to engine",
    "keep the double and round where it is shown",
)
_CHANCE = ("its value changes from run to run", "give the value as a literal or a small relation")
_TEXT = (
    "engines change, cut and match text by their own rules",
    "prepare the text in the source, or join a small relation of codes",
)
_PICK = ("which row it picks is left to the engine", "use min or max, or row_number() and a filter")
_FRAME = (
    "a frame counted in rows depends on the order of ties",
    "leave the frame out: it then ends at the last row with an equal ORDER BY value",
)
_STAR = (
    "a column added to a table would change the answer",
    "name each column",
)
_SUBQUERY = (
    "engines differ in what a subquery inside an expression may return",
    "put it in a CTE and join it",
)
_JOIN = (
    "of joins only INNER, LEFT (each with ON or USING) and CROSS are portable",
    "use LEFT JOIN and IS NULL for an anti join, UNION ALL of two LEFT JOINs for a full one",
)
_DATES = ("engines count the time between days in other units", "use year(x), or a kernel")
_POWER = ("x ^ y is a power in DuckDB and a bitwise XOR in Spark", "multiply, or use a kernel")
_AVERAGE = ("engines average in different arithmetic", "write sum(x) / nullif(count(x), 0)")
_PLACEHOLDER = (
    "statements carry no parameters",
    "write the value as a literal, or join a small relation that holds it",
)

_BY_NAME: dict[str, tuple[str, str]] = {
    **dict.fromkeys(["log", "log2"], _LOG),
    **dict.fromkeys(
        "median percentilecont percentiledisc withingroup approxquantile quantile "
        "quantile_cont quantile_disc approx_quantile mode mad".split(),
        _QUANTILE,
    ),
    **dict.fromkeys(
        "arrayagg groupconcat list array struct bracket histogram map collect_list".split(),
        _ORDERED_LIST,
    ),
    **dict.fromkeys(["cast", "trycast"], _CAST),
    **dict.fromkeys("floor ceil round trunc truncate sign".split(), _ROUND),
    **dict.fromkeys(
        "rand randn uuid currentdate currenttimestamp currenttime now today random".split(), _CHANCE
    ),
    **dict.fromkeys(
        "lower upper length substring trim concat concatws dpipe like ilike similarto regexplike "
        "replace split left right initcap strposition rlike glob regexp_matches".split(),
        _TEXT,
    ),
    **dict.fromkeys(
        "first last anyvalue firstvalue lastvalue nthvalue argmax argmin lag lead ntile".split(),
        _PICK,
    ),
    "windowspec": _FRAME,
    "star": _STAR,
    **dict.fromkeys(["subquery", "exists", "any", "all"], _SUBQUERY),
    "join": _JOIN,
    **dict.fromkeys(
        "dateadd datesub datediff interval tsordsadd extract datetrunc day".split(), _DATES
    ),
    **dict.fromkeys("pow bitwisexor".split(), _POWER),
    "avg": _AVERAGE,
    **dict.fromkeys("placeholder parameter".split(), _PLACEHOLDER),
}

_GENERAL = (
    "it is not among the constructs that every engine is known to answer alike",
    "write it as docs/engines.md shows, or as a kernel over arrays",
)


def refuse(node: exp.Expr, *, why: str = "", fix: str = "") -> NotPortable:
    """The error for one construct, with the reason known for it unless another is given."""
    name = (
        node.text("this").lower()
        if isinstance(node, exp.Anonymous)
        else type(node).__name__.lower()
    )
    known_why, known_fix = _BY_NAME.get(name, _GENERAL)
    return NotPortable(
        f"'{shown(node)}' is not portable SQL", why=why or known_why, fix=fix or known_fix
    )


def shown(node: exp.Expr) -> str:
    """The construct as SQL, cut to one short line."""
    try:
        sql = node.sql(dialect="duckdb", comments=False, unsupported_level=ErrorLevel.IGNORE)
    except (AttributeError, LookupError, NotImplementedError, TypeError, ValueError):
        # a construct that can be read and not written must be refused all the same
        sql = ""
    text = " ".join(sql.split()) or type(node).__name__
    return text if len(text) <= 80 else text[:77] + "..."
