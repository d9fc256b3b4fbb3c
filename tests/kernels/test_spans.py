"""Values from spans of bytes, each against one line of plain Python."""

import json
import math
from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import span_values, spans
from detente.kernels._vectors import REACH

texts = st.one_of(st.text(max_size=30), st.sampled_from(["", "a\ud800", "\udc00", "😀\\", "é\n"]))


def laid_out(pieces):
    """Bytes behind one another, and where each stands; nothing for None."""
    data, rows = bytearray(b"."), []
    for piece in pieces:
        rows.append((len(data), len(data) + len(piece)) if piece is not None else (-1, -1))
        data += piece or b""
    array = np.zeros(3 * len(data) + REACH, np.uint8)
    array[: len(data)] = np.frombuffer(bytes(data), np.uint8)
    return array, np.array(rows, np.int32).reshape(-1, 2), len(data)


@given(st.lists(st.none() | texts), st.booleans())
def test_contents_of_texts(some, ascii_only):
    raw = [json.dumps(t, ensure_ascii=ascii_only).encode(errors="surrogatepass") for t in some]
    data, rows, tail = laid_out(raw)
    for n, text in enumerate(raw):
        if b"\\" in text:
            rows[n, 1] = ~rows[n, 1]
    plain = np.empty_like(rows)
    spans.plain_texts(data, rows, tail, plain)
    for text, (begin, end), written in zip(some, plain.tolist(), raw, strict=True):
        if text is None:
            assert begin == spans.NONE
        elif begin == spans.ODD:
            assert "\\" in written.decode(errors="surrogatepass")
            assert any(0xD800 <= ord(c) < 0xE000 for c in text)
        else:
            assert bytes(data[begin:end]) == text.encode(errors="surrogatepass")


@given(st.lists(st.one_of(st.binary(max_size=12), st.text(max_size=12).map(str.encode))))
def test_what_is_utf_8(some):
    data, rows, _ = laid_out(some)
    found = np.empty(len(some), np.bool_)
    spans.sound_texts(data, rows, found)
    assert found.tolist() == [is_utf_8(one) for one in some]


def is_utf_8(some):
    try:
        some.decode()
    except UnicodeDecodeError:
        return False
    return True


@given(st.lists(st.none() | st.text("ab", max_size=3)))
def test_the_same_texts_have_the_same_number(some):
    data, rows, _ = laid_out([t and t.encode() if t is not None else None for t in some])
    codes, firsts = np.empty((2, len(some)), np.int32)
    buckets = np.full(1 << (2 * len(some) + 1).bit_length(), -1, np.int32)
    count = spans.distinct(data, rows, buckets, codes, firsts)
    order = list(dict.fromkeys(t for t in some if t is not None))
    assert count == len(order)
    assert codes.tolist() == [-1 if t is None else order.index(t) for t in some]
    assert [some[n] for n in firsts[:count].tolist()] == order


numbers = st.one_of(
    st.integers(-10, 10**19).map(str),
    st.sampled_from(["W", "", "0", "00", "01", "1.0", "1e3", "-0", "9" * 18, "9" * 19, "null"]),
)


@given(st.lists(numbers))
def test_whole_numbers(some):
    wanted = [
        int(t) if t.isdecimal() and str(int(t)) == t and len(t) <= 18 else span_values.ODD
        for t in some
    ]
    data, rows, _ = laid_out([b"x/W" + t.encode() for t in some])
    found = np.empty(len(some), np.int64)
    span_values.numbers_after(data, rows, np.frombuffer(b"x/W", np.uint8).copy(), found)
    assert found.tolist() == wanted
    span_values.numbers_after(data, rows, np.frombuffer(b"x/V", np.uint8).copy(), found)
    assert set(found.tolist()) <= {span_values.ODD}
    data, rows, _ = laid_out([t.encode() for t in some])
    span_values.whole_numbers(data, rows, found)
    for text, number, want in zip(some, found.tolist(), wanted, strict=True):
        assert number == (span_values.NONE if text == "null" else want)


@given(st.lists(st.one_of(st.floats(-1, 2), st.integers(-1, 2), st.decimals(0, 1, places=4))))
def test_scores(some):
    written = [json.dumps(x) if isinstance(x, float) else str(x) for x in some]
    data, rows, _ = laid_out([text.encode() for text in written])
    found = np.empty(len(some), np.float64)
    span_values.scores(data, rows, found)
    for text, value in zip(written, found.tolist(), strict=True):
        if value == span_values.WITHIN:
            assert 0 <= float(text) <= 1
        elif not math.isnan(value):
            assert value == float(text)


@given(st.lists(st.one_of(st.dates().map(str), st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"))))
def test_days(some):
    data, rows, _ = laid_out([t.encode() for t in some])
    found = np.empty(len(some), np.int64)
    span_values.days(data, rows, found)
    assert found.tolist() == [day_of(text) for text in some]


def day_of(text):
    try:
        if len(text) != 10 or not text.isascii():
            return span_values.NO_DAY
        return (date.fromisoformat(text) - date(1970, 1, 1)).days
    except ValueError:
        return span_values.NO_DAY


moments = st.one_of(
    st.datetimes().map(datetime.isoformat),
    st.datetimes().map(lambda m: m.isoformat(" ")),
    st.dates().map(str),
    st.sampled_from(
        ["2026-01-05T24:00:00", "2026-13-05", "2026-01-05T00:00", "2026-01-05T00:00:00.1",
         "2026-01-05T00:00:00.", "2026-01-05T00:00:00Z", "2026-02-30T00:00:00.000000", "", "x" * 19]
    ),
)  # fmt: skip


@given(st.lists(moments))
def test_moments(some):
    data, rows, _ = laid_out([t.encode() for t in some])
    found = np.empty(len(some), np.int64)
    span_values.moments(data, rows, found)
    for text, value in zip(some, found.tolist(), strict=True):
        if value != span_values.NO_MOMENT:
            since = datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(
                1970, 1, 1, tzinfo=UTC
            )
            assert value == since // timedelta(microseconds=1)
        else:
            assert text[-1:] in {"Z", ".", "x", ""} or not is_moment(text)


def is_moment(text):
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return len(text) in {10, 19} or len(text) > 20


@given(st.lists(st.none() | st.text("arxiv.og/", max_size=20)))
def test_parts_and_beginnings(some):
    data, rows, _ = laid_out([t.encode() if t is not None else None for t in some])
    found = np.empty(len(some), np.bool_)
    part = np.frombuffer(b"ar", np.uint8).copy()
    spans.contains(data, rows, part, found)
    assert found.tolist() == ["ar" in (t or "") for t in some]
    spans.begins_with(data, rows, part, found)
    assert found.tolist() == [t is None or t.startswith("ar") for t in some]
    sizes = rows[:, 1] - rows[:, 0]
    offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    out = np.empty(offsets[-1], np.uint8)
    spans.gather(data, rows, offsets, out)
    assert bytes(out) == "".join(t or "" for t in some).encode()


@given(st.lists(st.lists(st.integers(-5, 5))))
def test_values_are_sorted_within_their_parent(lists):
    parents = np.repeat(np.arange(len(lists)), [len(some) for some in lists]).astype(np.int32)
    values = np.array([value for some in lists for value in some], np.int64)
    span_values.sort_within(parents, values)
    assert values.tolist() == [value for some in lists for value in sorted(some)]
