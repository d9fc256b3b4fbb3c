"""Worlds whose works cite each other: valid tables, counts that fit, and effects that show."""

import time
from collections import Counter
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.errors import TableInvalid, UnknownName, UsageError
from detente.simulate.cited_families import (
    cooperation_dividend,
    disruption_lead,
    home_bias,
    level_citations,
    lossy_citations,
    lost_references,
    numbered,
    quality_lead,
    random_citations,
)
from detente.simulate.cited_tables import (
    TABLES,
    VENUES,
    citation_table,
    tables_of,
    yearly_table,
)
from detente.simulate.citing import CitationWorld, Field
from detente.simulate.families import with_gaps
from detente.simulate.literature import draw_literature
from detente.simulate.traps import with_traps
from detente.sources.build import table_named
from naive import citations as naive
from naive.some_worlds import CODES, worlds

US, CN = 0, 1
WORKS = 6000


@st.composite
def citation_worlds(draw):
    """Any world with anything planted in it."""
    world = draw(worlds())
    size = len(world.countries)

    def each(low, high):
        return tuple(draw(st.lists(st.floats(low, high), min_size=size, max_size=size)))

    return CitationWorld(
        replace(world, years=tuple((year, 0.125) for year in range(2005, 2013))),
        two_fields=draw(st.floats(0, 1)),
        quality=each(0.2, 5.0),
        disruption=each(-0.25, 0.75),
        home=each(0.0, 1.0),
        loss=each(0.0, 1.0),
        dividend=draw(st.floats(0.2, 3.0)),
        pairs=((CODES[0], CODES[size - 1], 2.0),),
    )


@given(citation_worlds(), st.integers(1, 150), st.integers(0, 2**40))
@settings(max_examples=40)
def test_tables_are_valid_and_in_order(world, works, seed):
    tables = tables_of(draw_literature(world, works=works, seed=seed))
    assert tuple(tables) == TABLES
    for name, table in tables.items():
        declared = table_named(name)
        checked = declared.check(table, origin="drawn")
        assert checked == table.sort_by([(column, "ascending") for column in declared.sort])
    again = tables_of(draw_literature(world, works=works, seed=seed))
    assert again == tables


@given(citation_worlds(), st.integers(1, 120), st.integers(0, 2**40))
@settings(max_examples=25)
def test_tables_equal_a_naive_recount(world, works, seed):
    literature = draw_literature(world, works=works, seed=seed)
    tables = {name: table.to_pylist() for name, table in tables_of(literature).items()}
    work = tables["work"]
    years = [row["year"] for row in work]
    pairs = [(row["citing"], row["cited"]) for row in tables["citation"]]
    assert [row["date"].year for row in work] == years
    assert all(work[b]["date"] <= work[a]["date"] and b < a for a, b in pairs)
    received = Counter(cited for _, cited in pairs)
    assert [row["citations"] for row in work] == [received[n] for n in range(works)]
    by_year = {(r["work"], r["year"]): r["citations"] for r in tables["yearly_citation"]}
    assert by_year == naive.by_year(years, pairs)
    stated = Counter(literature.graph.citing.tolist())
    assert [row["stated_references"] for row in work] == [stated[n] for n in range(works)]
    weight = Counter()
    for row in tables["work_field"]:
        weight[row["work"]] += row["weight"]
    assert weight == dict.fromkeys(range(works), 1.0)
    main = {r["work"]: r["field"] for r in tables["work_field"] if r["weight"] > 0.5}
    paths = [field.path for field in world.fields]
    assert [main[n] for n in range(works)] == [paths[f] for f in literature.graph.field]


