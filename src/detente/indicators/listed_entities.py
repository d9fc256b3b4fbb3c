"""Papers with listed entities: how many had an author at an entity listed when they appeared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownName, UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, pair_of, place_of
from detente.indicators.institutions import cells_of
from detente.indicators.rows import About, joined, ratio
from detente.kernels import bootstrap
from detente.lake.listed_works import LISTED, UNDECIDED, listed_works

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally
    from detente.lake.entries import Entries

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Papers with listed entities",
    question="How many papers have an author at an entity that was on the US Entity List when they "
    "appeared?",
    metrics=(
        Metric("listed_papers", "Papers with a listed entity", "papers",
               "papers with an institution on the Entity List on the day of publication"),
        Metric("listed_share", "Share of papers with a listed entity", "share",
               "papers with a listed entity / papers", 0.0, 1.0),
        Metric("listed_share_most", "… if every undecided paper had one", "share",
               "(papers with a listed entity + undecided papers) / papers", 0.0, 1.0),
    ),
    grain=("country", "partner", "year"),
    dimensions=("unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation", "entity_scope"),
    interval=STABILITY_INTERVAL + "; what screening misses or confuses is not in it",
    minimum_data="one paper; rows of fewer than 25 are marked. A paper is undecided, and in "
    "unknown_share, if none of its institutions was surely listed and an affiliation has neither "
    "an institution nor a text that names one, an institution no name, a listing no date, or the "
    "paper no day in the year of a listing",
    method="methods §7 Screening",
    references=("winkler1990",),
    tables=("work", "authorship", "institution", "listing"),
    picks=("country",),
)  # fmt: skip
GROUPS = ("total", "year")
NO_INSTITUTIONS = (
    "insufficient data: the release names no institutions; detente fetch openalex --filter "
    '"primary_topic.subfield.id:1702" --to works, then: detente build openalex=works entity_list'
)
NO_LISTS = (
    "insufficient data: the release has no Entity List; add entity_list to detente build, it comes "
    "with the package"
)
A_BOUND = "a bound: what the undecided papers could add"


@dataclass(frozen=True, eq=False)
class Papers:
    """Papers of some rows: in all, with a listed entity, and undecided.

    Attributes
    ----------
    every, listed : float64 arrays, shape (rows, 1 + draws)
    undecided : float64 array, shape (rows,)
    """

    every: Floats
    listed: Floats
    undecided: Floats


@dataclass(frozen=True, eq=False)
class Asked:
    """Which countries, or which pair, are asked for.

    Attributes
    ----------
    keys : list of int
        Their keys in the entries.
    entries : Entries
        What each profile of works has: places of countries, or pairs.
    is_pair : bool
    """

    keys: list[int]
    entries: Entries
    is_pair: bool = False

    def rows_of(self, cells: Ints, year: Ints, works: Ints) -> tuple[Ints, Ints]:
        """Rows (year by year, each key in its order) in which works count, ascending; the works."""
        profile = self.entries.profile[cells]
        lengths = np.diff(self.entries.first)[profile]
        begin = np.cumsum(lengths) - lengths
        entry = np.repeat(self.entries.first[profile] - begin, lengths) + np.arange(lengths.sum())
        key, which = self.entries.key[entry], np.repeat(np.arange(len(cells)), lengths)
        order = np.argsort(self.keys)
        at = np.searchsorted(self.keys, key, sorter=order).clip(max=len(self.keys) - 1)
        place = order[at]
        wanted = np.asarray(self.keys)[place] == key
        row = (year[which] * len(self.keys) + place)[wanted]
        ascending = np.argsort(row, kind="stable")
        return row[ascending], works[which[wanted]][ascending]


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Papers of every country, of one, or of a pair, that a listed entity took part in.

    Parameters
    ----------
    tally : Tally
        Totals under the specification; each paper counts once for each of its countries.
    country : str, optional
        ISO code; all countries by default.
    partner : str, optional
        ISO code: the joint papers of both.
    by : {"total", "year"}
        Whether to split by year of publication.

    Raises
    ------
    UnknownName
        There is no such country or grouping.
    UsageError
        A partner without a country, or a country that counts as another.
    """
    if by not in GROUPS:
        raise UnknownName("grouping of papers with listed entities", by, GROUPS)
    if partner is not None and country is None:
        raise UsageError("a partner of whom?", fix="add --country, e.g. US")
    tally = tally.but(counting="full", link="whole")
    years: list[int | None] = tally.years.tolist() if by == "year" else [None]
    missing = _missing(tally)
    if missing:
        about = About(_grain([(country, partner, year) for year in years or [None]]), 0, np.nan)
        return [about.nulls(metric.name, missing) for metric in INDICATOR.metrics]
    asked = _asked(tally, country, partner)
    papers = _papers(tally, asked, by_year=by == "year")
    names = [_names(tally, key, partner) for key in asked.keys]
    return _tables(tally, papers, _grain([(*name, year) for year in years for name in names]))


