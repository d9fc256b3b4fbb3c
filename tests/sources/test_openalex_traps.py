"""Traps of OpenAlex's files, one test each."""

import gzip
import hashlib
import json
import resource

import pytest

from detente.core.errors import SourceMalformed, UsageError
from detente.sources import openalex
from naive import openalex as naive
from openalex_works import (
    ADDRESS,
    authorship,
    convert,
    institution,
    lines,
    load,
    piece_of,
    record,
    some_records,
    write,
)

US, NOWHERE = institution(1, "US"), institution(2, None)


def rows(tables, name):
    return tables[name].to_pylist()


def affiliations(tables):
    return [
        (r["author"], r["affiliation"], r["institution"], r["country"])
        for r in rows(tables, "authorship")
    ]


def manifest_of(works, **changes):
    entries = [
        {
            "url": f"s3://openalex/data/works/{path.relative_to(works).as_posix()}",
            "meta": {
                "content_length": path.stat().st_size,
                "record_count": len(naive.records_of(path)),
            },
        }
        for path in sorted(works.rglob("*.gz"))
    ]
    return {"entries": entries, **changes}


def snapshot(root, parts, layout="data/works", suffix="gz"):
    """A snapshot: works by partition; with its manifest where the files are gzip."""
    works = root / layout
    for date, records in parts.items():
        write(works / f"updated_date={date}" / f"part_000.{suffix}", records)
    if suffix == "gz":
        (works / "manifest").write_text(json.dumps(manifest_of(works)))
    return root


def test_the_same_work_in_two_partitions_newest_wins(tmp_path):
    old = record(1, authorship(institution(1, "CN")), updated_date="2026-01-05T00:00:00.000002")
    new = record(1, authorship(US), updated_date="2026-01-05T00:00:00.000003", cited=[9])
    root = snapshot(tmp_path / "s", {"2026-01-05": [old, record(2)], "2026-01-06": [new]})
    for order in (1, -1):
        tables, _ = load(root, tmp_path, order=order)
        assert [r["work"] for r in rows(tables, "work")] == [1, 2]
        assert [r["country"] for r in rows(tables, "authorship")] == ["US"]
        assert rows(tables, "citation") == [{"citing": 1, "cited": 9}]


@pytest.mark.parametrize("suffix", ["gz", "parquet"])
def test_the_name_of_a_partition_is_not_the_date_of_its_records(tmp_path, suffix):
    old = record(1, authorship(US), cited=[2], title="old", updated_date="2026-01-01T00:00:00")
    new = {**old, "title": "new", "updated_date": "2026-01-02T00:00:00"}
    parts = {"2026-01-08": [old], "2026-01-07": [new]}
    root = snapshot(tmp_path / "updated_date=2026-01-09", parts, suffix=suffix)
    tables, _ = load(root, root)
    assert [r["title"] for r in rows(tables, "work")] == ["new"]


def test_versions_of_the_same_moment_the_last_file_wins(tmp_path):
    for name, title in (("b.jsonl", "from b"), ("a.jsonl", "from a"), ("c/a.jsonl", "from c")):
        write(tmp_path / "w" / name, [record(1, title=f"{title}, early"), record(1, title=title)])
    for order in (1, -1):
        tables, _ = load(tmp_path / "w", tmp_path, order=order)
        assert [r["title"] for r in rows(tables, "work")] == ["from c"]


def test_a_newer_version_outside_the_corpus_takes_the_older_one_away(tmp_path):
    old = record(1, updated_date="2026-01-05T00:00:00")
    new = record(1, updated_date="2026-01-06T00:00:00", is_xpac=True)
    tables, _ = load(write(tmp_path / "w.jsonl", [new, old, record(2)]), tmp_path)
    assert [r["work"] for r in rows(tables, "work")] == [2]


@pytest.mark.parametrize("number, flag", [(99, False), (100, True), (0, False)])
def test_authorships_capped_at_100_are_flagged(tmp_path, number, flag):
    stated = 5 if flag else min(number, 1)  # the count covers authors that the list lacks
    work = record(1, *[authorship(US)] * number, countries_distinct_count=stated)
    tables, conversions = load(write(tmp_path / "w.jsonl", [work]), tmp_path)
    assert conversions["w.jsonl"].quarantined == ()
    assert [r["truncated"] for r in rows(tables, "work")] == [flag]
    assert len(rows(tables, "authorship")) == number


