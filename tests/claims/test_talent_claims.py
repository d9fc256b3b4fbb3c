"""Claims about the inflow of authors, against careers worked out one by one."""

from __future__ import annotations

import math
from itertools import product

import pytest

from claims.claim_world import claim_of
from detente.claims.atom import Atom
from detente.claims.claim import find
from detente.claims.evaluate import evaluate
from detente.claims.grammar import parse, render
from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UsageError
from identities import people_of
from naive import bootstrap as naive_bootstrap
from naive import mobility as naive
from naive.indicators import admitted
from naive.strength import quantile
from small_release import Work, dataset_of, old_world
from works import code_of

DRAWS = 21
OPTIONS = {
    "move_confirmation": ("none", "next_year"),
    "career_gap": ("any", "three_years"),
    "territory": ("separate", "hk_mo_tw_with_cn"),
}
ATOMS = {
    "inflow": Atom("gt", "net_inflow", "US", value=0.0),
    "outflow": Atom("lt", "net_inflow", "CN", value=0.0),
    "higher": Atom("gt", "net_inflow", "US", comparator="CN"),
    "exchange": Atom("gt", "net_exchange", "US", partner="CN", value=0.0),
    "of Hong Kong": Atom("gt", "net_inflow", "HK", value=0.0),
}


@pytest.fixture(scope="module")
def world():
    return old_world(3, 110)


@pytest.fixture(scope="module")
def dataset(tmp_path_factory, world):
    return dataset_of(tmp_path_factory.mktemp("lake"), world, draws=DRAWS)


def expected(world, atom, specification, seed):
    """The estimate and draws of an atom, and how many moves it rests on."""
    works = [work for work in world if admitted(work, specification)]
    code = code_of(specification["territory"], max(work.appeared for work in works))
    if any(code(c) != c for c in (atom.subject, atom.partner, atom.comparator) if c):
        return None, 0
    past = naive.histories(naive.careers(works, people_of, code), specification)
    weights = [dict.fromkeys(past, 1)] + [
        {p: naive_bootstrap.weight(seed, p, draw) for p in past} for draw in range(DRAWS)
    ]
    values, moved = [], []
    for drawn in weights:
        flows = naive.flows_of(past, drawn)
        sides = [c for c in (atom.subject, atom.comparator) if c]
        pairs = [
            (flows[c, atom.partner, None, "in"], flows[c, atom.partner, None, "out"]) for c in sides
        ]
        logs = [log_ratio(*pair) for pair in pairs]
        value = None if None in logs else logs[0] - (logs[1] if len(logs) > 1 else 0)
        values.append(value if value is None or atom.relation == "gt" else -value)
        moved.append(min(sum(pair) for pair in pairs))
    return values, moved[0]


def log_ratio(inward, outward):
    if not inward and not outward:
        return None
    most = math.log(1000)
    if not inward or not outward:
        return most if inward else -most
    return max(-most, min(most, math.log(inward / outward)))


@pytest.mark.parametrize("name", ATOMS)
def test_the_naive_answer(dataset, world, name):
    atom = ATOMS[name]
    (found,) = evaluate(claim_of(atom, minimum=1, **OPTIONS), dataset).atoms
    known = 0
    for place, chosen in enumerate(product(*OPTIONS.values())):
        specification = Specification.of(dict(zip(OPTIONS, chosen, strict=True)))
        values, n = expected(world, atom, specification, dataset.seed)
        assert found.n[place] == n
        if values is None or values[0] is None:
            assert math.isnan(found.estimates[place])
            assert found.classes[place] == "N"
            continue
        known += 1
        assert found.estimates[place] == pytest.approx(values[0])
        draws = [value for value in values[1:] if value is not None]
        if len(draws) == DRAWS:
            low, high = quantile(draws, 0.025), -quantile([-value for value in draws], 0.025)
            assert (found.low[place], found.high[place]) == pytest.approx((low, high))
            held = "S" if low > 1e-9 else "C" if high < -1e-9 else "U"
            assert found.classes[place] == held
    assert known
    assert found.counted == "moves"
    assert any("identities" in note for note in found.notes)
    # what wrong identities do has no bound
    assert "robust" not in str(found.verdict)


def test_swapping_the_sides_turns_support_and_contradiction(dataset):
    for one, other in (
        (Atom("gt", "net_exchange", "US", partner="CN", value=0.0),
         Atom("gt", "net_exchange", "CN", partner="US", value=0.0)),
        (Atom("gt", "net_inflow", "US", comparator="CN"),
         Atom("gt", "net_inflow", "CN", comparator="US")),
    ):  # fmt: skip
        mine, theirs = (
            evaluate(claim_of(atom, minimum=1, **OPTIONS), dataset).atoms[0]
            for atom in (one, other)
        )
        assert mine.estimates.tolist() == pytest.approx((-theirs.estimates).tolist(), nan_ok=True)
        turned = [{"S": "C", "C": "S"}.get(kind, kind) for kind in theirs.classes]
        assert mine.classes.tolist() == turned


def test_sentences():
    for text, metric, partner in (
        ("US net inflow of authors is above 0 in AI", "net_inflow", None),
        ("CN-US net exchange of authors is below 0 in AI, 2018-2024", "net_exchange", "US"),
        ("US has a higher net inflow of authors than CN in AI", "net_inflow", None),
    ):
        (atom,) = parse(text)
        assert (atom.metric, atom.partner) == (metric, partner)
        assert render(atom) == text


@pytest.mark.parametrize(
    "atom",
    [
        Atom("gt", "net_inflow", "US", value=0.5),
        Atom("within", "net_exchange", "US", partner="CN", bounds=(0.1, 0.2)),
    ],
)
def test_what_asks_nothing_of_an_inflow_is_refused(dataset, atom):
    with pytest.raises(UsageError, match="above or below 0"):
        evaluate(claim_of(atom), dataset)


def test_the_book_needs_identities(tmp_path):
    nobody = [Work(n, year=2015 + n % 8, rows=[(None, None, "US", None)]) for n in range(30)]
    dataset = dataset_of(tmp_path, nobody, draws=5)
    for name in ("us_attracts_talent", "cn_wins_talent_back"):
        with pytest.raises(DataMissing, match="does not say who its authors are"):
            evaluate(find(name), dataset)
