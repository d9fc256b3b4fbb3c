"""Drawing works that cite each other from a world: the whole literature, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.draw import draw
from detente.simulate.graph import Graph, graph_of
from detente.simulate.growth import Papers, calendar_year, cite, days_of, reference_counts

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.random import Generator
    from numpy.typing import NDArray

    from detente.simulate.citing import CitationWorld

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# streams of one seed: a world that differs in one of them alone keeps all the others
WORKS, PAPERS, CITATIONS, LOSS = range(4)


@dataclass(eq=False, frozen=True, slots=True)
class Literature:
    """Works of a world, numbered in order of time, and their citations.

    Attributes
    ----------
    world : CitationWorld
    graph : Graph
        All citations, whatever the record lacks.
    recorded : bool array, shape (citations,)
        Which of them are in the record.
    lead : int array, shape (works,)
        Number of the country that leads each work.
    holds : bool array, shape (works, countries)
        Countries of each work, whatever the record lacks.
    second : int array, shape (works,)
        Number of each work's other field; the main field where there is none.
    drawn : mapping of str to pyarrow.Table
        ``authorship``, ``label`` and ``work`` of the record, without days and citations.
    """

    world: CitationWorld
    graph: Graph
    recorded: Flags
    lead: Ints
    holds: Flags
    second: Ints
    drawn: Mapping[str, pa.Table]

    def record(self) -> Graph:
        """The graph of the citations that are in the record."""
        graph = self.graph
        kept = self.recorded
        return Graph(graph.day, graph.year, graph.field, graph.citing[kept], graph.cited[kept])


def draw_literature(world: CitationWorld, *, works: int, seed: int) -> Literature:
    """Draw works of a world and let them cite each other.

    Worlds that differ only in what their record lacks give, from one seed, the same literature.

    Parameters
    ----------
    world : CitationWorld
    works : int
    seed : int
    """
    complete, drawn = (
        draw(each, works=works, seed=[seed, WORKS])
        for each in (world.world.complete(), world.world)
    )
    lead, holds = _countries(complete["authorship"], world, works=works)
    papers, factor = _papers(world, drawn["work"], lead, holds=holds, seed=seed)
    generator = np.random.default_rng([seed, CITATIONS])
    first, cited = cite(
        papers,
        world.growth,
        generator,
        wanted=reference_counts(factor, world.growth, generator),
        shares=[field.share for field in world.fields],
        home=world.home,
        leave=world.growth.leave + np.array(world.disruption),
    )
    graph = graph_of(papers, first, cited)
    chance = np.random.default_rng([seed, LOSS]).random(graph.citations)
    kept = chance >= np.array(world.loss)[lead[graph.citing]]
    return Literature(world, graph, kept, lead, holds, papers.second, drawn)


def _countries(authorship: pa.Table, world: CitationWorld, *, works: int) -> tuple[Ints, Flags]:
    """The leading country of each work, and all its countries, from authorships without gaps."""
    import pyarrow as pa
    import pyarrow.compute as pc

    codes = pa.array(world.world.countries)
    code = pc.index_in(authorship["country"], codes).to_numpy().astype(np.int32)
    work = authorship["work"].to_numpy()
    holds = np.zeros((works, len(codes)), bool)
    holds[work, code] = True
    # authorships are in order of work, author and affiliation
    return code[np.searchsorted(work, np.arange(works))], holds


def _papers(
    world: CitationWorld, work: pa.Table, lead: Ints, *, holds: Flags, seed: int
) -> tuple[Papers, Floats]:
    """Days, fields and fitness of works, and how long their lists of references are."""
    generator = np.random.default_rng([seed, PAPERS])
    day = days_of(np.array(work["year"]), world.growth, generator)
    field, second = _fields(world, len(lead), generator)
    fitness = generator.lognormal(0.0, world.growth.fitness, len(lead))
    fitness *= np.array(world.quality)[lead] * _dividends(world, holds)
    factor = np.array([each.references for each in world.fields])[field]
    return Papers(day, calendar_year(day), field, second, lead, fitness), factor


def _fields(world: CitationWorld, works: int, generator: Generator) -> tuple[Ints, Ints]:
    rising = np.cumsum([each.share for each in world.fields])[:-1]
    field, other = (
        np.searchsorted(rising, generator.random(works), side="right").astype(np.int32)
        for _ in range(2)
    )
    return field, np.where(generator.random(works) < world.two_fields, other, field)


def _dividends(world: CitationWorld, holds: Flags) -> Floats:
    factor = np.where(holds.sum(axis=1) > 1, world.dividend, 1.0)
    for code, other, more in world.pairs:
        factor[holds[:, world.place(code)] & holds[:, world.place(other)]] *= more
    return np.asarray(factor)
