"""Pages of claims: what was said, the verdict with its number, and the same rows as the command."""

import csv
import gzip
import html
import io
import json
import math
import re
import shutil

import pytest

from detente.claims.article import sentences
from detente.claims.typed import claim_of, typed_claim
from detente.claims.verdict import Shares, decide_shares
from detente.claims.wording import EXAMPLES
from detente.core.errors import UnknownName
from detente.views.web.api.busy import Pending
from detente.views.web.findings import QUEUED
from detente.views.web.options import choice_name, chosen_name, option_name
from detente.views.web.parts import verdict_words
from detente.views.web.site import Site
from detente.views.web.words import Words

FIRST = "us_cn_mutual_first"
SENTENCE = "US and CN are each other's no. 1 partners in AI, 2018-2022"


@pytest.fixture(scope="module")
def checked(site):
    """Every claim of the book has its verdict."""
    desk = site.desk()
    return {name: desk.findings.of(claim, seconds=300) for name, claim in desk.claims.items()}


@pytest.fixture
def page(get):
    """The words of a page, as they are read."""

    def read(path, query=""):
        return text_of(get(path, query).body.decode())

    return read


def text_of(body):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.body.decode())))


def test_while_verdicts_are_computed_the_page_says_so_and_leads_to_itself(planted_lake, tmp_path):
    lake = tmp_path / "lake"
    shutil.copytree(planted_lake, lake, ignore=shutil.ignore_patterns("cache"))
    site = Site(lake)
    try:
        query = f"release={site.desk().release}"
        for path in ("en/", f"en/claim/{FIRST}"):
            answer = site.answer(path, query)
            assert_waits(site, answer)
            assert "Being computed" in text_of(answer.body.decode())
        with pytest.raises(Pending):
            site.answer(f"en/claim/{FIRST}/curve_count.csv", query)
    finally:
        site.desk().findings.close()


def assert_waits(site, answer):
    """It says so by its status, in one live region, and leads to itself."""
    body = answer.body.decode()
    assert answer.status == 202
    assert {("Cache-Control", "no-store"), ("Retry-After", "3")} <= set(answer.headers)
    assert 'http-equiv="refresh"' not in body
    assert body.count('role="status"') == 1
    assert "waiting.js" in body
    link = re.search(r'<a href="/([^"]+)">Look again</a>', body)[1]
    path, _, query = html.unescape(link).partition("?")
    assert site.answer(path, query) == answer


def test_home_has_the_sentences_of_the_article_in_order_then_all_other_claims(checked, get):
    body = get("en/").body.decode()
    assert "waiting" not in body
    found = re.findall(r'<li class="claim" id="(\w+)">', body)
    article = [claim.id for claim in sentences()]
    assert found[: len(article)] == article
    assert sorted(found[len(article) :]) == sorted(set(checked) - set(article))


def test_home_gives_the_rows_of_the_article_command(checked, get, detente):
    printed = detente("article", "--draws", "1000", "--json").json
    expected = [row for sentence in printed["sentences"] for row in sentence["statements"]]
    assert json.loads(get("en/article.json").body)["statements"] == expected
    heads, *rows = rows_of(get("en/article.csv"))
    assert heads == list(expected[0])
    assert rows == [["" if v is None else str(v) for v in row.values()] for row in expected]


def test_each_statement_on_home_is_told_in_words_with_its_number_or_what_is_missing(checked, get):
    body = get("en/").body.decode()
    for claim in sentences():
        start = body.index(f'id="{claim.id}"')
        told = text_of(body[start : body.index("</li>", start)])
        assert claim.text in told
        for statement in checked[claim.id]["statements"]:
            if "missing" in statement:
                assert "Insufficient data (data are missing)" in told
                advice = statement["missing"]["fix"].replace("`", "")
                assert "".join(advice.split()) in "".join(told.split())
                continue
            size = len(statement["specifications"])
            assert f"Of {size:,} definitions" in told
            with_data = [s for s in statement["specifications"] if s["class"] != "N"]
            if with_data:
                assert any(f"n {s['n']:,} {statement['counted']}" in told for s in with_data)
            else:
                assert "No definition has enough data" in told


