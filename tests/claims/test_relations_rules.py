"""What relations ask, what they refuse, and when the data cannot tell."""

import math

import numpy as np
import pytest

from claims.claim_world import World, claim_of, random_world
from detente.claims.atom import Atom
from detente.claims.evaluate import evaluate
from detente.claims.grammar import EXAMPLES, parse
from detente.claims.metric import METRICS, is_direct
from detente.claims.metrics import joint_papers, papers
from detente.claims.relations import MOST, axis, bounds, log_ratio
from detente.claims.typed import typed_claim
from detente.core.discovery import modules
from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.core.period import Period
from naive.multiverse import Work

BEFORE, AFTER = Period(None, 2019), Period(2020, None)
LINK = ("whole", "per_country", "per_paper")
OPPOSITE = {"S": "C", "C": "S", "U": "U", "N": "N"}


def by(*countries, number=0, year=2020):
    rows = tuple((place, None, c, None) for place, c in enumerate(countries, start=1))
    return Work(number, rows, year)


def world_of(*bylines, draws=60):
    return World([by(*countries, number=n) for n, countries in enumerate(bylines)], draws=draws)


def found_in(world, atom, *, minimum=0, **options):
    (found,) = evaluate(claim_of(atom, minimum=minimum, **options), world).atoms
    return found


SWAPS = {
    "papers": (
        Atom("gt", "papers", "US", comparator="CN"),
        Atom("gt", "papers", "CN", comparator="US"),
    ),
    "more and fewer": (
        Atom("gt", "papers", "US", comparator="CN"),
        Atom("lt", "papers", "US", comparator="CN"),
    ),
    "shares": (
        Atom("lt", "international_share", "US", comparator="CN"),
        Atom("lt", "international_share", "CN", comparator="US"),
    ),
    "partners": (
        Atom("gt", "joint_papers", "US", partner="CN", comparator="GB"),
        Atom("gt", "joint_papers", "US", partner="GB", comparator="CN"),
    ),
    "number": (
        Atom("gt", "joint_papers", "US", partner="CN", value=4.0),
        Atom("lt", "joint_papers", "US", partner="CN", value=4.0),
    ),
    "direction": (
        Atom("change", "papers", "US", direction="rose", before=BEFORE, after=AFTER),
        Atom("change", "papers", "US", direction="fell", before=BEFORE, after=AFTER),
    ),
}


@pytest.mark.parametrize("name", SWAPS)
def test_swapping_the_sides_flips_signs_ends_and_classes(name):
    met = set()
    for seed in range(20, 30):
        options = {"territory": ("separate", "eu_bloc", "hk_mo_tw_with_cn"), "link": LINK}
        one, other = (found_in(random_world(seed), atom, **options) for atom in SWAPS[name])
        for there, back in (
            (one.estimates, other.estimates),
            (one.low, other.high),
            (one.high, other.low),
            (one.bound_low, other.bound_high),
            (one.bound_high, other.bound_low),
        ):
            np.testing.assert_allclose(there, -back, rtol=1e-12, atol=1e-12)
        assert [OPPOSITE[c] for c in one.classes] == other.classes.tolist()
        assert one.n.tolist() == other.n.tolist()
        met |= {*one.classes.tolist()}
    assert len(met) > 1


def test_a_mutual_relation_does_not_care_who_is_named_first():
    world = random_world(31)
    for rank in (1, 2, 3):
        one, other = (
            found_in(world, Atom("mutual_rank", "joint_papers", a, partner=b, rank=rank), link=LINK)
            for a, b in (("US", "CN"), ("CN", "US"))
        )
        for name in ("estimates", "low", "high", "bound_low", "bound_high", "n"):
            np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_second_place_on_one_side_and_a_first_on_the_other_are_not_mutual_second():
    # CN is the second partner of US, and US is the first of CN
    world = world_of(*[("US", "GB")] * 60, *[("US", "CN")] * 30, *[("CN", "DE")] * 5)
    second = Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=2)
    assert found_in(world, second).classes.tolist() == ["C"]
    assert found_in(
        world, Atom("rank", "joint_papers", "US", partner="CN", rank=2)
    ).verdict.name == ("supported")


