"""Impact of countries from columns in memory, by detente, polars and DuckDB; and its bootstrap.

In are the stratum and the citations of every paper, and the credit of countries for papers; out
come, for every country, its credit, its mean normalised score and its share in each of five tops
with fractional ties. The others are written twice each: joining every paper with what its count of
citations means in its stratum, or finding the threshold and the share at it in each stratum first.
polars runs on both of its engines and takes values by place where DuckDB must join. The fastest
counts.
"""

import time
from dataclasses import dataclass

import numpy as np

from bench.corpus import COUNTRIES, FIELDS, TYPES, YEARS, cited_papers
from bench.measure import side_by_side
from detente.kernels import bootstrap, impact, joint, percentiles
from detente.kernels.dealing import begins
from detente.kernels.placement import placement

THREADS = 2
TOLERANCE = 1e-9
LIBRARIES = ("detente", "polars", "DuckDB")
TOPS = (0.5, 0.1, 0.05, 0.01, 0.001)
STRATA = FIELDS * YEARS * TYPES

# --- detente ------------------------------------------------------------------------------------


def with_detente(papers):
    sums = impact.sums_by_slot(
        papers.citations,
        placed := placement(papers.stratum),
        percentiles.reference_sets(
            papers.citations, placed, tops=TOPS, strata=STRATA, threads=THREADS
        ),
        first=begins(papers.paper, len(papers.stratum)),
        key=papers.country,
        value=papers.credit,
        slots=COUNTRIES,
        threads=THREADS,
    )
    tops = [impact.top_share(sums, top=top) for top in range(len(TOPS))]
    return np.column_stack([sums[:, impact.PAPERS], impact.mean_score(sums), *tops])


# --- DuckDB -------------------------------------------------------------------------------------


def _each(text, separator=", "):
    """The text once for each top, with its number for N and its share for X."""
    return separator.join(
        text.replace("{N}", str(n)).replace("{X}", f"{x}::DOUBLE") for n, x in enumerate(TOPS)
    )


_COUNTED = """
    WITH counted AS (SELECT stratum, citations, COUNT(*) AS tied FROM paper GROUP BY ALL),
    placed AS (
        SELECT stratum, citations, tied,
            SUM(tied) OVER (PARTITION BY stratum ORDER BY citations DESC) - tied AS above,
            SUM(tied) OVER (PARTITION BY stratum) AS total,
            SUM(tied * citations::BIGINT) OVER (PARTITION BY stratum) AS cited
        FROM counted
    ),
"""
_SUMMED = f"""
    SELECT country, SUM(credit) AS papers,
        SUM(credit * ncs) / SUM(credit) FILTER (ncs IS NOT NULL) AS mncs,
        {_each("SUM(credit * m{N}) / SUM(credit) AS pp{N}")}
    FROM entry JOIN scored ON scored.paper = entry.paper GROUP BY country
"""
DUCKDB = {
    "joined by count": f"""
        {_COUNTED}
        meaning AS (
            SELECT stratum, citations,
                CASE WHEN cited > 0 THEN citations::DOUBLE * total / cited END AS ncs,
                {_each("GREATEST(0, LEAST(1, ({X} * total - above) / tied)) AS m{N}")}
            FROM placed
        ),
        scored AS (
            SELECT paper, ncs, {_each("m{N}")} FROM paper JOIN meaning USING (stratum, citations)
        )
        {_SUMMED}
    """,
    "thresholds": f"""
        {_COUNTED}
        threshold AS (
            SELECT stratum, ANY_VALUE(total::DOUBLE) / NULLIF(ANY_VALUE(cited), 0) AS per_citation,
                {_each("MAX(citations) FILTER (above + tied >= {X} * total) AS t{N}")},
                {
        _each(
            "MAX(LEAST(1, ({X} * total - above) / tied))"
            " FILTER (above < {X} * total AND above + tied >= {X} * total) AS s{N}"
        )
    }
            FROM placed GROUP BY stratum
        ),
        scored AS (
            SELECT paper, citations * per_citation AS ncs,
                {
        _each(
            "CASE WHEN citations > t{N} THEN 1 WHEN citations = t{N} THEN s{N} ELSE 0 END AS m{N}"
        )
    }
            FROM paper JOIN threshold USING (stratum)
        )
        {_SUMMED}
    """,
}


