"""AGORA: the real copy, invented folders, the map of its tags, and what is refused."""

import csv
import gzip
import tomllib
from collections import Counter

import pytest

import detente
from agora_folder import TAGS, document, segment, write_agora, write_table
from detente.core.errors import DataMissing, SourceMalformed
from detente.engine.deferred import DeferredDuckDB
from detente.lake.store import Store
from detente.sources import agora, rules
from detente.sources.agora.articles import articles_of
from detente.sources.agora.files import Segment, read_agora
from detente.sources.agora.tags import MAP, families_of, meanings
from detente.sources.build import build

TAXONOMY = rules.DATA / "taxonomy.toml"
INCIDENTS, BIAS, TIERING = (
    "Strategies: Disclosure: About incidents", "Risk factors: Bias", "Strategies: Tiering",
)  # fmt: skip


@pytest.fixture(scope="module")
def folder(shared_data):
    return shared_data / "agora"


@pytest.fixture(scope="module")
def reading(folder):
    return agora.read(folder)


@pytest.fixture
def rows():
    """Two laws and a firm's policy: of the first, one segment is unread and one a machine's."""
    documents = [
        document(1, segments=4, **{"Link to document": "https://example.org/act?1"}),
        document(2, segments=1, authority="Government of the United Kingdom",
                 **{"Most recent activity": "Proposed",
                    "Link to document": "https://example.org/2 - wait for the text"}),
        document(3, segments=1, authority="Private-sector companies"),
        document(4, segments=0, authority="United States Congress"),
    ]  # fmt: skip
    segments = [
        segment(1, 5, "Report, and be fair.", tagged=[INCIDENTS, BIAS, TIERING]),
        segment(1, 1, "Title", tagged=[], **{"Non-operative": "true"}),
        segment(1, 2, "Nobody was asked."),
        segment(1, 7, "A machine was.", tagged=[BIAS], **{"Segment annotated": "false"}),
        segment(2, 1, "By risk.\n\n\"Quoted\", with a line.", tagged=[TIERING]),
        segment(3, 1, "We are good.", tagged=[BIAS]),
        segment(9, 1, "Of no document.", tagged=[BIAS]),
    ]  # fmt: skip
    return documents, segments


def test_an_invented_folder_becomes_two_tables(tmp_path, rows):
    found = agora.read(write_agora(tmp_path, *rows))
    instruments = found.tables["instrument"].to_pylist()
    assert [(r["instrument"], r["jurisdiction"], r["articles"]) for r in instruments] == [
        ("agora_1", "EU", 7), ("agora_2", "GB", 1),
    ]  # fmt: skip
    assert [r["version"] for r in instruments] == ["enacted 2024-01-02", "proposed 2024-01-02"]
    assert all(r["in_force"] is None for r in instruments)
    assert [r["url"] for r in instruments] == ["https://example.org/act?1", None]
    said = [
        (r["instrument"], r["article"], r["row"], r["status"], r["family"], r["type"])
        for r in found.tables["obligation"].to_pylist()
    ]
    assert said == [
        ("agora_1", 1, 1, "non_operative", None, None),
        ("agora_1", 5, 1, "operative", "prohibited_practices", "non_discrimination"),
        ("agora_1", 5, 2, "operative", "risk", "incident_report"),
        ("agora_2", 1, 1, "operative", None, None),
    ]
    assert found.notes == (
        "1 documents of no state are left out",
        "1 documents without text are left out",
        "1 segments of documents that are not listed are left out",
        "tags of 1 segments are a machine's and are not read",
        "1 of 4 documents are proposed or defunct, not law",
    )
    text = read_agora(tmp_path).segments["2"][0].text
    assert text == "By risk.\n\n\"Quoted\", with a line."  # fmt: skip


def test_what_tags_cannot_say_stays_null(tmp_path, rows):
    found = agora.read(write_agora(tmp_path, *rows)).tables["obligation"].to_pylist()
    for column in ("strength", "addressee", "action", "object", "trigger", "reason", "paragraph"):
        assert {row[column] for row in found} == {None}


