"""When a site was made public: what reviews and citations say of it, and when they say nothing."""

import dataclasses
import json
import re
from types import SimpleNamespace

import pytest

from detente.core.errors import UsageError
from detente.views.cli.values import publication
from detente.views.report.site import export_site
from detente.views.web.desk import Desk
from detente.views.web.site import Site
from views.web.conftest import following

CLAIM, DAY = "us_cn_mutual_first", "2026-03-31"
REVIEW = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def public(planted_lake):
    site = Site(planted_lake, published=DAY)
    desk = site.desk()
    desk.findings.of(desk.claims[CLAIM], seconds=300)
    yield site
    desk.findings.close()


def review_of(body):
    return json.loads(REVIEW.search(body.decode())[1])


def test_a_review_bears_the_day_and_the_claim_its_own(public):
    review = review_of(following(public)(f"en/claim/{CLAIM}").body)
    assert review["datePublished"] == DAY
    assert review["itemReviewed"]["datePublished"] == public.desk().claims[CLAIM].said_on


def test_every_form_of_a_citation_bears_it(public):
    get = following(public)
    view, *sources = json.loads(get("en/pair/US/CN/partners_first.csl.json").body)
    assert view["issued"] == {"date-parts": [[2026, 3, 31]]}
    # when sources were retrieved is another day, which the planted lake does not know
    assert not [one for one in sources if {"issued", "accessed"} & set(one)]
    assert "DA  - 2026/03/31/" in get("en/pair/US/CN/partners_first.ris").body.decode()
    assert "year = {2026}" in get("en/pair/US/CN/partners_first.bib").body.decode()


def test_where_no_day_is_said_none_is_invented(public, get):
    get(f"en/claim/{CLAIM}")
    assert "datePublished" not in review_of(get(f"en/claim/{CLAIM}").body)
    assert "issued" not in json.loads(get("en/pair/US/CN/partners_first.csl.json").body)[0]


def retrieved_on(dataset, day):
    manifest = dataset.release.manifest
    files = tuple(dataclasses.replace(entry, retrieved=day) for entry in manifest.files)
    manifest = dataclasses.replace(manifest, files=files)
    return SimpleNamespace(release=SimpleNamespace(id="later-1", manifest=manifest))


def test_a_later_release_was_not_public_before_its_data(public):
    later = Desk(public.lake, retrieved_on(public.desk().dataset, "2026-05-01"), made_public=DAY)
    assert later.published == "2026-05-01"


@pytest.mark.parametrize(
    "day, said",
    [("31.3.2026", "is a date"), ("2026-02-30", "is a date"), ("2026-03-31", "2026-05-01")],
)
def test_a_bad_day_is_refused_with_the_option_named(public, day, said):
    with pytest.raises(UsageError, match="--published") as problem:
        publication("published", day, retrieved_on(public.desk().dataset, "2026-05-01"))
    assert said in str(problem.value)
    assert problem.value.fix


def test_the_commands_refuse_it_before_they_begin(detente, tmp_path):
    for words in (["serve"], ["export-site", tmp_path / "site"]):
        answer = detente(*words, "--published", "yesterday")
        assert answer.code == 2
        assert "--published is a date, not 'yesterday'" in answer.err
    assert not (tmp_path / "site").exists()


def test_a_copy_bears_it_and_is_the_same_bytes_again(planted_lake, tmp_path):
    def write(name):
        desk = Desk.at(planted_lake)
        desk.processes, desk.copied, desk.made_public = 2, 2, DAY
        path = export_site(desk, tmp_path / name, languages=("en",), changed=()).path
        return {p.relative_to(path): p.read_bytes() for p in path.rglob("*") if p.is_file()}

    one = write("one")
    assert one == write("other")
    pages = [data for path, data in one.items() if path.suffix == ".html" and b"ld+json" in data]
    assert pages
    for page in pages:
        found = review_of(page)
        for review in found if isinstance(found, list) else [found]:
            assert review["datePublished"] == DAY
