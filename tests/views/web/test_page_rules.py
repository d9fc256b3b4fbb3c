"""Rules side by side: numbers as the command prints them, articles as the coders found them."""

import pytest

from detente.core.errors import UnknownName
from detente.tables.obligation import TABLE
from views.web.read_tables import document_of, number, rows_of, same_numbers, tables_of


@pytest.fixture
def told(detente, facts_lake):
    def rows(metrics):
        return detente("show", "rule_overlap", "--metric", metrics, "--json", "--lake",
                       facts_lake).json["rows"]  # fmt: skip

    return rows


@pytest.fixture
def obligations(facts_site):
    return facts_site.desk().dataset.release.table(TABLE).to_pylist()


def test_page_csv_json_and_command_have_the_same_overlaps(get_facts, told):
    names = "coverage,jaccard,overlap_coefficient,expected_overlap,added_codes"
    rows = {(r["country"], r["partner"], r["metric"]): r for r in told(names)}
    document = document_of(get_facts("en/rules/overlap.json"))
    same_numbers(rows_of(get_facts("en/rules/overlap.csv")), document["rows"])
    assert {(r["country"], r["partner"], r["metric"]): r for r in document["rows"]} == rows
    for row in tables_of(get_facts("en/rules"))["overlap"]:
        for metric in names.split(","):
            mine = rows[row["country"][0], row["partner"][0], metric]
            assert number(row[metric]) == (mine["value"], mine["low"], mine["high"])


def test_families_have_the_strength_of_each_side(get_facts, told):
    rows = {(r["family"], r["country"]): r for r in told("family_strength")}
    table = tables_of(get_facts("en/rules"))["families"]
    assert len(table) == len({family for family, _ in rows})
    for row in table:
        for side in {country for _, country in rows}:
            mine = rows[row["family"][0], side]
            assert number(row[side]) == (mine["value"], mine["low"], mine["high"])


def test_the_side_that_adds_a_family_is_the_one_named(get_facts, told):
    rows = {(r["family"], r["partner"], r["country"]): r for r in told("p_adds_family")}
    cells = [
        (row["family"][0], *name.split("_adds_to_"), number(cell)[0])
        for row in tables_of(get_facts("en/rules"))["families"]
        for name, cell in row.items()
        if "_adds_to_" in name
    ]
    assert len(cells) == len(rows) > 0
    assert {cell[:3]: cell[3] for cell in cells} == {k: row["value"] for k, row in rows.items()}


def test_every_article_stands_with_its_type_and_coders(get_facts, obligations):
    expected = {
        (row["instrument"], row["article"], row["type"], row["coder"])
        for row in obligations
        if row["status"] == "operative"
    }
    shown = {
        (row["instrument"], row["article"], row["type"], coder)
        for row in document_of(get_facts("en/rules/articles.json"))["rows"]
        for coder in row["coders"].split()
    }
    assert shown == expected
    page = tables_of(get_facts("en/rules"))["articles"]
    assert {row["type"][0] for row in page} == {kind for _, _, kind, _ in expected}


def test_a_star_marks_what_not_every_coder_found(get_facts, obligations):
    coders = {row["coder"] for row in obligations}
    for row in document_of(get_facts("en/rules/articles.json"))["rows"]:
        found = {
            one["coder"]
            for one in obligations
            if (one["instrument"], one["article"], one["type"])
            == (row["instrument"], row["article"], row["type"])
        }
        assert row["agreed"] == (found == coders)
        assert len(row["strengths"].split()) == len(found)


def test_only_what_both_found_under_that_choice(get_facts):
    both = document_of(get_facts("en/rules/articles.json", "coders=both"))["rows"]
    every = document_of(get_facts("en/rules/articles.json"))["rows"]
    assert both == [row for row in every if row["agreed"]]
    assert len(both) < len(every)


def test_one_type_shows_each_article_in_the_coders_words(get_facts, obligations):
    kind = min(row["type"] for row in obligations if row["type"])
    mine = [row for row in obligations if row["type"] == kind]
    shown = document_of(get_facts(f"en/rules/{kind}/obligations.json"))["rows"]
    assert sorted((r["coder"], r["article"], r["action"]) for r in shown) == sorted(
        (r["coder"], r["article"], r["action"]) for r in mine
    )


def test_a_name_leads_to_the_text_where_its_address_is_one_of_the_web(get_facts, obligations):
    said = {row["instrument"]: row["url"]
            for row in document_of(get_facts("en/rules/instruments.json"))["rows"]}  # fmt: skip
    assert said["eu_ai_act"] == "https://example.org/act"
    assert said["cn_generative_ai"] == "javascript:alert(1)"
    assert said["cn_deep_synthesis"] is None
    kind = next(r["type"] for r in obligations if r["instrument"] == "eu_ai_act" and r["type"])
    rows = document_of(get_facts(f"en/rules/{kind}/obligations.json"))["rows"]
    assert {row["url"] for row in rows if row["instrument"] == "eu_ai_act"} == {
        "https://example.org/act"
    }
    for page in ("en/rules", f"en/rules/{kind}"):
        body = get_facts(page).body.decode()
        assert '<a href="https://example.org/act" rel="noopener noreferrer">' in body
        assert 'href="javascript' not in body


def test_a_type_that_is_none_is_refused(facts_site):
    with pytest.raises(UnknownName):
        facts_site.answer("en/rules/nonsense", f"release={facts_site.desk().release}")


def test_without_rules_the_page_says_what_brings_them(get):
    page = get("en/rules").body.decode()
    assert "Insufficient data" in page
    assert "detente build" in page
