"""Which codes are one country, day by day, against the dates of the treaties."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.countries import all_codes
from detente.core.territory import BLOC, ERA_STARTS, TERRITORIES, era_of, era_of_year, members

# day of accession, as the treaties give it, and what the day changed
JOINED = {
    "1958-01-01": "BE DE FR IT LU NL",
    "1973-01-01": "DK GB IE",
    "1981-01-01": "GR",
    "1986-01-01": "ES PT",
    "1995-01-01": "AT FI SE",
    "2004-05-01": "CY CZ EE HU LT LV MT PL SI SK",
    "2007-01-01": "BG RO",
    "2013-07-01": "HR",
}
LAST_DAY_OF_GB = date(2020, 1, 31)
# how many members there were at the end of a year, as published
SIZES = {1957: 0, 1958: 6, 1973: 9, 1981: 10, 1986: 12, 1995: 15, 2003: 15, 2004: 25, 2007: 27,
         2012: 27, 2013: 28, 2019: 28, 2020: 27, 2025: 27}  # fmt: skip

days = st.dates(date(1940, 1, 1), date(2030, 12, 31))


def is_member(code, day):
    joined = [date.fromisoformat(d) for d, codes in JOINED.items() if code in codes.split()]
    left = code == "GB" and day > LAST_DAY_OF_GB
    return bool(joined) and day >= joined[0] and not left


@given(days)
def test_members_of_a_day_are_those_of_the_treaties(day):
    assert members(era_of(day)) == {code for code in all_codes() if is_member(code, day)}


@pytest.mark.parametrize("joined", JOINED)
def test_membership_begins_on_the_day_of_accession(joined):
    day = date.fromisoformat(joined)
    new = members(era_of(day)) - members(era_of(day - timedelta(1)))
    assert new == set(JOINED[joined].split())


def test_the_united_kingdom_left_at_the_end_of_january_2020():
    assert "GB" in members(era_of(LAST_DAY_OF_GB))
    assert "GB" not in members(era_of(LAST_DAY_OF_GB + timedelta(1)))
    assert "GB" in members(era_of_year(2019))
    assert "GB" not in members(era_of_year(2020))


@pytest.mark.parametrize("year", SIZES)
def test_there_were_as_many_members_as_published(year):
    assert len(members(era_of(date(year, 12, 31)))) == SIZES[year]


def test_a_year_alone_counts_as_its_middle():
    assert era_of_year(2004) == era_of(date(2004, 7, 1)) != era_of(date(2004, 4, 30))
    assert "HR" in members(era_of_year(2013))
    assert "HR" not in members(era_of_year(2012))


def test_eras_are_counted_from_the_first_treaty():
    assert era_of(date(1957, 12, 31)) == 0
    assert members(0) == frozenset()
    assert [era_of(start) for start in ERA_STARTS] == list(range(1, len(ERA_STARTS) + 1))


@pytest.mark.parametrize("policy", TERRITORIES, ids=lambda policy: policy.name)
def test_policies_do_what_their_names_say(policy):
    for day in (date(1950, 1, 1), LAST_DAY_OF_GB, LAST_DAY_OF_GB + timedelta(1)):
        era = era_of(day)
        for code in (*all_codes(), BLOC):
            expected = code
            if "hk_mo" in policy.name and code in ("HK", "MO"):
                expected = "CN"
            if "hk_mo_tw" in policy.name and code == "TW":
                expected = "CN"
            if "eu_bloc" in policy.name and is_member(code, day):
                expected = "EU"
            assert policy.code(code, era) == expected
            # what gets the credit keeps it
            assert policy.code(expected, era) == expected


def test_a_code_stands_where_its_credit_is_its_own():
    by_name = {policy.name: policy for policy in TERRITORIES}
    now, before = era_of(date(2021, 1, 1)), era_of(date(1950, 1, 1))
    assert by_name["separate"].stands("HK", now)
    assert not by_name["hk_mo_with_cn"].stands("HK", now)
    assert by_name["hk_mo_with_cn"].stands("TW", now)
    assert not by_name["eu_bloc_hk_mo_tw_with_cn"].stands("TW", now)
    assert not by_name["eu_bloc"].stands("DE", now)
    assert by_name["eu_bloc"].stands("DE", before)
    assert by_name["eu_bloc"].stands("GB", now)
    assert by_name["eu_bloc"].stands(BLOC, now)
    assert not by_name["eu_bloc"].stands(BLOC, before)
    assert not by_name["separate"].stands(BLOC, now)
