"""Statements that DuckDB and Spark answer differently, both without an error.

``naive`` is what one writes, with ``{x}`` for the relation; ``spark`` what sqlglot's own Spark
dialect makes of it. ``portable`` says what was meant, and gives ``answer`` on both.
"""

from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True)
class Trap:
    name: str
    naive: str
    duckdb: object  # DuckDB's answer to `naive`
    portable: str
    answer: object
    rows: dict = field(default_factory=lambda: {"k": [1, 2, 3, 4], "v": [1.5, 2.5, 2.7, 10.0]})
    # where `portable` is the same text, rewritten on its way
    rewritten: bool = False

    @property
    def relation(self):
        return pa.table(self.rows)


TRAPS = [
    Trap(
        "a bare decimal literal is DECIMAL on Spark",
        "SELECT sum(k / 0.3) AS answer FROM x",
        33.333333333333336,
        "SELECT sum(k / 0.3) AS answer FROM x",
        33.333333333333336,
        rewritten=True,
    ),
    Trap(
        "log is base 10 or e",
        "SELECT sum(log(v)) AS answer FROM x",
        2.0053950318867,
        "SELECT sum(log10(v)) AS answer FROM x",
        2.0053950318867,
    ),
    Trap(
        "a cast rounds or cuts",
        "SELECT sum(CAST(v AS BIGINT)) AS answer FROM x",
        17,
        "SELECT sum(CASE WHEN v < 2 THEN 1 WHEN v < 3 THEN 2 ELSE 10 END) AS answer FROM x",
        15,
    ),
    Trap(
        "a quantile is interpolated or approximate",
        "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY k) AS answer FROM x",
        2.5,
        "WITH r AS (SELECT k, row_number() OVER (ORDER BY k) AS i, count(*) OVER () AS n FROM x) "
        "SELECT max(k) AS answer FROM r WHERE i = (n + 1) // 2",
        2,
    ),
    Trap(
        "an ordered list loses its order",
        "SELECT array_agg(k ORDER BY v DESC) AS answer FROM x",
        [4, 3, 2, 1],
        "WITH r AS (SELECT k, v, row_number() OVER (ORDER BY v DESC, k) AS i FROM x) "
        "SELECT max(k) AS answer FROM r WHERE i = 1",
        4,
    ),
]

# Found while the engines were built; the first five are those of the design.
MORE_TRAPS = [
    Trap(
        "a logarithm of nothing",
        "SELECT ln(k - 1) AS answer FROM x WHERE k = 1",
        float("-inf"),
        "SELECT ln(k - 1) AS answer FROM x WHERE k = 1",
        None,
        rewritten=True,
    ),
    Trap(
        "not a number, rounded down",
        "SELECT floor(v * 2) AS answer FROM x WHERE k = 1",
        None,
        "SELECT k AS answer FROM x WHERE k = 1",
        1,
        rows={"k": [1], "v": [float("nan")]},
    ),
    Trap(
        "a frame counted in rows follows the ties",
        "SELECT max(s) AS answer FROM (SELECT sum(k) OVER (ORDER BY v ROWS BETWEEN UNBOUNDED "
        "PRECEDING AND 1 PRECEDING) AS s FROM x) AS t",
        6,
        "SELECT sum(k) AS answer FROM x WHERE v < 10.0",
        6,
    ),
]
