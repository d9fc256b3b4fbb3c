"""Pages speak the reader's language: no message is missing, and no English is left in Chinese."""

import re

import pytest
from babel.messages.pofile import read_po

from detente.core.countries import name_of
from detente.views.web.app import create_app
from detente.views.web.page import pages
from detente.views.web.words import JOINTS, Words
from tools import messages
from views.web.leaky_app import call
from views.web.spoken import english

CATALOGUE = messages.LOCALES / "zh_Hans" / messages.FILE
LATIN = re.compile(r"[A-Za-z]")
HAN = re.compile(r"[\u3400-\u9fff]")
# the same in both languages: names, units, letters of formulas, commands
SAME = {
    "n", "arxiv", "CD", "DI5", "{side}, n = {n}", "alpha", "kappa", "Epoch AI", "Σ min / Σ max",
    "Who Stands on the Shoulders of Chinese (Scientific) Giants?, CEPR Discussion Paper 19887",
}  # fmt: skip
CONFERENCES = {"CVPR, ICCV, ECCV, WACV, 3DV", "ACL, NAACL, COLING, COLM", "ICRA, IROS, RSS, CoRL"}
# titles that nobody translated, and names and notes of the worlds that tests make
NAMES = {
    "code, look, slips, sums",
    "two papers were left out",
    "what a random generator says",
    "nothing of it happened",
    "China and the United States: Unlikely Partners in",
    "the world's leading collaborators",
    "Who Stands on the Shoulders of Chinese (Scientific) Giants",
    "U.S.-China research collaboration may be falling",
}
COMMAND = re.compile(r"`?detente |--")


@pytest.fixture(scope="module")
def translated():
    with CATALOGUE.open("rb") as file:
        return {m.id: m.string for m in read_po(file) if m.id}


@pytest.fixture(scope="module")
def chinese():
    return Words("zh")


def test_every_message_is_in_the_catalogue_and_none_that_is_said_no_more(translated):
    assert set(translated) == set(messages.messages())


def test_every_message_is_translated_with_the_same_values():
    with CATALOGUE.open("rb") as file:
        assert messages.missing(read_po(file)) == []


def test_what_is_not_chinese_is_the_same_in_both_languages(translated):
    """Values and punctuation alone are no words; names of conferences only change their commas."""
    told = {text: re.sub(r"\{\w*\}", "", said) for text, said in translated.items()}
    without = {text for text, said in told.items() if not HAN.search(said) and LATIN.search(said)}
    assert {text for text in without if not COMMAND.match(text)} == SAME | CONFERENCES


def test_places_are_called_as_the_naming_policy_calls_them(translated):
    """What stands for a territory alone is its name in CLDR, shortened as the policy says."""
    called = {name_of(code): name_of(code, "zh") for code in ("TW", "PS", "EH", "XK", "KR", "GB")}
    for text, said in translated.items():
        for name, chinese_name in called.items():
            if re.search(rf"\b{name}\b", text):
                assert chinese_name in said, text
    for text, said in translated.items():
        for name, code in (("Hong Kong", "HK"), ("Macao", "MO")):
            if name in text:
                assert name_of(code, "zh") in said, text


@pytest.mark.parametrize(
    "note, said",
    [
        ("small cell: n < 25", "样本量小：n < 25"),
        ("no works; no joint paper with anyone", "没有文献；与任何国家都没有合著论文"),
        ("release x does not say who its authors are", "数据版本 x 没有说明作者是谁"),
        ("insufficient data: references of works", "数据不足：文献的参考文献"),
        # a note with a semicolon of its own: "{0} of at least {1} …; {2}"
        (
            "censored: at least 3 years earlier; CN was there by 2005",
            "截尾：至少早 3 年；CN 到 2005 年已经达到",
        ),
        # a value is not a format, and values change places
        ("{0} of {x} definitions left out: no ratio", "{x} 个定义中略去 {0} 个：没有比值"),
        # what nobody translated stays as it is, also between notes that are known
        ("a note of one's own", "a note of one's own"),
        ("mine; small cell: n < 25", "mine；样本量小：n < 25"),
        ("one; two", "one; two"),
        ("", ""),
    ],
)
def test_notes_are_translated_and_their_values_kept(chinese, note, said):
    assert chinese.note(note) == said
    assert Words("en").note(note) == note


def test_notes_joined_in_one_language_are_joined_in_the_other(chinese):
    both = "no joint paper with anyone; small cell: n < 25"
    assert chinese.note(both).count(JOINTS["zh"]) == 1


def pages_of(site):
    desk = site.desk()
    for module in pages().values():
        places = module.instances(desk) if hasattr(module, "instances") else [{}]
        for place in places:
            yield module.PAGE.fill(place)


@pytest.mark.parametrize("fixture", ["get", "get_facts"])
def test_no_english_is_left_on_chinese_pages(request, fixture):
    answer = request.getfixturevalue(fixture)
    site = request.getfixturevalue("site" if fixture == "get" else "facts_site")
    found, read = {}, 0
    for path in pages_of(site):
        text = answer(f"zh/{path}").body.decode()
        assert '<html lang="zh-Hans">' in text
        left = [run for run in english(text) if run not in NAMES]
        read += 1
        if left:
            found[path] = left
    assert found == {}
    assert read > 60


@pytest.mark.parametrize(
    "address",
    ["zh/nothing", "zh/country/ZZ", "zh/pair/US/US", "zh/rankings?counting=none",
     "zh/rankings?period=2010-20", "zh/rankings?period=2020-2010", "zh/rankings?colour=red",
     "zh/rankings?release=none"],
)  # fmt: skip
def test_pages_of_errors_are_chinese_too(app, address):
    status, headers, body = asked(app, address)
    while status == 307:
        status, headers, body = asked(app, headers[b"location"].decode().lstrip("/"))
    assert status in (400, 404)
    text = body.decode()
    assert '<html lang="zh-Hans">' in text
    assert HAN.search(text)
    assert english(text) == []


def asked(app, address):
    path, _, query = address.partition("?")
    return call(app, f"/{path}", raw_path=b"/", query_string=query.encode())


@pytest.fixture(scope="module")
def app(planted_lake):
    return create_app(planted_lake)
