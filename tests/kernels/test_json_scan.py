"""Scanning JSON against the json module: arbitrary records, in any writing, whole and damaged."""

import json
import random

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detente.kernels._vectors import REACH
from detente.kernels.json_scanner import Scanner, padded
from detente.kernels.json_shape import compile_shape
from detente.kernels.json_tokens import line_spans
from naive.json_shape import Object, Reading, first_word, leaves, parsed

SHAPE = {
    "id": "text",
    "year": "whole?",
    "score": "number",
    "flag": "flag?",
    "inner": {"deep": {"name": "text?", "a_name_of_more_than_16_bytes": "whole"}},
    "list": [{"a": "text", "b": ["text"], "c": [{"d": "whole"}]}],
    "extra": "any",
    "index": "words?",
}
NULLABLE = {"inner", "inner.deep", "list"}
OPTIONAL = {"extra"}
WORDS = {"machine", "learning", "gpt", "3"}
COMPILED = compile_shape(
    SHAPE, nullable=NULLABLE, optional=OPTIONAL, unread={"": {"known"}}, words=WORDS
)

texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "machine", "Machines", "é", "“gpt 3”", "\x1f", '"', "\\", "\ud800", "😀", "x" * 70]
    ),
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 10**20), st.floats(allow_nan=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(texts, inner, max_size=3)),
    max_leaves=6,
)
index = st.dictionaries(texts, st.one_of(st.lists(st.integers(0, 99), max_size=3), values))
items = st.fixed_dictionaries(
    {
        "a": texts,
        "b": st.lists(texts, max_size=3),
        "c": st.lists(st.fixed_dictionaries({"d": st.integers()}), max_size=2),
    }
)
deep = st.fixed_dictionaries(
    {"name": st.none() | texts, "a_name_of_more_than_16_bytes": st.integers()}
)
sound = st.fixed_dictionaries(
    {
        "id": texts,
        "year": st.none() | st.integers(),
        "score": st.integers() | st.floats(allow_nan=False, allow_infinity=False),
        "flag": st.none() | st.booleans(),
        "inner": st.none() | st.fixed_dictionaries({"deep": st.none() | deep}),
        "list": st.none() | st.lists(items, max_size=3),
        "index": st.none() | index,
    },
    optional={"extra": values, "known": values, "new": values},
)


@st.composite
def records(draw):
    """Sound records, and some with any value in a declared place, or without it."""
    record = draw(sound)
    if draw(st.integers(0, 3)) == 0:
        name = draw(st.sampled_from(sorted(SHAPE)))
        if draw(st.booleans()):
            record[name] = draw(values)
        else:
            record.pop(name, None)
    return record


@st.composite
def lines(draw):
    """A record as JSON in some writing, perhaps with some bytes changed."""
    text = json.dumps(
        draw(records()),
        ensure_ascii=draw(st.booleans()),
        separators=draw(st.sampled_from([(",", ":"), (", ", ": "), (" ,\t", "\r: ")])),
    )
    line = text.encode(errors="surrogatepass").replace(b"\n", b" ")
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        line = damaged(line, draw(st.randoms(use_true_random=False)))
    return line


def damaged(line, chance):
    at, size = chance.randrange(len(line) + 1), chance.randrange(4)
    some = chance.choice(
        [b"", b'"', b"{", b"]", b",", b"\\", b"0", b"-", b"\xff", b"\x00", b"\xc3", b" ", line[at:]]
    )
    return (line[:at] + some + line[at + size :]).replace(b"\n", b" ")


def scanned(some):
    """The scanner after some lines, and their bytes."""
    text = b"".join(line + b"\n" for line in some)
    data = padded(text)
    starts, ends = np.empty((len(some) + 1, 2), np.int64), np.empty(len(some) + 1, np.int64)
    count = np.zeros(1, np.int64)
    found = line_spans(data, len(text), starts, ends, count)
    assert count[0] == len(some)
    scanner = Scanner(COMPILED)
    scanner.scan(data, starts[:found], ends[:found])
    return scanner, data, starts[:found, 1].tolist()


def value_at(data, begin, end):
    text = data[begin : ~end if end < 0 else end].tobytes()
    return {b"{": dict, b"[": list}.get(text) or parsed(text)


