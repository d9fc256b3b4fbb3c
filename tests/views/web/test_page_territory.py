"""Names and borders: the page and the document say the same, and what the code does."""

from detente.core.countries import SHORT_NAMES, all_codes, name_of
from detente.core.dimensions import Specification
from detente.core.territory import BLOC, TERRITORIES, era_of_year
from detente.views.web.parts.territory_cases import CASES
from tools import territory_page
from views.web.read_tables import document_of, tables_of

DISPUTED = ("Taiwan", "Hong Kong", "Macao", "Kosovo", "Crimea", "Kashmir", "Western Sahara",
            "Palestine")  # fmt: skip


def test_the_document_is_what_the_page_is_made_of():
    written = territory_page.PAGE.read_text(encoding="utf-8")
    assert written == territory_page.page(), "run: python tools/territory_page.py"


def test_disputed_cases_are_named_on_the_page(get):
    page = get("en/territory").body.decode()
    assert all(name in page for name in DISPUTED)
    assert {code for case in CASES for code in case.codes} <= set(all_codes())


def test_every_choice_merges_what_the_table_says(get):
    shown = {row["territory"]: row for row in document_of(get("en/territory/choices.json"))["rows"]}
    assert set(shown) == {policy.name for policy in TERRITORIES}
    for policy in TERRITORIES:
        assert Specification.of(territory=policy.name)
        pairs = dict(text.split("→") for text in shown[policy.name]["merged"].split())
        for code in ("HK", "MO", "TW", "SG"):
            assert policy.code(code, era_of_year(2021)) == pairs.get(code, code)
        assert (policy.code("FR", era_of_year(2021)) == BLOC) == shown[policy.name]["bloc"]


def test_members_stand_with_their_days(get):
    rows = {row["country"]: row for row in document_of(get("en/territory/members.json"))["rows"]}
    assert len(rows) == 28
    assert rows["GB"] == {"country": "GB", "since": "1973-01-01", "until": "2020-02-01"}
    assert len(tables_of(get("en/territory"))["members"]) == 28


def test_short_names_are_those_in_use():
    for code, (english, chinese) in SHORT_NAMES.items():
        assert (name_of(code), name_of(code, "zh")) == (english, chinese)
