"""Portable statements, each with its meaning in plain Python."""

import datetime as dt
import math
from dataclasses import dataclass

from naive import sql as naive


def works_by_country(world):
    rows = naive.groups(world.authorship, "country").items()
    return [
        (country, len({r["work"] for r in group}), len(group), len(naive.values(group, "author")))
        for (country,), group in rows
    ]


def totals(world):
    return [
        (
            len(world.work),
            naive.total(w["citations"] for w in world.work),
            naive.total(w["score"] for w in world.work),
            naive.least(w["type"] for w in world.work),
            naive.most(w["day"] for w in world.work),
            len({w["type"] for w in world.work} - {None}),
        )
    ]


def joined(world):
    rows = naive.inner(world.work, world.authorship, ["work"])
    return [
        (year, country, naive.total(r["citations"] for r in group), len(group))
        for (year, country), group in naive.groups(rows, "year", "country").items()
    ]


def in_regions(world):
    rows = naive.left(world.authorship, world.region, ["country"])
    return [
        (region, len(group), naive.total(r["weight"] for r in group))
        for (region,), group in naive.groups(rows, "region").items()
    ]


def without_authors(world):
    credited = {a["work"] for a in world.authorship}
    return [(w["work"],) for w in world.work if w["work"] not in credited]


def pairs(world):
    codes = [
        (w["work"], {a["country"] for a in world.authorship if a["work"] == w["work"]} - {None})
        for w in world.work
    ]
    found = {}
    for _, countries in codes:
        for a in countries:
            for b in countries:
                if a < b:
                    found[a, b] = found.get((a, b), 0) + 1
    return [(a, b, n) for (a, b), n in found.items()]


def ranked(world):
    rows = works_by_country(world)
    return [
        (
            country,
            1 + sum(other[1] > works for other in rows),
            1 + len({other[1] for other in rows if other[1] > works}),
        )
        for country, works, *_ in rows
    ]


