"""Records and files that are not as declared: an error, a quarantined record or a note. Always."""

import copy
import itertools
import json

import pytest

from detente.core.errors import SourceMalformed
from detente.sources.openalex.fields import MAY_BE_NULL, WORK
from detente.sources.openalex.record import fault
from naive import openalex as naive
from openalex_works import (
    author,
    authorship,
    convert,
    institution,
    load,
    record,
    some_records,
    topic,
    write,
)

OTHER_TYPE = {
    "text": [5, ["x"], {"x": 1}, True],
    "whole": ["7", 7.5, True, [7]],
    "number": ["0.5", True, [0.5]],
    "flag": ["true", 1, "x"],
    "words": ["text", 5],
    "list": [{}, "x", 5, True],
    "object": [[], "x", 5],
}


def places(shape=WORK, path=()):
    """Every declared field, by its path: (path, kind, whether null is allowed)."""
    for name, inner in shape.items():
        here = (*path, name)
        if isinstance(inner, str):
            yield here, inner.rstrip("?"), inner.endswith("?")
        else:
            kind = "list" if isinstance(inner, list) else "object"
            yield here, kind, ".".join(here) in MAY_BE_NULL
            content = inner[0] if isinstance(inner, list) else inner
            if isinstance(content, dict):
                yield from places(content, here)


PLACES = list(places())


def holder(work, path):
    """The object in which the last field of a path stands: the first, where there are several."""
    for name in path[:-1]:
        work = work[name]
        work = work[0] if isinstance(work, list) else work
    return work


def without(work, path):
    del holder(work, path)[path[-1]]


def renamed(work, path):
    inside = holder(work, path)
    inside[path[-1] + "_"] = inside.pop(path[-1])


def nulled(work, path):
    holder(work, path)[path[-1]] = None


def retyped(value):
    def change(work, path):
        holder(work, path)[path[-1]] = copy.deepcopy(value)

    return change


def kinds():
    """Every way in which every field can drift: (name, path, change)."""
    for path, kind, nullable in PLACES:
        field = ".".join(path)
        yield f"{field} missing", path, without
        yield f"{field} renamed", path, renamed
        for value in OTHER_TYPE[kind]:
            yield f"{field} is {json.dumps(value)}", path, retyped(value)
        if not nullable:
            yield f"{field} null", path, nulled


KINDS = list(kinds())


def full(number):
    """A work with everything in it that can drift."""
    authors = [
        authorship(institution(5, "US"), institution(6, "US"), countries=["US", "FR"]),
        authorship(institution(7, "DE")),
    ]
    return record(number, *authors, cited=[1, 2])


def changed(number, path, change):
    work = copy.deepcopy(full(number))
    change(work, path)
    return work


def test_there_are_enough_kinds():
    assert len(KINDS) > 200
    assert len({field for field, _, _ in KINDS}) == len(KINDS)


@pytest.mark.parametrize("field, path, change", KINDS, ids=[k[0] for k in KINDS])
def test_drift_of_every_record_is_an_error(tmp_path, field, path, change):
    file = write(tmp_path / "drift.jsonl", [changed(n, path, change) for n in range(1, 31)])
    with pytest.raises(SourceMalformed, match=r"drift\.jsonl") as caught:
        convert(file)
    assert "schema drift" in caught.value.what
    assert path[-1] in caught.value.why or path[0] in caught.value.why


def test_drift_of_single_records_in_the_middle_is_quarantined(tmp_path):
    """Each kind once, between sound records: exactly those are set aside, the rest is untouched."""
    records, broken = [], {}
    for number, (field, path, change) in enumerate(KINDS):
        records += [full(10_000 + number), changed(20_000 + number, path, change)]
        broken[len(records)] = (field, path)
    file = write(tmp_path / "mixed.jsonl.gz", records)
    tables, conversions = load(file, tmp_path)
    conversion = conversions[file.name]
    quarantined = {q.line for q in conversion.quarantined}
    assert [found for line, found in broken.items() if line not in quarantined] == []
    assert sorted(quarantined) == list(broken)
    for row in conversion.quarantined:
        field, path = broken[row.line]
        assert path[-1] in row.reason or path[0] in row.reason, (field, row)
        assert row.file == file.name
    assert conversion.records == len(records)
    assert naive.count_tables(tables) == naive.count(records[0::2])