def test_a_first_place_without_any_other_partner_leads_by_the_most_there_is():
    world = world_of(*[("US", "CN")] * 30)
    found = found_in(world, Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=1))
    assert found.estimates.tolist() == [MOST]
    assert found.classes.tolist() == ["S"]
    assert (found.bound_low[0], found.bound_high[0]) == (MOST, MOST)


def test_a_partner_without_joint_papers_is_last_by_the_most_there_is():
    world = world_of(*[("US", "CN")] * 30, *[("CN", "DE")] * 9)
    found = found_in(world, Atom("rank", "joint_papers", "US", partner="DE", rank=1))
    assert found.estimates.tolist() == [-MOST]
    assert found.classes.tolist() == ["C"]


def test_two_sides_with_nothing_have_no_ratio():
    world = world_of(*[("US", "CN")] * 30, ("DE",), ("GB",))
    atom = Atom("gt", "joint_papers", "US", partner="DE", comparator="GB")
    found = found_in(world, atom)
    assert np.isnan(found.estimates).all()
    assert found.classes.tolist() == ["N"]
    assert (found.verdict.name, found.verdict.qualifier) == (
        "insufficient_data",
        "too_few_evaluable",
    )


def test_the_logarithm_of_a_ratio_is_kept_finite_and_undefined_stays_undefined():
    left = np.array([2.0, 0.0, 3.0, 0.0, np.nan, 1.0, 1e9, -1.0])
    right = np.array([1.0, 4.0, 0.0, 0.0, 1.0, np.nan, 1e-9, 1.0])
    expected = [math.log(2), -MOST, MOST, np.nan, np.nan, np.nan, MOST, np.nan]
    np.testing.assert_allclose(log_ratio(left, right), expected)


def test_periods_of_unequal_length_are_compared_by_the_year():
    years = [2018] * 8 + [2019] * 8 + [2020] * 8
    world = World([by("US", "CN", number=n, year=y) for n, y in enumerate(years)], draws=9)
    rose = Atom(
        "change", "joint_papers", "US", partner="CN", direction="rose", before=BEFORE, after=AFTER
    )
    found = found_in(world, rose)
    assert found.estimates.tolist() == [0.0]  # 16 in two years, 8 in one
    assert found.n.tolist() == [24]
    assert "a year, 2020- over -2019" in found.title
    share = Atom("change", "partner_share", "US", partner="CN", direction="fell",
                 before=BEFORE, after=AFTER)  # fmt: skip
    found = found_in(world, share)
    assert found.estimates.tolist() == [0.0]
    assert "a year" not in found.title
    assert "-2019 over 2020-" in found.title


@pytest.mark.parametrize(
    "metric", ["joint_papers", "partner_share", "papers", "international_share"]
)
@pytest.mark.parametrize("years", [(2015, 2018), (2021, 2022)])
def test_a_change_with_nothing_before_or_nothing_after_has_no_class(metric, years):
    world = World([by("US", "CN", number=n, year=years[n % 2]) for n in range(40)], draws=20)
    partner = "CN" if metric in ("joint_papers", "partner_share") else None
    atom = Atom("change", metric, "US", partner=partner, direction="fell",
                before=BEFORE, after=AFTER)  # fmt: skip
    found = found_in(world, atom)
    assert found.classes.tolist() == ["N"]
    assert np.isnan([found.estimates, found.low, found.high, found.bound_low]).all()
    assert found.n.tolist() == [0]
    assert found.verdict.name == "insufficient_data"


def test_a_change_outside_the_years_of_a_specification_has_no_class():
    world = World([by("US", "CN", number=n, year=2016 + n % 7) for n in range(70)], draws=20)
    atom = Atom("change", "joint_papers", "US", partner="CN", direction="fell",
                before=BEFORE, after=AFTER)  # fmt: skip
    found = found_in(world, atom, period=("2016-2019", "2018-2021", "1990-1995"))
    assert found.classes.tolist() == ["N", "U", "N"]
    assert found.n.tolist() == [0, 40, 0]
    assert np.isnan(found.unknown_share).tolist() == [False, False, True]