def test_a_verdict_has_a_sign_of_its_own_shape(get):
    body = get("en/").body.decode()
    shapes = dict(re.findall(r'<svg class="sign ([\w-]+)"[^>]*>\s*(<[^>]+>)', body))
    assert set(shapes) == {"supports", "contradicts", "undecided", "no-data"}
    assert len(set(shapes.values())) == 4


@pytest.mark.parametrize("name", [FIRST, "cn_seven_months_behind", "us_cn_decoupled"])
def test_a_claim_gives_the_rows_and_the_document_of_check(checked, get, detente, name):
    command = detente("check", name, "--json").json
    views = re.findall(r'<section class="view" id="(\w+)"', get(f"en/claim/{name}").body.decode())
    rows = list(csv.reader(io.StringIO(detente("check", name, "--csv").out)))
    for place, statement in enumerate(command["statements"]):
        view = f"curve_{statement['family']}"
        assert view in views
        told = json.loads(get(f"en/claim/{name}/{view}.json").body)
        assert told == {**command, "statements": [command["statements"][place]]}
        mine = [row for row in rows[1:] if row[1] == statement["family"]]
        given = rows_of(get(f"en/claim/{name}/{view}.csv"))
        kept = [rows[0].index(column) for column in given[0]]
        assert given[1:] == [[row[column] for column in kept] for row in mine]
    if len(command["statements"]) > 1:
        assert json.loads(get(f"en/claim/{name}/verdicts.json").body) == command
        assert rows_of(get(f"en/claim/{name}/verdicts.csv")) == rows


def test_every_definition_stands_in_the_table_of_the_curve(checked, get):
    (statement,) = checked[FIRST]["statements"]
    body = get(f"en/claim/{FIRST}").body.decode()
    start = body.index('id="curve_count-table"')
    table = body[start : body.index("</table>", start)]
    heads = re.findall(r'data-column="(\w+)"', table)
    rows = [
        (kind, dict(zip(heads, re.findall(r'<t[hd][^>]*? data-value="([^"]*)"', row), strict=True)))
        for kind, row in re.findall(r'<tr[^>]* data-class="(\w)">(.*?)</tr>', table, re.DOTALL)
    ]
    assert len(rows) == len(statement["specifications"]) == 1080
    options = json.loads(html.unescape(re.search(r'data-chart="([^"]*curve[^"]*)"', body)[1]))[
        "options"
    ]
    shown = {tuple(row[name] for name in options): (kind, row) for kind, row in rows}
    for one in statement["specifications"]:
        kind, row = shown[tuple(one[name] for name in options)]
        assert kind == one["class"]
        assert int(row["n"]) == one["n"]
        assert float(row["estimate"]) == pytest.approx(math.exp(one["estimate"]), rel=1e-6)
    known = [float(row["estimate"]) for kind, row in rows if kind != "N"]
    assert known == sorted(known)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_choices_and_options_are_read_as_names_and_given_as_codes(checked, get, language):
    words, (statement,) = Words(language), checked[FIRST]["statements"]
    body = get(f"{language}/claim/{FIRST}").body.decode()
    start = body.index('id="curve_count-table"')
    table = body[start : body.index("</table>", start)]
    heads = dict(re.findall(r'<th scope="col" data-column="(\w+)"[^>]*>([^<]*)</th>', table))
    for name, options in statement["by_option"].items():
        assert heads[name] == choice_name(name, words)
        for option in options:
            named = html.escape(option_name(name, option, words), quote=False)
            assert f'data-value="{option}">{named}</td>' in table
            assert f"<code>{name}={option}</code>" in body
    assert not re.search(r">[^<>]*[a-z]_[a-z][^<>]*<", table)