@pytest.mark.parametrize("batch", [1, 5_000, 200_000])
def test_however_a_file_is_cut_into_batches(tmp_path, monkeypatch, batch):
    from detente.sources.openalex import lines

    monkeypatch.setattr(lines, "BATCH", batch)
    monkeypatch.setattr(lines, "LONGEST_LINE", 10_000_000)
    works = some_records(40)
    works[17] = changed(17, ("publication_year",), retyped("x"))
    works[30]["authorships"][0]["country"] = works[30]["authorships"][0].pop("countries")
    file = write(tmp_path / "cut.jsonl", works)
    tables, conversions = load(file, tmp_path)
    quarantined = conversions[file.name].quarantined
    assert [(q.line, q.reason) for q in quarantined] == [
        (18, "publication_year: a number is expected, not text"),
        (31, "authorships.countries is missing"),
    ]
    assert naive.count_tables(tables) == naive.count(
        w for n, w in enumerate(works) if n not in (17, 30)
    )


@pytest.mark.parametrize(
    "path",
    [
        ("title",),
        ("publication_date",),
        ("language",),
        ("authorships", "institutions", "country_code"),
    ],
    ids=lambda path: path[-1],
)
def test_a_field_that_is_null_in_every_record(tmp_path, path):
    """Null may stand in a record; in all of them it is a change."""
    works = [record(n, authorship(institution(1, "US"))) for n in range(1, 61)]
    for work in works:
        nulled(work, path)
        if path[0] == "authorships":
            work["authorships"][0]["countries"], work["countries_distinct_count"] = [], 0
    for number, kept in ((1, works), (2, works[:40])):
        file = write(tmp_path / f"null{number}.jsonl", kept)
        if len(kept) == 60:
            with pytest.raises(SourceMalformed, match="schema drift") as caught:
                convert(file)
            assert path[-1] in caught.value.why
        else:
            assert convert(file).kept == 40  # too few to judge


NEW_FIELDS = {
    "top level": ((), "novelty"),
    "author": (("authorships",), "orcid_"),
    "institution": (("authorships", "institutions"), "city"),
    "location": (("primary_location",), "rank"),
    "source": (("primary_location", "source"), "country"),
    "topic": (("topics",), "level"),
    "concept": (("concepts",), "retired"),
}


@pytest.mark.parametrize("path, name", NEW_FIELDS.values(), ids=NEW_FIELDS)
@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_a_new_field_is_noted_and_changes_nothing(tmp_path, path, name, suffix):
    works = [full(n) for n in range(1, 21)]
    before = naive.count(works)
    for work in works:
        holder(work, (*path, name))[name] = 1
    file = write(tmp_path / f"new.{suffix}", works)
    tables, conversions = load(file, tmp_path)
    (note,) = conversions[file.name].notes
    assert ".".join((*path, name)) in note
    assert conversions[file.name].quarantined == ()
    assert naive.count_tables(tables) == before


def parquet_kinds():
    for path, kind, _ in PLACES:
        yield f"{'.'.join(path)} missing", path, without
        yield f"{'.'.join(path)} renamed", path, renamed
        if kind != "words":  # the index is text there
            value = "x" if kind in {"list", "object"} else OTHER_TYPE[kind][0]
            yield f"{'.'.join(path)} retyped", path, retyped(value)


PARQUET_KINDS = list(parquet_kinds())


@pytest.mark.parametrize(
    "field, path, change", PARQUET_KINDS, ids=[kind[0] for kind in PARQUET_KINDS]
)
def test_drift_of_the_columns_of_a_parquet_file_is_an_error(tmp_path, field, path, change):
    works = [full(n) for n in range(1, 4)]
    for work in works:
        work["authorships"] = work["authorships"][:1]
        work["authorships"][0]["institutions"] = work["authorships"][0]["institutions"][:1]
        work["counts_by_year"] = work["counts_by_year"][:1]
        change(work, path)
    file = write(tmp_path / "drift.parquet", works)
    with pytest.raises(SourceMalformed, match="schema drift") as caught:
        convert(file)
    assert path[-1] in caught.value.why


