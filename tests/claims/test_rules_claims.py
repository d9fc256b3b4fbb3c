"""Claims about rules: estimates against the naive answer, and the cap where coders disagree."""

from __future__ import annotations

import math
import random

import numpy as np
import pyarrow as pa
import pytest

import small_release
from detente.claims.atom import Atom
from detente.claims.claim import find
from detente.claims.evaluate import evaluate
from detente.claims.metrics import rules as metric
from detente.claims.typed import typed_claim
from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from detente.lake.store import Store
from detente.sources.build import build
from evidence import rules as evidence
from naive import rules as naive

DRAWS = 30


@pytest.fixture(scope="module")
def coded(tmp_path_factory):
    """A release of the package's own coding alone."""
    engine = DuckDBEngine(threads=1)
    store = Store(tmp_path_factory.mktemp("lake"))
    release = build(store, {"rules": None}, engine=engine, label="rules")
    return Dataset(release, engine, draws=DRAWS)


def rows_of(dataset):
    from detente.tables import instrument, obligation

    return [dataset.release.table(t.TABLE).to_pylist() for t in (instrument, obligation)]


@pytest.mark.parametrize("identifier", [
    "cn_rules_overlap_and_add_censorship", "eu_rules_add_protection",
])  # fmt: skip
def test_claims_of_the_book_against_the_naive_answer(coded, identifier):
    found = evaluate(find(identifier), coded)
    chance = random.Random(1)
    for atom in found.atoms:
        size = len(atom.specifications)
        assert not np.isnan(atom.estimates).any()
        for index in sorted(chance.sample(range(size), min(size, 6))):
            _check(coded, atom, index)


def _check(dataset, found, index):
    atom, choices = found.atom, found.specifications[index]
    specification = Specification.of(choices)
    if atom.relation == "adds":
        name = metric.PRINTED.get(atom.family, atom.family)
        specification = specification.but(obligation_weight="strength")
        if name != "content_control":
            specification = specification.but(taxonomy_level="type")
    rules = naive.Rules(*rows_of(dataset), specification, dataset.seed)
    held = rules.rules(atom.comparator, None), rules.rules(atom.subject, None)
    if atom.relation == "coverage":
        wanted = naive.measures(*held)["coverage"]
    else:
        members = [c for c, family in rules.family.items() if name in (c, family)]
        wanted = naive.adds(*held, members)
    assert math.isclose(found.estimates[index], wanted), (atom, choices)
    assert found.n[index] == rules.operative(atom.subject, atom.comparator)


def test_an_estimate_is_that_of_the_indicator_and_so_is_its_interval(coded):
    (atom,) = evaluate(
        typed_claim("EU's rules cover at least 0.5 of CN's rules in AI"), coded
    ).atoms
    for index, choices in enumerate(atom.specifications):
        if index % 20 == 0:
            measure = run("rule_overlap", coded, Specification.of(choices), country="CN")
            (row,) = [r for r in measure.to_dicts() if r["metric"] == "coverage"]
            shown = atom.estimates[index], atom.low[index], atom.high[index]
            assert np.allclose(shown, (row["value"], row["low"], row["high"]))
            assert atom.n[index] == row["n"]


def test_a_reader_may_type_any_family_or_type(coded):
    typed = "CN's rules add real_name to EU's rules; CN's rules add user control to EU's rules"
    one, other = evaluate(typed_claim(typed), coded).atoms
    assert (one.estimates == 1).any()
    assert set(np.unique(other.estimates)) <= {0.0, 1.0}
    assert all("alpha" in note for note in other.notes)
    with pytest.raises(UnknownName, match="did you mean"):
        evaluate(typed_claim("CN's rules add labeling to EU's rules"), coded)


def test_what_cannot_be_asked_is_refused(coded):
    with pytest.raises(UnknownName, match="coded rules"):
        evaluate(typed_claim("US's rules cover at least 0.5 of CN's rules"), coded)
    with pytest.raises(UsageError, match="share"):
        evaluate(typed_claim("EU's rules cover at least 1.5 of CN's rules"), coded)
    with pytest.raises(UsageError, match="asks nothing of rules"):
        metric.axis(Atom("gt", "rules", "EU", comparator="CN"))


def disagreeing(tmp_path, monkeypatch):
    """A release in which the second coder's obligations are dealt to other articles."""
    given = evidence.tables(1)
    rows = given["obligation"].to_pylist()
    mine = [row for row in rows if row["coder"] == "b" and row["type"] is not None]
    dealt = [(row["type"], row["family"], row["strength"]) for row in mine]
    random.Random(5).shuffle(dealt)
    for row, (name, family, strength) in zip(mine, dealt, strict=True):
        row |= {"type": name, "family": family, "strength": strength}
    given["obligation"] = pa.Table.from_pylist(rows, schema=given["obligation"].schema)
    monkeypatch.setattr(small_release.evidence, "tables", lambda: given)
    return small_release.dataset_of(tmp_path, small_release.small_world(1, 20), draws=DRAWS)


def test_where_coders_disagree_every_verdict_is_capped(tmp_path, monkeypatch):
    dataset = disagreeing(tmp_path, monkeypatch)
    found = evaluate(find("cn_rules_overlap_and_add_censorship"), dataset)
    for atom in found.atoms:
        assert str(atom.verdict) == "insufficient_data (too_few_evaluable)"
        assert set(atom.classes) == {"N"}
        assert any("alpha of the coders" in note and "0.667" in note for note in atom.notes)
    measure = run("rule_overlap", dataset, Specification.of())
    for row in measure.to_dicts():
        known = row["metric"].startswith(("alpha", "kappa"))
        assert (row["value"] is not None) == known
        assert known or "insufficient data: alpha of the coders" in row["note"]


def test_one_coder_is_not_enough(tmp_path, monkeypatch):
    given = evidence.tables(1)
    rows = [row for row in given["obligation"].to_pylist() if row["coder"] == "a"]
    given["obligation"] = pa.Table.from_pylist(rows, schema=given["obligation"].schema)
    monkeypatch.setattr(small_release.evidence, "tables", lambda: given)
    dataset = small_release.dataset_of(tmp_path, small_release.small_world(1, 20), draws=DRAWS)
    (atom,) = evaluate(typed_claim("CN's rules add labelling to EU's rules"), dataset).atoms
    assert atom.verdict.name == "insufficient_data"
    assert any("coded once" in note for note in atom.notes)
    for row in run("rule_overlap", dataset, Specification.of()).to_dicts():
        assert row["value"] is None


def test_a_release_without_coded_rules_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(small_release.evidence, "tables", dict)
    dataset = small_release.dataset_of(tmp_path, small_release.small_world(1, 20), draws=DRAWS)
    with pytest.raises(DataMissing, match="instrument, obligation"):
        evaluate(typed_claim("CN's rules add labelling to EU's rules"), dataset)
    with pytest.raises(DataMissing, match="instrument, obligation"):
        run("rule_overlap", dataset, Specification.of())