def test_a_period_without_works_has_no_class():
    world = random_world(32)
    for atom in (
        Atom("gt", "papers", "US", comparator="CN", period=Period(1990, 1991)),
        Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=1, period=Period(1990, 1991)),
        Atom("gt", "observed_over_expected", "US", partner="CN", value=1.0,
             period=Period(1990, 1991)),
    ):  # fmt: skip
        found = found_in(world, atom, link=LINK)
        assert set(found.classes) == {"N"}
        assert np.isnan(found.estimates).all()
        assert found.curve.defined == 0
        assert found.joint.mean_share is None
        assert found.decisive is None


def test_too_few_works_have_no_class_but_keep_their_estimate():
    world = world_of(*[("US", "CN")] * 5, *[("US", "DE")] * 2)
    atom = Atom("rank", "joint_papers", "US", partner="CN", rank=1)
    few, enough = (found_in(world, atom, minimum=minimum) for minimum in (8, 7))
    assert (few.classes.tolist(), few.n.tolist()) == (["N"], [7])
    assert enough.classes.tolist() != ["N"]
    assert few.estimates.tolist() == enough.estimates.tolist() == [math.log(5 / 2)]


FOLDED = [
    ("HK", "hk_mo_with_cn", False),
    ("HK", "separate", True),
    ("TW", "hk_mo_with_cn", True),
    ("TW", "eu_bloc_hk_mo_tw_with_cn", False),
    ("DE", "eu_bloc", False),
    ("DE", "hk_mo_tw_with_cn", True),
    ("EU", "separate", False),
    ("EU", "eu_bloc", True),
    ("US", "eu_bloc_hk_mo_tw_with_cn", True),
]


@pytest.mark.parametrize("code, territory, stands", FOLDED)
def test_a_code_that_a_policy_counts_as_another_has_no_number(code, territory, stands):
    codes = [c for c in ("HK", "TW", "DE", "US") for _ in range(30)]
    world = world_of(*[(c,) for c in codes], *[("CN",)] * 9)
    atom = Atom("gt", "papers", code, comparator="CN")
    found = found_in(world, atom, territory=(territory,))
    assert (found.classes.tolist() == ["N"]) != stands
    assert np.isnan(found.estimates).all() != stands
    below = Atom("lt", "papers", "CN", comparator=code)
    assert (found_in(world, below, territory=(territory,)).classes.tolist() == ["N"]) != stands


def test_the_united_kingdom_stands_apart_from_the_bloc_since_it_left():
    works = [by("GB", number=n, year=2019 + n % 3) for n in range(180)]
    works += [by("US", number=200 + n, year=2019 + n % 3) for n in range(60)]
    atom = Atom("gt", "papers", "GB", comparator="US")
    found = found_in(World(works, draws=40), atom, territory=("eu_bloc",),
                     period=("2019", "2020-2021", "all"))  # fmt: skip
    assert found.classes.tolist() == ["N", "S", "N"]


def test_typed_claims_vary_the_territories_under_which_their_countries_stand():
    territories = {
        "US publishes more papers than CN": ["separate", "hk_mo_with_cn", "hk_mo_tw_with_cn"],
        "TW publishes more papers than CN": ["separate", "hk_mo_with_cn"],
        "HK publishes more papers than SG": ["separate"],
        "EU publishes more papers than CN": [
            "eu_bloc", "eu_bloc_hk_mo_with_cn", "eu_bloc_hk_mo_tw_with_cn",
        ],
        "EU and HK are each other's no. 1 partners": ["eu_bloc"],
    }  # fmt: skip
    for text, expected in territories.items():
        (options,) = [c.options for c in typed_claim(text).choices if c.name == "territory"]
        assert list(options) == expected


def test_a_country_that_does_not_occur_is_named_and_not_counted_as_zero():
    world = random_world(33)
    for atom in (
        Atom("gt", "papers", "FI", comparator="CN"),
        Atom("gt", "papers", "CN", comparator="FI"),
        Atom("mutual_rank", "joint_papers", "US", partner="FI", rank=1),
        Atom("lt", "joint_papers", "US", partner="FI", value=3.0),
        Atom("gt", "joint_papers", "US", partner="CN", comparator="FI"),
        Atom("change", "partner_share", "US", partner="FI", direction="fell",
             before=BEFORE, after=AFTER),
    ):  # fmt: skip
        with pytest.raises(UnknownName, match="'FI'"):
            found_in(world, atom)


