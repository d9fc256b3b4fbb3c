"""The API: what it answers is what the commands print, and errors are documents."""

import csv
import hashlib
import io
import json

import pyarrow.parquet as pq
import pytest

from detente.core.discovery import modules
from detente.views.cli.main import main
from detente.views.web.api.endpoint import endpoints
from detente.views.web.api.openapi import openapi
from detente.views.web.interface import answer_api
from detente.views.web.site import Site

QUESTIONS = [
    ("collaboration", {"country": "US"}),
    ("collaboration", {"country": "US", "partner": "CN", "territory": "hk_mo_with_cn"}),
    ("output", {"by": "year", "country": "CN", "counting": "country"}),
    ("output", {"limit": "3", "metric": "share"}),
    ("strength", {"country": "DE", "partner": "GB", "link": "per_paper"}),
    ("concentration", {}),
    ("published", {"source": "ncses"}),
]


@pytest.fixture
def ask(site):
    def answer(path, query=""):
        return answer_api(site, path, query)

    return answer


def query_of(given):
    return "&".join(f"{name}={value}" for name, value in given.items())


def words_of(given):
    return [word for name, value in given.items() for word in (f"--{name}", value)]


@pytest.mark.parametrize("name, given", QUESTIONS, ids=lambda one: str(one)[:40])
def test_an_indicator_is_what_the_command_prints(ask, detente, name, given):
    found = ask(f"indicators/{name}", query_of(given))
    assert found.status == 200
    printed = detente("show", name, *words_of(given), "--json").json
    assert json.loads(found.body) == printed
    rows = list(
        csv.DictReader(io.StringIO(ask(f"indicators/{name}.csv", query_of(given)).body.decode()))
    )
    assert len(rows) == len(printed["rows"])
    for row, other in zip(rows, printed["rows"], strict=True):
        assert (float(row["value"]) if row["value"] else None) == other["value"]
    table = pq.read_table(io.BytesIO(ask(f"indicators/{name}.parquet", query_of(given)).body))
    assert table.to_pylist() == printed["rows"]
    assert json.loads(table.schema.metadata[b"detente"]) == printed["provenance"]


@pytest.mark.parametrize(
    "path, query, status",
    [
        ("nothing", "", 404),
        ("indicators/nothing", "", 404),
        ("indicators/output", "country=ZZ", 404),
        ("indicators/output", "counting=nonsense", 404),
        ("indicators/output", "nonsense=1", 404),
        ("indicators/output", "limit=-1", 400),
        ("indicators/output", "limit=1&limit=2", 400),
        ("indicators/output", "release=nothing-000000000000", 404),
        ("indicators/output", "link=per_paper", 404),
        ("indicators/strength", "", 400),
        ("indicators/disruption", "", 404),
        ("claims/nothing", "", 404),
        ("indicators/concentration", "top=1000000000", 400),
        ("indicators/concentration", "top=many", 400),
        ("indicators/network", "slow_draws=-1", 400),
        ("indicators/coverage", "listed=/etc/passwd", 404),
    ],
)  # fmt: skip
def test_an_error_says_what_to_do(ask, path, query, status):
    found = ask(path, query)
    document = json.loads(found.body)
    assert (found.status, found.media) == (status, "application/problem+json")
    assert document["status"] == status
    assert document["title"]
    assert document.get("next")


def test_every_endpoint_is_described():
    document = openapi()
    assert set(modules("detente.views.web.api", "ENDPOINT")) == set(endpoints())
    for module in endpoints().values():
        operation = document["paths"][f"/api/v1/{module.ENDPOINT.path}"]["get"]
        assert operation["summary"] == module.ENDPOINT.summary
        assert {p["name"] for p in operation["parameters"]} == {
            p.name for p in module.ENDPOINT.parameters
        }


def test_the_release_names_every_file_with_its_hash(ask, site):
    document = json.loads(ask("release").body)
    files = site.desk().dataset.release.manifest.files
    assert {f["file"]: f["sha256"] for f in document["manifest"]["files"]} == {
        f.file: f.sha256 for f in files
    }


def test_what_names_no_release_is_asked_again(ask, site):
    assert dict(ask("indicators/output").headers)["Cache-Control"] == "no-cache"
    pinned = ask("indicators/output", f"release={site.desk().release}")
    assert "max-age" in dict(pinned.headers)["Cache-Control"]


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    """A site over facts that may be passed on."""
    lake = tmp_path_factory.mktemp("starter") / "lake"
    assert main(["build", "starter", "--lake", str(lake)]) == 0
    return Site(lake)


def test_the_release_is_a_package_and_a_research_object(starter):
    def ask(path):
        return answer_api(starter, path, "")

    release = starter.desk().dataset.release
    package = json.loads(ask("release/datapackage.json").body)
    crate = json.loads(ask("release/ro-crate-metadata.json").body)
    files = {one["@id"]: one for one in crate["@graph"] if one["@type"] == "File"}
    for resource in package["resources"]:
        path = f"release/{resource['path']}"
        body = ask(path).body
        assert len(body) == resource["bytes"]
        assert hashlib.sha256(body).hexdigest() == resource["hash"].removeprefix("sha256:")
        assert files[resource["path"]]["sha256"] == hashlib.sha256(body).hexdigest()
    assert len(package["resources"]) == len(release.manifest.files) + 1


@pytest.mark.parametrize("name", ["..%2fmanifest.json", "manifest.json", "nothing.parquet"])
def test_no_other_file_is_given_away(ask, name):
    assert ask(f"release/data/{name}").status == 404


def test_what_may_not_be_passed_on_is_not_given_away(ask, site):
    assert not any(s.may_ship for s in site.desk().dataset.release.manifest.description.sources)
    found = ask("release/data/authorship.parquet")
    assert found.status == 400
    assert b"may not be passed on" in found.body