def with_duckdb(papers, statement):
    import duckdb
    import pyarrow as pa

    numbers = np.arange(len(papers.stratum), dtype=np.int32)
    columns = {"paper": numbers, "stratum": papers.stratum, "citations": papers.citations}
    entries = {"paper": papers.paper, "country": papers.country, "credit": papers.credit}
    with duckdb.connect() as connection:
        connection.execute(f"SET threads = {THREADS}")
        connection.register("paper", pa.table(columns))
        connection.register("entry", pa.table(entries))
        found = connection.execute(statement).fetchnumpy()
    names = ["papers", "mncs", *(f"pp{n}" for n in range(len(TOPS)))]
    return _dense(found["country"], [found[name] for name in names])


# --- polars (POLARS_MAX_THREADS is set before it is imported) -----------------------------------


def _polars_counted(papers):
    import polars as pl

    frame = pl.LazyFrame({"stratum": papers.stratum, "citations": papers.citations})
    of_stratum = pl.col("tied").sum().over("stratum")
    cited = (pl.col("tied").cast(pl.Int64) * pl.col("citations")).sum().over("stratum")
    counted = (
        frame.group_by("stratum", "citations")
        .agg(tied=pl.len())
        .sort("stratum", "citations", descending=[False, True])
        .with_columns(
            above=pl.col("tied").cum_sum().over("stratum").cast(pl.Float64) - pl.col("tied"),
            total=of_stratum.cast(pl.Float64),
            cited=cited,
        )
    )
    return frame, counted


def _mean_citations():
    import polars as pl

    return pl.when(pl.col("cited") > 0).then(pl.col("cited") / pl.col("total"))


def _polars_joined(papers):
    """What each count of citations means in its stratum, joined with every paper."""
    import polars as pl

    frame, counted = _polars_counted(papers)
    member = {
        f"m{n}": ((x * pl.col("total") - pl.col("above")) / pl.col("tied")).clip(0.0, 1.0)
        for n, x in enumerate(TOPS)
    }
    meaning = counted.select(
        "stratum", "citations", ncs=pl.col("citations") / _mean_citations(), **member
    )
    return frame.join(meaning, on=["stratum", "citations"], how="left", maintain_order="left")


def _polars_thresholds(papers):
    """Thresholds and the share at each, a row a stratum, joined with every paper."""
    import polars as pl

    frame, counted = _polars_counted(papers)
    cuts = {}
    for n, x in enumerate(TOPS):
        enough = pl.col("above") + pl.col("tied") >= x * pl.col("total")
        share = ((x * pl.col("total") - pl.col("above")) / pl.col("tied")).clip(0.0, 1.0)
        # counts descend within a stratum, so the first that is enough is the threshold
        cuts[f"t{n}"] = pl.col("citations").filter(enough).first()
        cuts[f"s{n}"] = share.filter(enough).first()
    cut = counted.group_by("stratum", maintain_order=True).agg(
        mean=_mean_citations().first(), **cuts
    )
    count = pl.col("citations")
    member = {
        f"m{n}": pl.when(count > pl.col(f"t{n}"))
        .then(1.0)
        .when(count == pl.col(f"t{n}"))
        .then(pl.col(f"s{n}"))
        .otherwise(0.0)
        for n in range(len(TOPS))
    }
    return frame.join(cut, on="stratum", how="left", maintain_order="left").select(
        ncs=count / pl.col("mean"), **member
    )


POLARS = {"joined by count": _polars_joined, "thresholds": _polars_thresholds}


def with_polars(papers, query, engine):
    import polars as pl

    scored = query(papers).collect(engine=engine)
    names = ("ncs", *(f"m{n}" for n in range(len(TOPS))))
    entry = pl.LazyFrame({"country": papers.country, "credit": papers.credit})
    taken = [scored[name].gather(papers.paper).alias(name) for name in names]
    credit, ncs = pl.col("credit"), pl.col("ncs")
    base = credit.filter(ncs.is_not_null()).sum()
    found = (
        entry.with_columns(*taken)
        .group_by("country")
        .agg(
            papers=credit.sum(),
            mncs=(credit * ncs).sum() / base,
            **{f"p{n}": (credit * pl.col(f"m{n}")).sum() / credit.sum() for n in range(len(TOPS))},
        )
        .collect(engine=engine)
    )
    return _dense(found["country"], [found[name] for name in found.columns[1:]])


