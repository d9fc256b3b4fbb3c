"""Claims about meetings and enforcement: against naive answers, and what they refuse to say."""

import math
from fractions import Fraction

import numpy as np
import pytest

from answer_checks import interval
from claims.claim_world import claim_of
from detente.claims.atom import Atom
from detente.claims.claim import find
from detente.claims.evaluate import evaluate
from detente.claims.grammar import parse, render
from detente.claims.metrics import documented_enforcement, share_of_meetings
from detente.claims.typed import typed_claim
from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UsageError
from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.dataset import Dataset
from detente.lake.manifest import Description
from detente.lake.store import Store
from detente.sources import enforcement, meeting
from detente.sources.loading import table_named
from naive import events as naive
from small_release import small_release

DRAWS = 40
PAIR = {"subject": "US", "partner": "CN"}
ATOMS = {
    "above": Atom("gt", "share_of_meetings", **PAIR, value=0.3),
    "below": Atom("lt", "share_of_meetings", **PAIR, value=0.3),
    "between": Atom("within", "share_of_meetings", **PAIR, bounds=(0.2, 0.4)),
}
CHOICES = [
    {"meeting_level": level, "presence": presence, "evidence": evidence, "period": period}
    for level in ("intergovernmental", "all")
    for presence in ("attended", "signed")
    for evidence in ("any", "high")
    for period in ("all", "2019-2020")
]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("small"), 1, 20, draws=DRAWS)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """A release of the tables that come with the package, and of nothing else."""
    tables = {**meeting.read().tables, **enforcement.read().tables}
    sources = (meeting.SOURCE, enforcement.SOURCE)
    with Store(tmp_path_factory.mktemp("facts")).begin({"facts": "1"}, code="") as making:
        for name, rows in tables.items():
            making.part(name, table_named(name), lambda rows=rows: rows)
        release = making.finish(Description("facts", sources, (), "tests"))
    return Dataset(release, DuckDBEngine(threads=1), draws=200)


def shares(dataset, specification, name):
    """The naive share, or a bound of it, of the estimate and each draw."""
    plain = {n: dataset.release.table(n).to_pylist() for n in ("meeting", "meeting_party")}
    return [
        naive.meeting_answer(
            plain, specification, draw=draw, seed=dataset.seed, country="US", partner="CN"
        )[name, "US", "CN", None]
        for draw in (None, *range(dataset.draws))
    ]


def asked(name, share):
    if share is None:
        return None
    if name == "between":
        return float(share)
    above = math.log(1000) if share >= 300 else -math.log(1000) if share == 0 else None
    above = math.log(share / Fraction(3, 10)) if above is None else above
    return above if name == "above" else -above


@pytest.mark.parametrize("name", ATOMS)
def test_the_share_of_meetings_is_the_naive_one(small, name):
    specifications = [Specification.of(choice) for choice in CHOICES]
    drawn = share_of_meetings.draw(ATOMS[name], specifications, small)
    compared = 0
    for place, specification in enumerate(specifications):
        if drawn.n[place] < naive.LEAST_MEETINGS:
            continue
        compared += 1
        expected = [asked(name, s) for s in shares(small, specification, "share_with_both")]
        found = [None if math.isnan(v) else v for v in drawn.value[place]]
        assert found == pytest.approx(expected)
        low, _ = interval(expected[1:])
        assert drawn.low[place] == pytest.approx(low, nan_ok=True)
        bounds = [
            asked(name, shares(small, specification, f"share_with_both_{end}")[0])
            for end in ("least", "most")
        ]
        assert [drawn.bound_low[place], drawn.bound_high[place]] == pytest.approx(sorted(bounds))
    assert compared > len(specifications) / 2


def test_above_and_below_mirror_each_other_and_a_pair_has_no_order(small):
    specifications = [Specification.of(choice) for choice in CHOICES]
    above, below = (
        share_of_meetings.draw(ATOMS[n], specifications, small) for n in ("above", "below")
    )
    np.testing.assert_allclose(above.value, -below.value, atol=1e-12)
    np.testing.assert_allclose(above.low, -below.high, atol=1e-12)
    np.testing.assert_allclose(above.bound_low, -below.bound_high, atol=1e-12)
    swapped = Atom("gt", "share_of_meetings", "CN", partner="US", value=0.3)
    again = share_of_meetings.draw(swapped, specifications, small)
    np.testing.assert_array_equal(above.value, again.value)