def test_a_claim_says_what_the_command_says(checked, page, detente):
    told, printed = page(f"en/claim/{FIRST}"), " ".join(detente("check", FIRST).out.split())
    shares = re.search(
        r"Shares ([\d.]+ %) support, ([\d.]+ %) contradict, ([\d.]+ %) undecided", printed
    )
    assert f"Of 1,080 definitions {shares[1]} support it, {shares[2]} contradict it" in told
    low, high = re.search(r"95 % of draws \[([\d.]+ %), ([\d.]+ %)\]", printed).groups()
    assert f"in 95 % of draws {low} to {high}" in told
    median, least, most = re.search(
        r"median (×[\d.]+), from (×[\d.]+) to (×[\d.]+)", printed
    ).groups()
    assert f"Median {median}, from {least} to {most}" in told
    decisive, rate = re.search(
        r"Decisive (\w+): changing it alone changes the class in (\d+ %)", printed
    ).groups()
    question = verdict_words.question(decisive, Words("en"))
    assert f"{question}: changing it alone changes the class in {rate} of pairs" in told
    unknown = re.search(r"Unknown (.*?); this could", printed)[1]
    assert f"{unknown}. This could change a definition's answer." in told
    assert re.search(r"n (\d+ to [\d,]+ papers)", printed)[1] in told
    claim = checked[FIRST]["claim"]
    for part in (claim["text"], claim["said_by"], claim["said_on"], claim["sha256"]):
        assert part in told
    assert f"detente check {FIRST}" in told
    for why in claim["why_equivalent"].values():
        assert why in told


def test_choices_of_the_address_pick_the_definitions_that_match(checked, get):
    (statement,) = checked[FIRST]["statements"]
    query = "territory=hk_mo_with_cn&link=per_paper&period=2016-2020"
    rows = rows_of(get(f"en/claim/{FIRST}/chosen.csv", query))
    heads, given = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    usual = {"ai_definition": "all", "document_types": "research", "dual_affiliation": "counts",
             "unknown": "as_unknown"}  # fmt: skip
    chosen = {"territory": "hk_mo_with_cn", "link": "per_paper", "period": "2016-2020", **usual}
    expected = [one for one in statement["specifications"] if chosen.items() <= one.items()]
    assert "estimate" in heads
    assert [float(row["estimate"]) for row in given] == [one["estimate"] for one in expected]
    assert len(expected) == 1
    anytime = rows_of(get(f"en/claim/{FIRST}/chosen.csv", "territory=hk_mo_with_cn&link=per_paper"))
    assert len(anytime) - 1 == 3, "a period that the claim lacks leaves all of its periods open"


def test_options_that_turn_the_verdict_are_named(checked, get):
    (statement,) = checked["gb_cn_first"]["statements"]
    told = text_of(get("en/claim/gb_cn_first").body.decode())
    turned = told[told.index("The verdict differs under") :].partition(" Option Meaning")[0]
    for name, options in statement["by_option"].items():
        for option, verdict in options.items():
            alone = decide_shares(Shares(**verdict["shares"])).name
            expected = len(options) > 1 and alone != statement["verdict"]["name"]
            assert (f"{chosen_name(name, option, Words('en'))} (" in turned) == expected


def test_a_claim_without_data_says_what_is_missing_and_gives_no_number(checked, get, page):
    told = page("en/claim/us_leads_breakthroughs")
    assert "detente fetch openalex" in told
    assert "Specification curve" not in told
    assert "chosen" not in re.findall(
        r'class="view" id="(\w+)"', get("en/claim/us_leads_breakthroughs").body.decode()
    )


def test_a_claim_that_is_not_in_the_book_is_refused(site):
    with pytest.raises(UnknownName):
        site.answer("en/claim/nothing", f"release={site.desk().release}")


def test_a_form_asks_for_a_sentence_and_keeps_the_choices(get):
    body = get("en/check", "territory=hk_mo_with_cn").body.decode()
    form = body[body.index("<form") : body.index("</form>")]
    assert 'method="get"' in form
    assert 'action="/en/check"' in form
    assert re.search(r'<input type="hidden" name="territory" value="hk_mo_with_cn">', form)
    assert re.search(r'<label for="sentence">', form)
    assert 'name="claim"' in form
    for example in EXAMPLES:
        assert example in html.unescape(body)


@pytest.mark.parametrize(
    "sentence, advice",
    [
        ("China+is+great", "claims are written like this"),
        ("nonsense_name", "no claim is called 'nonsense_name'"),
        ("x+" * 200 + "x", "at most 300 are read"),
        ("%3Cscript%3Ealert(1)%3C/script%3E+is+CN", "Not checked"),
    ],
)
def test_what_cannot_be_read_is_refused_with_advice_and_is_not_run(get, sentence, advice):
    answer = get("en/check", f"claim={sentence}")
    assert answer.status == 400
    assert advice in html.unescape(answer.body.decode())
    assert b"<script>" not in answer.body
    assert ("Cache-Control", "no-store") in answer.headers


