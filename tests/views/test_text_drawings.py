"""Drawings: what they show is what they were given, at any width, in any encoding."""

import io
import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from detente.views.text.bars import Bar, draw_bar
from detente.views.text.curve import Curve, binned, draw_curve
from detente.views.text.names import country_name
from detente.views.text.numbers import MISSING, Format, percent, probability
from detente.views.text.page import ASCII, UNICODE, Column, Page

numbers = st.floats(-1e12, 1e12, allow_nan=False)
missing = st.sampled_from([None, math.nan, math.inf])
units = st.sampled_from(["papers", "share", "probability", "rank", "ratio", "yes or no"])


def page_on(width=80, encoding="utf-8", color="never"):
    file = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
    return Page.on(file, width=width, color=color), file


def printed(file):
    file.flush()
    return file.buffer.getvalue().decode(file.encoding)


@given(units, st.lists(numbers, min_size=1), missing)
def test_what_is_missing_is_a_dash_and_never_a_number(unit, values, nothing):
    form = Format.of(unit, [*values, nothing])
    assert form.write(nothing) == MISSING
    assert form.interval(nothing, nothing) == MISSING
    end = form.write(values[0])
    assert form.interval(values[0], nothing) == f"≥ {end}"
    assert form.interval(nothing, values[0]) == f"≤ {end}"
    assert percent(nothing) == probability(nothing) == MISSING


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1))
def test_whole_numbers_read_back(values):
    form = Format.of("papers", [float(v) for v in values])
    assert [int(form.write(float(v)).replace(",", "")) for v in values] == values


@given(st.lists(st.floats(1e-3, 1e6), min_size=1))
def test_the_largest_of_a_column_keeps_three_digits(values):
    largest = max(values)
    written = Format.of("ratio", values).write(largest)
    assert float(written.replace(",", "")) == pytest.approx(largest, rel=5e-3)


ROUNDING = 1e-11  # what summing leaves of nothing, and of all


@given(st.floats(0, 1))
@example(3.68e-214)
@example(ROUNDING / 2)
@example(ROUNDING * 2)
@example(1 - ROUNDING / 2)
@example(1 - ROUNDING * 2)
@example(-ROUNDING / 2)
def test_a_percentage_is_all_or_nothing_only_if_it_is_but_for_rounding(share):
    assume(min(abs(share - ROUNDING), abs(1 - share - ROUNDING)) > 1e-15)
    text = percent(share)
    assert (text == "0 %") == (share < ROUNDING)
    assert (text == "100 %") == (share > 1 - ROUNDING)


def test_numbers_as_people_read_them():
    assert Format.of("papers", [1234567.0]).write(1234567.0) == "1,234,567"
    assert Format.of("papers", [1234.5]).interval(1000.04, 1300.0) == "[1,000.0, 1,300.0]"
    assert Format.of("share", [0.1234]).interval(0.1, 0.2) == "[10.0, 20.0] %"
    assert Format.of("yes or no", [1.0]).write(1.0) == "yes"
    assert Format.of("index", [3.2e-9]).write(3.2e-9) == "3.20e-09"
    assert Format.of("ratio", [-0.001, 5.0]).write(-0.001) == "0.00"
    assert [probability(p) for p in (0.0, 0.25, 1.0)] == ["<0.001", "0.250", ">0.999"]
    assert country_name("CN", "zh") == "中国"
    assert [country_name(c) for c in ("EU", "Congo", None)] == ["European Union", "Congo", ""]


@given(numbers.filter(lambda v: v >= 0), st.floats(0, 1), st.floats(0, 1), st.integers(1, 60))
def test_a_bar_reaches_as_far_as_its_interval(value, below, above, width):
    bar = Bar(value, value * (1 - below), value * (1 + above))
    drawn = draw_bar(bar, scale=max(bar.high, 1e-9), width=width, glyphs=UNICODE).plain
    assert len(drawn) == (0 if bar.high <= 0 else len(drawn))
    assert len(drawn) <= width
    assert drawn.count(UNICODE.point) <= 1
    if value > 1e-6 and width * (bar.high - bar.low) / bar.high >= 3:
        assert drawn.count(UNICODE.point) == 1
    assert draw_bar(Bar(math.nan), scale=1, width=width, glyphs=UNICODE).plain == ""