def check(some):
    scanner, data, numbers = scanned(some)
    assert numbers == [n for n, line in enumerate(some) if line.strip()]
    wanted = Reading(SHAPE, NULLABLE, OPTIONAL)
    for number, is_sound in zip(numbers, scanner.sound.tolist(), strict=True):
        line = some[number]
        try:
            fits = wanted.add(parsed(line)) if is_sound else None
            if fits is None and b"\\" not in line:  # names with escapes are left to others
                assert not Reading(SHAPE, NULLABLE, OPTIONAL).add(parsed(line)), line
        except (ValueError, RecursionError):
            fits = False
        assert bool(fits) == is_sound, line
        if not is_sound:
            wanted.add_none()
    compare(scanner, data, wanted)


def compare(scanner, data, wanted):
    # rows of records that are not sound hold whatever was found before the fault
    whole = set(np.flatnonzero(scanner.sound).tolist())
    for path in ("", "list", "list.b", "list.c"):
        if path:
            assert scanner.parents(path).tolist() == wanted.parents.get(path, [])
        shape = SHAPE if not path else {"list": SHAPE["list"][0]}.get(path)
        for column in leaves(shape, path) if isinstance(shape, dict) else ():
            rows = scanner.spans(column).tolist()
            assert len(rows) == len(wanted.values.get(column, []))
            for n, ((begin, end), value) in enumerate(
                zip(rows, wanted.values.get(column, []), strict=True)
            ):
                if path or n in whole:
                    kind = type(value)
                    wanted_value = list if kind is list else dict if kind is Object else value
                    assert (value_at(data, begin, end) if begin else None) == wanted_value
    names = [
        parsed(bytes(data[b : ~e if e < 0 else e])) for b, e in scanner.spans("index").tolist()
    ]
    found = set(zip(scanner.parents("index").tolist(), names, strict=True))
    for row, name in wanted.names:
        word = first_word(name)
        if word and name.isascii() and "\\" not in json.dumps(name):
            assert (row, name) in found or not {word, word.removesuffix("s")} & WORDS


@settings(max_examples=400)
@given(st.lists(lines() | st.sampled_from([b"", b" \t", b"\x0b", b"{}", b"[]"]), max_size=4))
@example([b"[" * 100, b'{"id":' * 70])
@example([b'{"id":"a","year":1,"score":0,"flag":true,"inner":null,"list":null,"index":null}\x0b'])
@example([b'\xef\xbb\xbf{"id":"a"}'])
def test_scanning_agrees_with_the_json_module(some):
    check(some)


def test_many_records_whose_lists_outgrow_the_memory():
    chance = random.Random(3)
    item = {"a": "x", "b": ["machine", "é"], "c": [{"d": 1}, {"d": -2}]}
    record = {"id": "1", "year": 1, "score": 0.5, "flag": None, "inner": {"deep": None}}
    some = [
        json.dumps({**record, "list": [item] * chance.randrange(30), "index": {"machine": [n]}})
        for n in range(300)
    ]
    check([line.encode() for line in some])


@pytest.mark.parametrize("size", range(28, 70))
def test_marks_at_every_distance(size):
    """Texts are looked through 32 bytes at a time."""
    rest = {"year": 1, "score": 1, "flag": True, "inner": None, "list": [], "index": {}}
    some = [
        json.dumps({"id": "a" * size + mark + "b" * (70 - size), **rest}, ensure_ascii=False)
        for mark in ("", '"', "\\", "é", "\t", "中")
    ]
    some += [
        some[0].replace("ab", "a\tb"),
        some[0].replace("ab", 'a"b'),
        some[0].replace("ab", "a\\b"),
    ]
    check([line.encode() for line in some])


def test_fields_that_nobody_knows():
    rest = {"id": "", "year": 1, "score": 1, "flag": True, "inner": {"deep": None, "x": 1}}
    record = {**rest, "list": [], "index": {}, "known": 1, "new": {"newer": 1}}
    broken = {"newest": 1, **record, "id": 5}
    scanner, data, _ = scanned([json.dumps(r).encode() for r in (record, broken, record)])
    assert scanner.unknown(data) == {"new", "inner.x"}
    many = [json.dumps({**record, f"field_{n}": n}).encode() for n in range(99)]
    scanner, data, _ = scanned(many)
    assert len(scanner.unknown(data)) == 64
    assert len(data) > REACH
