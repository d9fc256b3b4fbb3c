"""Nothing outside the allow-list passes the gate, wherever it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from detente.core.errors import DetenteError, NotPortable, UnknownName
from detente.engine import refusals
from detente.engine.dialect import prepare
from detente.engine.kinds import Kind
from detente.engine.portable import ALLOWED, check_node, parse_portable
from engine.cases import CASES
from engine.terms import whole_terms

SCHEMAS = {
    "t": {
        "a": Kind.INTEGER,
        "b": Kind.INTEGER,
        "x": Kind.DOUBLE,
        "s": Kind.STRING,
        "d": Kind.DATE,
        "r": Kind.BOOLEAN,
    },
    "u": {"a": Kind.INTEGER, "c": Kind.INTEGER, "s": Kind.STRING},
}

# Expressions, each refused wherever a number may stand.
FORBIDDEN = """
log(x) ¦ log2(x) ¦ log(2, x) ¦ CAST(x AS BIGINT) ¦ CAST(x AS INT) ¦ x::int ¦ TRY_CAST(s AS BIGINT)
CAST(a AS VARCHAR) ¦ CAST(s AS DATE) ¦ CAST(0.5 AS DECIMAL(9, 2)) ¦ median(a) ¦ mode(a)
quantile_cont(a, 0.5) ¦ quantile_disc(a, 0.5) ¦ percentile_cont(0.5) WITHIN GROUP (ORDER BY a)
approx_quantile(a, 0.5) ¦ list(a ORDER BY b) ¦ array_agg(a) ¦ string_agg(s, ',' ORDER BY a)
group_concat(s) ¦ first(a) ¦ last(a) ¦ any_value(a) ¦ arg_max(a, b) ¦ max_by(a, b) ¦ avg(a)
stddev(x) ¦ approx_count_distinct(a) ¦ sum(DISTINCT a) ¦ count(DISTINCT a, b)
count(DISTINCT (a, b)) ¦ max(a, 2) ¦ count(*) FILTER (WHERE a > 1) OVER ()
sum(a) OVER (ORDER BY b ROWS UNBOUNDED PRECEDING)
sum(a) OVER (ORDER BY b RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) ¦ lag(a) OVER (ORDER BY a)
first_value(a) OVER (ORDER BY a) ¦ ntile(4) OVER (ORDER BY a) ¦ row_number() OVER ()
rank() OVER () ¦ random() ¦ now() ¦ current_date ¦ current_timestamp ¦ uuid() ¦ today() ¦ floor(x)
ceil(x) ¦ round(x, 2) ¦ trunc(x) ¦ sign(x) ¦ x ^ 2 ¦ pow(x, 2) ¦ exp(x) ¦ xor(a, b) ¦ a & b
a | b ¦ a << 1 ¦ a / b ¦ a // b ¦ a % b ¦ a / 0 ¦ a / nullif(b, 1) ¦ lower(s) ¦ length(s)
s || 'x' ¦ concat(s, 'x') ¦ substr(s, 1, 2) ¦ s LIKE 'a%' ¦ s ILIKE 'a' ¦ s SIMILAR TO 'a'
regexp_matches(s, 'a') ¦ s GLOB 'a' ¦ d + 1 ¦ d - d ¦ d + INTERVAL 1 DAY ¦ date_diff('day', d, d)
date_trunc('year', d) ¦ extract(day FROM d) ¦ IF(r, 1, 2) ¦ r IS TRUE ¦ s = 5 ¦ '5' = a
d > '2020-01-01' ¦ a = r ¦ r + 1 ¦ sum(r) ¦ abs(s) ¦ coalesce(s, 0)
CASE WHEN r THEN 'a' ELSE 1 END ¦ CASE WHEN a THEN 1 END ¦ a AND r ¦ NOT a ¦ -s
a IN (SELECT a FROM u) ¦ (SELECT max(c) FROM u) ¦ EXISTS (SELECT 1 FROM u)
a = ANY (SELECT a FROM u) ¦ a IN () ¦ a IN ('1') ¦ a BETWEEN '1' AND '2' ¦ [1, 2] ¦ {'k': 1}
s[1] ¦ (a, b) ¦ x -> x + 1 ¦ 9223372036854775808 ¦ 1e999 ¦ 'a' 'b' ¦ ? ¦ $1 ¦ :p ¦ #1 ¦ t.*
COLUMNS('a') ¦ unnest([1]) ¦ foo(a)
sum(1) OVER (PARTITION BY a ORDER BY rank() OVER (ORDER BY a)) ¦ ln() ¦ count()
DATE '2020-13-01' ¦ getvariable('x') ¦ current_setting('threads') ¦ nextval('s') ¦ printf('%d', a)
hash(a) ¦ md5(s) ¦ greatest(a, s) ¦ least(r, a) ¦ year(s) ¦ month(a) ¦ ln(s) ¦ x // 2 ¦ 2.5 % 2
x % 2 ¦ min(r)
"""


def each(text):
    return [part.strip() for part in text.replace("\n", "¦").split("¦") if part.strip()]


FRAMES = """
SELECT * FROM t ¦ SELECT t.* FROM t ¦ FROM t ¦ SELECT a FROM t LIMIT 3 ¦ SELECT 1 AS a
SELECT a FROM t ORDER BY a LIMIT 3 OFFSET 1 ¦ SELECT a, b FROM t ORDER BY a LIMIT 3
SELECT a FROM t ORDER BY a LIMIT 10% ¦ SELECT a FROM t ORDER BY 1 ¦ SELECT a FROM t ORDER BY a + 1
SELECT a FROM t ORDER BY ALL ¦ SELECT a, count(*) AS n FROM t GROUP BY 1
SELECT a, count(*) AS n FROM t GROUP BY ALL
SELECT a, b, count(*) AS n FROM t GROUP BY CUBE (a, b)
SELECT a, count(*) AS n FROM t GROUP BY ROLLUP (a) ¦ SELECT a + 1 FROM t ¦ SELECT count(*) FROM t
SELECT a, b AS a FROM t ¦ SELECT NULL AS a FROM t ¦ SELECT DISTINCT ON (a) a, b FROM t
SELECT a FROM (SELECT a FROM t ORDER BY a LIMIT 2) AS q ¦ SELECT a FROM (SELECT a FROM t)
WITH q AS (SELECT a FROM t ORDER BY a) SELECT a FROM q ¦ SELECT a FROM t UNION SELECT a FROM u
SELECT a FROM t INTERSECT SELECT a FROM u ¦ SELECT a FROM t EXCEPT SELECT a FROM u
SELECT a FROM t UNION ALL BY NAME SELECT a FROM u ¦ SELECT a FROM t UNION ALL SELECT c FROM u
SELECT a FROM t UNION ALL SELECT s AS a FROM u
SELECT a FROM t UNION ALL SELECT a FROM u ORDER BY a
SELECT a, b FROM t UNION ALL SELECT a FROM u ¦ SELECT t.a FROM t, u
SELECT t.a FROM t JOIN u ON TRUE = 1 ¦ SELECT t.a FROM t FULL JOIN u USING (a)
SELECT t.a FROM t RIGHT JOIN u USING (a) ¦ SELECT t.a FROM t SEMI JOIN u USING (a)
SELECT t.a FROM t ANTI JOIN u USING (a) ¦ SELECT t.a FROM t ASOF JOIN u ON t.a >= u.a
SELECT t.a FROM t POSITIONAL JOIN u ¦ SELECT t.a FROM t NATURAL JOIN u
SELECT a FROM t JOIN u ON t.a = u.a ¦ SELECT t.a FROM t JOIN u
SELECT t.a FROM t CROSS JOIN u CROSS JOIN u ¦ SELECT a FROM t WHERE a ¦ SELECT a FROM t HAVING a
SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1 ¦ SELECT a FROM t USING SAMPLE 10
SELECT a FROM t TABLESAMPLE (10 PERCENT) ¦ SELECT a FROM main.t ¦ SELECT a FROM 'file.parquet'
SELECT a FROM read_parquet('f') ¦ SELECT a FROM range(3) AS r (a)
SELECT a FROM (VALUES (1)) AS v (a) ¦ SELECT a FROM t AS q (a) ¦ SELECT "A" FROM t
SELECT "a b" FROM t ¦ SELECT a AS "Größe" FROM t
WITH RECURSIVE q AS (SELECT a FROM t) SELECT a FROM q
WITH t AS (SELECT a FROM u) SELECT a FROM t
WITH q AS MATERIALIZED (SELECT a FROM t) SELECT a FROM q
WITH q (b) AS (SELECT a FROM t) SELECT b FROM q
SELECT a FROM (WITH q AS (SELECT a FROM t) SELECT a FROM q) AS p ¦ SELECT a AS k FROM t GROUP BY k
SELECT a + 1 AS k, k + 1 AS l FROM t ¦ SELECT a AS k FROM t WHERE k > 1
SELECT sum(a) OVER w AS k FROM t WINDOW w AS (PARTITION BY b)
SELECT a FROM t WHERE row_number() OVER (ORDER BY a) = 1
SELECT a, b, row_number() OVER (ORDER BY a) AS k FROM t
SELECT a + b AS c, row_number() OVER (PARTITION BY a ORDER BY s) AS k FROM t
SELECT a, rank() OVER (ORDER BY b) AS r, row_number() OVER (ORDER BY a) AS k FROM t
SELECT a, sum(b) AS n, row_number() OVER (ORDER BY sum(b)) AS k FROM t GROUP BY a
SELECT a FROM t; SELECT a FROM t ¦ CREATE TABLE q AS SELECT a FROM t ¦ DELETE FROM t
PRAGMA version ¦ COPY t TO 'f' ¦ ATTACH 'f' ¦ SET threads = 1 ¦ INSTALL httpfs ¦ SELECT a FROM
SELECT (a FROM t ¦ PIVOT t ON a USING sum(b) ¦ DESCRIBE t
SELECT /*+ BROADCAST(t) */ a FROM t FOR UPDATE ¦ SELECT a INTO q FROM t
SELECT a FROM t LATERAL VIEW explode(s) v AS c ¦ SUMMARIZE t ¦ VALUES (1)
"""


@pytest.mark.parametrize("statement", each(FRAMES))
def test_a_statement_outside_the_subset_is_refused(statement):
    for target in ("duckdb", "spark"):
        with pytest.raises(NotPortable) as refused:
            prepare(statement, SCHEMAS, target=target)
        assert refused.value.why
        assert refused.value.fix


@pytest.mark.parametrize("expression", each(FORBIDDEN))
def test_an_expression_outside_the_subset_is_refused(expression):
    with pytest.raises(NotPortable) as refused:
        prepare(f"SELECT {expression} AS e FROM t", SCHEMAS, target="duckdb")
    assert refused.value.why
    assert refused.value.fix


PLACES = [
    "SELECT ({}) AS e FROM t",
    "SELECT a FROM t WHERE ({}) IS NULL",
    "SELECT a, sum(b) AS n FROM t GROUP BY a HAVING count(({})) > 1",
    "SELECT count(*) AS n FROM t GROUP BY ({})",
    "SELECT t.s FROM t LEFT JOIN (SELECT c FROM u) AS q ON q.c = 1 AND ({}) IS NULL",
    "SELECT rank() OVER (PARTITION BY b ORDER BY ({}) DESC) AS e FROM t",
    "SELECT sum(a) OVER (PARTITION BY ({})) AS e FROM t",
    "SELECT sum(a) FILTER (WHERE ({}) IS NULL) AS e FROM t",
    "WITH q AS (SELECT ({}) AS e FROM t) SELECT e FROM q",
    "SELECT q.e FROM (SELECT ({}) AS e FROM t) AS q",
    "SELECT a AS e FROM t UNION ALL SELECT ({}) AS e FROM t",
    "SELECT CASE WHEN r THEN ({}) END AS e FROM t",
    "SELECT coalesce(NULL, ({})) AS e FROM t",
    "SELECT nullif(({}), ({})) AS e FROM t",
    "SELECT a FROM t WHERE NOT (({}) IN (({})) OR r)",
    "SELECT count(DISTINCT ({})) AS e FROM t",
]


@given(
    place=st.sampled_from(PLACES),
    expression=st.sampled_from(each(FORBIDDEN)),
    term=whole_terms,
    wrapper=st.sampled_from(
        [
            "{bad}",
            "coalesce({bad}, {good})",
            "CASE WHEN {good} > 0 THEN {good} ELSE {bad} END",
            "nullif({good}, {bad})",
            "({good} + ({bad}))",
            "CASE WHEN ({bad}) IS NULL THEN {good} END",
        ]
    ),
)
def test_nothing_forbidden_passes_wherever_it_is_nested(place, expression, term, wrapper):
    nested = wrapper.format(bad=expression, good=term.sql)
    with pytest.raises(DetenteError):
        prepare(place.replace("{}", nested), SCHEMAS, target="spark")


@given(st.sampled_from(PLACES), whole_terms)
def test_what_is_allowed_passes_in_the_same_places(place, term):
    statement = place.replace("{}", term.sql)
    for target in ("duckdb", "spark"):
        prepare(statement, SCHEMAS, target=target)


def every_node():
    found, left = [], [exp.Expr]
    while left:
        for kind in left.pop().__subclasses__():
            found.append(kind)
            left.append(kind)
    return sorted(set(found), key=lambda kind: kind.__name__)


def test_every_other_node_of_the_parser_is_refused(monkeypatch):
    monkeypatch.setattr(
        refusals, "shown", lambda node: type(node).__name__
    )  # an empty node cannot be written as SQL
    others = [kind for kind in every_node() if kind not in ALLOWED]
    assert len(others) > 500
    passed = []
    for kind in others:
        try:
            check_node(kind())
        except NotPortable:
            continue
        passed.append(kind)
    assert passed == []


def test_every_other_argument_of_an_allowed_node_is_refused(monkeypatch):
    monkeypatch.setattr(refusals, "shown", lambda node: type(node).__name__)
    passed = []
    for kind, allowed in ALLOWED.items():
        for name in set(kind.arg_types) - allowed - {"nested"}:
            try:
                check_node(kind(**{name: exp.Null()}))
            except NotPortable:
                continue
            passed.append((kind.__name__, name))
    assert passed == []


def test_the_error_says_what_why_and_what_instead():
    with pytest.raises(NotPortable) as refused:
        parse_portable("SELECT sum(log(citations)) AS s FROM work")
    assert str(refused.value).splitlines() == [
        "'LOG(citations)' is not portable SQL",
        "  why:  log(x) is base 10 in DuckDB and base e in Spark",
        "  next: write ln(x) or log10(x)",
    ]


@pytest.mark.parametrize(
    "statement, near",
    [
        ("SELECT aa FROM t", "a"),
        ("SELECT q.a FROM t", "t"),
        ("SELECT t.rr FROM t", "r"),
        ("SELECT a FROM tt", "t"),
        ("SELECT a FROM t ORDER BY aa", "a"),
        ("SELECT t.a FROM t JOIN u USING (cc)", "a"),
    ],
)
def test_unknown_names(statement, near):
    with pytest.raises(UnknownName) as unknown:
        prepare(statement, SCHEMAS, target="duckdb")
    assert near in unknown.value.fix


def test_names_are_written_with_their_table():
    sql = prepare(
        "SELECT coalesce(b, 0) AS b, c FROM t LEFT JOIN u USING (a) WHERE b > 1 ORDER BY b",
        SCHEMAS,
        target="duckdb",
    ).sql
    assert sql == (
        'SELECT CAST(COALESCE("t"."b", 0) AS BIGINT) AS "b", CAST("u"."c" AS BIGINT) AS "c" '
        'FROM "t" LEFT JOIN "u" USING ("a") WHERE "t"."b" > 1 ORDER BY "b" ASC NULLS LAST'
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_is_rendered_can_be_read_again(case):
    schemas = {
        "work": dict.fromkeys(("work", "year", "citations"), Kind.INTEGER)
        | {"type": Kind.STRING, "day": Kind.DATE, "retracted": Kind.BOOLEAN}
        | dict.fromkeys(("score", "impact"), Kind.DOUBLE),
        "authorship": dict.fromkeys(("work", "author", "affiliation"), Kind.INTEGER)
        | {"country": Kind.STRING},
        "region": {"country": Kind.STRING, "region": Kind.STRING, "weight": Kind.INTEGER},
    }
    columns = [name for name, _ in prepare(case.statement, schemas, target="spark").columns]
    assert columns == case.columns.split()