def _missing(tally: Tally) -> str:
    release = tally.dataset.release
    if not release.has("listing") or not release.has("listing_alias"):
        return NO_LISTS
    return "" if release.has("institution") and release.has("authorship") else NO_INSTITUTIONS


def _asked(tally: Tally, country: str | None, partner: str | None) -> Asked:
    pool = tally.pool
    if country is not None and partner is not None:
        one, other = sorted(pair_of(tally, country, partner))
        return Asked([one * pool.places + other], pool.links(tally.specification), is_pair=True)
    entries = pool.credit(tally.specification)
    if country is not None:
        return Asked([place_of(tally, country)], entries)
    papers = tally.papers()[0, :-1, 0]
    order = np.argsort(-papers, kind="stable")
    return Asked([int(place) for place in order if papers[place] > 0], entries)


def _papers(tally: Tally, asked: Asked, *, by_year: bool) -> Papers:
    """Papers of each key, year by year where that is asked."""
    group, groups = tally.by_year if by_year else (None, 1)
    if asked.is_pair:
        place, other = divmod(asked.keys[0], tally.pool.places)
        every = tally.links_of(place, group, groups)[:, other]
    else:
        every = tally.papers(group, groups)[:, asked.keys].reshape(-1, tally.columns)
    cells, works = cells_of(tally)
    known = listed_works(tally.dataset, scope=tally.specification["entity_scope"])
    status = known.status[np.searchsorted(known.work, works)]
    year = np.searchsorted(tally.years, tally.pool.years[cells]) if by_year else 0 * cells
    counts = []
    for which in (LISTED, UNDECIDED):
        mine = np.flatnonzero(status == which)
        counts.append(asked.rows_of(cells[mine], year[mine], works[mine]))
    (row, listed), (undecided, _) = counts
    first = np.searchsorted(row, np.arange(len(every) + 1))
    drawn = bootstrap.weights(first, listed, draws=tally.columns - 1, seed=tally.dataset.seed)
    return Papers(
        every,
        np.column_stack([np.diff(first), drawn]).astype(float),
        np.bincount(undecided, minlength=len(every)).astype(float),
    )


def _names(tally: Tally, key: int, partner: str | None) -> tuple[str, str | None]:
    countries, places = tally.pool.countries, tally.pool.places
    if partner is None:
        return countries[key], None
    pair = (countries[key // places], countries[key % places])
    return (pair[1], pair[0]) if pair[0] == partner else pair


def _grain(rows: list[tuple[str | None, str | None, int | None]]) -> dict[str, list[object]]:
    return dict(zip(INDICATOR.grain, map(list, zip(*rows, strict=True)), strict=True))


def _tables(tally: Tally, papers: Papers, grain: dict[str, list[object]]) -> list[pa.Table]:
    n = papers.every[:, 0]
    note = notes(tally, [str(code) for code in grain["country"]], n)
    about = About(grain, n, ratio(papers.undecided, n), note)
    most = ratio(papers.listed[:, 0] + papers.undecided, n)
    return [
        about.rows("listed_papers", papers.listed),
        about.rows("listed_share", ratio(papers.listed, papers.every)),
        about.plain("listed_share_most", most, note=[joined(A_BOUND, one) for one in note]),
    ]