# --- all of them --------------------------------------------------------------------------------


def _dense(country, columns):
    table = np.full((COUNTRIES, len(columns)), np.nan)
    table[np.asarray(country)] = np.column_stack([np.asarray(column, float) for column in columns])
    table[np.isnan(table[:, 0]), 0] = 0.0
    return table


def _ways(papers):
    """Every way of each library, by (library, way)."""
    ways = {("detente", ""): lambda: with_detente(papers)}
    for way, query in POLARS.items():
        for engine in ("in-memory", "streaming"):
            ways["polars", f"{way}, {engine}"] = lambda query=query, engine=engine: with_polars(
                papers, query, engine
            )
    for way, statement in DUCKDB.items():
        ways["DuckDB", way] = lambda statement=statement: with_duckdb(papers, statement)
    return ways


@dataclass
class Entrant:
    """One library on one corpus: its fastest way to write it, and what that took."""

    library: str
    way: str
    seconds: float
    processor: float


def compare(works, turns):
    """Time all libraries on a corpus; the answers must be the same.

    Returns
    -------
    int, list of Entrant
        Credit entries, and the three libraries.
    """
    papers = cited_papers(works)
    ways = _ways(papers)
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
            min(trial[key].processor + again[key].processor),
        )
        for key in chosen
    ]
    return len(papers.paper), found


def _same_answers(results):
    expected = results["detente", ""].answer
    for key, result in results.items():
        if not np.allclose(result.answer, expected, TOLERANCE, TOLERANCE, equal_nan=True):
            raise AssertionError(f"{' '.join(key)} and detente give different figures")


@dataclass
class Draws:
    """What the joint bootstrap took, in seconds."""

    detente: float
    processor: float
    scoring: float
    polars: float
    polars_processor: float
    measured: int


def bootstrap_draws(works, draws, measured):
    """All figures of all countries in every draw, and a loop over polars scaled from a few draws.

    The loop is given what each paper contributes, and the weights; it sums by country.
    """
    papers = cited_papers(works)
    placed, first = placement(papers.stratum), begins(papers.paper, works)
    began = time.perf_counter()
    reference = percentiles.reference_sets(papers.citations, placed, tops=TOPS, strata=STRATA)
    amounts = impact.scores(papers.citations, placed, reference).contributions()
    scoring = time.perf_counter() - began
    began, busy = time.perf_counter(), time.process_time()
    sums = joint.joint_draws(
        np.arange(works), amounts, first=first, key=papers.country, value=papers.credit,
        slots=COUNTRIES, draws=draws, seed=1, threads=THREADS,
    )  # fmt: skip
    ours = time.perf_counter() - began, time.process_time() - busy
    weight = bootstrap.weights(np.arange(works + 1), np.arange(works), draws=measured, seed=1)
    loop = _polars_draws(papers, amounts, weight, sums)
    loops = (seconds / measured * draws for seconds in loop)
    return Draws(*ours, scoring, *loops, measured)


def _polars_draws(papers, amounts, weight, sums):
    import polars as pl

    names = [f"c{n}" for n in range(amounts.shape[1])]
    entry = pl.DataFrame({"country": papers.country} | {
        name: column[papers.paper] * papers.credit
        for name, column in zip(names, amounts.T, strict=True)
    })  # fmt: skip
    seconds = processor = 0.0
    for draw, column in enumerate(np.ascontiguousarray(weight.T), start=1):
        began, busy = time.perf_counter(), time.process_time()
        drawn = pl.Series("weight", column).gather(papers.paper)
        found = (
            entry.lazy()
            .with_columns(drawn)
            .group_by("country")
            .agg((pl.col(names) * pl.col("weight")).sum())
            .collect()
        )
        seconds += time.perf_counter() - began
        processor += time.process_time() - busy
        table = np.zeros(sums.shape[:2])
        table[found["country"].to_numpy()] = found.select(names).to_numpy()
        if not np.allclose(table, sums[:, :, draw], rtol=TOLERANCE, atol=TOLERANCE):
            raise AssertionError("polars and detente give different sums in a draw")
    return seconds, processor
