"""The registry of organisations: both schemas of its dump, the index, and what comes damaged."""

import gzip
import json
import shutil
import zipfile

import pytest

from detente.core.errors import DataMissing, IntegrityError, SourceMalformed, UsageError
from detente.sources import ror
from detente.sources.fetchable import find_fetch
from detente.sources.ror.dump import read_dump
from detente.sources.ror.make import main as make_main
from detente.sources.ror.make import make_index
from detente.views.cli.main import main

NEW = {
    "id": "https://ror.org/012345612",
    "names": [
        {"value": "Examplia University", "types": ["label", "ror_display"], "lang": "en"},
        {"value": "EXU", "types": ["acronym"], "lang": None},
        {"value": "Universität Exämplia", "types": ["alias"], "lang": "de"},
    ],
    "locations": [
        {"geonames_details": {"country_code": "DE", "name": "Exstadt",
                              "country_subdivision_code": "BY",
                              "country_subdivision_name": "Bavaria"}}
    ],
    "status": "active",
    "types": ["education"],
}  # fmt: skip
OLD = {
    "id": "https://ror.org/0abcdef12",
    "name": "Old Institute",
    "aliases": ["The Old One"],
    "acronyms": ["OLDIE"],
    "labels": [{"label": "Vieil Institut", "iso639": "fr"}],
    "addresses": [{"city": "Oldtown", "state": None, "state_code": None}],
    "country": {"country_code": "FR", "country_name": "France"},
    "status": "inactive",
    "types": ["Facility"],
}


def changed(record, **changes):
    return {**json.loads(json.dumps(record)), **changes}


def write(path, records, *, lines=False):
    text = "\n".join(map(json.dumps, records)) if lines else json.dumps(records, indent=2)
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("v1-ror-data.json", json.dumps([OLD]))
            archive.writestr("v2-ror-data.json", text)
            archive.writestr("v2-ror-data.csv", "id,name\n")
    else:
        path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["d.json", "d.json.gz", "d.jsonl", "d.jsonl.gz", "d.zip"])
def test_every_form_of_a_dump_gives_the_same(tmp_path, name):
    path = write(tmp_path / name, [NEW, OLD], lines=".jsonl" in name)
    found = read_dump(path)
    assert sorted(found) == ["012345612", "0abcdef12"]
    new, old = found["012345612"], found["0abcdef12"]
    assert (new.country, new.city, new.region_code) == ("DE", "Exstadt", "DE-BY")
    assert new.names == ("Examplia University", "Universität Exämplia")
    assert new.acronyms == ("EXU",)
    assert (old.country, old.kind, old.acronyms) == ("FR", "facility", ("OLDIE",))
    assert old.names == ("Old Institute", "The Old One", "Vieil Institut")


def test_the_newer_schema_wins_and_the_withdrawn_are_left_out(tmp_path):
    same = changed(OLD, id=NEW["id"])
    for first, second in (("a.json", "b.json"), ("b.json", "a.json")):
        folder = tmp_path / first
        folder.mkdir()
        write(folder / first, [NEW])
        write(folder / second, [same, OLD])
        assert read_dump(folder)["012345612"].name == "Examplia University"
    write(tmp_path / "w.json", [changed(NEW, status="withdrawn"), OLD])
    assert sorted(read_dump(tmp_path / "w.json")) == ["0abcdef12"]


def test_places_in_two_countries_give_none(tmp_path):
    places = [*NEW["locations"], {"geonames_details": {"country_code": "FR", "name": "Elsewhere"}}]
    write(tmp_path / "d.json", [changed(NEW, locations=places)])
    assert read_dump(tmp_path / "d.json")["012345612"].country is None


@pytest.mark.parametrize(
    "record, said",
    [
        (changed(NEW, id="https://ror.org/xyz"), "not an identifier"),
        (changed(NEW, locations=[]), "IndexError"),
        (changed(NEW, names=[]), "IndexError"),
        (changed(OLD, country={"country_code": "ZZ"}), "unknown country 'ZZ'"),
        (changed(OLD, name=""), "is not a text"),
        ({"id": NEW["id"]}, "KeyError"),
        (["a list"], "not a record"),
    ],
)
def test_a_record_that_is_none_is_named(tmp_path, record, said):
    path = write(tmp_path / "d.jsonl", [OLD, record], lines=True)
    with pytest.raises(SourceMalformed, match=r"d\.jsonl, record 2") as raised:
        read_dump(path)
    assert said in str(raised.value)


