"""Breakthroughs: papers among the most cited and, of those, among the most disruptive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.dimensions.citations import TOP_DISRUPTIVE, TOP_SHARE
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.impact import pair_metrics
from detente.indicators.rows import FEW, blanked, ratio, too_few
from detente.indicators.scored import GRAIN, compared, places_shown, sums_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimension import Option
    from detente.core.dimensions import Specification
    from detente.indicators.scored import Sums
    from detente.indicators.tally import Tally
    from detente.lake.work_pool import WorkPool

    Floats = NDArray[np.float64]

INDICATOR = Indicator(
    title="Breakthroughs",
    question="Who publishes papers that are highly cited and replace what they build on?",
    metrics=(
        Metric("eligible_papers", "Papers that could be breakthroughs", "papers",
               "Σ_p w_pc over papers with known citations, references and window"),
        Metric("breakthroughs", "Breakthroughs", "papers",
               "Σ_p w_pc m_p, m = m_cited · m_disruptive, ties shared out in both"),
        Metric("breakthrough_share", "Share of papers that are breakthroughs", "share",
               "Σ_p w_pc m_p / Σ_p w_pc; the world's is x · y", 0.0, 1.0),
        *pair_metrics("breakthroughs", "Breakthroughs", "papers"),
        *pair_metrics("breakthrough_share", "Share that are breakthroughs", "share of papers"),
        Metric("unjudged_share", "Share of the most cited papers without an index", "share",
               "Σ m_cited over papers without an index / Σ m_cited", 0.0, 1.0),
    ),
    grain=GRAIN,
    dimensions=("counting", "unknown", "territory", "ai_definition", "document_types", "period",
                "reference_set", "window", "domestic_citations", "top_share", "disruption",
                "disruption_index", "disruption_window", "top_disruptive"),
    interval=STABILITY_INTERVAL + "; reference sets and the network stay as they are",
    minimum_data="one eligible paper; rows of fewer than 25 are marked; those that rest on fewer "
    "than 2 breakthroughs have no interval, as resampling one paper cannot say how rare it is",
    method="methods §4 Breakthroughs",
    references=("funk2017", "waltman2013"),
)  # fmt: skip
RARE = f"no interval: fewer than {FEW} breakthroughs, and resampling cannot say how rare they are"


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None, by: str = "total"
) -> list[pa.Table]:
    """Breakthroughs of every country, of one, or of one against another.

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

    Raises
    ------
    UnknownName
        There is no such country or grouping.
    UsageError
        A country counts as another under the territory policy, or is its own partner.
    DataMissing
        The release lacks citations, references, fields or yearly counts that the choices need.
    """
    pool, specification = tally.dataset.work_pool, tally.specification
    table = breakthrough_columns(pool, specification)
    tables = []
    for sums in sums_of(tally, table, takes_part=table[:, 0], by=by):
        values = _values(sums)
        places = places_shown(tally, sums, country=country, partner=partner)
        about = sums.about(places)
        tables.append(about.rows("eligible_papers", values.pop("eligible_papers")[places]))
        found = values["breakthroughs"][:, 0]
        few = too_few(found)
        rare = (found > 0) & few  # of none at all, all rows say the like
        about = about.noting(np.where(rare[places], RARE, "").tolist())
        tables += [
            blanked(about.rows(name, numbers[places]), rare[places])
            for name, numbers in values.items()
        ]
        if country is None:
            tables.append(_unjudged(sums))
        elif partner is not None:
            rarely = bool(few[places].any())
            pair = compared(sums, (country, partner), values, note=RARE if rarely else "")
            tables += [_compared_rarely(table) for table in pair] if rarely else pair
    return tables


def _compared_rarely(table: pa.Table) -> pa.Table:
    """A comparison that rests on too few: no interval, and nobody is surely ahead."""
    metric = table["metric"][0].as_py()
    columns = ("value", "low", "high") if metric.startswith("p_") else ("low", "high")
    return blanked(table, [True] * len(table), columns)


def breakthrough_columns(pool: WorkPool, specification: Specification) -> Floats:
    """Whether each work is eligible, its membership, and its part of the most cited.

    The last two columns: its membership of the most cited, and the same where it has no index.

    Returns
    -------
    float64 array, shape (works, 4)
        0 where a work takes no part.
    """
    found = pool.breakthroughs(specification)
    cited = _place(TOP_SHARE.options, specification["top_share"])
    disruptive = _place(TOP_DISRUPTIVE.options, specification["top_disruptive"])
    member = found.membership[:, cited, disruptive]
    m_cited = found.cited[:, cited]
    return np.column_stack(
        [found.ranked, np.nan_to_num(member), np.nan_to_num(m_cited),
         np.where(found.ranked & np.isnan(member), np.nan_to_num(m_cited), 0.0)]
    )  # fmt: skip


def _place(options: tuple[Option, ...], name: str) -> int:
    return [option.name for option in options].index(name)


def _values(sums: Sums) -> dict[str, Floats]:
    papers, member = sums.by_country[:, 0], sums.by_country[:, 1]
    return {
        "eligible_papers": papers,
        "breakthroughs": member,
        "breakthrough_share": ratio(member, papers),
    }


def _unjudged(sums: Sums) -> pa.Table:
    """How much of the most cited has no index, so that nobody knows whether it is disruptive."""
    pool, specification = sums.tally.dataset.work_pool, sums.tally.specification
    table = breakthrough_columns(pool, specification)[pool.admitted(specification)]
    cited, unjudged = table[:, 2].sum(), table[:, 3].sum()
    share = ratio(np.array([unjudged]), np.array([cited]))
    return sums.world().plain(
        "unjudged_share", share, note="a count of what is not known: no interval"
    )