def test_a_case_exists_or_nothing_is_said(small):
    rows = small.release.table("enforcement").to_pylist()
    specifications = [Specification.of(evidence=e) for e in ("any", "high")]
    counts = [
        sum(row["country"] == "US" and row["confidence"] in levels for row in rows)
        for levels in (("high", "medium"), ("high",))
    ]
    assert min(counts) > 1
    for value in (0, 1, max(counts)):
        atom = Atom("gt", "documented_enforcement", "US", value=float(value))
        drawn = documented_enforcement.draw(atom, specifications, small)
        assert drawn.n.tolist() == counts
        assert [not math.isnan(e) for e in drawn.value[:, 0]] == [c > value for c in counts]
        assert (np.nan_to_num(drawn.value, nan=1.0) > 0).all()
    silent = (
        Atom("lt", "documented_enforcement", "US", value=1000.0),
        Atom("gt", "documented_enforcement", "US", comparator="CN"),
        Atom("gt", "documented_enforcement", "NZ", value=0.0),
    )
    for atom in silent:
        drawn = documented_enforcement.draw(atom, specifications, small)
        assert np.isnan(drawn.value).all()
        assert np.isnan(drawn.low).all()
        (finding,) = evaluate(claim_of(atom, evidence=("any", "high"), minimum=1), small).atoms
        assert finding.verdict.name == "insufficient_data"


@pytest.mark.parametrize(
    "metric, atom",
    [
        (share_of_meetings, Atom("gt", "share_of_meetings", "US", value=0.1)),
        (share_of_meetings, Atom("gt", "share_of_meetings", **PAIR, comparator="GB")),
        (share_of_meetings, Atom("gt", "share_of_meetings", **PAIR, value=0.0)),
        (share_of_meetings, Atom("rank", "share_of_meetings", **PAIR, rank=1)),
        (documented_enforcement, Atom("gt", "documented_enforcement", **PAIR, value=0.0)),
        (documented_enforcement, Atom("within", "documented_enforcement", "US", bounds=(0, 1))),
        (documented_enforcement, Atom("gt", "documented_enforcement", "US", value=-1.0)),
    ],
)
def test_what_has_no_answer_is_refused(metric, atom):
    with pytest.raises(UsageError) as refused:
        metric.axis(atom)
    assert refused.value.fix


def test_a_country_of_which_nothing_is_known_is_named(small):
    atom = Atom("gt", "share_of_meetings", "US", partner="ZW", value=0.1)
    with pytest.raises(DataMissing, match="'ZW'"):
        share_of_meetings.draw(atom, [Specification.of()], small)


@pytest.mark.parametrize(
    "text",
    [
        "US-CN share of meetings is below 0.1 in AI",
        "GB-CN share of meetings is between 0.1 and 0.2 in AI, 2020-2024",
        "CN documented enforcement is above 0 in AI",
        "CN has more documented enforcement than US in AI",
    ],
)
def test_sentences_are_read_and_written_back(text):
    (atom,) = parse(text)
    assert render(atom) == text
    assert typed_claim(text).choices


@pytest.mark.parametrize(
    "claim, verdicts",
    [
        ("us_cn_rarely_meet", ["contradicted (robust)"]),
        ("us_cn_in_most_open_declarations", ["insufficient_data (undecided)"]),
        (
            "cn_holds_people_over_ai",
            ["supported (robust)", "supported (robust)",
             "insufficient_data (too_few_evaluable)"],
        ),
    ],
)  # fmt: skip
def test_the_book_on_the_tables_of_the_package(shipped, claim, verdicts):
    finding = evaluate(find(claim), shipped)
    assert [str(atom.verdict) for atom in finding.atoms] == verdicts
    assert all(atom.notes for atom in finding.atoms)
    cited = meeting if "meet" in claim or "declarations" in claim else enforcement
    assert {atom.sources for atom in finding.atoms} == {(cited.SOURCE.citation,)}


def test_the_claims_contest_each_other():
    assert find("us_cn_rarely_meet").rival_of == ("us_cn_in_most_open_declarations",)
    assert find("us_cn_in_most_open_declarations").rival_of == ("us_cn_rarely_meet",)
