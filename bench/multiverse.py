"""A claim under 1,000 specifications and 1,000 bootstrap draws: detente, and a loop over polars.

The claim is that two countries are each other's first partner. The loop does what one would write:
for each specification it selects the works, maps the countries, lists the pairs of each joint work;
for each draw it sums weights by pair. It is run on a part, and scaled; its answers must be ours.
"""

import time
from dataclasses import dataclass
from datetime import date

import numpy as np

from bench.release import make
from detente.claims.atom import Atom
from detente.claims.claim import Choice, Claim
from detente.claims.evaluate import evaluate_atom
from detente.core.dimensions import Specification
from detente.core.territory import TERRITORIES, era_of
from detente.kernels import bootstrap

PAIR = ("US", "CN")
CHOICES = {
    "link": ("whole", "per_country"),
    "territory": (
        "separate",
        "hk_mo_with_cn",
        "hk_mo_tw_with_cn",
        "eu_bloc",
        "eu_bloc_hk_mo_with_cn",
    ),
    "ai_definition": ("all", "machine_learning", "vision", "language", "robotics"),
    "period": ("2013-2022", "2014-2018", "2016-2020", "2018-2022", "2019-2023"),
    "document_types": ("research", "all"),
    "dual_affiliation": ("counts", "needs_two_authors"),
}


@dataclass
class Finding:
    """Seconds of both; of the loop, measured on a part and scaled.

    ``processor`` is what detente used of all processors together.
    """

    works: int
    specifications: int
    draws: int
    pooling: float
    detente: float
    processor: float
    polars: float
    measured: str


def claim():
    """The claim, with 1,000 specifications."""
    atom = Atom("mutual_rank", "joint_papers", PAIR[0], partner=PAIR[1], rank=1)
    choices = tuple(Choice(name, options, "for timing", {}) for name, options in CHOICES.items())
    return Claim(
        id="bench",
        title="",
        text="",
        said_by="",
        said_in="",
        said_at="",
        said_on="",
        families=("count",),
        atoms=(atom,),
        choices=choices,
        minimum=25,
        rival_of=(),
        hash="",
    )


def compare(works, draws, part):
    """Time a claim in both ways.

    Parameters
    ----------
    works, draws : int
    part : sequence of (int, int)
        Specifications that the loop works through, and how many draws of each.
    """
    start = time.perf_counter()
    dataset = make(works, draws)
    pooling = time.perf_counter() - start
    registered = claim()
    start, worked = time.perf_counter(), time.process_time()
    found = evaluate_atom(registered, registered.atoms[0], dataset)
    ours, worked = time.perf_counter() - start, time.process_time() - worked
    before, each = zip(*(_by_polars(dataset, found, *share) for share in part), strict=True)
    size = len(found.specifications)
    scaled = size * (np.mean(before) + draws * np.mean(each))
    measured = " + ".join(f"{n} draws" for _, n in part)
    return Finding(works, size, draws, pooling, ours, worked, scaled, measured)


def _by_polars(dataset, found, number, draws):
    """Seconds before the draws, and seconds a draw, of one specification."""
    import polars as pl

    specification = Specification.of(found.specifications[number])
    start = time.perf_counter()
    links = _links(dataset, specification)
    ready = time.perf_counter() - start
    every = np.arange(len(dataset.year))
    estimate = _lead(_sums(links, pl.Series(np.ones(len(every), np.int32))))
    assert abs(estimate - found.estimates[number]) < 1e-9
    # weights are made beforehand, and not counted against the loop
    block = 50
    leads, taken = [], 0.0
    for first in range(0, draws, block):
        weights = _weights(every, dataset.seed, first, min(block, draws - first))
        start = time.perf_counter()
        leads += [_lead(_sums(links, pl.Series(weight))) for weight in weights]
        taken += time.perf_counter() - start
    if draws == dataset.draws:
        low, high = np.quantile(leads, [0.025, 0.975], method="inverted_cdf")
        assert abs(low - found.low[number]) < 1e-9
        assert abs(high - found.high[number]) < 1e-9
    return ready, taken / draws


