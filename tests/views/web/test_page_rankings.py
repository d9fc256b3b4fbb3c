"""Rankings, the directory of countries, and the form that finds a pair without a script."""

import re
from urllib.parse import urlencode

import pytest

from detente.core.errors import UnknownName
from views.web.shown import check_views, tables_of


@pytest.mark.parametrize("query", ["", "territory=eu_bloc", "counting=country&link=per_paper"])
def test_every_number_is_what_is_given_away_and_printed(get, detente, query):
    checked = check_views(get, detente, "en/rankings", query, narrowed=("pairs",))
    assert {"papers", "pairs", "together", "world"} <= {*checked}


def test_every_pair_stands_once_with_the_closest_first(get, detente):
    rows = detente("show", "collaboration", "--limit", 0, "--json").json["rows"]
    joint = {
        frozenset((r["country"], r["partner"])): r["value"]
        for r in rows
        if r["metric"] == "joint_papers"
    }
    _, *shown = tables_of(get("en/rankings").body.decode())["pairs"]
    pairs = [frozenset(row[0].attributes["data-value"].split()) for row in shown]
    assert len(set(pairs)) == len(pairs) == min(20, len(joint))
    values = [joint[pair] for pair in pairs]
    large = [value for value in values if value >= 25]
    assert large == sorted(joint.values(), reverse=True)[: len(large)]


def test_small_countries_are_greyed(get):
    _, *rows = tables_of(get("en/rankings").body.decode())["world"]
    page = get("en/rankings").body.decode()
    part = page[page.index('id="world"') :].partition("</section>")[0]
    small = len(re.findall(r"<tr data-small", part))
    n = [int(row[2].attributes["data-value"]) for row in rows]
    assert small == sum(value < 25 for value in n)


def test_the_directory_has_every_country_by_name(get, detente):
    rows = detente("show", "output", "--limit", 0, "--json").json["rows"]
    codes = {r["country"] for r in rows if r["metric"] == "papers"}
    page = get("en/rankings").body.decode()
    listed = re.findall(r'<li><a href="/en/country/(\w+)\?[^"]*">([^<]*)</a></li>',
                        page.partition('class="directory"')[2])  # fmt: skip
    assert {code for code, _ in listed} == codes
    names = [name for _, name in listed]
    assert names == sorted(names)


@pytest.mark.parametrize("query", ["", "territory=hk_mo_with_cn&link=per_paper"])
@pytest.mark.parametrize("place", ["en/rankings", "en/find"])
def test_the_form_leads_to_the_pair_with_the_same_choices(site, get, place, query):
    page = get(place, query).body.decode()
    form = page.partition("<form")[2].partition("</form>")[0]
    assert 'method="get" action="/en/find"' in form
    sent = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
    answer = site.answer("en/find", urlencode([*sent, ("first", "CN"), ("second", "DE")]))
    assert answer.status == 200, "what the form sends is canonical already"
    target = re.search(r'http-equiv="refresh" content="0; url=([^"]*)"', answer.body.decode())[1]
    path, _, rest = target.replace("&amp;", "&").lstrip("/").partition("?")
    assert path == "en/pair/CN/DE"
    assert rest == urlencode(sent)
    assert site.answer(path, rest).status == 200


def test_one_country_twice_is_its_own_page(get):
    page = get("en/find", "first=US&second=US").body.decode()
    assert "url=/en/country/US?" in page
    assert 'http-equiv="refresh"' not in get("en/find").body.decode()


def test_only_codes_are_taken(site):
    with pytest.raises(UnknownName):
        site.answer("en/find", urlencode({"release": site.desk().release, "first": "<b>"}))
