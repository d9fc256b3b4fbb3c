"""Loading OpenAlex gives the counts that plain loops over the raw records give."""

import random

import pytest

from detente.sources.build import table_named
from naive import openalex as naive
from openalex_works import (
    authorship,
    institution,
    load,
    record,
    some_records,
    write,
)


def assert_same(tables, records):
    assert naive.count_tables(tables) == naive.count(naive.newest(records))
    for name, table in tables.items():
        declared = table_named(name)
        declared.check(table, origin="test")
        assert table.equals(table.sort_by([(column, "ascending") for column in declared.sort]))


def test_real_works(shared_data, tmp_path):
    path = shared_data / "openalex" / "works.jsonl.gz"
    tables, conversions = load(path, tmp_path)
    (conversion,) = conversions.values()
    assert (conversion.records, conversion.quarantined, conversion.notes) == (1500, (), ())
    assert conversion.left_out == {"paratext": 1}
    assert_same(tables, naive.records_of(path))


@pytest.mark.parametrize("name", ["W-api-response", "W2741809807", "nlp_first10_openalex"])
def test_real_answers_of_the_api(shared_data, tmp_path, name):
    path = shared_data / "openalex" / "api" / f"{name}.json"
    tables, conversions = load(path, tmp_path)
    (conversion,) = conversions.values()
    assert (conversion.quarantined, conversion.notes) == ((), ())
    assert_same(tables, naive.records_of(path))


@pytest.mark.parametrize("name", ["A5023888391", "I27837315", "S137773608"])
def test_what_is_no_work_is_quarantined(shared_data, tmp_path, name):
    path = shared_data / "openalex" / "api" / f"{name}.json"
    _, conversions = load(path, tmp_path)
    (conversion,) = conversions.values()
    assert (conversion.records, conversion.kept, len(conversion.quarantined)) == (1, 0, 1)


@pytest.mark.parametrize("suffix", ["jsonl", "jsonl.gz", "gz", "ndjson", "json", "parquet"])
def test_made_up_works_in_every_form(tmp_path, suffix):
    records = some_records(120)
    path = write(tmp_path / f"works.{suffix}", records)
    tables, conversions = load(path, tmp_path)
    assert [c.quarantined for c in conversions.values()] == [()]
    assert_same(tables, records)


def test_random_works_over_many_files(tmp_path):
    """Random authors and versions, dealt to files of every kind: the newest version counts."""
    chance = random.Random(5)
    records = [random_record(chance) for _ in range(400)]
    folder = tmp_path / "works"
    dealt = {}
    for entry in records:
        name = chance.choice(["a.jsonl", "b.gz", "c.parquet", "d/e.jsonl.gz", "d/f.json"])
        dealt.setdefault(name, []).append(entry)
    for name, some in dealt.items():
        write(folder / name, some)
    tables, _ = load(folder, tmp_path)
    assert_same(tables, records)
    forward = {name: table.to_pylist() for name, table in tables.items()}
    backward, _ = load(folder, tmp_path, order=-1)
    assert forward == {name: table.to_pylist() for name, table in backward.items()}


def random_record(chance):
    codes = ["US", "CN", "HK", "DE", "FR", None]
    authors = []
    for _ in range(chance.randint(0, 6)):
        some = [
            institution(n := chance.randint(1, 30), codes[n % 6])
            for _ in range(chance.randint(0, 3))
        ]
        extra = chance.sample(["US", "JP", "FR"], chance.choice([0, 0, 0, 1, 2]))
        listed = {i["country_code"] for i in some} - {None} | set(extra)
        authors.append(
            authorship(*some, countries=sorted(listed), is_corresponding=chance.random() < 0.3)
        )
    day = f"2026-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
    return record(
        chance.randint(1, 250),
        *authors,
        cited=sorted({chance.randint(1, 300) for _ in range(chance.randint(0, 8))}),
        publication_year=chance.randint(1990, 2027),
        is_xpac=chance.random() < 0.1,
        is_retracted=chance.random() < 0.1,
        updated_date=f"{day}T00:00:00.{chance.randint(0, 999999):06}",
        cited_by_count=chance.randint(0, 50),
    )