@pytest.mark.parametrize("name", ["authorities", "collections", "documents", "segments"])
@pytest.mark.parametrize("damage", ["absent", "empty", "bare", "renamed", "added", "cut", "bytes"])
def test_a_file_that_is_not_as_published_is_refused(tmp_path, rows, name, damage):
    write_agora(tmp_path, *rows)
    path = next(tmp_path.glob(f"{name}.csv*"))
    packed = path.suffix == ".gz"
    data = gzip.decompress(path.read_bytes()) if packed else path.read_bytes()
    header, rest = data.split(b"\r\n", 1)
    data = {
        "absent": data,
        "empty": b"",
        "bare": header + b"\r\n",
        "renamed": header.replace(b"Name", b"Title").replace(b"ID", b"Id") + b"\r\n" + rest,
        "added": header + b",More\r\n" + rest,
        "cut": data.rstrip() + b"\r\n1,2,3,4\r\n",
        "bytes": data.replace(b"a", b"\xff"),
    }[damage]
    path.write_bytes(gzip.compress(data) if packed else data)
    if damage == "absent":
        path.unlink()
    with pytest.raises(SourceMalformed) as refused:
        agora.read(tmp_path)
    assert name in str(refused.value)


def test_a_compressed_file_that_is_cut_or_flipped_is_refused(tmp_path, rows):
    write_agora(tmp_path, *rows)
    path = tmp_path / "segments.csv.gz"
    whole = path.read_bytes()
    for data in (whole[:-9], whole[:-6] + bytes([whole[-6] ^ 1]) + whole[-5:], b"not gzip"):
        path.write_bytes(data)
        with pytest.raises(SourceMalformed, match="cannot be read"):
            agora.read(tmp_path)


def test_two_copies_of_a_file_are_refused(tmp_path, rows):
    write_agora(tmp_path, *rows)
    write_table(tmp_path / "segments.csv", rows[1])
    with pytest.raises(SourceMalformed, match="both are there"):
        agora.read(tmp_path)


@pytest.mark.parametrize(
    "which, row, cells, why",
    [
        (0, 0, {"Authority": "Atlantis"}, "not listed among the authorities"),
        (0, 0, {"Collections": "All;Some"}, "'Some' is not listed among the collections"),
        (0, 0, {"Most recent activity": "Rumoured"}, "is not known"),
        (0, 0, {"AGORA ID": "one"}, "is not a whole number"),
        (0, 1, {"AGORA ID": "1"}, "it occurs twice"),
        (0, 0, {"Number of segments created": "5"}, "declares 5 segments, and 4 are there"),
        (1, 0, {"Segment position": "2"}, "it occurs twice"),
        (1, 0, {"Segment position": ""}, "is not a whole number"),
        (1, 0, {"Segment annotated": "perhaps"}, "is neither true nor false"),
        (1, 0, {"Text": " "}, "it has no text"),
        (1, 0, {"Tags": BIAS}, "is not what its columns of tags say"),
        (1, 0, {BIAS: "maybe"}, "its columns of tags hold"),
        (1, 0, {BIAS: ""}, "its columns of tags hold"),
        (1, 2, {"Tags": BIAS}, "is not what its columns of tags say"),
    ],
)
def test_a_cell_that_is_not_as_published_is_refused(tmp_path, rows, which, row, cells, why):
    rows[which][row].update(cells)
    with pytest.raises(SourceMalformed, match=why) as refused:
        agora.read(write_agora(tmp_path, *rows))
    assert ("segments" if which else "documents") in str(refused.value)


def test_a_state_that_nobody_knows_is_refused(tmp_path, rows):
    write_agora(tmp_path, *rows)
    authorities = tmp_path / "authorities.csv"
    authorities.write_text(authorities.read_text().replace("China", "Cathay"))
    rows[0][0]["Authority"] = "Chinese central government"
    write_table(tmp_path / "documents.csv.gz", rows[0])
    with pytest.raises(SourceMalformed, match="'Cathay' is no country"):
        agora.read(tmp_path)


@pytest.mark.parametrize("tagged_only", [False, True])
def test_tags_without_a_strength_change_no_measure_of_overlap(tmp_path, rows, tagged_only):
    write_agora(tmp_path / "agora", *rows)
    coded = {} if tagged_only else {"rules": TAXONOMY.parent}
    lakes = []
    for name, more in (("with", {"agora": tmp_path / "agora"}), ("without", {})):
        if coded or more:
            store = Store(tmp_path / name)
            build(store, coded | more, engine=DeferredDuckDB(), label="test")
            lakes.append(detente.open(tmp_path / name))
            lakes[-1].dataset.draws = 20
    if tagged_only:
        with pytest.raises(DataMissing, match="nobody coded how strongly"):
            lakes[0].rule_overlap()
        return
    mixed, plain = (lake.rule_overlap().to_arrow() for lake in lakes)
    assert mixed.equals(plain)
    assert set(mixed["country"].to_pylist()) == {"CN", "EU", None}


