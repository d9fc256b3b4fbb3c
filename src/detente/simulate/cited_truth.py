"""What is true of citations in a world, as far as drawing very many works can tell.

The shares and ranks below have no closed form, as works compete for references. So they are counted
in many literatures, best of the size that is studied, and what is left of chance is told with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.growth import MAJOR, MINOR
from detente.simulate.literature import draw_literature
from detente.simulate.recount import (
    citations_within,
    disruption,
    mid_rank,
    normalised,
    top_membership,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.simulate.citing import CitationWorld
    from detente.simulate.graph import Graph
    from detente.simulate.literature import Literature

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

WORKS, LITERATURES = 20_000, 20
# seeds of literatures that stand for a world, apart from those that are studied
APART = 2**40


@dataclass(frozen=True, slots=True)
class Choices:
    """What is counted, and among which works.

    Attributes
    ----------
    window : int
        Whole years after publication in which citations count.
    top : float
        Share of a field, year and type that is its top.
    disruption_window : int
        Years after publication whose papers are scanned.
    least_references, least_citations : int
        What a work needs in the record to be ranked by disruption.
    reference_bins : tuple of int
        Where further strata of works with longer lists of references begin.
    recorded : bool
        Whether only citations in the record are counted.
    """

    window: int = 3
    top: float = 0.10
    disruption_window: int = 5
    least_references: int = 5
    least_citations: int = 5
    reference_bins: tuple[int, ...] = (10, 20, 40)
    recorded: bool = False


USUAL = Choices()
STATISTICS = (
    "top_share",
    "score",
    "disruption_rank",
    "home_lift",
    "joint_score",
    "international_score",
)


@dataclass(eq=False, frozen=True, slots=True)
class CitationTruth:
    """What each country's works are like, in full counting.

    Attributes
    ----------
    countries : tuple of str
    top_share : float64 array, shape (countries,)
        PP(top x %): mean membership of a country's works in the top of their fields and years.
    score : float64 array, shape (countries,)
        MNCS: mean normalised citation score.
    disruption_rank : float64 array, shape (countries,)
        Mean rank by disruption, from 0 to 1, within field, year, type and number of references.
    home_lift : float64 array, shape (countries,)
        Share of a country's works among the references of works that it leads, over their share
        among the references of others: 1 without any home bias, whatever its size and quality.
    joint_score : float64 array, shape (countries, countries)
        MNCS of the joint works of two countries; on the diagonal, of works of one country alone.
    international_score : float64 array, shape (countries,)
        MNCS of works with other countries.
    """

    countries: tuple[str, ...]
    top_share: Floats
    score: Floats
    disruption_rank: Floats
    home_lift: Floats
    joint_score: Floats
    international_score: Floats

    def difference(self, statistic: str, code: str, other: str) -> float:
        """A statistic of one country less that of another."""
        values: Floats = getattr(self, statistic)
        return float(values[self.countries.index(code)] - values[self.countries.index(other)])

    def dividend(self, code: str, other: str | None = None) -> float:
        """MNCS of works with another country, or with any, over that of works of ``code`` alone."""
        place = self.countries.index(code)
        alone = self.joint_score[place, place]
        if other is None:
            return float(self.international_score[place] / alone)
        return float(self.joint_score[place, self.countries.index(other)] / alone)


def recount(literature: Literature, choices: Choices = USUAL) -> CitationTruth:
    """Count in one literature; its countries are the true ones, whatever the record lacks."""
    graph = literature.record() if choices.recorded else literature.graph
    score, member = _impact(literature, graph, choices)
    holds = literature.holds
    pairs = [[a & b for b in holds.T] for a in holds.T]
    alone = holds.sum(axis=1) == 1
    for place, row in enumerate(pairs):
        row[place] = holds[:, place] & alone
    return CitationTruth(
        countries=literature.world.world.countries,
        top_share=_means(member, holds.T),
        score=_means(score, holds.T),
        disruption_rank=_means(_disruption_ranks(literature, graph, choices), holds.T),
        home_lift=_home_lifts(literature, graph),
        joint_score=np.array([_means(score, row) for row in pairs]),
        international_score=_means(score, (holds & ~alone[:, None]).T),
    )


@dataclass(eq=False, frozen=True, slots=True)
class Population:
    """The mean over many literatures, which is what intervals should hold.

    Attributes
    ----------
    mean : CitationTruth
        Ratios of it are ratios of expectations.
    error : CitationTruth
        Standard error of every number of ``mean``; NaN after a single literature.
    """

    mean: CitationTruth
    error: CitationTruth


def population(
    world: CitationWorld,
    *,
    works: int = WORKS,
    literatures: int = LITERATURES,
    seed: int = 0,
    choices: Choices = USUAL,
) -> Population:
    """Count in literatures that nobody studies.

    Parameters
    ----------
    world : CitationWorld
    works : int
        Works of each literature. In a small one the top of a field is itself a matter of chance, so
        that the size that is studied makes the fairest truth.
    literatures : int
    seed : int
    choices : Choices
    """
    seen = [
        recount(draw_literature(world, works=works, seed=(seed + 1) * APART + number), choices)
        for number in range(literatures)
    ]
    mean, error = {}, {}
    for name in STATISTICS:
        values = np.array([getattr(each, name) for each in seen])
        known = ~np.isnan(values)
        count = known.sum(axis=0)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean[name] = np.where(known, values, 0).sum(axis=0) / count
            off = np.where(known, values - mean[name], 0) ** 2
            error[name] = np.sqrt(off.sum(axis=0) / (count - 1) / count)
    return Population(*(CitationTruth(world.world.countries, **each) for each in (mean, error)))


def _means(value: Floats, groups: Flags | list[Flags]) -> Floats:
    """Mean of the known values of the works of each group; NaN where there is none."""
    chosen = [value[group & ~np.isnan(value)] for group in groups]
    return np.array([each.mean() if len(each) else np.nan for each in chosen])


def _impact(literature: Literature, graph: Graph, choices: Choices) -> tuple[Floats, Floats]:
    """Normalised citation score and membership in the top, of each work."""
    cited = citations_within(graph, choices.window)
    known = ~np.isnan(cited)
    work = np.flatnonzero(known)
    second = literature.second[work] != graph.field[work]
    row = np.concatenate([work, work[second]])
    field = np.concatenate([graph.field[work], literature.second[work][second]])
    weight = np.concatenate([np.where(second, MAJOR, 1.0), np.full(second.sum(), MINOR)])
    stratum = _strata(field, graph.year[row], _types(literature)[row])
    value = cited[row]
    found = (
        normalised(value, stratum, weight),
        top_membership(value, stratum, weight, top=choices.top),
    )
    score, member = (np.bincount(row, weight * x, minlength=graph.papers) for x in found)
    return np.where(known, score, np.nan), np.where(known, member, np.nan)


def _disruption_ranks(literature: Literature, graph: Graph, choices: Choices) -> Floats:
    """Mid-rank of the disruption index of each work that qualifies, by its main field."""
    index = disruption(graph, choices.disruption_window)
    references = np.diff(graph.first)
    enough = (references >= choices.least_references) & (graph.received >= choices.least_citations)
    work = np.flatnonzero(enough & ~np.isnan(index))
    length = np.digitize(references[work], choices.reference_bins)
    kinds = (graph.field[work], graph.year[work], _types(literature)[work], length)
    ranks = np.full(graph.papers, np.nan)
    ranks[work] = mid_rank(index[work], _strata(*kinds))
    return ranks


def _strata(*kinds: Ints) -> Ints:
    return np.asarray(np.unique(np.stack(kinds), axis=1, return_inverse=True)[1]).ravel()


def _types(literature: Literature) -> Ints:
    types = literature.drawn["work"]["type"].combine_chunks().dictionary_encode()
    return np.asarray(types.indices.to_numpy())


def _home_lifts(literature: Literature, graph: Graph) -> Floats:
    size = literature.holds.shape[1]
    pair = literature.lead[graph.citing] * size + literature.lead[graph.cited]
    flow = np.bincount(pair, minlength=size * size).reshape(size, size)
    own, sought, found = np.diag(flow), flow.sum(axis=1), flow.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((own / sought) / ((found - own) / (flow.sum() - sought)))
