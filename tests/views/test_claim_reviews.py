"""ClaimReview: what schema.org and search engines ask, and what no script may hold."""

import dataclasses
import json
from html.parser import HTMLParser

import pytest

import detente as package
from detente.claims.verdict import Shares, Verdict
from detente.views.claim_review import in_script, reviews_of
from detente.views.document.finding import document_of
from detente.views.document.plain import plain
from views.hostile_texts import HOSTILE

URL = "https://example.org/en/claim/x"


@pytest.fixture(scope="module")
def lake(planted_lake):
    opened = package.open(planted_lake)
    opened.dataset.draws = 50
    return opened


@pytest.fixture(scope="module")
def finding(lake):
    return lake.check("us_cn_mutual_first")


def judged(finding, name, qualifier):
    verdict = Verdict(name, qualifier, Shares(0.25, 0.25, 0.25, 0.25))
    (atom,) = finding.atoms
    return dataclasses.replace(finding, atoms=(dataclasses.replace(atom, verdict=verdict),))


def test_a_review_has_what_is_required(finding, detente):
    (review,) = reviews_of(document_of(finding), url=URL, published="2025-03-09")
    (told,) = detente("check", "us_cn_mutual_first", "--json", "--draws", "50").json["statements"]
    assert review["@context"] == "https://schema.org"
    assert review["@type"] == "ClaimReview"
    assert review["url"] == URL
    assert review["datePublished"] == "2025-03-09"
    assert review["author"] == {"@type": "Organization", "name": "detente"}
    assert review["claimReviewed"] == told["statement"]
    claim = finding.claim
    assert review["itemReviewed"] == {
        "@type": "Claim",
        "name": claim.text,
        "author": {"name": claim.said_by},
        "datePublished": "2022",
        "appearance": {"@type": "CreativeWork", "name": claim.said_in, "url": claim.said_at},
    }
    rating = review["reviewRating"]
    assert rating["@type"] == "Rating"
    name = told["verdict"]["name"].replace("_", " ").capitalize()
    assert rating["alternateName"].startswith(name.split()[0])
    shares = told["verdict"]["shares"]
    assert all(f"{share:.1%}" in rating["ratingExplanation"] for share in shares.values())
    assert finding.release in rating["ratingExplanation"]


@pytest.mark.parametrize(
    "name, qualifier, value",
    [
        ("supported", "robust", 5),
        ("supported", "leaning", 4),
        ("contradicted", "leaning", 2),
        ("contradicted", "robust", 1),
        ("depends_on_definition", "sign_conflict", None),
        ("insufficient_data", "undecided", None),
        ("insufficient_data", "too_few_evaluable", None),
    ],
)
def test_a_number_stands_only_where_the_scale_says_the_same(finding, name, qualifier, value):
    (review,) = reviews_of(document_of(judged(finding, name, qualifier)), url=URL)
    rating = review["reviewRating"]
    assert rating["alternateName"]
    assert rating.get("ratingValue") == value
    assert ("bestRating" in rating, "worstRating" in rating) == (value is not None,) * 2
    if value is not None:
        assert rating["worstRating"] <= value <= rating["bestRating"]


@pytest.fixture(scope="module")
def compound(finding, lake):
    """A finding of two statements."""
    typed = lake.check("CN publishes more papers than US in AI, 2015-2020")
    claim = dataclasses.replace(finding.claim, families=("count", "a b"), said_on="")
    return dataclasses.replace(finding, claim=claim, atoms=(*finding.atoms, *typed.atoms))


def test_each_statement_is_reviewed_at_its_place(compound):
    reviews = reviews_of(document_of(compound), url=URL)
    assert [review["url"] for review in reviews] == [f"{URL}#count", f"{URL}#a%20b"]
    assert [review["claimReviewed"] for review in reviews] == [
        "US and CN are each other's no. 1 partners in AI",
        "CN publishes more papers than US in AI, 2015-2020",
    ]
    assert "datePublished" not in reviews[0]
    assert "datePublished" not in reviews[0]["itemReviewed"]


def test_what_a_reader_typed_is_nobodys_claim(lake):
    found = lake.check("CN publishes more papers than US in AI, 2015-2020")
    assert reviews_of(document_of(found), url=URL) == []


class Page(HTMLParser):
    """The text of each script, and every tag outside of one."""

    def __init__(self):
        super().__init__()
        self.scripts, self.tags, self.inside = [], [], False

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.inside = tag == "script"
        if self.inside:
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = False

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_no_text_ends_the_script_it_stands_in(finding, text):
    claim = dataclasses.replace(finding.claim, text=text, said_by=text, said_in=text, said_at=text)
    reviews = reviews_of(document_of(dataclasses.replace(finding, claim=claim)), url=URL)
    written = in_script(reviews)
    page = Page()
    page.feed(f'<script type="application/ld+json">{written}</script>')
    page.close()
    assert page.tags == ["script"]
    assert page.scripts == [written]
    assert not set("<>&\u2028\u2029\x00\x1b\u202e") & set(written)
    assert json.loads(written) == reviews[0]
    assert "url" not in reviews[0]["itemReviewed"].get("appearance", {})
    written.encode("utf-8")


def test_several_reviews_are_one_list(compound):
    reviews = reviews_of(document_of(compound), url=URL)
    assert json.loads(in_script(reviews)) == reviews


def test_a_document_that_was_kept_as_json_gives_the_same(compound):
    document = document_of(compound)
    kept = json.loads(json.dumps(plain(document)))
    assert reviews_of(kept, url=URL) == reviews_of(document, url=URL)
    for statement in kept["statements"]:
        statement["joint"] |= {"low": None, "high": None}
    for review in reviews_of(kept, url=URL):
        assert "95 %" not in review["reviewRating"]["ratingExplanation"]
