"""Periods and specifications: what is read, what is refused, what is written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.dimensions.bylines import RESEARCH_TYPES
from detente.core.errors import UnknownName, UsageError
from detente.core.period import Period
from detente.core.territory import TERRITORIES

years = st.integers(0, 9999)


@st.composite
def periods(draw):
    first, last = draw(st.none() | years), draw(st.none() | years)
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Period(first, last)


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("all", None, None),
        ("2021", 2021, 2021),
        ("2018-2022", 2018, 2022),
        ("2018-2018", 2018, 2018),
        ("2018-", 2018, None),
        ("-2022", None, 2022),
    ],
)
def test_periods_are_read(text, first, last):
    assert Period.read(text) == Period(first, last)


@pytest.mark.parametrize(
    "text",
    ["", "-", "--", "20182022", "2018--2022", "18-22", "2018-22", "2018 - 2022", "2018–2022",
     "2018-2022-", "ALL", "all ", "2018\n", "y2018", "+2018", "2018.0"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text):
    with pytest.raises(UsageError, match="cannot be read"):
        Period.read(text)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(UsageError, match="ends before it begins"):
        Period.read("2022-2018")


@given(periods())
def test_what_is_written_is_read_back(period):
    assert Period.read(str(period)) == period


@given(periods(), years)
def test_a_year_lies_in_a_period_between_its_ends(period, year):
    low = -1 if period.first is None else period.first
    high = 10_000 if period.last is None else period.last
    assert (year in period) == (low <= year <= high)


@given(periods(), periods(), years)
def test_the_common_part_holds_what_both_hold(one, other, year):
    both = one.within(other)
    assert (year in both) == (year in one and year in other)
    assert both == other.within(one)
    assert not (both.empty and year in both)


@given(periods())
def test_the_number_of_years_is_how_many_lie_in_a_closed_period(period):
    closed = period.first is not None and period.last is not None
    assert period.years == (len(range(period.first, period.last + 1)) if closed else 0)
    assert not period.empty


def test_periods_that_share_no_year_have_an_empty_common_part():
    empty = Period.read("2018-2019").within(Period.read("2021-"))
    assert empty.empty
    assert empty.years == 0
    assert 2020 not in empty


def test_defaults_are_options_of_their_dimension():
    assert len({d.name for d in DIMENSIONS}) == len(DIMENSIONS)
    for dimension in DIMENSIONS:
        names = [option.name for option in dimension.options]
        assert len(set(names)) == len(names)
        assert dimension.default in names or not names
        assert dimension.accept(dimension.default) == dimension.default
        assert all(option.short and option.meaning for option in dimension.options)


def test_short_names_tell_options_apart_and_fit_beside_a_chart():
    assert len({d.short for d in DIMENSIONS}) == len(DIMENSIONS)
    for dimension in DIMENSIONS:
        shorts = [option.short for option in dimension.options]
        assert len(set(shorts)) == len(shorts)
        assert all(0 < len(short) <= 40 and "_" not in short
                   for short in (dimension.short, *shorts))  # fmt: skip


def test_options_of_territory_are_the_policies():
    (territory,) = (d for d in DIMENSIONS if d.name == "territory")
    assert [o.name for o in territory.options] == [t.name for t in TERRITORIES]


def test_a_specification_makes_every_choice_in_declared_order():
    specification = Specification.of({"link": "per_paper"}, period="2018-", counting="full")
    assert list(specification) == [d.name for d in DIMENSIONS]
    assert len(specification) == len(DIMENSIONS)
    assert specification["link"] == "per_paper"
    assert specification.period == Period(2018, None)
    assert dict(specification) == {d.name: d.default for d in DIMENSIONS} | {
        "link": "per_paper",
        "period": "2018-",
    }
    assert str(specification).startswith("counting=full unknown=as_unknown link=per_paper")


def test_equal_choices_make_equal_specifications():
    one = Specification.of(link="per_paper")
    assert one == Specification.of().but(link="per_paper") == Specification.of(dict(one))
    assert hash(one) == hash(Specification.of({"link": "per_paper"}))
    assert one != Specification.of()
    assert one.but(link="whole") == Specification.of()


def test_a_period_is_kept_in_one_spelling():
    assert Specification.of(period="2018-2018") == Specification.of(period="2018")


def test_definitions_are_for_the_data_to_know():
    assert Specification.of(ai_definition="anything")["ai_definition"] == "anything"


@pytest.mark.parametrize(
    "choices, suggestion",
    [
        ({"conting": "full"}, "counting"),
        ({"link": "per_papers"}, "per_paper"),
        ({"territory": "eu-bloc"}, "eu_bloc"),
    ],
)
def test_an_unknown_dimension_or_option_is_named_with_the_nearest(choices, suggestion):
    with pytest.raises(UnknownName) as problem:
        Specification.of(choices)
    assert suggestion in problem.value.suggestions
    with pytest.raises(UnknownName):
        Specification.of().but(**choices)


def test_a_choice_that_is_not_there_is_a_missing_key():
    with pytest.raises(KeyError):
        Specification.of()["weather"]
    assert Specification.of().get("weather") is None
    with pytest.raises(UsageError):
        Specification.of(period="2022-2018")


def test_research_types_are_finished_work():
    assert {"article", "review", "proceedings-article"} <= RESEARCH_TYPES
    assert not {"editorial", "erratum", "preprint", "paratext"} & RESEARCH_TYPES
