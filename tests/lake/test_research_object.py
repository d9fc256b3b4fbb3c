"""The research object of a release, held against the requirements of RO-Crate 1.2 one by one."""

import dataclasses
import hashlib
import json
import re
from urllib.parse import unquote

import pytest

from detente.core.source import Source
from detente.lake import Store
from detente.lake.crate import crate_of, describe_crate
from detente.lake.export import FORMS, export
from detente.lake.manifest import Description, FileEntry, Manifest

HOSTILE = '"}]</script><script>alert(1)</script>\u202e\n"@id": "./"'


@pytest.fixture
def release(new_lake):
    return Store(new_lake).current()


def source(name, **changes):
    told = {
        "name": name, "title": f"Title of {name}", "url": f"https://example.org/{name}",
        "licence": "CC0", "citation": f"Cite {name}.", "cadence": "never", "tables": ("work",),
        "coverage": f"Coverage of {name}", "may_ship": True,
    }  # fmt: skip
    return Source(**told | changes)


def manifest_of(*sources, retrieved=("2024-03-01", "2023-12-31", "not recorded")):
    entries = [
        FileEntry(f"work-{number}.parquet", "work", 3, 10, "ab" * 32, 1, (sources[0].name,), day)
        for number, day in enumerate(retrieved)
    ]
    return Manifest(Description("2024.1", sources, (), "detente 9.8.7"), tuple(entries))


def files_of(manifest):
    files = {f"data/{e.file}": (e.bytes, e.sha256) for e in manifest.files}
    return files | {"manifest.json": (5, "cd" * 32)}


def graph_of(document):
    entities = document["@graph"]
    by_id = {entity["@id"]: entity for entity in entities}
    assert len(by_id) == len(entities)
    return by_id


def references(value):
    """Every identifier that an entity refers to."""
    if isinstance(value, dict):
        assert set(value) == {"@id"}, "entities are not nested"
        yield value["@id"]
    if isinstance(value, list):
        for item in value:
            yield from references(item)


def check_structure(document):
    """What the specification asks of every metadata document."""
    context = document["@context"]
    assert set(document) == {"@context", "@graph"}
    assert context[0] == "https://w3id.org/ro/crate/1.2/context"
    entities = graph_of(document)
    descriptor, root = entities["ro-crate-metadata.json"], entities["./"]
    assert descriptor["@type"] == "CreativeWork"
    assert descriptor["about"] == {"@id": "./"}
    assert descriptor["conformsTo"] == {"@id": "https://w3id.org/ro/crate/1.2"}
    assert root["@type"] == "Dataset"
    assert root["name"]
    assert root["description"]
    for entity in entities.values():
        assert entity["@type"]
        assert entity["name"]
        assert re.fullmatch(r"[!#-;=?-\[\]_a-z~]+", entity["@id"]), "an identifier is a URI"
        for name, value in entity.items():
            if name not in ("@id", "@type"):
                for other in references(value):
                    assert other in entities or other == "https://w3id.org/ro/crate/1.2"
    reached, waiting = set(), ["./"]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in entities:
            reached.add(name)
            waiting += [o for value in entities[name].values() for o in references(value)]
    assert set(entities) - reached == {"ro-crate-metadata.json"}
    return entities


@pytest.mark.parametrize("form", FORMS)
def test_the_export_is_a_research_object(release, tmp_path, form):
    folder = export(release, tmp_path / "package", form=form).path
    document = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    entities = check_structure(document)
    assert document["@context"][1] == {"sha256": "http://schema.org/sha256"}
    paths = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    listed = {unquote(part["@id"]) for part in entities["./"]["hasPart"]}
    assert listed == paths - {"ro-crate-metadata.json"}
    for path in listed:
        content, entity = (folder / path).read_bytes(), entities[path]
        assert entity["@type"] == "File"
        assert entity["contentSize"] == str(len(content))
        assert entity["sha256"] == hashlib.sha256(content).hexdigest()
        assert (
            entity["encodingFormat"]
            == {
                "csv": "text/csv",
                "json": "application/json",
                "parquet": "application/vnd.apache.parquet",
            }[path.rsplit(".")[-1]]
        )
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    stated = {r["path"]: r["hash"].removeprefix("sha256:") for r in package["resources"]}
    assert stated == {p: entities[p]["sha256"] for p in listed - {"datapackage.json"}}