def test_a_count_of_countries_below_the_list_is_wrong_even_if_capped(tmp_path):
    authors = [authorship(US)] * 99 + [authorship(institution(3, "DE"))]
    work = record(1, *authors, countries_distinct_count=1)
    assert len(convert(write(tmp_path / "w.jsonl", [work])).quarantined) == 1


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_null_authorships_are_no_known_authors(tmp_path, suffix):
    works = [record(1, authorships=None), record(2, authorship(US), cited=[1]), record(3)]
    tables, conversions = load(write(tmp_path / f"w.{suffix}", works), tmp_path)
    assert conversions[f"w.{suffix}"].quarantined == ()
    assert [r["work"] for r in rows(tables, "work")] == [1, 2, 3]
    assert [r["work"] for r in rows(tables, "authorship")] == [2]


def test_works_outside_the_default_corpus_are_left_out_and_counted(tmp_path):
    works = [record(1, is_xpac=True), record(2, is_paratext=True), record(3, type="paratext")]
    conversion = convert(write(tmp_path / "w.jsonl", [*works, record(4)]))
    assert (conversion.records, conversion.kept) == (4, 1)
    assert conversion.left_out == {"outside the default corpus (is_xpac)": 1, "paratext": 2}


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_files_from_before_there_was_an_extended_corpus(tmp_path, suffix):
    works = some_records(20)
    for work in works:
        del work["is_xpac"], work["has_content"]
    assert convert(write(tmp_path / f"w.{suffix}", works)).kept == 20


def test_retracted_works_are_flagged(tmp_path):
    works = [record(1, is_retracted=True), record(2)]
    tables, _ = load(write(tmp_path / "w.jsonl", works), tmp_path)
    assert [r["retracted"] for r in rows(tables, "work")] == [True, False]


def test_institutions_without_a_country_are_of_unknown_country(tmp_path):
    works = [record(1, authorship(NOWHERE), authorship())]
    tables, conversions = load(write(tmp_path / "w.jsonl", works), tmp_path)
    assert conversions["w.jsonl"].quarantined == ()
    assert affiliations(tables) == [(1, 1, 2, None), (2, 1, None, None)]
    assert [(r["institution"], r["country"]) for r in rows(tables, "institution")] == [(2, None)]


def test_countries_of_an_author_that_no_institution_has(tmp_path):
    author = authorship(US, NOWHERE, institution(3, "US"), countries=["DE", "US", "FR"])
    works = [record(1, author, authorship(countries=["TW"]))]
    tables, _ = load(write(tmp_path / "w.jsonl", works), tmp_path)
    assert affiliations(tables) == [
        (1, 1, 1, "US"),
        (1, 2, 2, None),
        (1, 3, 3, "US"),
        (1, 4, None, "DE"),
        (1, 5, None, "FR"),
        (2, 1, None, "TW"),
    ]


def test_hong_kong_macao_and_taiwan_keep_their_codes(tmp_path):
    authors = [authorship(institution(n, c)) for n, c in enumerate(["HK", "MO", "TW", "CN"], 1)]
    tables, _ = load(write(tmp_path / "w.jsonl", [record(1, *authors)]), tmp_path)
    assert [r["country"] for r in rows(tables, "authorship")] == ["HK", "MO", "TW", "CN"]


def test_years_in_the_future_are_left_out(tmp_path):
    works = [record(n, publication_year=2024 + n) for n in range(1, 5)]
    conversion = convert(write(tmp_path / "w.jsonl", works))
    assert conversion.left_out == {"the year of publication lies after the last update": 2}
    without = record(5, publication_year=None)
    conversion = convert(write(tmp_path / "w.jsonl", [*works, without]))
    assert conversion.left_out["without a year of publication"] == 1


def test_a_work_may_cite_itself_and_nothing_twice(tmp_path):
    works = [record(1, cited=[3, 1, 2, 3]), record(2)]
    tables, _ = load(write(tmp_path / "w.jsonl", works), tmp_path)
    assert [r["cited"] for r in rows(tables, "citation")] == [1, 2, 3]
    assert rows(tables, "work")[0]["stated_references"] == 4


