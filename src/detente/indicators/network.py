"""Network: where each country stands among all, and which blocs there are (methods §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, place_of
from detente.indicators.rows import About, small
from detente.kernels import communities, network

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Links, Tally

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

SLOW_DRAWS = 50
# dense matrices of this many draws at a time
COLUMNS = 64

INDICATOR = Indicator(
    title="Network",
    question="Where does each country stand among all in AI research, and which blocs are there?",
    metrics=(
        Metric("degree", "Partner countries", "countries", "countries with a joint paper"),
        Metric("strength", "Sum of links", "links", "S_i = Σ_j C_ij"),
        Metric("betweenness", "Betweenness", "index",
               "share of shortest paths in hops between two others that lead through it", 0.0, 1.0),
        Metric("eigenvector", "Eigenvector centrality", "index",
               "leading eigenvector of the links, of length 1; largest component", 0.0, 1.0),
        Metric("group", "Group in the best partition found", "group",
               "number of the group, 1 has most links", 1.0),
        Metric("group_agreement", "Agreement of the runs about the country's group", "share",
               "share of runs and other countries: joined, or parted, as in the best partition",
               0.0, 1.0),
        Metric("groups", "Groups in the best partition found", "groups", "number of groups", 1.0),
        Metric("modularity", "Modularity of the best partition found", "index",
               "Q = Σ_g [L_g / L - (S_g / 2L)²], Louvain, resolution 1, the best of 100 runs",
               -0.5, 1.0),
        Metric("partition_stability", "Runs that end in the best partition", "share",
               "share of 100 Louvain runs in other orders", 0.0, 1.0),
        Metric("partition_agreement", "Agreement of the runs with the best partition", "share",
               "mean share of country pairs joined, or parted, alike (Rand index)", 0.0, 1.0),
    ),
    grain=("country",),
    dimensions=("link", "unknown", "territory", "ai_definition", "document_types", "period",
                "dual_affiliation"),
    interval=STABILITY_INTERVAL + f"; of betweenness and modularity from the first {SLOW_DRAWS} "
             "draws, one Louvain run each; resamples lose partners of few papers, so that the "
             "range of degree lies below it; groups have none: see agreement and stability",
    minimum_data="one joint paper; betweenness needs three countries; countries of fewer than 25 "
                 "papers are marked",
    method="methods §9 Concentration and risk: Networks",
    references=("freeman1978", "brandes2001", "bonacich1987", "newman2004", "blondel2008"),
)  # fmt: skip
UNDEFINED = {
    "betweenness": "undefined: fewer than three countries have joint papers",
    "eigenvector": "undefined: outside the largest connected component",
}


def compute(
    tally: Tally, *, country: str | None = None, slow_draws: int = SLOW_DRAWS
) -> list[pa.Table]:
    """Centralities of the countries that have joint papers, and the blocs among them.

    Parameters
    ----------
    tally : Tally
        Totals under the specification. The unknown country is no node.
    country : str, optional
        ISO code; all countries by default. Blocs are those of the whole network in either case.
    slow_draws : int
        Bootstrap draws of betweenness and modularity.
    """
    links = tally.links()
    nodes = np.flatnonzero(links.matrix().any(axis=1))
    shown = np.arange(len(nodes))
    if country is not None:
        shown = np.flatnonzero(nodes == place_of(tally, country))
        if not len(shown):
            raise UsageError(f"'{country}' has no joint paper", fix="ask for another country")
    if not len(nodes):
        return []
    slow = min(tally.columns, 1 + slow_draws)
    seed = tally.dataset.seed
    best = communities.best_partition(_matrices(links, nodes, slice(1))[0], seed=seed)
    tables = _of_countries(_about(tally, nodes[shown]), best, shown)
    for name, totals in _centralities(links, nodes, slow).items():
        about = _about(tally, nodes[shown])
        tables.append(about.rows(name, totals[shown], undefined=UNDEFINED.get(name, "")))
    quality = _modularity(_matrices(links, nodes, slice(1, slow)), seed)
    return tables + _of_world(tally, best, quality)


def _about(tally: Tally, places: Ints) -> About:
    codes = [tally.pool.countries[place] for place in places]
    n = tally.but(draws=0).papers()[0, places, 0]
    return About({"country": codes}, n, tally.unknown_share(), notes(tally, codes, n))


def _matrices(links: Links, nodes: Ints, columns: slice) -> Floats:
    return links.matrices(columns)[:, nodes][:, :, nodes]


def _centralities(links: Links, nodes: Ints, slow: int) -> dict[str, Floats]:
    """Totals of each measure: (nodes, 1 + draws), betweenness with fewer draws."""
    columns = links.value.shape[2]
    parts: dict[str, list[Floats]] = {"degree": [], "eigenvector": []}
    for start in range(0, columns, COLUMNS):
        matrices = _matrices(links, nodes, slice(start, start + COLUMNS))
        parts["degree"].append(network.degree(matrices))
        parts["eigenvector"].append(network.eigenvector_centrality(matrices))
    joined = {name: np.concatenate(found).T for name, found in parts.items()}
    return {
        "degree": joined["degree"],
        "strength": links.strength().sum(axis=0)[nodes],
        "betweenness": network.betweenness(_matrices(links, nodes, slice(slow))).T,
        "eigenvector": joined["eigenvector"],
    }


def _modularity(matrices: Floats, seed: int) -> Floats:
    """Modularity of one Louvain run in each draw: (draws,)."""
    found = [communities.best_partition(m, seed=seed + r, runs=1) for r, m in enumerate(matrices)]
    return np.array([partition.modularity for partition in found])


def _of_countries(about: About, best: communities.Partition, shown: Ints) -> list[pa.Table]:
    return [
        about.plain("group", best.groups[shown] + 1, note="how certain: see group_agreement"),
        about.plain("group_agreement", best.node_agreement[shown], note=about.note),
    ]


def _of_world(tally: Tally, best: communities.Partition, draws: Floats) -> list[pa.Table]:
    n = tally.but(draws=0).joint_works()[0]
    about = About({"country": [None]}, n, tally.unknown_share(), small(n))
    alone = {
        "groups": best.groups.max() + 1,
        "partition_stability": best.same,
        "partition_agreement": best.agreement,
    }
    return [
        about.rows("modularity", np.append(best.modularity, draws)[None]),
        *(about.plain(name, [value], note=about.note) for name, value in alone.items()),
    ]