def test_what_lies_in_the_lake_is_described_without_reading_it(release, tmp_path):
    folder = export(release, tmp_path / "package", form="parquet").path
    exported = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    mine = check_structure(crate_of(release))
    theirs = graph_of(exported)
    del theirs["datapackage.json"]
    theirs["./"]["hasPart"].remove({"@id": "datapackage.json"})
    assert mine == theirs


def test_a_damaged_description_is_written_again(release, tmp_path):
    folder = export(release, tmp_path / "package").path
    path = folder / "ro-crate-metadata.json"
    whole = path.read_bytes()
    assert export(release, folder).there
    path.write_bytes(whole.replace(b"Dataset", b"Datasat"))
    assert not export(release, folder).there
    assert path.read_bytes() == whole
    path.unlink()
    assert not export(release, folder).there
    assert path.read_bytes() == whole


def test_sources_licences_and_the_making_are_told():
    closed = source("closed", licence="ask first", may_ship=False)
    manifest = manifest_of(source("one"), source("other"), closed)
    entities = check_structure(describe_crate("2024.1-0123456789ab", manifest, files_of(manifest)))
    root = entities["./"]
    assert root["datePublished"] == "2024-03-01"
    assert root["identifier"] == "2024.1-0123456789ab"
    licences = [entities[ref["@id"]]["name"] for ref in root["license"]]
    assert licences == ["CC0", "ask first"]
    told = [entities[ref["@id"]] for ref in root["isBasedOn"]]
    assert [(t["name"], t["url"], t["creditText"]) for t in told] == [
        (s.title, s.url, s.citation) for s in manifest.description.sources
    ]
    assert ["conditionsOfAccess" in t for t in told] == [False, False, True]
    assert all(s.citation in root["creditText"] for s in manifest.description.sources)
    making = entities[root["mentions"]["@id"]]
    assert making["@type"] == "CreateAction"
    assert making["result"] == {"@id": "./"}
    assert making["object"] == root["isBasedOn"]
    software = entities[making["instrument"]["@id"]]
    assert (software["@type"], software["softwareVersion"]) == ("SoftwareApplication", "9.8.7")
    first = entities["data/work-0.parquet"]
    assert first["isBasedOn"] == [root["isBasedOn"][0]]
    assert first["creditText"] == "Cite one."
    assert first["dateModified"] == "2024-03-01"
    assert "dateModified" not in entities["data/work-2.parquet"]


def test_whom_a_table_is_credited_to_is_whom_its_file_credits():
    lent = source("one", credits=(("work", "Cite the lender."),))
    manifest = manifest_of(lent)
    entities = graph_of(describe_crate("r", manifest, files_of(manifest)))
    assert entities["data/work-0.parquet"]["creditText"] == "Cite the lender."


def test_the_day_of_publication_is_that_which_is_said(release, tmp_path):
    target = tmp_path / "package"
    for published in ("", "2025-02-03", "2025-02-04"):
        assert not export(release, target, published=published).there
        assert export(release, target, published=published).there
        document = json.loads((target / "ro-crate-metadata.json").read_text("utf-8"))
        assert graph_of(document)["./"]["datePublished"] == (published or "2024-05-01")


def test_no_date_is_made_up():
    manifest = manifest_of(source("one"), retrieved=("", "not recorded"))
    entities = check_structure(describe_crate("r", manifest, files_of(manifest)))
    assert "datePublished" not in entities["./"]


def test_texts_of_an_enemy_stay_texts():
    texts = ("name", "title", "url", "licence", "citation", "coverage")
    manifest = manifest_of(
        dataclasses.replace(source("x"), **dict.fromkeys(texts, HOSTILE)), source("y")
    )
    document = describe_crate("r", manifest, files_of(manifest))
    entities = check_structure(json.loads(json.dumps(document)))
    assert entities["#source-1"]["name"] == HOSTILE
    assert entities["#licence-1"]["name"] == HOSTILE
    assert entities["#source-1"]["url"] == HOSTILE
