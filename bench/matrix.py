"""Country × country matrix Σ_p w_pi·w_pj from columns in memory, by detente, polars and DuckDB.

Full counting: w = 1 for each distinct country of a work. Author-fractional: w = 1/authors for each
author, split over the author's distinct countries. The others are written twice each, polars runs
on both of its engines, and the fastest counts. They may rely on what our pass does not: that no row
is repeated, and that the authors of a work are numbered without a gap.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.corpus import COUNTRIES, Rows, authorships
from bench.measure import peak_above_start, side_by_side
from detente.kernels import credit, passes

THREADS = 2
TOLERANCE = 1e-9
LIBRARIES = ("detente", "polars", "DuckDB")
COLUMNS = ("work", "author", "country")
SCHEMES = {"full": credit.FULL, "author-fractional": credit.AUTHOR_COUNTRY}

# --- DuckDB -------------------------------------------------------------------------------------

_SHARED = """
    SELECT a.country AS i, b.country AS j, SUM(a.credit * b.credit) AS value
    FROM credit AS a JOIN credit AS b USING (work) GROUP BY ALL
"""
DUCKDB = {
    "full": {
        "join": """
            WITH member AS (SELECT DISTINCT work, country FROM row)
            SELECT a.country AS i, b.country AS j, COUNT(*) AS value
            FROM member AS a JOIN member AS b USING (work) GROUP BY ALL
        """,
        "joint works apart": """
            WITH work AS MATERIALIZED (
                SELECT work, MIN(country) AS low, MAX(country) AS high FROM row GROUP BY work
            ),
            member AS MATERIALIZED (
                SELECT DISTINCT row.work, row.country FROM row
                JOIN work ON work.work = row.work AND low <> high
            )
            SELECT a.country AS i, b.country AS j, COUNT(*) AS value
            FROM member AS a JOIN member AS b USING (work) GROUP BY ALL
            UNION ALL
            SELECT low AS i, low AS j, COUNT(*) AS value FROM work WHERE low = high GROUP BY low
        """,
    },
    "author-fractional": {
        "grouping": f"""
            WITH author AS (
                SELECT work, author, COUNT(*) AS countries FROM row GROUP BY work, author
            ),
            work AS (SELECT work, MAX(author) AS authors FROM row GROUP BY work),
            credit AS MATERIALIZED (
                SELECT work, country, SUM(1.0::DOUBLE / countries / authors) AS credit
                FROM row JOIN author USING (work, author) JOIN work USING (work)
                GROUP BY work, country
            ) {_SHARED}
        """,
        "windows": f"""
            WITH part AS (
                SELECT work, country,
                    1.0::DOUBLE / COUNT(*) OVER (PARTITION BY work, author)
                        / MAX(author) OVER (PARTITION BY work) AS part
                FROM row
            ),
            credit AS MATERIALIZED (
                SELECT work, country, SUM(part) AS credit FROM part GROUP BY work, country
            ) {_SHARED}
        """,
    },
}


def with_duckdb(rows, statement):
    import duckdb
    import pyarrow as pa

    columns = {"work": rows.work, "author": rows.author, "country": rows.country}
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}")
        connection.register("row", pa.table(columns))
        found = connection.execute(statement).fetchnumpy()
    return _dense(found["i"], found["j"], found["value"])


# --- polars (POLARS_MAX_THREADS is set before it is imported) -----------------------------------


def _polars_rows(rows):
    import polars as pl

    frame = pl.DataFrame({"work": rows.work, "author": rows.author, "country": rows.country})
    return frame.lazy().set_sorted("work")


def _polars_full_join(rows):
    import polars as pl

    member = rows.select("work", "country").unique()
    pairs = member.join(member, on="work")
    return pairs.group_by(i="country", j="country_right").agg(value=pl.len())


def _polars_full_apart(rows):
    import polars as pl

    work = rows.group_by("work").agg(pl.col("country").unique())
    joint = pl.col("country").list.len() > 1
    member = work.filter(joint).explode("country")
    pairs = member.join(member, on="work").group_by(i="country", j="country_right")
    alone = work.filter(~joint).select(i=pl.col("country").list.first()).group_by("i")
    return pl.concat(
        [
            pairs.agg(value=pl.len()),
            alone.agg(value=pl.len()).select("i", j="i", value="value"),
        ]
    )


def _polars_shared(credit):
    import polars as pl

    pairs = credit.join(credit, on="work")
    value = (pl.col("credit") * pl.col("credit_right")).sum()
    return pairs.group_by(i="country", j="country_right").agg(value=value)


def _polars_fractional_grouping(rows):
    import polars as pl

    author = rows.group_by("work", "author").agg("country", countries=pl.len())
    parts = author.explode("country")
    work = rows.group_by("work").agg(authors=pl.col("author").max())
    credit = (
        parts.group_by("work", "country")
        .agg(credit=(1.0 / pl.col("countries")).sum())
        .join(work, on="work")
        .select("work", "country", credit=pl.col("credit") / pl.col("authors"))
    )
    return _polars_shared(credit)


def _polars_fractional_windows(rows):
    import polars as pl

    part = 1.0 / pl.len().over("work", "author") / pl.col("author").max().over("work")
    credit = (
        rows.select("work", "country", part=part)
        .group_by("work", "country")
        .agg(credit=pl.col("part").sum())
    )
    return _polars_shared(credit)


POLARS = {
    "full": {"join": _polars_full_join, "joint works apart": _polars_full_apart},
    "author-fractional": {
        "grouping": _polars_fractional_grouping,
        "windows": _polars_fractional_windows,
    },
}


def with_polars(rows, query, engine):
    found = query(_polars_rows(rows)).collect(engine=engine)
    return _dense(*(found[name].to_numpy() for name in ("i", "j", "value")))


# --- all of them --------------------------------------------------------------------------------


def _dense(i, j, value):
    matrix = np.zeros((COUNTRIES, COUNTRIES))
    np.add.at(matrix, (np.asarray(i), np.asarray(j)), np.asarray(value, float))
    return matrix


def with_detente(rows, scheme):
    matrix = passes.pair_matrix(
        rows.work,
        rows.author,
        rows.country,
        countries=COUNTRIES,
        scheme=SCHEMES[scheme],
        threads=THREADS,
    )
    return matrix[:-1, :-1]


def _ways(rows, scheme):
    """Every way of each library to write the query, by (library, way)."""
    ways = {("detente", ""): lambda: with_detente(rows, scheme)}
    for way, query in POLARS[scheme].items():
        for engine in ("in-memory", "streaming"):
            ways["polars", f"{way}, {engine}"] = lambda query=query, engine=engine: with_polars(
                rows, query, engine
            )
    for way, statement in DUCKDB[scheme].items():
        ways["DuckDB", way] = lambda statement=statement: with_duckdb(rows, statement)
    return ways


@dataclass
class Entrant:
    """One library on one corpus and scheme: its fastest way to write it, and what that took."""

    library: str
    way: str
    seconds: float
    memory: float | None


def compare(works, turns):
    """Time all libraries on a corpus, for both schemes; the answers must be the same.

    Parameters
    ----------
    works : int
    turns : int
        Turns of our pass and of each library's fastest way; each way has one before.

    Yields
    ------
    tuple of str, int, list of Entrant
        Scheme, rows, and the three libraries.
    """
    rows = authorships(works)
    with tempfile.TemporaryDirectory() as folder:
        for name in COLUMNS:
            np.save(Path(folder) / f"{name}.npy", getattr(rows, name))
        for scheme in SCHEMES:
            ways = _ways(rows, scheme)
            trial = side_by_side(ways, 1)
            _same_answers(trial)
            chosen = [
                min((key for key in ways if key[0] == library), key=lambda key: trial[key].best)
                for library in LIBRARIES
            ]
            again = side_by_side({key: ways[key] for key in chosen}, turns)
            found = [
                Entrant(
                    *key,
                    min(trial[key].seconds + again[key].seconds),
                    _memory(folder, scheme, key),
                )
                for key in chosen
            ]
            yield scheme, len(rows), found


def _memory(folder, scheme, key):
    """Peak memory of one way in a fresh process, above the columns and the libraries."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.matrix", folder, scheme, *key],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return None if "None" in done.stdout else float(done.stdout)


def _measure_memory(folder, scheme, library, way):
    for part in (0, None):  # a few rows first: importing and compiling are not what is asked
        columns = [np.load(Path(folder) / f"{name}.npy") for name in COLUMNS]
        rows = Rows(*(column[:1000] if part == 0 else column for column in columns))
        del columns
        peak = peak_above_start(_ways(rows, scheme)[library, way])
    print(peak)


def _same_answers(results):
    expected = results["detente", ""].answer
    for key, result in results.items():
        if not np.allclose(result.answer, expected, rtol=TOLERANCE, atol=TOLERANCE):
            raise AssertionError(f"{' '.join(key)} and detente give different matrices")


if __name__ == "__main__":
    _measure_memory(*sys.argv[1:])