def test_a_dump_that_is_cut_short_is_refused(tmp_path):
    whole = write(tmp_path / "d.json.gz", [NEW, OLD] * 50).read_bytes()
    for cut in (10, len(whole) // 2, len(whole) - 4):
        (tmp_path / "d.json.gz").write_bytes(whole[:cut])
        with pytest.raises(SourceMalformed):
            read_dump(tmp_path / "d.json.gz")
    text = json.dumps([NEW, OLD])
    for cut in (len(text) // 2, len(text) - 1):
        (tmp_path / "d.json").write_text(text[:cut], encoding="utf-8")
        with pytest.raises(SourceMalformed):
            read_dump(tmp_path / "d.json")
    (tmp_path / "d.zip").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(SourceMalformed):
        read_dump(tmp_path / "d.zip")


def test_no_dump_and_an_empty_one(tmp_path):
    with pytest.raises(DataMissing):
        read_dump(tmp_path / "absent.json")
    with pytest.raises(DataMissing):
        read_dump(tmp_path)
    write(tmp_path / "d.json", [])
    with pytest.raises(SourceMalformed, match="no organisation"):
        read_dump(tmp_path / "d.json")


def test_fetching_makes_an_index_that_reads_back(tmp_path, monkeypatch):
    dump, folder = write(tmp_path / "d.json", [OLD, NEW]), tmp_path / "index"
    fetch, steps = find_fetch("ror"), []
    assert fetch.plan(folder, {"from": str(dump)}).facts["files"] == 1
    assert not folder.exists()
    folder.mkdir()
    fetched = fetch.fetch(folder, {"from": str(dump)}, steps.append)
    assert (str(fetched.facts["organisations"]), len(steps)) == ("2", 2)
    rows = ror.read(folder).tables["institution"].to_pylist()
    assert [(row["name"], row["country"]) for row in rows] == [
        ("Examplia University", "DE"), ("Old Institute", "FR"),
    ]  # fmt: skip
    monkeypatch.setenv(ror.VARIABLE, str(folder))
    resolve = ror.resolver_of(ror.index_file())
    assert resolve("Lab of Things, Universitaet Examplia").organisation.ror == "012345612"
    assert resolve("OLDIE").country == "FR"
    assert resolve("EXU").country is None  # three letters may stand for anything
    assert resolve.named("https://ror.org/0abcdef12").country == "FR"
    with pytest.raises(UsageError, match="not named"):
        fetch.fetch(folder, {}, steps.append)


def test_the_same_dump_gives_the_same_bytes_in_any_order(tmp_path):
    for name, records in (("a", [OLD, NEW]), ("b", [NEW, OLD])):
        make_index(write(tmp_path / "d.json", records), tmp_path / name)
    assert (tmp_path / "a" / ror.INDEX).read_bytes() == (tmp_path / "b" / ror.INDEX).read_bytes()


def test_which_index_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv(ror.VARIABLE, raising=False)
    assert ror.index_file().folder == ror.DATA
    make_index(write(tmp_path / "d.json", [OLD]), tmp_path / "named")
    monkeypatch.setenv(ror.VARIABLE, str(tmp_path / "named"))
    assert ror.index_file(tmp_path).folder == tmp_path / "named"
    make_index(write(tmp_path / "d.json", [NEW]), tmp_path)
    assert ror.index_file(tmp_path).folder == tmp_path
    monkeypatch.setenv(ror.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(DataMissing, match="nowhere"):
        ror.index_file()


def test_one_flipped_bit_of_the_index_is_no_answer(tmp_path):
    make_index(write(tmp_path / "d.json", [OLD, NEW]), tmp_path)
    whole = (tmp_path / ror.INDEX).read_bytes()
    for at in range(0, len(whole), 97):
        content = bytearray(whole)
        content[at] ^= 1
        (tmp_path / ror.INDEX).write_bytes(content)
        with pytest.raises(IntegrityError):
            ror.read(tmp_path)
    (tmp_path / ror.INDEX).unlink()
    with pytest.raises(IntegrityError):
        ror.read(tmp_path)
    (tmp_path / ror.FACTS).write_text("{}", encoding="utf-8")
    with pytest.raises(SourceMalformed):
        ror.read(tmp_path)


def test_an_index_of_other_rules_is_refused(tmp_path, monkeypatch):
    make_index(write(tmp_path / "d.json", [OLD, NEW]), tmp_path)
    monkeypatch.setattr("detente.sources.affiliations.index.VERSION", 999)
    with pytest.raises(SourceMalformed, match="compared by rules"):
        ror.read(tmp_path)


def test_the_shipped_index_is_small_whole_and_of_known_origin():
    index = ror.index_file()
    reading = ror.read()
    assert reading.tables["institution"].num_rows == index.facts["organisations"] == 49_996
    assert (ror.DATA / ror.INDEX).stat().st_size < 3_500_000
    numbers = reading.tables["institution"].column("institution").to_pylist()
    assert len(set(numbers)) == len(numbers)
    assert min(numbers) > 2**40


def test_the_shipped_index_is_what_the_shared_files_give(shared_data, tmp_path):
    shutil.copy(ror.DATA / ror.FACTS, tmp_path / "before.json")
    make_main(["--shared", str(shared_data.parent), "--out", str(tmp_path)])
    facts = json.loads((tmp_path / ror.FACTS).read_text(encoding="utf-8"))
    before = json.loads((tmp_path / "before.json").read_text(encoding="utf-8"))
    assert facts == before
    assert (tmp_path / ror.INDEX).read_bytes() == (ror.DATA / ror.INDEX).read_bytes()


def test_the_command_line_fetches_from_a_dump(tmp_path, capsys):
    dump = write(tmp_path / "d.zip", [NEW])
    target = tmp_path / "new" / "index"
    words = ["fetch", "ror", "--from", str(dump), "--to", str(target)]
    assert main([*words, "--dry-run"]) == 0
    assert not (target / ror.INDEX).exists()
    assert main(words) == 0
    assert "organisations" in capsys.readouterr().out
    assert ror.read(target).tables["institution"].num_rows == 2
    assert main(["fetch", "ror", "--to", str(target)]) == 2
    assert main(["fetch", "ror", "--from", str(tmp_path / "no.zip"), "--to", str(target)]) == 4
