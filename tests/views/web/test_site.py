"""Addresses: one for each state, with the release pinned, and what stands there."""

import csv
import io
import json
import re

import pytest

from detente.core.dimensions import DIMENSIONS, Specification
from detente.core.errors import UnknownName, UsageError
from detente.views.web.state import State

PAIR = "en/pair/US/CN"


def test_the_root_leads_to_english_with_the_release_pinned(site):
    answer = site.answer("", "")
    release = site.desk().release
    assert answer.status == 307
    assert dict(answer.headers)["Location"] == f"/en/?release={release}"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "link=per_paper&release={}&territory=separate",
        "territory=hk_mo_with_cn&link=per_paper",
        "release={}&territory=hk_mo_with_cn&link=per_paper",
    ],
)
def test_what_is_not_canonical_is_redirected_to_what_is(site, query):
    release = site.desk().release
    first = site.answer(PAIR, query.format(release))
    target = dict(first.headers)["Location"]
    assert first.status == 307
    assert target.startswith(f"/{PAIR}?release={release}")
    path, _, rest = target.lstrip("/").partition("?")
    assert site.answer(path, rest).status == 200


def test_a_state_has_one_address_whatever_the_order(site):
    chosen = [("territory", "eu_bloc"), ("link", "per_paper"), ("counting", "full")]
    states = {State.read("en", "r", given).query() for given in (chosen, chosen[::-1])}
    assert states == {"release=r&link=per_paper&territory=eu_bloc"}


@pytest.mark.parametrize("dimension", DIMENSIONS, ids=lambda one: one.name)
def test_every_choice_survives_its_address(dimension):
    for option in dimension.options:
        state = State("en", "r").but(**{dimension.name: option.name})
        assert State.read("en", "r", state.choices) == state
        assert state.specification == Specification.of({dimension.name: option.name})


def test_names_that_are_not_there_are_refused(site):
    with pytest.raises(UnknownName):
        site.answer("en/nowhere", "")
    with pytest.raises(UnknownName):
        site.answer("fr/", "")
    with pytest.raises(UnknownName):
        site.answer(PAIR, "territory=atlantis")
    with pytest.raises(UnknownName):
        site.answer(PAIR, "nonsense=1")
    with pytest.raises(UsageError):
        site.answer(PAIR, "territory=eu_bloc&territory=separate")


@pytest.mark.parametrize("territory", ["separate", "hk_mo_with_cn"])
def test_page_csv_json_and_command_have_the_same_numbers(get, detente, territory):
    query = f"territory={territory}"
    page = get(PAIR, query).body.decode()
    rows = list(csv.DictReader(io.StringIO(get(f"{PAIR}/partners_first.csv", query).body.decode())))
    document = json.loads(get(f"{PAIR}/partners_first.json", query).body)
    command = detente(
        "show", "collaboration", "--country", "US", "--territory", territory,
        "--metric", "joint_papers,partner_rank,p_first", "--json",
    ).json  # fmt: skip
    assert document["rows"] == command["rows"]
    assert document["provenance"] == command["provenance"]
    assert [float(row["value"]) for row in rows] == [row["value"] for row in command["rows"]]
    section = page[page.index('id="partners_first"') : page.index('id="partners_second"')]
    shown = re.findall(r'<tr[^>]*>\s*<th[^>]*data-value="(\w+)".*?\n<td[^>]*data-value="([^"]+)"',
                       section)  # fmt: skip
    first = {r["partner"]: r["value"] for r in command["rows"] if r["metric"] == "joint_papers"}
    assert {code: float(value) for code, value in shown} == first


def test_another_definition_moves_the_numbers(get):
    one = get(f"{PAIR}/partners_first.csv").body
    other = get(f"{PAIR}/partners_first.csv", "territory=hk_mo_with_cn").body
    assert one != other