def test_a_definition_that_the_release_lacks_is_named():
    world = random_world(34)
    atom = Atom("gt", "papers", "US", comparator="CN")
    with pytest.raises(UnknownName, match="'visions'") as problem:
        found_in(world, atom, ai_definition=("all", "visions"))
    assert problem.value.suggestions == ("vision",)
    with pytest.raises(UnknownName, match="robotics"):
        found_in(world, Atom("gt", "papers", "US", comparator="CN", scope="robotics"))


@pytest.mark.parametrize(
    "text",
    [
        "CN is 1 to 2 years behind US",
        "EU's rules cover at least 0.5 of CN's rules",
        "CN's rules add censorship to EU's rules",
    ],
)
def test_what_is_no_total_over_works_asks_nothing_of_one(text):
    (atom,) = parse(text)
    with pytest.raises(DataMissing, match="insufficient data") as problem:
        axis(atom, papers)
    assert problem.value.exit_code == 4


def test_a_metric_that_nobody_measures_is_missing_data():
    with pytest.raises(DataMissing, match="spies"):
        found_in(random_world(35), Atom("gt", "spies", "US", comparator="CN"))


@pytest.mark.parametrize(
    "atom",
    [
        Atom("gt", "joint_papers", "US", value=3.0),
        Atom("gt", "joint_papers", "US", comparator="CN"),
        Atom("within", "partner_share", "US", bounds=(0.0, 1.0)),
        Atom("gt", "papers", "US", partner="CN", value=3.0),
        Atom("rank", "papers", "US", partner="CN", rank=1),
        Atom("change", "international_share", "US", partner="CN", direction="rose",
             before=BEFORE, after=AFTER),
    ],
)  # fmt: skip
def test_a_metric_of_a_pair_needs_a_partner_and_that_of_a_country_has_none(atom):
    with pytest.raises(UsageError, match=atom.metric):
        found_in(random_world(36), atom)


def test_every_example_of_the_grammar_is_measured_or_refused():
    countries = ("US", "CN", "GB", "DE", "EU", "CA")
    world = random_world(37, size=60, countries=countries)
    measured = set()
    for text in EXAMPLES:
        for atom in parse(text):
            try:
                found = found_in(world, atom, minimum=1)
            except (DataMissing, UnknownName):
                continue
            assert found.title
            measured.add((atom.relation, atom.metric))
    assert {relation for relation, _ in measured} >= {"gt", "lt", "rank", "mutual_rank", "change"}
    metrics = modules(METRICS, "METRIC").items()
    counted = {n for n, m in metrics if not m.METRIC.of_works and not is_direct(m)}
    assert {metric for _, metric in measured} >= counted - {
        "partner_share", "international_share", "international_papers",
    }  # fmt: skip


def test_a_finding_has_one_part_an_atom_and_tells_its_progress():
    world = random_world(38)
    atoms = [Atom("gt", "papers", a, comparator=b) for a, b in (("US", "CN"), ("CN", "US"))]
    steps = []
    claim = claim_of(*atoms, territory=("separate",))
    finding = evaluate(claim, world, progress=steps.append)
    assert [part.atom for part in finding.atoms] == atoms
    assert steps == ["checking gt of papers"] * 2
    assert (finding.release, finding.draws, finding.seed) == ("world", world.draws, world.seed)
    assert finding.claim is claim


def test_unknown_bounds_of_one_side_make_those_of_a_mutual_place_unknown():
    pool = world_of(("US", "CN"), ("US", "DE")).pool
    us, cn = pool.place("US"), pool.place("CN")
    sides = np.ones((1, 2, pool.places))
    sides[0, 0, us] = sides[0, 1, cn] = 0
    span = (Period(2020, 2020),)
    atom = Atom("mutual_rank", "joint_papers", "US", partner="CN", rank=1)
    assert bounds(atom, joint_papers, (sides, sides), pool=pool, spans=span) == (0.0, 0.0)
    for side in (0, 1):
        holed = sides.copy()
        holed[0, side, pool.place("DE")] = np.nan
        low, high = bounds(atom, joint_papers, (sides, holed), pool=pool, spans=span)
        assert math.isnan(low)
        assert high == 0.0
    third = Atom("rank", "joint_papers", "US", partner="CN", rank=3)
    assert np.isnan(bounds(third, joint_papers, (sides, sides), pool=pool, spans=span)).all()