@given(citation_worlds(), st.integers(1, 120), st.integers(0, 2**40))
@settings(max_examples=25)
def test_countries_are_those_of_the_bylines_without_gaps(world, works, seed):
    literature = draw_literature(world, works=works, seed=seed)
    rows = tables_of(draw_literature(world.complete(), works=works, seed=seed))["authorship"]
    holds = [set() for _ in range(works)]
    lead = {}
    for row in rows.to_pylist():
        holds[row["work"]].add(row["country"])
        lead.setdefault(row["work"], row["country"])
    codes = world.world.countries
    assert [{codes[c] for c in np.flatnonzero(row)} for row in literature.holds] == holds
    assert [codes[c] for c in literature.lead] == [lead[n] for n in range(works)]


def test_what_the_record_lacks_changes_nothing_else():
    """The same seed gives the same literature, whatever is lost of it."""
    world = random_citations(3)
    lossy = replace(
        world.planting(loss={"CN": 0.4, "GB": 1.0}), world=with_gaps(world.world, US=0.3)
    )
    whole, part = (draw_literature(w, works=2000, seed=7) for w in (world, lossy))
    assert np.array_equal(whole.graph.cited, part.graph.cited)
    assert np.array_equal(whole.lead, part.lead)
    assert np.array_equal(whole.holds, part.holds)
    assert whole.recorded.all()
    left, right = tables_of(whole), tables_of(part)
    assert left["work"]["stated_references"] == right["work"]["stated_references"]
    assert left["work_field"] == right["work_field"]
    assert right["authorship"]["country"].null_count > 0
    citing = np.bincount(right["citation"]["citing"].to_numpy(), minlength=2000)
    stated = right["work"]["stated_references"].to_numpy()
    shares = [citing[part.lead == c].sum() / stated[part.lead == c].sum() for c in range(6)]
    for share, loss in zip(shares, lossy.loss, strict=True):
        assert share == pytest.approx(1 - loss, abs=0.02)


# ---- what is planted shows by plain counting ----


@cache
def drawn(world):
    return [draw_literature(world, works=WORKS, seed=seed) for seed in range(4)]


def by_lead(world, values):
    """Mean over the works that each country leads."""
    literatures = drawn(world)
    lead = np.concatenate([each.lead for each in literatures])
    found = np.concatenate([values(each) for each in literatures])
    return np.array([found[lead == c].mean() for c in range(6)])


def received(literature):
    return literature.graph.received.astype(float)


def test_nothing_planted_shows_nothing():
    cited = by_lead(level_citations(), received)
    assert max(cited) / min(cited) < 1.15
    assert all(each.recorded.all() for each in drawn(level_citations()))


def test_quality_brings_citations():
    cited = by_lead(quality_lead(2.0), received)
    assert cited[US] > 1.4 * max(cited[1:])


def test_the_dividend_brings_citations_to_joint_works():
    """Not quite as many as planted: who is found by many is found again in vain."""
    literatures = drawn(cooperation_dividend(1.5, pair=2.0))
    cited = np.concatenate([received(each) for each in literatures])
    holds = np.concatenate([each.holds for each in literatures])
    joint, pair = holds.sum(axis=1) > 1, holds[:, US] & holds[:, CN]
    alone, others, both = (cited[x].mean() for x in (~joint, joint & ~pair, pair))
    assert 1.25 < others / alone < 1.6
    assert 1.6 < both / others < 2.3


def test_home_bias_brings_references_home():
    def at_home(literature):
        graph, lead = literature.graph, literature.lead
        home = (lead[graph.citing] == lead[graph.cited]).astype(float)
        some = np.maximum(np.bincount(graph.citing, minlength=WORKS), 1)
        return np.bincount(graph.citing, home, minlength=WORKS) / some

    shares = by_lead(home_bias(0.3), at_home)
    assert shares[CN] > 1.5 * max(np.delete(shares, CN))


def test_disruption_keeps_citers_from_the_references():
    """Of those who cite a work, more cite none of its references."""

    def lone(literature):
        graph = literature.graph
        pairs = list(zip(graph.citing.tolist(), graph.cited.tolist(), strict=True))
        references = naive.references_of(WORKS, pairs)
        alone = np.zeros(WORKS)
        for citing, cited in pairs:
            alone[cited] += not references[citing] & references[cited]
        return alone / np.maximum(graph.received, 1)

    shares = by_lead(disruption_lead(0.5), lone)
    assert shares[CN] > 1.2 * max(np.delete(shares, CN))
    assert max(np.delete(shares, CN)) < 1.1 * min(np.delete(shares, CN))