IMPOSSIBLE = {
    "id of an author": {"id": "https://openalex.org/A5"},
    "id without address": {"id": "W5"},
    "id with zeros": {"id": "https://openalex.org/W005"},
    "id that overflows": {"id": "https://openalex.org/W" + "9" * 25},
    "no such day": {"publication_date": "2020-02-30"},
    "a day in other words": {"publication_date": "2020-5-6"},
    "year and day disagree": {"publication_date": "2019-05-06"},
    "year before books": {"publication_year": 20, "publication_date": None},
    "year too large for its column": {"publication_year": 70_000, "publication_date": None},
    "negative citations": {"cited_by_count": -1},
    "more citations than fit": {"cited_by_count": 2**31},
    "no such time": {"updated_date": "2026-13-01T00:00:00"},
    "time cut short": {"updated_date": "2026-01-0"},
    "type in capitals": {"type": "Article"},
    "language in words": {"language": "English"},
    "countries miscounted": {"countries_distinct_count": 7},
    "references miscounted": {"referenced_works_count": 9},
    "reference to an author": {"referenced_works": ["https://openalex.org/A1", "https://openalex.org/W2"]},
    "reference is null": {"referenced_works": [None, "https://openalex.org/W2"]},
    "score above 1": {"concepts": [{"id": "https://openalex.org/C1", "score": 1.5}]},
    "author is null": {"authorships": [None]},
    "no such country": {
        "authorships": [authorship(institution(5, "ZZ"))],
        "countries_distinct_count": 1,
    },
    "country in words": {
        "authorships": [authorship(countries=["France"])],
        "countries_distinct_count": 1,
    },
    "id of another thing than an author": {
        "authorships": [authorship(author=author(1, id="https://openalex.org/I1"))],
        "countries_distinct_count": 0,
    },
    "an ORCID without address": {
        "authorships": [authorship(author=author(1, orcid="0000-0002-1825-0097"))],
        "countries_distinct_count": 0,
    },
    "a year twice": {"counts_by_year": [{"year": 2020, "cited_by_count": n} for n in (1, 2)]},
    "a year before books": {"counts_by_year": [{"year": 20, "cited_by_count": 1}]},
    "citations below 0 in a year": {"counts_by_year": [{"year": 2020, "cited_by_count": -1}]},
    "subfield in words": {"topics": [topic(subfield="AI")]},
    "subfield of a field": {"topics": [topic(subfield="17")]},
    "id of an institution": {
        "authorships": [authorship(institution(5, id="https://openalex.org/S5"))],
        "countries_distinct_count": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_impossible_values_are_quarantined(tmp_path, suffix):
    records, lines = [], {}
    for number, (what, change) in enumerate(IMPOSSIBLE.items()):
        records += [full(10_000 + number), {**full(20_000 + number), **copy.deepcopy(change)}]
        lines[len(records)] = (what, change)
    file = write(tmp_path / f"values.{suffix}", records)
    tables, conversions = load(file, tmp_path)
    quarantined = conversions[file.name].quarantined
    assert [q.line for q in quarantined] == list(lines)
    for row in quarantined:
        what, change = lines[row.line]
        assert any(field in row.reason for field in change) or "authorships" in row.reason, (
            what,
            row,
        )
    assert naive.count_tables(tables) == naive.count(records[0::2])


BROKEN_LINES = {
    "half a record": b'{"id": "https://openalex.org/W1", "title":',
    "two records": None,
    "not an object": b"[1, 2]",
    "a word": b"null",
    "no JSON at all": b"<html>429 Too Many Requests</html>",
    "not UTF-8": None,
    "half a character": None,
    "a field twice": None,
    "not a number": None,
    "deep": b"[" * 100_000,
}


def broken_line(name):
    sound = json.dumps(full(77)).encode()
    return BROKEN_LINES[name] or {
        "two records": sound + sound,
        "not UTF-8": sound.replace(b"Title 77", b"Title \xff"),
        "half a character": sound.replace(b"Title 77", rb"Title \ud800"),
        "a field twice": sound[:-1] + b', "publication_year": 2021}',
        "not a number": sound.replace(b'"cited_by_count": 3', b'"cited_by_count": NaN'),
    }[name]  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_LINES)
def test_broken_lines_are_quarantined_and_blank_ones_are_none(tmp_path, name):
    sound = [json.dumps(full(n)).encode() for n in range(1, 5)]
    text = [sound[0], b"", b"  ", sound[1], broken_line(name), sound[2], sound[3]]
    file = tmp_path / "broken.jsonl"
    file.write_bytes(b"\n".join(text))
    tables, conversions = load(file, tmp_path)
    conversion = conversions[file.name]
    assert conversion.records == 5
    assert [q.line for q in conversion.quarantined] == [5]
    assert sorted(tables["work"]["work"].to_pylist()) == [1, 2, 3, 4]


def test_the_exact_look_agrees_with_the_fast_one():
    for field, path, change in KINDS:
        assert fault(changed(1, path, change)) is not None, field
    assert fault(full(1)) is None
    for work in itertools.islice(some_records(200), 0, None, 7):
        assert fault(work) is None