def test_a_typed_sentence_is_checked_as_the_command_checks_it(site, get, detente):
    desk = site.desk()
    claim = claim_of(SENTENCE, definitions=desk.dataset.release.manifest.definitions)
    query = "claim=" + SENTENCE.replace(" ", "+").replace(",", "%2C").replace("'", "%27")
    assert_waits(site, get("en/check", query))
    desk.findings.of(claim, seconds=300)
    answer = get("en/check", query)
    assert answer.status == 200
    assert "waiting" not in answer.body.decode()
    command = detente("check", SENTENCE, "--json").json
    assert json.loads(get("en/check/curve_s1.json", query).body) == command
    link = re.search(r'href="(/en/check/curve_s1\.csv\?[^"]+)"', answer.body.decode())[1]
    path, _, rest = html.unescape(link).lstrip("/").partition("?")
    printed = detente("check", SENTENCE, "--csv").out
    assert rows_of(get(path, rest)) == list(csv.reader(io.StringIO(printed)))


def test_what_decides_and_options_are_given_as_rows_of_their_own(checked, get, detente):
    (statement,) = detente("check", FIRST, "--json").json["statements"]
    choices = list(
        csv.DictReader(io.StringIO(get(f"en/claim/{FIRST}/choices_count.csv").body.decode()))
    )
    assert {row["choice"]: float(row["rate"]) for row in choices} == {
        name: flip["rate"] for name, flip in statement["flips"].items()
    }
    effects = statement["effects_on_estimate"]["effects"]
    assert {row["choice"]: float(row["shapley_of_estimate"]) for row in choices} == {
        name: effect["shapley"] for name, effect in effects.items()
    }
    told = json.loads(get(f"en/claim/{FIRST}/choices_count.json").body)["statements"][0]
    assert told == {name: statement[name] for name in told}
    options = list(
        csv.DictReader(io.StringIO(get(f"en/claim/{FIRST}/options_count.csv").body.decode()))
    )
    assert {(row["choice"], row["option"]): float(row["supports"]) for row in options} == {
        (name, option): verdict["shares"]["supports"]
        for name, verdicts in statement["by_option"].items()
        for option, verdict in verdicts.items()
    }
    (row,) = csv.DictReader(io.StringIO(get(f"en/claim/{FIRST}/verdict_count.csv").body.decode()))
    middle = min((s for s in statement["specifications"] if s["class"] != "N"),
                 key=lambda s: abs(s["estimate"] - statement["curve"]["median"]))  # fmt: skip
    assert float(row["estimate"]) == middle["estimate"]
    assert (float(row["low"]), float(row["high"])) == (middle["low"], middle["high"])
    assert int(row["n"]) == middle["n"]
    assert float(row["unknown_share"]) == middle["unknown_share"]


def test_a_page_of_many_definitions_is_light_enough(checked, get):
    body = get(f"en/claim/{FIRST}").body
    assert len(gzip.compress(body, 6)) < 60_000


def test_a_claim_carries_its_verdicts_as_claim_reviews(checked, get):
    body = get("en/claim/cn_seven_months_behind").body.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    assert "<" not in block
    reviews = json.loads(block)
    statements = checked["cn_seven_months_behind"]["statements"]
    assert [review["claimReviewed"] for review in reviews] == [s["statement"] for s in statements]
    for review, statement in zip(reviews, statements, strict=True):
        assert review["@type"] == "ClaimReview"
        told = review["reviewRating"]["alternateName"]
        assert told.lower() == "{name} ({qualifier})".format(**statement["verdict"]).replace(
            "_", " "
        )
        assert f'id="{review["url"].partition("#")[2]}"' in body
    missing = get("en/claim/us_leads_breakthroughs").body.decode()
    assert "ld+json" not in missing


def test_a_page_of_a_sentence_says_when_too_many_are_waiting(own_lake):
    site = Site(own_lake)
    desk = site.desk()
    try:
        for year in range(2013, 2013 + QUEUED):
            desk.findings.known(
                typed_claim(f"US and CN collaborate less than expected in AI, {year}")
            )
        query = f"release={desk.release}&claim=CN+publishes+more+papers+than+US+in+AI"
        answer = site.answer("en/check", query)
        assert answer.status == 503
        assert "are waiting for their verdicts" in text_of(answer.body.decode())
    finally:
        desk.findings.close()
