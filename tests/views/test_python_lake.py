"""The Python view: every indicator is a method, and claims are checked as on the command line."""

import inspect

import numpy as np
import pytest

import detente
from detente.claims.claim import book
from detente.core.discovery import modules
from detente.core.errors import ClaimUnreadable, DataMissing, UnknownName, UsageError
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.run import run
from detente.views.python import Lake
from small_release import dataset_of, release_of, small_world

INDICATORS = modules("detente.indicators", "INDICATOR")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A lake with two releases; the second, of more works, is current."""
    path = tmp_path_factory.mktemp("lake")
    release_of(path, small_world(5, 40))
    release_of(path, small_world(5, 90))
    return path


@pytest.fixture
def lake(folder):
    opened = detente.open(folder)
    opened.dataset.draws = 20
    return opened


def test_every_indicator_is_a_method_of_a_lake(lake):
    assert set(INDICATORS) <= set(dir(lake))
    for name in INDICATORS:
        assert callable(getattr(lake, name))
    assert "release" in dir(lake)


def test_a_method_gives_what_running_the_indicator_gives(lake):
    shown = lake.output(by="year", territory="hk_mo_with_cn", period="2019-2021")
    specification = detente.Specification.of(territory="hk_mo_with_cn", period="2019-2021")
    wanted = run("output", lake.dataset, specification, by="year")
    assert shown.rows.equals(wanted.rows)
    assert shown.provenance == wanted.provenance
    assert shown.provenance.specification["territory"] == "hk_mo_with_cn"
    assert lake.show(
        "output", by="year", territory="hk_mo_with_cn", period="2019-2021"
    ).rows.equals(shown.rows)


def test_names_of_dimensions_make_the_specification_and_others_filter(lake):
    with pytest.raises(UnknownName, match="filter of 'output'"):
        lake.output(whom="US")
    with pytest.raises(UnknownName, match="option of 'territory'"):
        lake.output(territory="hk")
    with pytest.raises(UsageError, match="does not depend on link"):
        lake.output(link="per_paper")


def test_an_attribute_that_is_no_indicator_says_which_there_are(lake):
    with pytest.raises(AttributeError, match="a lake has no 'outptu'") as problem:
        lake.outptu()
    assert all(name in str(problem.value) for name in INDICATORS)
    with pytest.raises(AttributeError):
        _ = lake._output
    assert not hasattr(lake, "__array__")


def test_an_indicator_by_an_unknown_name_is_named(lake):
    with pytest.raises(UnknownName) as problem:
        lake.show("collaborations")
    assert "collaboration" in problem.value.suggestions


def test_a_lake_reads_the_current_release_or_the_one_that_is_named(folder):
    current = detente.open(folder)
    others = list(current.dataset.release.folder.parent.iterdir())
    assert len(others) == 2
    (pinned,) = {path.name for path in others} - {current.release}
    earlier = detente.open(folder, release=pinned)
    assert earlier.release == pinned != current.release
    assert earlier.dataset.release.rows("work") == 40
    assert current.dataset.release.rows("work") == 90
    assert earlier.output().provenance.release == pinned
    with pytest.raises(UnknownName, match="no release is called"):
        _ = detente.open(folder, release="small-0").release


def test_a_lake_that_is_not_there_is_missing_data(tmp_path):
    lake = detente.open(tmp_path / "nowhere")
    with pytest.raises(DataMissing):
        lake.output()


def test_a_lake_uses_the_engine_that_is_given(folder):
    engine = DuckDBEngine(threads=1)
    assert Lake(folder, engine=engine).dataset.engine is engine
    assert detente.open(str(folder)).dataset.engine.name == "duckdb"


def test_a_sentence_is_checked_under_the_definitions_of_the_release(lake):
    finding = lake.check("US and CN are each other's no. 1 partners in AI, 2018-2022")
    (atom,) = finding.atoms
    assert (atom.atom.subject, atom.atom.partner, atom.atom.rank) == ("US", "CN", 1)
    assert {s["ai_definition"] for s in atom.specifications} == set(lake.dataset.definitions)
    assert (finding.release, finding.draws) == (lake.release, 20)
    assert set(atom.classes) <= set("SCUN")


def test_a_claim_of_the_book_is_checked_by_its_identifier(tmp_path):
    name = "us_cn_mutual_first"  # it asks for definitions that this release does not have
    claim = book()[name]
    lake = Lake(tmp_path)
    lake.__dict__["dataset"] = dataset_of(tmp_path, small_world(5, 40))
    with pytest.raises(UnknownName, match="AI definition of this release"):
        lake.check(f" {name} ")
    with pytest.raises(UnknownName, match="no claim is called 'nothing'"):
        lake.check("nothing")
    assert claim.id == name


def test_a_sentence_that_cannot_be_read_is_refused(lake):
    with pytest.raises(ClaimUnreadable):
        lake.check("US and CN are friends")


def test_without_draws_nothing_is_supported_and_estimates_stay(folder):
    lake = detente.open(folder)
    lake.dataset.draws = 0
    for sentence in (
        "US and CN are each other's no. 1 partners",
        "US publishes more papers than CN",
    ):
        (atom,) = lake.check(sentence).atoms
        assert set(atom.classes) == {"N"}
        assert not np.isnan(atom.estimates).all()
        assert atom.verdict.name == "insufficient_data"


def test_the_public_names_are_those_of_the_package():
    for name in detente.__all__:
        assert hasattr(detente, name)
    assert set(inspect.signature(detente.open).parameters) == {"path", "release", "engine"}
