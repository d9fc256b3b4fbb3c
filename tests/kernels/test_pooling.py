"""Pooling: what every scheme sees alike gets one pattern, in an order that content decides."""

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.lake import pooling
from pooled import rows_of, tables_of
from works import corpora, days, shuffled, works

TABLES = ("pattern", "cell", "cell_work")


def file_bytes(table):
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table.combine_chunks())
    return sink.getvalue().to_pybytes()


def same_bytes(one, other):
    return all(file_bytes(one[name]) == file_bytes(other[name]) for name in TABLES)


def renamed(institution):
    """Other identities for the same institutions, in another order."""
    return (institution * 7 + 3) % 11


@given(st.data(), corpora)
@settings(max_examples=60)
def test_any_cut_into_chunks_gives_the_same_bytes(data, corpus):
    # the same patterns with other people: chunks meet different representatives
    random = data.draw(st.randoms(use_true_random=False))
    corpus = [*corpus, *(shuffled(work, random, renamed) for work in corpus)]
    dates = [data.draw(days) for _ in corpus]
    cuts = data.draw(st.sets(st.integers(1, len(corpus) - 1), max_size=5))
    assert same_bytes(tables_of(corpus, dates, cuts), tables_of(corpus, dates))


@given(works(), st.randoms(use_true_random=False))
@settings(max_examples=100)
def test_a_work_and_its_shuffled_twin_share_a_pattern(work, random):
    tables = tables_of([work, shuffled(work, random, renamed)])
    assert tables["cell"]["works"].to_pylist() == [2]


def content(work):
    """What a counting scheme, a territory policy or a link weight can see of a work."""
    authors = {row[0] for row in work if row[0] is not None}
    lines = []
    for author in authors:
        mine = [row for row in work if row[0] == author]
        lines.append((author == 1, str(mine[0][3]), sorted(str(row[2]) for row in mine)))
    named = {(row[1], row[2]) for row in work if row[1] is not None}
    unnamed = {row[2] for row in work if row[1] is None and row[2] is not None}
    own = sorted(str(row[2]) for row in work if row[0] is None)
    return str((sorted(lines), sorted(str(c) for _, c in named), sorted(unnamed), own))


@given(corpora)
@settings(max_examples=100)
def test_works_share_a_pattern_exactly_if_they_look_the_same(corpus):
    tables = tables_of(corpus)
    cells = dict(
        zip(
            tables["cell_work"]["work"].to_pylist(),
            tables["cell_work"]["cell"].to_pylist(),
            strict=True,
        )
    )
    pattern = tables["cell"]["pattern"].to_pylist()
    for one, first in enumerate(corpus):
        for other, second in enumerate(corpus):
            together = pattern[cells[one]] == pattern[cells[other]]
            assert together == (content(first) == content(second))


@given(corpora)
@settings(max_examples=40)
def test_the_rows_of_a_pattern_look_like_its_works(corpus):
    """Patterns are written so that pooling them again finds the same ones."""
    tables = tables_of(corpus)
    rows = tables["pattern"].to_pylist()
    again = [
        [
            (
                None if row["author"] < 0 else row["author"],
                None if row["institution"] < 0 else row["institution"],
                row["country"],
                {1: True, 0: False, -1: None}[row["corresponding"]],
            )
            for row in rows
            if row["pattern"] == number
        ]
        for number in range(len({row["pattern"] for row in rows}))
    ]
    assert file_bytes(tables_of(again)["pattern"]) == file_bytes(tables["pattern"])


def test_no_rows_make_an_empty_chunk():
    chunk = pooling.pool_chunk(rows_of([[(1, 0, "US", None)]]).slice(0, 0))
    assert chunk.schema == pooling.chunk_schema()
    assert all(table.num_rows == 0 for table in pooling.merge(chunk).values())
