"""The article: sentences in order, numbers with where they are from, nothing invented."""

from detente.claims.article import answer, rivals, sentences
from detente.claims.claim import book
from detente.claims.evaluate import evaluate
from detente.core.errors import UnknownName
from small_release import small_release


def test_sentences_stand_in_the_order_of_the_article():
    places = [claim.article for claim in sentences()]
    assert places == sorted(places)
    assert len(set(places)) == len(places), "two claims have the same place"
    assert {claim.id for claim in sentences()} == {c.id for c in book().values() if c.article}


def test_every_sentence_has_a_rival():
    for claim in sentences():
        assert rivals(claim), claim.id


def test_each_statement_has_a_number_with_its_source_or_says_what_is_missing(detente):
    given = detente("article", "--draws", "20", "--json").json
    assert [one["claim"] for one in given["sentences"]] == [claim.id for claim in sentences()]
    assert given["draws"] == 20
    seen = set()
    for one in given["sentences"]:
        claim = book()[one["claim"]]
        assert [row["statement"] for row in one["statements"]] == list(claim.families)
        for row in one["statements"]:
            if row["missing"]:
                assert row["verdict"] == "insufficient data"
                assert row["estimate"] is None
                assert row["next"], row
            else:
                assert row["n"] is not None
                assert row["sources"] == "Nobody (2024). Planted papers."
                if row["estimate"] is None:
                    assert row["verdict"].startswith("insufficient data")
                else:
                    assert row["low"] <= row["high"]
                    assert 0 <= row["unknown_share"] <= 1
            seen.add(bool(row["missing"]))
    assert seen == {True, False}


def test_the_numbers_are_those_of_the_middle_definition_of_check(detente, planted_lake):
    from detente.views.python import Lake

    dataset = Lake(planted_lake).dataset
    dataset.draws = 20
    found = evaluate(book()["us_cn_mutual_first"], dataset).atoms[0]
    given = detente("article", "--draws", "20", "--json").json["sentences"][0]
    (row,) = given["statements"]
    middle = found.middle
    assert row["verdict"] == str(found.verdict).replace("_", " ")
    assert row["estimate"] == found.estimates[middle]
    assert (row["low"], row["high"]) == (found.low[middle], found.high[middle])
    assert row["n"] == found.n[middle]
    evaluable = found.classes != "N"
    nearest = abs(found.estimates[evaluable] - found.curve.median).min()
    assert abs(row["estimate"] - found.curve.median) == nearest


def test_the_page_cites_what_each_number_comes_from(detente):
    page = detente("article", "--draws", "20").page
    for claim in sentences():
        assert claim.text[:30] in page
    assert "[1]" in page
    assert "[1] Nobody (2024). Planted papers." in page
    assert "next: detente " in page
    rows = detente("article", "--draws", "20", "--csv").out.splitlines()
    assert len(rows) == 1 + sum(len(claim.families) for claim in sentences())


def test_a_release_without_the_definitions_of_a_claim_says_which_it_has(tmp_path):
    dataset = small_release(tmp_path, 1, 30)
    (found,) = answer(book()["us_cn_mutual_first"], dataset)
    assert isinstance(found.missing, UnknownName)
    assert "vision" in found.missing.fix
    assert found.verdict == "insufficient data"
