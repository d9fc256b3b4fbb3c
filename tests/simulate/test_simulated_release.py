"""A release of a simulated world: whole, repeatable, and called simulated wherever it is named."""

import json

import pytest

from detente.core.dimensions import Specification
from detente.core.errors import UsageError
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from detente.lake.store import Store
from detente.lake.verification import verify
from detente.simulate.cited_families import level_citations, lossy_citations, quality_lead
from detente.simulate.cited_tables import TABLES, tables_of
from detente.simulate.literature import draw_literature
from detente.simulate.release import NAME, planted, release
from detente.sources.build import table_named

WORLD = lossy_citations(1)


def build(folder, world=WORLD, **options):
    with DuckDBEngine(threads=1) as engine:
        return release(Store(folder), world, works=400, seed=3, engine=engine, **options)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return build(tmp_path_factory.mktemp("lake"), title="gappy")


def test_it_holds_the_tables_of_the_world(made):
    tables = tables_of(draw_literature(WORLD, works=400, seed=3))
    for name in TABLES:
        declared = table_named(name)
        assert made.table(declared) == declared.check(tables[name], origin="drawn")


def test_it_is_called_simulated_everywhere(made):
    assert made.id.startswith("simulated_gappy-")
    description = made.manifest.description
    (source,) = description.sources
    assert source.name == NAME
    for text in (source.title, source.licence, source.citation, source.known_gaps[0]):
        assert "simulated, not data" in text.lower().replace("simulated works,", "simulated,")
    assert description.notes[0].startswith("simulated, not data")
    assert {entry.sources for entry in made.manifest.files} == {(NAME,)}
    remarks = [row["text"] for row in made.table(table_named("remark")).to_pylist()]
    assert remarks[:-1] == list(description.notes)
    assert json.loads(remarks[-1]) == json.loads(json.dumps(WORLD.parameters()))


def test_what_is_planted_is_told(made):
    assert planted(level_citations()) == ()
    assert planted(quality_lead(1.5)) == ("planted quality: US 1.5, CN 1, GB 1, DE 1, JP 1, KR 1",)
    told = planted(WORLD)
    assert [text.split(":")[0] for text in told[:4]] == [
        f"planted {name}" for name in ("quality", "disruption", "home", "loss")
    ]
    assert set(told) <= set(made.manifest.description.notes)


def test_it_answers_and_its_answers_say_where_they_come_from(made):
    with DuckDBEngine(threads=1) as engine:
        dataset = Dataset(made, engine, draws=20)
        measure = run("output", dataset, Specification.of())
    assert len(measure) > 0
    assert "simulated, not data" in " ".join(dataset.citations(["work"]))


def test_the_same_world_gives_the_same_release(made, tmp_path):
    assert build(tmp_path, title="gappy").id == made.id
    assert build(tmp_path, level_citations(), title="gappy").id != made.id


def test_it_verifies_and_refuses_bad_titles(tmp_path):
    build(tmp_path)
    assert Store(tmp_path).current().id.startswith("simulated-")
    assert verify(Store(tmp_path)).problems == ()
    with pytest.raises(UsageError, match="cannot name a release"):
        build(tmp_path, title="no spaces, please")
