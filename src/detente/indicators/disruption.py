"""Disruption: whether later work cites a country's papers instead of what they build on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.dimensions.citations import TOP_DISRUPTIVE
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.impact import pair_metrics
from detente.indicators.null_models import after_losses, against_rewired
from detente.indicators.rows import ratio
from detente.indicators.scored import GRAIN, compared, places_shown, sums_of
from detente.lake.disruptive import WHY_NOT

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.indicators.scored import Sums
    from detente.indicators.tally import Tally
    from detente.lake.disruptive import Disruptive
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

REFERENCES_LOST = 0.3
REPLICAS = 5
MOST_REWIRED = 2_000_000
"""References of a network that is rewired without being asked to."""

_EXCLUDED = tuple(
    Metric(f"excluded_{number}", f"Share of papers {why}", "share",
           "papers / papers of the world", 0.0, 1.0)
    for number, why in enumerate(WHY_NOT, start=1)
)  # fmt: skip
INDICATOR = Indicator(
    title="Disruption",
    question="Whose papers are cited instead of what they build on?",
    metrics=(
        Metric("ranked_papers", "Papers with a disruption index", "papers", "Σ_p w_pc"),
        Metric(
            "mean_disruption", "Mean disruption rank", "rank share",
            "Σ_p w_pc r_p / Σ_p w_pc, r_p: share of the field, year, type and reference-count "
            "class that is less disruptive; the world's is ½", 0.0, 1.0,
        ),
        Metric("top_disruptive_share", "Share of papers among the top x % disruptive", "share",
               "Σ_p w_pc m_p / Σ_p w_pc; the world's is x", 0.0, 1.0),
        Metric("mean_index", "Mean disruption index", "index",
               "Σ_p w_pc D_p / Σ_p w_pc, D_p where every list of references keeps at most 80 % of "
               "those stated", -1.0, 1.0),
        Metric(
            "naive_mean_disruption", "Mean disruption rank, naive", "rank share",
            "the same among all papers with an index, papers without references too", 0.0, 1.0,
        ),
        Metric("naive_mean_index", "Mean disruption index, naive", "index",
               "the same as recorded, papers without references too: they score 1 for no other "
               "reason", -1.0, 1.0),
        Metric(
            "mean_z", "Mean z-score against rewired networks", "standard deviations",
            "Σ_p w_pc z_p / Σ_p w_pc, z_p = (D_p - mean of replicas) / their standard deviation",
            None,
        ),
        Metric(
            "citations_seen", "Citations by works of the release, to those that the source counts",
            "ratio", "Σ_p w_pc s_p / Σ_p w_pc C_p over ranked papers with known citations C_p; "
            "s_p: those from within the release, which alone the index rests on",
        ),
        Metric(
            "mean_disruption_after_losses", "Mean disruption rank, had references been lost",
            "rank share", f"the same if {REFERENCES_LOST:.0%} of the country's own references "
            "had not been recorded", 0.0, 1.0,
        ),
        *pair_metrics("mean_disruption", "Mean disruption rank", "rank share"),
        *pair_metrics("naive_mean_disruption", "Mean disruption rank, naive", "rank share"),
        *_EXCLUDED,
    ),
    grain=GRAIN,
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period",
                "reference_set", "disruption", "disruption_index", "disruption_window",
                "top_disruptive"),
    interval=STABILITY_INTERVAL + "; the network stays as it is",
    minimum_data="one paper with an index; rows of fewer than 25 are marked",
    method="methods §4 Breakthroughs",
    references=("funk2017", "bornmann2020", "holst2024", "park2025", "petersen2024"),
)  # fmt: skip


def compute(
    tally: Tally,
    *,
    country: str | None = None,
    partner: str | None = None,
    by: str = "total",
    replicas: int | None = None,
) -> list[pa.Table]:
    """Disruption of every country, of one, or of one against another.

    Parameters
    ----------
    tally : Tally
        Totals under the specification.
    country : str, optional
        ISO code; all countries and the world by default.
    partner : str, optional
        ISO code of the country it is compared with, in the same draws.
    by : {"total", "year"}
        Whether to split by year of publication.
    replicas : int, optional
        Rewired networks for the z-score, and with them the simulation of lost references; 5 by
        default, 0 in a network of more than two million references.

    Raises
    ------
    UnknownName
        There is no such country or grouping.
    UsageError
        A country counts as another under the territory policy, or is its own partner.
    DataMissing
        The release has no references, or knows no fields.
    """
    pool, specification = tally.dataset.work_pool, tally.specification
    careful = pool.disruptive(specification)
    naive = pool.disruptive(specification.but(disruption="naive"))
    networks = _replicas(tally, replicas)
    z = against_rewired(pool, specification, networks)
    table = np.column_stack([*_columns(careful, specification), *_columns(naive, specification),
                             *_weighed(z), *_seen(pool, careful)])  # fmt: skip
    tables = []
    for sums in sums_of(tally, table, takes_part=table[:, 0], by=by):
        values = _values(sums)
        places = places_shown(tally, sums, country=country, partner=partner)
        about = sums.about(places)
        tables += [about.rows(name, numbers[places]) for name, numbers in values.items()]
        if country is None:
            tables += [*_excluded(sums, careful), _seen_of_world(sums, table)]
            continue
        if networks:
            tables += after_losses(sums, places, lost=REFERENCES_LOST)
        if partner is not None:
            both = {name: values[name] for name in ("mean_disruption", "naive_mean_disruption")}
            tables += compared(sums, (country, partner), both)
    return tables


def _replicas(tally: Tally, asked: int | None) -> int:
    if asked is not None:
        return asked
    lists = tally.dataset.work_pool.scores.references.lists
    return REPLICAS if len(lists.citing) <= MOST_REWIRED else 0


def _columns(found: Disruptive, specification: Specification) -> list[Floats]:
    """Whether a work is ranked, its rank, its index, its membership of the top; 0 where not."""
    top = found.top[:, [o.name for o in TOP_DISRUPTIVE.options].index(
        specification["top_disruptive"])]  # fmt: skip
    return [found.ranked.astype(float), *map(np.nan_to_num, (found.rank, found.index, top))]


def _weighed(z: Floats) -> list[Floats]:
    return [(~np.isnan(z)).astype(float), np.nan_to_num(z)]


def _seen(pool: WorkPool, found: Disruptive) -> list[Floats]:
    """Citations of each ranked work from within the release, and all of them; 0 where unknown."""
    total = pool.scores.total_citations
    known = found.ranked & (total >= 0)
    return [known * pool.scores.references.times_cited.astype(float), known * total.astype(float)]


def _values(sums: Sums) -> dict[str, Floats]:
    column = sums.by_country.swapaxes(0, 1)
    return {
        "ranked_papers": column[0],
        "mean_disruption": ratio(column[1], column[0]),
        "top_disruptive_share": ratio(column[3], column[0]),
        "mean_index": ratio(column[2], column[0]),
        "naive_mean_disruption": ratio(column[5], column[4]),
        "naive_mean_index": ratio(column[6], column[4]),
        "mean_z": ratio(column[9], column[8]),
        "citations_seen": ratio(column[10], column[11]),
    }


def _seen_of_world(sums: Sums, table: Floats) -> pa.Table:
    """How complete the citing side is for all ranked papers, each once."""
    here = sums.tally.dataset.work_pool.admitted(sums.tally.specification)
    seen, total = table[here, 10:].sum(axis=0)
    value = ratio(np.array([seen]), np.array([total]))
    return sums.world().plain("citations_seen", value, note="a count of what is seen: no interval")


def _excluded(sums: Sums, found: Disruptive) -> list[pa.Table]:
    """Papers of the world that have no index, by reason."""
    here = sums.tally.dataset.work_pool.admitted(sums.tally.specification)
    why, about = found.why_not[here], sums.world()
    note = "a count of what is left out: no interval"
    return [
        about.plain(metric.name, [(why == place).mean() if len(here) else np.nan], note=note)
        for place, metric in enumerate(_EXCLUDED)
    ]
