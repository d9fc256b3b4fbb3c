"""The page of one country: its numbers, and what is left of it where it counts as another."""

import re

import pytest

from detente.core.countries import name_of
from views.web.shown import check_views, tables_of


@pytest.mark.parametrize("query", ["", "counting=author_country&territory=hk_mo_with_cn"])
@pytest.mark.parametrize("code", ["US", "CN"])
def test_every_number_is_what_is_given_away_and_printed(get, detente, code, query):
    checked = check_views(get, detente, f"en/country/{code}", query, narrowed=("coverage",))
    assert {"output", "trend", "partners", "world", "dependence", "abroad"} <= {*checked}


def test_the_first_sentence_is_what_the_ranking_says(get, detente):
    rows = detente("show", "output", "--limit", 0, "--json").json["rows"]
    papers = {r["country"]: r["value"] for r in rows if r["metric"] == "papers"}
    for code in sorted(papers)[:5]:
        page = get(f"en/country/{code}").body.decode()
        said = re.search(r'<p class="answer"[^>]*>([^<]*)</p>', page)[1]
        rank = 1 + sum(value > papers[code] for value in papers.values())
        named = f"{papers[code]:,.0f} AI papers of this release are credited to {name_of(code)}"
        assert said.replace("to the ", "to ").startswith(named)
        assert said.endswith(f"number {rank} of {len(papers)} countries.")


def test_a_country_that_counts_as_another_keeps_what_is_no_paper(get):
    page = get("en/country/HK", "territory=hk_mo_with_cn").body.decode()
    assert "Hong Kong counts as China under this definition of territory" in page
    assert re.search(r'href="/en/country/CN\?[^"]*territory=hk_mo_with_cn"', page)
    assert set(tables_of(page)) == {"output", "models", "meetings"}
    assert not tables_of(page)["output"]


def test_the_union_says_where_it_is_a_country(get):
    apart, together = (
        get("en/country/EU", query).body.decode() for query in ("", "territory=eu_bloc")
    )
    assert "The European Union is no country under this definition" in apart
    assert "are credited to the European Union, " in together
    assert not re.search(r'class="notice"', together)


def test_what_is_missing_is_said_in_its_place(get):
    for code in ("US", "VA"):
        page = get(f"en/country/{code}").body.decode()
        for section, rows in tables_of(page).items():
            part = page[page.index(f'id="{section}"') :].partition("</section>")[0]
            assert bool(rows) != ('class="problem"' in part), section


def test_partners_lead_to_the_page_of_the_pair(get):
    page = get("en/country/US").body.decode()
    (_, first, *_), *_ = [tables_of(page)["partners"]]
    code = first[0].attributes["data-value"]
    assert f'href="/en/pair/US/{code}?' in page