def _weights(works, seed, first, draws):
    drawn = bootstrap.weights(np.arange(len(works) + 1), works, draws=first + draws, seed=seed)
    return np.ascontiguousarray(drawn[:, first:].T)


def _links(dataset, specification):
    """Pairs of joint works that one of the two countries has part in: work, a, b, value."""
    import polars as pl

    period = specification.period
    bit = 1 << dataset.definitions.index(specification["ai_definition"])
    wanted = (dataset.year >= period.first) & (dataset.year <= period.last)
    wanted &= (dataset.mask & bit) != 0
    if specification["document_types"] == "research":
        wanted &= dataset.research
    rows = pl.DataFrame(
        {
            "work": dataset.rows.work,
            "author": dataset.rows.author,
            "country": dataset.rows.country,
        }
    ).lazy()
    rows = rows.filter(pl.Series(wanted).gather(dataset.rows.work), pl.col("country") >= 0)
    rows = _mapped(rows, dataset, specification["territory"])
    member = rows.select("work", "code").unique()
    pairs = member.join(member, on="work").filter(pl.col("code") < pl.col("code_right"))
    if specification["dual_affiliation"] == "needs_two_authors":
        pairs = pairs.join(_of_two_authors(rows), on="work", how="semi")
    size = member.group_by("work").agg(countries=pl.len())
    value = 1.0 if specification["link"] == "whole" else 1.0 / (pl.col("countries") - 1.0)
    return (
        pairs.join(size, on="work")
        .filter(pl.col("code").is_in(PAIR) | pl.col("code_right").is_in(PAIR))
        .select("work", a="code", b="code_right", value=value)
        .collect()
    )


def _mapped(rows, dataset, name):
    import polars as pl

    policy = next(territory for territory in TERRITORIES if territory.name == name)
    days = np.unique(dataset.day)
    era_of_day = np.array([era_of(date.fromisoformat(str(day))) for day in days])
    era = era_of_day[np.searchsorted(days, dataset.day)]
    mapping = pl.DataFrame(
        [
            {"era": int(e), "country": place, "code": policy.code(str(code), int(e))}
            for e in np.unique(era)
            for place, code in enumerate(dataset.codes)
        ],
        schema={"era": pl.Int64, "country": pl.Int16, "code": pl.String},
    ).with_columns(pl.col("code").cast(pl.Categorical))
    eras = pl.LazyFrame({"work": np.arange(len(era), dtype=np.int32), "era": era})
    return rows.join(eras, on="work").join(mapping.lazy(), on=["era", "country"])


def _of_two_authors(rows):
    """Works of which two different authors are in different countries."""
    import polars as pl

    several = rows.group_by("work").agg(
        authors=pl.col("author").n_unique(), codes=pl.col("code").n_unique()
    )
    candidates = rows.select("work", "author", "code").join(
        several.filter((pl.col("authors") > 1) & (pl.col("codes") > 1)), on="work", how="semi"
    )
    both = candidates.join(candidates, on="work")
    apart = (pl.col("author") < pl.col("author_right")) & (pl.col("code") != pl.col("code_right"))
    return both.filter(apart).select("work").unique()


def _sums(links, weight):
    import polars as pl

    return (
        links.lazy()
        .with_columns(total=pl.col("value") * weight.gather(links["work"]))
        .group_by("a", "b")
        .agg(pl.col("total").sum())
        .collect()
    )


def _lead(sums):
    """Log ratio of the pair's links to those with the best other partner, of the weaker side."""
    rows = list(zip(*(sums[name].to_list() for name in ("a", "b", "total")), strict=True))
    leads = []
    for own, partner in (PAIR, PAIR[::-1]):
        links = {(b if a == own else a): total for a, b, total in rows if own in (a, b)}
        other = max(value for code, value in links.items() if code != partner)
        leads.append(float(np.log(links[partner] / other)))
    return min(leads)