def test_an_institution_is_described_by_the_latest_record(tmp_path):
    was, now = institution(1, "HK", display_name="Was"), institution(1, "CN", display_name="Is")
    old = record(1, authorship(was), updated_date="2026-01-01T00:00:00")
    new = record(2, authorship(now), updated_date="2026-01-02T00:00:00")
    same = record(3, authorship({**now, "display_name": "Ist"}), updated_date=new["updated_date"])
    for number, works in enumerate(([old, new], [new, old])):
        folder = tmp_path / str(number)
        for name, work in zip("ab", works, strict=True):
            write(folder / f"{name}.jsonl", [work])
        write(folder / "c.jsonl", [same])
        tables, _ = load(folder, tmp_path)
        (only,) = rows(tables, "institution")
        assert (only["name"], only["country"], only["kind"]) == ("Is", "CN", "education")
        assert only["ror"] == "https://ror.org/000000001"


def test_a_damaged_parquet_file(tmp_path):
    file = write(tmp_path / "w.parquet", some_records(50))
    whole = file.read_bytes()
    for damaged in (whole[:-1], whole[:-300], whole[4:], b"", b"PAR1"):
        file.write_bytes(damaged)
        with pytest.raises(SourceMalformed, match=r"w\.parquet is damaged"):
            convert(file)


@pytest.mark.parametrize("name", ["w.jsonl", "w.parquet"])
def test_no_room_for_the_converted_file_is_no_damage(tmp_path, name):
    """It is what the system says that tells the parent why: see ``failures.py``."""
    file = write(tmp_path / name, some_records(2000))
    usual, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, most))
    try:
        with pytest.raises(OSError, match="File too large"):
            convert(file)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (usual, most))


def test_a_line_without_end(tmp_path, monkeypatch):
    from detente.sources.openalex import lines as reading

    monkeypatch.setattr(reading, "BATCH", 20_000)
    monkeypatch.setattr(reading, "LONGEST_LINE", 50_000)
    file = tmp_path / "w.jsonl"
    file.write_text(lines(some_records(3)) + "[" * 3_000_000)
    with pytest.raises(SourceMalformed, match="line 4 has no end"):
        convert(file)


def test_a_manifest_that_changed_during_the_download(tmp_path):
    parts = {"2026-01-05": some_records(5), "2026-01-06": some_records(5, first=10)}
    root = snapshot(tmp_path / "s", parts)
    works = root / "data" / "works"
    assert len(openalex.pieces(root)) == 2
    manifest = manifest_of(works)

    def refused(entries, match):
        (works / "manifest").write_text(json.dumps({"entries": entries}))
        with pytest.raises(SourceMalformed, match=match):
            openalex.pieces(root)

    first, second = manifest["entries"]
    larger = {**second["meta"], "content_length": second["meta"]["content_length"] + 1}
    moved = {**second, "url": second["url"].replace("2026-01-06", "2026-01-07")}
    refused([first, {**second, "meta": larger}], "bytes")
    refused([first, second, moved], "is not there")
    refused([first, moved], "is not there")
    refused([first], "is not in the manifest")
    refused([first, second, first], "is not there")
    refused([first, {**second, "url": "s3://openalex/data/authors/x.gz"}], "the manifest lists")
    refused([first, {**second, "url": "s3://openalex/data/works/../x.gz"}], "the manifest lists")
    refused([first, {**second, "meta": {}}], "is not a manifest")
    refused([first, {**second, "meta": {**second["meta"], "record_count": 1.5}}], "not a manifest")
    for text in ("", "{}", "[]", '{"entries": [', '{"entries": [1]}'):
        (works / "manifest").write_text(text)
        with pytest.raises(SourceMalformed, match="is not a manifest"):
            openalex.pieces(root)


def test_a_hash_of_the_manifest_is_held_against_the_file(tmp_path):
    file = write(tmp_path / "w.parquet", some_records(5))
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    assert convert(file, etag=found).kept == 5
    assert convert(file, etag="0123456789abcdef0123456789abcdef-3").kept == 5
    with pytest.raises(SourceMalformed, match=r"w\.parquet is damaged"):
        convert(file, etag="0" + found[1:] if found[0] != "0" else "1" + found[1:])