def test_signs_are_those_planted():
    world = random_citations(1)
    assert world.signs("US", "US") == dict.fromkeys(("quality", "disruption", "home", "loss"), 0)
    gap = world.quality[US] - world.quality[CN]
    assert world.planted("quality", "US", "CN") == gap
    assert world.signs("US", "CN")["quality"] == np.sign(gap)
    assert world.signs("CN", "US")["quality"] == -np.sign(gap)
    assert lost_references(0.2).signs("CN", "US") == {
        "quality": 0, "disruption": 0, "home": 0, "loss": 1
    }  # fmt: skip
    with pytest.raises(UnknownName, match="fame"):
        world.planted("fame", "US", "CN")


def test_traps_in_a_record_are_seen_or_refused():
    literature = numbered(1, works=500)
    record = literature.record()
    trapped = with_traps(record, seed=1, self_loops=0.1, future=0.1)
    tables = tables_of(literature, record=trapped)
    assert tables["work"]["citations"].to_pylist() == trapped.received.tolist()
    for name in ("work", "citation", "yearly_citation"):
        table_named(name).check(tables[name], origin="trapped")
    twice = with_traps(record, seed=1, duplicates=0.1)
    with pytest.raises(TableInvalid, match="key occurs 2 times"):
        table_named("citation").check(citation_table(twice), origin="trapped")
    assert sum(yearly_table(twice)["citations"].to_pylist()) == twice.citations


def test_numbered_worlds_are_quick_and_different():
    """A tenth of a second a world at the most, its tables included."""
    took = []
    for index in range(5):
        began = time.process_time()
        tables_of(numbered(index))
        took.append(time.process_time() - began)
    assert min(took) < 0.1
    assert numbered(1, works=50).lead.tolist() != numbered(2, works=50).lead.tolist()
    assert max(lossy_citations(1).loss) > 0 == max(random_citations(1).loss)
    assert lossy_citations(1).complete() == random_citations(1)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"quality": (1.0,)}, "quality needs one entry"),
        ({"quality": (0.0,) * 6}, "quality must be above 0"),
        ({"disruption": (0.9,) * 6}, "disruption must lie in -0.25 to 0.75"),
        ({"home": (1.5,) * 6}, "home must lie"),
        ({"loss": (-0.5,) * 6}, "loss must lie"),
        ({"dividend": -1.0}, "dividend must lie"),
        ({"two_fields": 2.0}, "two_fields must lie"),
        ({"fields": (Field("cs/vision", 0.5),)}, "fields needs"),
        ({"fields": (Field("cs/vision", 0.5), Field("cs/vision", 0.5))}, "fields needs"),
    ],
)
def test_impossible_worlds_are_refused(change, words):
    with pytest.raises(UsageError, match=words):
        replace(level_citations(), **change)


def test_countries_that_are_not_there_are_refused():
    with pytest.raises(UnknownName, match="FR"):
        level_citations().planting(quality={"FR": 2.0})
    with pytest.raises(UnknownName, match="FR"):
        replace(level_citations(), pairs=(("US", "FR", 2.0),))


def test_each_field_has_venues_of_about_the_same_size():
    literature = numbered(3)
    venues = tables_of(literature)["work"]["venue"].to_pylist()
    paths = [field.path for field in literature.world.fields]
    main = [paths[number] for number in literature.graph.field]
    assert all(venue.rpartition(" ")[0] == path for venue, path in zip(venues, main, strict=True))
    for path in paths:
        sizes = Counter(v for v in venues if v.startswith(f"{path} "))
        assert len(sizes) == VENUES
        assert max(sizes.values()) < 2 * min(sizes.values())