@st.composite
def curves(draw):
    size = draw(st.integers(1, 120))
    estimate = st.one_of(st.floats(-5, 5), st.just(math.nan))
    estimates = draw(st.lists(estimate, min_size=size, max_size=size))
    spread = draw(st.lists(st.floats(0, 2), min_size=size, max_size=size))
    letters = ["N" if math.isnan(e) else draw(st.sampled_from("SCU")) for e in estimates]
    picked = draw(st.lists(st.sampled_from(["one", "two"]), min_size=size, max_size=size))
    low = [e - s for e, s in zip(estimates, spread, strict=True)]
    high = [e + s for e, s in zip(estimates, spread, strict=True)]
    return Curve(estimates, low, high, letters, {"choice": picked}, (0.0,))


@given(curves(), st.integers(1, 80))
def test_every_specification_stands_in_one_column_in_order(curve, width):
    bins = binned(curve, width=width)
    members = [i for column in bins for i in column.members]
    assert sorted(members) == list(range(len(curve.estimates)))
    assert len(bins) == min(width, len(curve.estimates))
    shown = [curve.estimates[i] for i in members]
    known = [e for e in shown if not math.isnan(e)]
    assert known == sorted(known)
    assert all(math.isnan(e) for e in shown[len(known) :])
    for column in bins:
        inside = [i for i in column.members if not math.isnan(curve.estimates[i])]
        assert math.isnan(column.middle) == (not inside)
        if inside:
            assert column.middle in [curve.estimates[i] for i in inside]
            assert column.low == min(curve.low[i] for i in inside)
            assert column.high == max(curve.high[i] for i in inside)


@given(curves(), st.integers(60, 100), st.sampled_from(["utf-8", "ascii"]))
def test_a_curve_keeps_to_the_page(curve, width, encoding):
    page, file = page_on(width, encoding)
    draw_curve(page, curve, height=6)
    text = printed(file)
    assert all(cell_len(line) <= width for line in text.splitlines())
    assert ("supports" in text) == ("S" in curve.classes)
    assert ("no data" in text) == ("N" in curve.classes)


def test_classes_read_without_colour():
    curve = Curve([-1.0, 0.0, 1.0], [-2.0, -1.0, 0.5], [-0.5, 1.0, 2.0], "CUS",
                  {"link": ["whole", "whole", "per_paper"]}, (0.0,))  # fmt: skip
    for encoding, glyphs in (("utf-8", UNICODE), ("ascii", ASCII)):
        page, file = page_on(encoding=encoding)
        draw_curve(page, curve)
        plot = [line for line in printed(file).splitlines() if glyphs.upright in line[:20]]
        columns = ["".join(line[20 + i : 21 + i] for line in plot) for i in range(3)]
        for letter, column in zip("CUS", columns, strict=True):
            assert page.symbol(letter) in column


def test_wide_letters_stay_aligned():
    page, file = page_on()
    page.grid([Column("Name"), Column("n", True)], [["中国", "1"], ["United States", "22"]])
    lines = printed(file).splitlines()
    assert len({cell_len(line) for line in lines}) == 1


def test_a_table_that_is_too_wide_cuts_what_may_be_cut():
    page, file = page_on(60)
    page.grid([Column("Name", cut=True), Column("n", True)], [["x" * 90, "1234567"]])
    lines = printed(file).splitlines()
    assert all(cell_len(line) <= 60 for line in lines)
    assert "1234567" in lines[-1]


def test_ascii_terminals_get_ascii_only():
    page, file = page_on(encoding="ascii")
    page.say("“Türkiye” – 3 × 4 ≥ 12 … §10")
    assert printed(file).strip() == '"T?rkiye" - 3 x 4 >= 12 ... section 10'


@pytest.mark.parametrize(
    "color, environment, colored",
    [
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
        ("auto", {}, False),
        ("auto", {"NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_those_who_want_it(color, environment, colored, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    page, file = page_on(color=color)
    page.say("red", style="bold red")
    assert ("\x1b[" in printed(file)) == colored


def test_the_width_is_the_terminal_s_within_limits(monkeypatch):
    for columns, width in (("40", 60), ("90", 90), ("500", 100)):
        monkeypatch.setenv("COLUMNS", columns)
        assert Page.on(io.StringIO()).width == width
    monkeypatch.delenv("COLUMNS")
    assert Page.on(io.StringIO()).width == 80


def test_an_address_is_not_cut():
    page, file = page_on()
    address = "https://example.org/" + "a" * 100
    page.say(address, whole=True)
    page.say(address)
    whole, cut = printed(file).splitlines()
    assert whole == address
    assert cell_len(cut) <= 80