def test_more_authors_than_can_be_numbered_are_quarantined(tmp_path):
    many = record(1, *[authorship(US)] * 33_000)
    wide = record(2, authorship(*[institution(n, "US") for n in range(33_000)]))
    conversion = convert(write(tmp_path / "w.jsonl", [many, wide, record(3)]))
    assert [q.line for q in conversion.quarantined] == [1, 2]


def test_another_number_of_records_than_the_manifest_declares(tmp_path):
    file = write(tmp_path / "part_000.gz", some_records(5))
    assert convert(file, records=5).kept == 5
    for declared in (4, 6, 0):
        with pytest.raises(SourceMalformed, match="holds 5 records"):
            convert(file, records=declared)


def test_a_manifest_that_is_replaced_while_it_is_read(tmp_path, monkeypatch):
    from detente.sources.openalex import layout

    root = snapshot(tmp_path / "s", {"2026-01-05": some_records(5)})
    texts = [layout._read_manifest(root / "data" / "works" / "manifest"), b"{}"]
    monkeypatch.setattr(layout, "_read_manifest", lambda _path: texts.pop(0))
    with pytest.raises(SourceMalformed, match="changed while it was read"):
        openalex.pieces(root)


def test_deleted_works_are_gone_unless_they_came_back(tmp_path):
    root = snapshot(
        tmp_path / "s",
        {
            "2026-01-05": [
                record(n, authorship(US), cited=[n + 1], updated_date="2026-01-05T10:00:00")
                for n in (1, 2, 3, 4)
            ]
        },
    )
    deleted = [f"{ADDRESS}W1,2026-01-05", "W2,2026-01-04", "W3,2026-02-01", "W99,2026-02-01"]
    text = "\n".join(["work_id,deleted_date", *deleted]) + "\n"
    works = root / "data" / "works"
    for name, content in (
        ("deleted_ids.csv", text.encode()),
        ("deleted_ids.csv.gz", gzip.compress(text.encode())),
    ):
        (works / name).write_bytes(content)
        tables, conversions = load(root, tmp_path)
        assert [r["work"] for r in rows(tables, "work")] == [2, 4]
        assert {r["work"] for r in rows(tables, "authorship")} == {2, 4}
        assert {r["citing"] for r in rows(tables, "citation")} == {2, 4}
        assert conversions[f"data/works/{name}"].records == 0
        (works / name).unlink()


def test_merged_works_are_gone_and_references_follow(tmp_path):
    works = [record(n, cited=[1, 2, 5]) for n in (1, 2, 3, 4)]
    write(tmp_path / "f" / "works" / "page-000001.jsonl.gz", works)
    (tmp_path / "f" / "merged_ids.csv").write_text("id,merge_into_id\nW1,W2\nW2,W4\n")
    (tmp_path / "f" / "deleted_ids.csv").write_text("id\nW3\n")
    tables, _ = load(tmp_path / "f", tmp_path)
    assert [r["work"] for r in rows(tables, "work")] == [4]
    assert rows(tables, "citation") == [{"citing": 4, "cited": 4}, {"citing": 4, "cited": 5}]
    folder = tmp_path / "g" / "data"
    write(folder / "works" / "updated_date=2026-03-04" / "part_000.gz", works)
    merged = folder / "merged_ids" / "works" / "2026-03-01.csv.gz"
    merged.parent.mkdir(parents=True)
    merged.write_bytes(gzip.compress(b"merge_date,id,merge_into_id\n2026-03-05,W1,W2\n"))
    tables, _ = load(tmp_path / "g", tmp_path)
    assert [r["work"] for r in rows(tables, "work")] == [2, 3, 4]
    assert {r["cited"] for r in rows(tables, "citation")} == {2, 5}


@pytest.mark.parametrize(
    "text",
    ["", "number\nW1\n", "work_id\nX1\n", "work_id,deleted_date\nW1\n", "work_id\nW-1\n",
     "work_id,deleted_date\nW1,yesterday\n", "work_id\nW1,2026-01-01\n"],
)  # fmt: skip
def test_a_list_of_deletions_that_is_none(tmp_path, text):
    file = tmp_path / "deleted_ids.csv"
    file.write_text(text)
    with pytest.raises(SourceMalformed, match=r"deleted_ids\.csv, line \d"):
        convert(file)


