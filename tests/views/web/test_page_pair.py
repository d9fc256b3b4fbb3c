"""The page of a pair: its answer, its numbers, and what it says where there is none."""

import re

import pytest

from detente.core.errors import UnknownName, UsageError
from detente.core.measure import Measure, Provenance
from detente.indicators.collaboration import INDICATOR
from detente.indicators.rows import plain
from detente.views.web.parts.mutual import verdict
from detente.views.web.words import Words
from views.web.shown import check_views, tables_of

PAIR = "en/pair/US/CN"
HOSTILE = (
    "ZZ", "us", "USA", "<script>alert(1)", "{{7*7}}", "=1+1", "' OR 1=1 --", "\u202eSU", "..",
    "EU;DROP", "U\x00S", "%55S", "🏴", "a" * 300,
)  # fmt: skip


def found(*, papers=40.0, ranks=(1.0, 1.0), strict=1.0, p=0.999):
    """What `collaboration` says of US and CN, both ways."""
    tables = []
    for (country, partner), rank in zip((("US", "CN"), ("CN", "US")), ranks, strict=True):
        grain = {"country": [country], "partner": [partner]}
        values = {"joint_papers": papers, "partner_rank": rank, "mutual_first_strict": strict,
                  "p_mutual_first": p}  # fmt: skip
        for metric, value in values.items():
            tables.append(plain(metric, grain, [value], low=float("nan"), high=float("nan"), n=[40],
                                unknown_share=0.1))  # fmt: skip
    import pyarrow as pa

    provenance = Provenance("r", (), {}, "m", "collaboration", "0", "e", 1000, 1)
    return Measure(pa.concat_tables(tables), INDICATOR, provenance)


@pytest.mark.parametrize(
    "given, kind, start, said",
    [
        ({}, "S", "Yes: the United States and China", "0.999"),
        ({"p": 1.0}, "S", "Yes:", ">0.999"),
        ({"p": 0.7}, "U", "By count yes, but not for certain", "0.700"),
        ({"ranks": (3.0, 1.0), "strict": 0.0, "p": 0.0}, "C",
         ("No: China is number 3 among the partners of the United States, and the United States "
         "is number 1"),
         "<0.001"),
        ({"ranks": (2.0, 1.0), "strict": 0.0, "p": 0.4}, "U", "By count no, but not for certain",
         "0.400"),
        ({"papers": 0.0, "ranks": (float("nan"),) * 2, "strict": 0.0, "p": 0.0}, "C",
         "No: the data hold no paper of the United States and China together.", ""),
    ],
)  # fmt: skip
def test_the_answer_says_how_certain_it_is(given, kind, start, said):
    answer = verdict(Words("en"), found(**given), ("US", "CN"))
    assert answer.kind == kind
    assert answer.text.startswith(start)
    assert said in answer.text


@pytest.mark.parametrize("query", ["", "territory=hk_mo_with_cn", "link=per_paper&period=2018-"])
def test_every_number_is_what_is_given_away_and_printed(get, detente, query):
    checked = check_views(get, detente, PAIR, query, narrowed=("dividend",))
    assert {"answer", "ties", "partners_first", "partners_second", "trend", "fields"} <= {*checked}


def test_the_answer_stands_first_and_is_that_of_the_table(get):
    page = get(PAIR).body.decode()
    first = re.search(r'<p class="answer" data-class="(\w)">([^<]*)</p>', page)
    assert page.index(first[0]) < page.index("<h2")
    heads, row, _ = tables_of(page)["answer"]
    cells = dict(zip((h.attributes["data-column"] for h in heads), row, strict=True))
    strict = cells["mutual_first_strict"].number("data-value")
    assert first[2].startswith({1.0: ("Yes", "By count yes"), 0.0: ("No", "By count no")}[strict])


@pytest.mark.parametrize("code", HOSTILE)
def test_what_is_no_country_is_refused_by_type(site, code):
    release = site.desk().release
    for path in (f"en/pair/US/{code}", f"en/pair/{code}/US", f"en/country/{code}"):
        with pytest.raises(UnknownName):
            site.answer(path, f"release={release}")


def test_a_country_is_no_partner_of_itself(site):
    with pytest.raises(UsageError, match="no partner of itself"):
        site.answer("en/pair/US/US", f"release={site.desk().release}")


def test_a_country_that_counts_as_another_is_explained_not_zero(get):
    page = get("en/pair/HK/US", "territory=hk_mo_with_cn").body.decode()
    assert "Hong Kong counts as China under this definition of territory" in page
    assert 'data-class="N"' in page
    assert f'href="/{PAIR.replace("US/CN", "CN/US")}?' in page
    assert "Let Hong Kong stand for itself" in page
    assert set(tables_of(page)) == {"answer", "partners_second"}
    assert not tables_of(page)["answer"]
    both = get("en/pair/HK/CN", "territory=hk_mo_with_cn").body.decode()
    assert "Hong Kong counts as China" in both
    assert "/pair/CN/CN" not in both


def test_the_union_is_a_country_where_it_is_counted_as_one(get, detente):
    apart = get("en/pair/US/EU").body.decode()
    assert "The European Union is no country under this definition" in apart
    assert "territory=eu_bloc" in apart
    checked = check_views(get, detente, "en/pair/US/EU", "territory=eu_bloc",
                          narrowed=("dividend",))  # fmt: skip
    assert {"answer", "ties", "trend"} <= {*checked}


def test_what_is_missing_is_said_in_its_place(get):
    page = get(PAIR).body.decode()
    for section, rows in tables_of(page).items():
        part = page[page.index(f'id="{section}"') :].partition("</section>")[0]
        assert bool(rows) != ('class="problem"' in part), section


def test_fields_stay_whichever_definition_is_chosen(get):
    usual, chosen = (
        get(f"{PAIR}/fields.csv", query).body for query in ("", "ai_definition=vision")
    )
    assert usual == chosen
    assert get(f"{PAIR}/trend.csv").body != get(f"{PAIR}/trend.csv", "ai_definition=vision").body
