"""The fast look at a record against the exact one: what the exact one refuses is never accepted."""

import json
import random

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.json_scanner import Scanner
from detente.sources.openalex.fields import UNREAD, WORK, shape
from detente.sources.openalex.lines import lines_of
from detente.sources.openalex.record import fault_of_line
from naive import openalex as naive
from openalex_works import (
    as_table,
    authorship,
    convert,
    institution,
    load,
    record,
    some_records,
    write,
)


def full(number):
    authors = [authorship(institution(5, "US"), countries=["US", "FR"]), authorship()]
    return record(number, *authors, cited=[1, 2])


LINE = json.dumps(full(1)).encode()
# what is held against other fields, once these have been found
AFTERWARDS = (
    "countries_distinct_count is",
    "referenced_works_count is",
    "publication_date '",
    "is_xpac is",
)
SOME = [
    b'"',
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\\",
    b"0",
    b"-",
    b"null",
    b"\xff",
    b"\x00",
    b" ",
]


@given(st.randoms(use_true_random=False), st.integers(1, 3))
def test_damaged_bytes(chance, number):
    lines = []
    for _ in range(60):
        line = LINE
        for _ in range(number):
            at = chance.randrange(len(line))
            line = line[:at] + chance.choice(SOME) + line[at + chance.randrange(6) :]
        lines.append(line)
    agree(lines)


@given(st.randoms(use_true_random=False))
def test_parts_of_a_record_put_elsewhere(chance):
    lines = []
    for _ in range(60):
        a, b = sorted(chance.sample(range(len(LINE)), 2))
        at = chance.randrange(len(LINE))
        lines.append(LINE[:at] + LINE[a:b] + LINE[at:])
    agree(lines)


def agree(lines):
    batch = lines_of(lines)
    scanner = Scanner(shape())
    scanner.scan(batch.buffer, batch.starts, batch.ends)
    for line, is_sound in zip(lines, scanner.sound.tolist(), strict=True):
        if is_sound:
            reason = fault_of_line(line)
            assert reason is None or reason.startswith(AFTERWARDS), line


WRITINGS = {
    "escaped names": lambda text: text.replace('"title"', '"\\u0074itle"'),
    "escapes in texts": lambda text: text.replace("Title", "T\\u0069tle"),
    "a pair of escapes": lambda text: text.replace("Title", "\\ud83d\\ude00 Title"),
    "blanks everywhere": lambda text: json.dumps(json.loads(text), separators=("\r , ", " :\t")),
    "another order": lambda text: json.dumps(dict(reversed(json.loads(text).items()))),
    "deep in what is not read": lambda text: text[:-1] + ',"new":' + "[" * 63 + "]" * 63 + "}",
    "exponents": lambda text: text.replace('"score":0.5', '"score":5e-1'),
    "many decimals": lambda text: text.replace('"score":0.5', '"score":0.50000000000000000001'),
    "twice in what is not read": lambda text: text.replace('"ids":{', '"ids":{"a":1,"a":2,'),
}


@pytest.mark.parametrize("name", WRITINGS)
def test_unusual_writings_of_sound_records_are_read(tmp_path, name):
    records = [full(n) for n in range(1, 8)]
    texts = [json.dumps(r, separators=(",", ":")) for r in records]
    texts[3] = WRITINGS[name](texts[3])
    assert texts[3] != json.dumps(records[3], separators=(",", ":"))
    file = tmp_path / "w.jsonl"
    file.write_text("\n".join(texts), encoding="utf-8", newline="")
    tables, conversions = load(file, tmp_path)
    assert conversions["w.jsonl"].quarantined == ()
    assert naive.count_tables(tables) == naive.count(map(json.loads, texts))
    assert tables["work"]["title"].to_pylist() == [json.loads(text)["title"] for text in texts]
    label = {
        r["work"]: r["score"] for r in tables["label"].to_pylist() if r["label"] == "C154945302"
    }
    assert label == dict.fromkeys(range(1, 8), 0.5)


def test_zones_and_decimals_of_the_last_update(tmp_path):
    """Each is a version of the same work: the newest wins, whatever the way it is written."""
    written = [
        "2026-01-05T00:00:00",
        "2026-01-05T01:00:00.000001+02:00",
        "2026-01-05 00:00:00.5",
        "2026-01-05",
        "2026-01-05T00:00:00.600000Z",
        "2026-01-05T00:00:00.599999",
    ]
    works = [record(1, title=moment, updated_date=moment) for moment in written]
    tables, conversions = load(write(tmp_path / "w.jsonl", works), tmp_path)
    assert conversions["w.jsonl"].quarantined == ()
    assert tables["work"]["title"].to_pylist() == ["2026-01-05T00:00:00.600000Z"]


def test_declared_names_are_told_apart():
    """No field is both read and known as unread, and the longest name can be looked up."""
    assert not UNREAD[""] & WORK.keys()
    names = {name for some in UNREAD.values() for name in some} | WORK.keys()
    assert max(map(len, names)) <= 48


def test_no_memory_of_the_file_before(tmp_path):
    """What one file needed much room for does not show in the next."""
    wide = write(tmp_path / "wide.jsonl", [record(1, *[authorship(institution(5, "US"))] * 90)])
    small = write(tmp_path / "small.jsonl", some_records(3))
    random.Random(1).shuffle(both := [wide, small, wide, small])
    for path in both:
        assert convert(path).quarantined == ()


TEXTS = [
    ("title",),
    ("language",),
    ("type",),
    ("primary_location", "source", "display_name"),
    ("locations", "landing_page_url"),
    ("authorships", "institutions", "display_name"),
    ("authorships", "institutions", "type"),
    ("authorships", "institutions", "ror"),
    ("authorships", "institutions", "country_code"),
]


def with_text(number, path, text):
    work = full(number)
    inside = work
    for name in path[:-1]:
        inside = inside[name][0] if isinstance(inside[name], list) else inside[name]
    inside[path[-1]] = text
    return work


@pytest.mark.parametrize("path", TEXTS, ids=".".join)
def test_half_a_pair_of_escapes_is_no_text(tmp_path, path):
    works = [full(1), with_text(2, path, "a\ud800"), full(3)]
    file = tmp_path / "w.jsonl"
    file.write_text("\n".join(map(json.dumps, works)))
    conversion = convert(file)
    assert [q.line for q in conversion.quarantined] == [2]
    assert conversion.kept == 2


@pytest.mark.parametrize("path", TEXTS, ids=".".join)
def test_bytes_of_parquet_that_are_no_utf_8(tmp_path, path):
    works = [full(1), with_text(2, path, "MARK"), full(3)]
    file = tmp_path / "w.parquet"
    pq.write_table(as_table(works), file, compression="none", use_dictionary=False)
    whole = file.read_bytes()
    assert whole.count(b"MARK") >= 1
    file.write_bytes(whole.replace(b"MARK", b"M\xffRK"))
    conversion = convert(file)
    assert [q.line for q in conversion.quarantined] == [2]
    assert conversion.kept == 2
