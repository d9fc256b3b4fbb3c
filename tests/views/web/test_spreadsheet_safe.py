"""No cell of text starts a formula, whatever separator a reader splits at; numbers stay numbers."""

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.errors import UsageError
from detente.views.web.spreadsheet import escape, safe, safe_csv
from views.web.spreadsheet_cells import SEPARATORS, STARTS, dropped, starts_formula

DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\tx", "\rx", "  =1", "\u00a0=1",
    "\u3000=1", "\u200b=1", "\ufeff=1", "\u202e=1", "＝1+1", "－2+3", "＋1", "＠SUM", "a;=1+1",
    "a, -1", "a\t=1", "a\n=1", 'a","=1', "a|=1", '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "\x00=1", "a;\u200b ＝1", "\u22121+1",
]  # fmt: skip
HARMLESS = [
    "",
    "a",
    "a=b",
    "1-2",
    "me@example.org",
    "US-CN",
    "3 + 4",
    "'=1",
    "中国",
    "a; b",
    "x\ty",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formulas_become_text(text):
    assert starts_formula(text)
    escaped = escape(text)
    assert not starts_formula(escaped)
    assert [c for c in escaped if c != "'"] == [c for c in text if c != "'"]
    assert escaped.count("'") > text.count("'")


def test_nothing_that_cannot_be_seen_hides_a_formula():
    hidden = [c for c in map(chr, range(0x110000)) if dropped(c)]
    assert len(hidden) > 200
    assert [c for c in hidden if "'" not in escape(f"{c}=1")] == []
    assert [c for c in hidden if "'" not in escape(f"a;{c}=1")] == []


@pytest.mark.parametrize("text", HARMLESS)
def test_other_text_stays(text):
    assert escape(text) == text


alphabet = st.sampled_from([*STARTS, *SEPARATORS, *" '\u200b\ufeff\u3000\x00", *"a1"])


@given(st.one_of(st.text(alphabet, max_size=20), st.text(max_size=20)))
def test_whatever_the_text_no_formula_is_left(text):
    escaped = escape(text)
    assert not starts_formula(escaped)
    # only apostrophes are added, and none where there is no danger
    assert re.sub("'", "", escaped) == re.sub("'", "", text)
    if not starts_formula(text):
        assert escaped == text


TABLE = pa.table(
    {
        "name": ["=1+1", None, "fine"],
        "share": pa.array([-0.5, None, 2.0]),
        "change": pa.array([-3, 4, None], pa.int32()),
        "day": pa.array([date(2024, 1, 2), None, None]),
        "exact": pa.array([Decimal("-1.50"), None, None]),
        "kind": pa.array(["-x", "-x", None]).dictionary_encode(),
        "code": pa.array([-7, 7, None]).dictionary_encode(),
        "true": [True, False, None],
        "none": pa.nulls(3),
        "long": pa.array(["@a", "b", None], pa.large_string()),
        "=head": ["a", "b", "c"],
    }
)


def test_the_type_of_a_column_decides():
    found = safe(TABLE)
    assert found.column("name").to_pylist() == ["'=1+1", None, "fine"]
    assert found.column("kind").to_pylist() == ["'-x", "'-x", None]
    assert found.column("long").to_pylist() == ["'@a", "b", None]
    assert found.column_names[-1] == "'=head"
    for name in ("share", "change", "day", "exact", "code", "true", "none"):
        assert found.column(name).equals(TABLE.column(name))


def test_the_file_holds_numbers_as_numbers():
    written = safe_csv(TABLE)
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(written.decode("utf-8-sig"))))
    assert rows[0] == {
        "name": "'=1+1", "share": "-0.5", "change": "-3", "day": "2024-01-02", "exact": "-1.50",
        "kind": "'-x", "code": "-7", "true": "true", "none": "", "long": "'@a", "'=head": "a",
    }  # fmt: skip
    assert rows[2]["share"] == "2"


def test_the_same_names_twice_stay_two_columns():
    twice = pa.Table.from_arrays([pa.array(["a"]), pa.array(["=b"])], names=["x", "x"])
    assert safe(twice).to_pydict() == {"x": ["'=b"]}
    assert safe(twice).num_columns == 2


def test_a_list_has_no_form_in_a_cell():
    with pytest.raises(UsageError, match="column 'years'"):
        safe(pa.table({"years": [[1, 2]]}))