def medians(world):
    result = []
    for (year,), group in naive.groups(world.work, "year").items():
        known = sorted(naive.values(group, "citations"))
        if known:
            result.append((year, known[(len(known) + 1) // 2 - 1]))
    return result


def running(world):
    return [
        (
            w["work"],
            sum(1 for o in world.work if o["year"] <= w["year"]),
            naive.total(o["citations"] for o in world.work if o["year"] == w["year"]),
        )
        for w in world.work
    ]


def top(world):
    rows = sorted(works_by_country(world), key=lambda r: (-r[1], *naive.nulls_last([r[0]])))
    return [(country, works) for country, works, *_ in rows[:3]]


def listed(world):
    return [
        (w["type"], w["day"])
        for w in sorted(world.work, key=lambda w: naive.nulls_last([w["type"], w["day"]]))
    ]


def each_work(function):
    return lambda world: [(w["work"], *function(w)) for w in world.work]


def arithmetic(w):
    c, s = w["citations"], w["score"]
    return (
        naive.whole_quotient(c, 7),
        naive.remainder(c, 7),
        naive.whole_quotient(100, c),
        naive.remainder(100, c),
        naive.quotient(c, 4),
        naive.quotient(s, c),
        None if s is None else s * 0.1 - 1e-3,
        w["year"] * 1000 * 1000 * 1000,
        None if c is None else -abs(c),
    )


def curves(w):
    s, y = w["score"], w["year"]
    log = naive.natural_log(s)
    return (
        log,
        None if log is None else naive.natural_log(log),
        naive.root(s),
        math.log10(1000),
        math.log(y),
        naive.root(w["citations"]),
    )


def choices(w):
    c, t = w["citations"], w["type"]
    size = "unknown" if c is None else "many" if c >= 10 else "few" if c > 0 else None
    known = [v for v in (c, 5) if v is not None]
    return (
        size,
        naive.first_known(t, "none"),
        None if t == "a" else t,
        max(known),
        min(known),
        {2010: 1.0, 2011: 0.5}.get(w["year"]),
    )


def logic(w):
    c, t, r = w["citations"], w["type"], w["retracted"]
    positive = None if c is None else c > 0
    return (
        naive.both(positive, r),
        naive.either(positive, r),
        None if r is None else not r,
        None if t is None else t in ("a", "期刊"),
        None if t is None else t not in ("a", "it's"),
        None if c is None else 0 <= c <= 10,
        t is None,
        c == w["year"] - 2010,
        c != w["year"] - 2010,
        None if t is None else t < "a",
    )


def days(w):
    d = w["day"]
    return (
        None if d is None else d.year,
        None if d is None else d.month,
        None if d is None else d >= dt.date(2015, 6, 1),
    )


@dataclass(frozen=True)
class Case:
    """A statement, its columns, and its meaning as tuples of Python values."""

    name: str
    statement: str
    columns: str
    meaning: object
    ordered: bool = False


CASES = [
    Case(
        "whole rows",
        "SELECT work, day, year, type, citations, retracted, score, impact FROM work",
        "work day year type citations retracted score impact",
        lambda world: [tuple(w.values()) for w in world.work],
    ),
    Case(
        "counts",
        "SELECT country, count(DISTINCT work) AS works, count(*) AS lines, count(author) AS named "
        "FROM authorship GROUP BY country",
        "country works lines named",
        works_by_country,
    ),
    Case(
        "one row even of nothing",
        "SELECT count(*) AS n, sum(citations) AS c, sum(score) AS s, min(type) AS t, "
        "max(day) AS d, count(DISTINCT type) AS k FROM work",
        "n c s t d k",
        totals,
    ),
    Case(
        "inner join",
        "SELECT year, country, sum(citations) AS c, count(*) AS n "
        "FROM work JOIN authorship USING (work) GROUP BY year, country",
        "year country c n",
        joined,
    ),
    Case(
        "left join, nulls match nothing",
        "SELECT r.region, count(*) AS n, sum(r.weight) AS weight FROM authorship AS a "
        "LEFT JOIN region AS r ON a.country = r.country GROUP BY r.region",
        "region n weight",
        in_regions,
    ),
    Case(
        "left join, nulls match nulls",
        "SELECT a.work, r.region FROM authorship AS a "
        "LEFT JOIN region AS r ON a.country IS NOT DISTINCT FROM r.country",
        "work region",
        lambda world: [
            (a["work"], region)
            for a in world.authorship
            for region in [r["region"] for r in world.region if r["country"] == a["country"]]
            or [None]
        ],
    ),
    Case(
        "left join by USING keeps the left key",
        "SELECT country, count(*) AS n FROM authorship LEFT JOIN region USING (country) "
        "GROUP BY country",
        "country n",
        lambda world: [
            (country, len(group))
            for (country,), group in naive.groups(world.authorship, "country").items()
        ],
    ),
    Case(
        "anti join",
        "SELECT work.work FROM work LEFT JOIN authorship AS a ON work.work = a.work "
        "WHERE a.work IS NULL",
        "work",
        without_authors,
    ),
    Case(
        "cross join",
        "SELECT count(*) AS n, sum(w.year * r.weight) AS s FROM work AS w CROSS JOIN region AS r",
        "n s",
        lambda world: [
            (
                len(world.work) * len(world.region),
                naive.total(w["year"] * r["weight"] for w in world.work for r in world.region),
            )
        ],
    ),
    Case(
        "pairs by CTE and self join",
        "WITH once AS (SELECT DISTINCT work, country FROM authorship WHERE country IS NOT NULL) "
        "SELECT a.country AS one, b.country AS other, count(*) AS n "
        "FROM once AS a JOIN once AS b ON a.work = b.work AND a.country < b.country "
        "GROUP BY a.country, b.country",
        "one other n",
        pairs,
    ),
    Case(
        "having",
        "SELECT country, count(DISTINCT work) AS works FROM authorship GROUP BY country "
        "HAVING count(DISTINCT work) > 40",
        "country works",
        lambda world: [row[:2] for row in works_by_country(world) if row[1] > 40],
    ),
    Case(
        "filtered aggregates",
        "SELECT count(*) FILTER (WHERE citations > 5) AS n, "
        "sum(score) FILTER (WHERE year > 2100) AS s FROM work",
        "n s",
        lambda world: [(sum((w["citations"] or 0) > 5 for w in world.work), None)],
    ),
    Case(
        "competition and dense ranks",
        "WITH c AS "
        "(SELECT country, count(DISTINCT work) AS works FROM authorship GROUP BY country) "
        "SELECT country, rank() OVER (ORDER BY works DESC) AS r, "
        "dense_rank() OVER (ORDER BY works DESC) AS d FROM c",
        "country r d",
        ranked,
    ),
    Case(
        "median as an order statistic",
        "WITH k AS (SELECT year, citations, "
        "row_number() OVER (PARTITION BY year ORDER BY citations) AS place, "
        "count(*) OVER (PARTITION BY year) AS n FROM work WHERE citations IS NOT NULL) "
        "SELECT year, citations FROM k WHERE place = (n + 1) // 2",
        "year citations",
        medians,
    ),
    Case(
        "running and whole windows",
        "SELECT work, count(*) OVER (ORDER BY year) AS so_far, "
        "sum(citations) OVER (PARTITION BY year) AS in_year FROM work",
        "work so_far in_year",
        running,
    ),
    Case(
        "the first few, ties settled",
        "WITH c AS "
        "(SELECT country, count(DISTINCT work) AS works FROM authorship GROUP BY country) "
        "SELECT country, works FROM c ORDER BY works DESC, country LIMIT 3",
        "country works",
        top,
        ordered=True,
    ),
    Case(
        "text and days in order, nulls last",
        "SELECT type, day FROM work ORDER BY type, day",
        "type day",
        listed,
        ordered=True,
    ),
    Case(
        "nulls first, downwards",
        "SELECT year, type FROM work ORDER BY year DESC NULLS FIRST, type ASC NULLS FIRST",
        "year type",
        lambda world: sorted(
            ((w["year"], w["type"]) for w in world.work),
            key=lambda r: (-r[0], r[1] is not None, r[1] or ""),
        ),
        ordered=True,
    ),
    Case(
        "arithmetic",
        "SELECT work, citations // 7 AS a, citations % 7 AS b, 100 // nullif(citations, 0) AS c, "
        "100 % nullif(citations, 0) AS d, citations / 4 AS e, score / nullif(citations, 0) AS f, "
        "score * 0.1 - 1e-3 AS g, year * 1000 * 1000 * 1000 AS h, - abs(citations) AS i FROM work",
        "work a b c d e f g h i",
        each_work(arithmetic),
    ),
    Case(
        "logarithms and roots, null where undefined",
        "SELECT work, ln(score) AS a, ln(ln(score)) AS b, sqrt(score) AS c, log10(1000) AS d, "
        "ln(year) AS e, sqrt(citations) AS f FROM work",
        "work a b c d e f",
        each_work(curves),
    ),
    Case(
        "choices",
        "SELECT work, CASE WHEN citations IS NULL THEN 'unknown' WHEN citations >= 10 THEN 'many' "
        "WHEN citations > 0 THEN 'few' END AS a, coalesce(type, 'none') AS b, "
        "nullif(type, 'a') AS c, greatest(citations, 5) AS d, least(5, citations) AS e, "
        "CASE year WHEN 2010 THEN 1 WHEN 2011 THEN 0.5 END AS f FROM work",
        "work a b c d e f",
        each_work(choices),
    ),
    Case(
        "three-valued logic",
        "SELECT work, citations > 0 AND retracted AS a, citations > 0 OR retracted AS b, "
        "NOT retracted AS c, type IN ('a', '期刊') AS d, type NOT IN ('a', 'it''s') AS e, "
        "citations BETWEEN 0 AND 10 AS f, type IS NULL AS g, "
        "citations IS NOT DISTINCT FROM year - 2010 AS h, "
        "citations IS DISTINCT FROM year - 2010 AS i, type < 'a' AS j FROM work",
        "work a b c d e f g h i j",
        each_work(logic),
    ),
    Case(
        "days",
        "SELECT work, year(day) AS a, month(day) AS b, day >= DATE '2015-06-01' AS c FROM work",
        "work a b c",
        each_work(days),
    ),
    Case(
        "text as it is written",
        r"SELECT work, 'it''s a\b ${x} 期刊 %s' AS a FROM work WHERE type = 'a\b' OR type = '${x}'",
        "work a",
        lambda world: [
            (w["work"], r"it's a\b ${x} 期刊 %s")
            for w in world.work
            if w["type"] in ("a\\b", "${x}")
        ],
    ),
    Case(
        "union of kinds that widen",
        "SELECT 'citations' AS what, citations AS value FROM work WHERE citations IS NOT NULL "
        "UNION ALL SELECT 'score' AS what, score AS value FROM work "
        "UNION ALL SELECT 'nothing' AS what, CAST(NULL AS BIGINT) AS value FROM region",
        "what value",
        lambda world: [
            *(("citations", float(c)) for c in naive.values(world.work, "citations")),
            *(("score", w["score"]) for w in world.work),
            *(("nothing", None) for _ in world.region),
        ],
    ),
    Case(
        "a column renamed to itself means the column",
        "SELECT coalesce(country, 'UNK') AS country, count(*) AS n FROM authorship "
        "WHERE country IS NULL OR country <> 'US' GROUP BY coalesce(country, 'UNK')",
        "country n",
        lambda world: [
            (country or "UNK", len(group))
            for (country,), group in naive.groups(world.authorship, "country").items()
            if country != "US"
        ],
    ),
    Case(
        "subquery in FROM",
        "SELECT s.year, max(s.n) AS n FROM (SELECT year, type, count(*) AS n FROM work "
        "GROUP BY year, type) AS s GROUP BY s.year",
        "year n",
        lambda world: [
            (year, max(len(same) for same in naive.groups(group, "type").values()))
            for (year,), group in naive.groups(world.work, "year").items()
        ],
    ),
    Case(
        "zero has one sign, in groups and distinct counts",
        "SELECT score * 0 AS zero, count(*) AS n, count(DISTINCT 0 - score * 0) AS k FROM work "
        "WHERE score IS NOT NULL GROUP BY score * 0",
        "zero n k",
        lambda world: [(0.0, len(naive.values(world.work, "score")), 1)][: len(world.work)],
    ),
]