@pytest.mark.parametrize(
    "layout, suffix",
    [
        ("data/works", "gz"),
        ("data/jsonl/works", "gz"),
        ("data/parquet/works", "parquet"),
        ("works", "gz"),
    ],
)
def test_every_layout_from_every_level(tmp_path, layout, suffix):
    parts = {"2026-01-05": some_records(5), "2026-01-06": some_records(5, first=10)}
    root = snapshot(tmp_path / "s", parts, layout=layout, suffix=suffix)
    tables = None
    for level in (root, *(root / p for p in ("data", layout)), root / layout):
        if level.is_dir():
            names = [p.name for p in openalex.pieces(level)]
            assert [name[-32:] for name in names] == [
                f"updated_date={date}/part_000.{suffix}"[-32:] for date in parts
            ]
            found, _ = load(level, tmp_path)
            assert tables is None or naive.count_tables(found) == tables
            tables = naive.count_tables(found)


def test_the_newer_form_of_the_manifest(tmp_path):
    root = snapshot(tmp_path / "s", {"2026-01-05": some_records(5)}, layout="data/jsonl/works")
    works = root / "data" / "jsonl" / "works"
    (works / "manifest").unlink()
    file = next(works.rglob("*.gz"))
    meta = {"content_length": file.stat().st_size, "record_count": 5, "etag": "abc"}
    url = f"s3://openalex/data/jsonl/works/{file.parent.name}/{file.name}"
    content = {"entity": "works", "files": [{"url": url, "meta": meta}]}
    (works / "manifest.json").write_text(json.dumps(content))
    (piece,) = openalex.pieces(root)
    assert (piece.records, piece.etag, piece.bytes) == (5, "abc", file.stat().st_size)


def test_two_copies_of_the_works_are_not_both_read(tmp_path):
    snapshot(tmp_path, {"2026-01-05": some_records(2)})
    snapshot(tmp_path, {"2026-01-05": some_records(2)}, "data/parquet/works", "parquet")
    with pytest.raises(UsageError, match="holds the works 2 times"):
        openalex.pieces(tmp_path)


def test_what_lies_beside_the_works_is_passed_over_and_the_unknown_is_not(tmp_path):
    folder = tmp_path / "w"
    write(folder / "a.jsonl", some_records(2))
    for name in (
        ".git/index",
        "README.md",
        "_SUCCESS",
        ".a.jsonl.tmp",
        "RELEASE_NOTES.txt",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert [p.name for p in openalex.pieces(folder)] == ["a.jsonl"]
    (folder / "works.csv").write_text("x")
    with pytest.raises(SourceMalformed, match=r"works\.csv is not known"):
        openalex.pieces(folder)


def test_a_single_file(tmp_path):
    file = write(tmp_path / "w.jsonl", some_records(2))
    assert openalex.pieces(file) == [piece_of(file)]
    assert openalex.extras(tmp_path) == ()


def test_an_empty_file_has_no_records(tmp_path):
    file = tmp_path / "w.jsonl"
    file.write_bytes(b"")
    assert convert(file).records == 0
    file.write_bytes(b"\n\n")
    assert convert(file).records == 0


@pytest.mark.parametrize("text", ["<html>", "{", "[1, 2"])
def test_a_document_that_is_no_json(tmp_path, text):
    file = tmp_path / "w.json"
    file.write_text(text)
    with pytest.raises(SourceMalformed, match=r"w\.json is not JSON"):
        convert(file)


def test_pages_arrays_objects_and_lines_of_the_api(tmp_path):
    works = some_records(6)
    forms = {
        "page": json.dumps({"meta": {"count": 6}, "results": works}),
        "array": json.dumps(works, indent=1),
        "lines": lines(works),
    }
    for name, text in forms.items():
        file = tmp_path / f"{name}.json"
        file.write_text(text)
        assert convert(file).kept == 6
    (tmp_path / "one.json").write_text(json.dumps(works[0], indent=1))
    assert convert(tmp_path / "one.json").kept == 1


def test_labels_are_written_with_their_scores(tmp_path):
    tables, _ = load(write(tmp_path / "w.jsonl", [record(1), record(2, topics=[])]), tmp_path)
    found = {(r["work"], r["scheme"]) for r in rows(tables, "label")}
    assert (1, "openalex_subfield") in found or any(work == 1 for work, _ in found)
    assert all(0 <= r["score"] <= 1 for r in rows(tables, "label"))