def test_every_tag_has_one_meaning_in_the_taxonomy_it_names():
    read = tomllib.loads(MAP.read_text(encoding="utf-8"))
    taxonomy = tomllib.loads(TAXONOMY.read_text(encoding="utf-8"))
    assert read["taxonomy"] == taxonomy["version"]
    entries = [tag for part in ("mapped", "unmapped") for e in read[part] for tag in e["tags"]]
    assert len(entries) == len(set(entries)) == len(TAGS) == 77
    families = {family["id"] for family in taxonomy["family"]}
    of_type = {kind["id"]: kind["family"] for kind in taxonomy["type"]}
    for tag, meaning in meanings().items():
        assert bool(meaning.family) != bool(meaning.why), tag
        assert meaning.family in families | {""}
        assert not meaning.type or of_type[meaning.type] == meaning.family
    assert families_of([INCIDENTS, BIAS, TIERING]) == {"risk", "prohibited_practices"}


def test_articles_are_put_together_across_segments():
    texts = (
        "THE ACT\n\nCHAPTER I: RULES\n\nArticle 1: Aim\n\nBe good.",
        "Article 3 of another law is kept.\n\nCHAPTER II: MORE\n\nArticle 2 : Label all.",
        "And well.\n\nANNEX I\n\nA list.\n\nANNEX II",
    )
    segments = [Segment("1", n, text, True, None) for n, text in enumerate(texts, 1)]
    assert articles_of(segments) == {
        1: "Aim\n\nBe good.\nArticle 3 of another law is kept.", 2: "Label all.\nAnd well.",
    }  # fmt: skip
    for wrong in ("Article 2: Second.", "Article 1: A\nArticle 3: C", "Article 1: A\nArticle 1: B"):
        with pytest.raises(SourceMalformed, match="stands where article"):
            articles_of([Segment("1", 1, wrong, True, None)])
    for segments in ([], [Segment("1", 1, "Section 1: No article.", True, None)]):
        with pytest.raises(DataMissing, match="no numbered articles"):
            articles_of(segments)


def test_the_copy_comes_out_record_by_record(folder, reading):
    """Told again with the csv module: what is read, what is unread, what was left out."""

    def records(name):
        with gzip.open(folder / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    documents, segments = records("documents"), records("segments")
    assert (len(documents), len(segments)) == (973, 8116)
    with (folder / "authorities.csv").open(encoding="utf-8", newline="") as file:
        authorities = {row["Name"]: row["Jurisdiction"] for row in csv.DictReader(file)}
    stateless = {
        row["AGORA ID"] for row in documents
        if authorities[row["Authority"]] in ("", "Multinational")
        and row["Authority"] != "European Union"
    }  # fmt: skip
    kept = {row["AGORA ID"] for row in documents} - stateless
    kept &= {row["Document ID"] for row in segments}
    instruments = {row["instrument"]: row for row in reading.tables["instrument"].to_pylist()}
    assert set(instruments) == {f"agora_{number}" for number in kept}
    found = {}
    for row in reading.tables["obligation"].to_pylist():
        spoken = found.setdefault((row["instrument"], row["article"]), set())
        spoken |= {row["family"]} - {None}
    expected = {}
    for row in segments:
        read = row["Segment annotated"] == "true" and row[BIAS] != ""
        if row["Document ID"] in kept and read:
            tags = filter(None, row["Tags"].split(";"))
            place = f"agora_{row['Document ID']}", int(row["Segment position"])
            expected[place] = {meanings()[tag].family for tag in tags} - {""}
    assert found == expected


def test_traps_of_the_copy(folder, reading):
    instruments = {row["instrument"]: row for row in reading.tables["instrument"].to_pylist()}
    read = {row["instrument"] for row in reading.tables["obligation"].to_pylist()}
    # the texts that we coded ourselves and a draft of one come without tags: unread, not "none"
    for number in (757, 1137, 37, 36, 266):
        assert f"agora_{number}" in instruments
        assert f"agora_{number}" not in read
    assert instruments["agora_37"]["version"] == "proposed 2023-04-11"
    assert instruments["agora_1137"]["version"] == "enacted 2023-07-10"
    jurisdictions = Counter(row["jurisdiction"] for row in instruments.values())
    assert (jurisdictions["CN"], jurisdictions["EU"]) == (26, 4)
    assert reading.notes[2:4] == (
        "13 segments of documents that are not listed are left out",
        "tags of 113 segments are a machine's and are not read",
    )


def test_articles_of_the_four_coded_instruments_are_whole(folder):
    read = read_agora(folder)
    for number, articles in (("757", 113), ("1137", 24), ("36", 25), ("266", 35)):
        found = articles_of(read.segments[number])
        assert len(found) == articles
        assert all(len(text) > 20 for text in found.values())
        assert not any("ANNEX I\n" in text or "CHAPTER" in text for text in found.values())
