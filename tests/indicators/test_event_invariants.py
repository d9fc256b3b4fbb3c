"""What must hold of meetings, incidents and enforcement whatever the tables are."""

import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.core.source import Source
from detente.engine.duckdb_engine import DuckDBEngine
from detente.indicators.presence import both, meetings_of
from detente.indicators.resampled import event_weights, number_of
from detente.indicators.run import run
from detente.lake.dataset import Dataset
from detente.lake.manifest import Description
from detente.lake.store import Store
from detente.sources.loading import table_named
from evidence import events
from naive import events as naive

DRAWS = 10
seeds = st.integers(0, 10_000)
STATES = (1.0, 0.0, np.nan)


def dataset_of(folder, tables, *, parts=1):
    """A release of some tables, their rows dealt to several parts."""
    source = Source(
        "facts", "Facts", "https://example.org", "CC0", "Nobody.", "never", tuple(tables), "facts"
    )
    with Store(folder).begin({"facts": str(parts)}, code="") as making:
        for name, rows in tables.items():
            for part in range(parts):
                piece = rows.slice(part * len(rows) // parts, (part + 1) * len(rows) // parts
                                   - part * len(rows) // parts)  # fmt: skip
                making.part(f"{name}-{part}", table_named(name), lambda piece=piece: piece)
        release = making.finish(Description("facts", (source,), (), "tests"))
    return Dataset(release, DuckDBEngine(threads=1), draws=DRAWS)


@cache
def tried(seed, parts=1):
    folder = TemporaryDirectory()
    made = dataset_of(Path(folder.name), events.tables(seed), parts=parts)
    made.memory["folder"] = folder  # lives as long as the dataset
    return made


def rows_of(name, dataset, specification=None, **filters):
    found = run(name, dataset, specification or Specification.of(), **filters).to_dicts()
    grain = {"meeting": ("country", "partner", "year")}.get(
        name, ("country", "kind", "year", "month")
    )
    return {(r["metric"], *(r.get(column) for column in grain)): r for r in found}


@settings(max_examples=15)
@given(seeds)
def test_bounds_hold_the_share_and_a_pair_has_no_order(seed):
    for presence in ("attended", "signed"):
        specification = Specification.of(presence=presence, meeting_level="all")
        one = rows_of("meeting", tried(seed), specification, country="US", partner="CN")
        other = rows_of("meeting", tried(seed), specification, country="CN", partner="US")
        for (metric, country, partner, year), row in one.items():
            mirrored = other[metric, partner, country, year]
            assert {k: v for k, v in row.items() if k not in ("country", "partner")} == {
                k: v for k, v in mirrored.items() if k not in ("country", "partner")
            }
        share, least, most = (
            one[f"share_with_both{end}", "US", "CN", None]["value"]
            for end in ("", "_least", "_most")
        )
        assert least <= most
        assert share is None or least - 1e-9 <= share <= most + 1e-9


@settings(max_examples=15)
@given(seeds)
def test_parts_add_up(seed):
    dataset = tried(seed)
    for name, metric, by in (
        ("incidents", "incidents", "month"), ("incidents", "incidents", "year"),
        ("enforcement", "cases", "year"), ("enforcement", "cases", "kind"),
    ):  # fmt: skip
        whole = rows_of(name, dataset)
        split = rows_of(name, dataset, by=by)
        for key, row in whole.items():
            if key[0] == metric:
                parts = [r["value"] for k, r in split.items()
                         if k[:2] == key[:2] and (by == "kind" or k[2] == key[2])]  # fmt: skip
                assert sum(parts) == row["value"], key


@settings(max_examples=15)
@given(seeds)
def test_fraud_and_false_news_are_within_misuse_and_misuse_within_all(seed):
    found = rows_of("incidents", tried(seed))
    for (metric, country, kind, *time), row in found.items():
        if metric == "incidents":
            wider = {"all": "all", "misuse": "all"}.get(kind, "misuse")
            assert row["value"] <= found[metric, country, wider, *time]["value"]


@settings(max_examples=10)
@given(seeds, st.integers(2, 5))
def test_order_and_partition_change_no_bit(seed, parts):
    tables = events.tables(seed)
    chance = random.Random(seed)
    mixed = {}
    for name, rows in tables.items():
        order = list(range(len(rows)))
        chance.shuffle(order)
        mixed[name] = rows.take(pa.array(order))
    with TemporaryDirectory() as folder:
        again = dataset_of(Path(folder), mixed, parts=parts)
        for name in ("meeting", "incidents", "enforcement"):
            for filters in events.QUESTIONS[name]:
                first = run(name, tried(seed), Specification.of(), **filters)
                second = run(name, again, Specification.of(), **filters)
                assert first.to_dicts() == second.to_dicts()


@settings(max_examples=15)
@given(seeds)
def test_who_an_incomplete_list_leaves_out_is_unknown(seed):
    meetings = meetings_of(tried(seed), Specification.of(meeting_level="all"))
    for party in ("US", "CN", "ZW"):
        came, signed = meetings.came(party), meetings.signed(party)
        for row, is_there, put_name in zip(meetings.rows, came, signed, strict=True):
            if (row["meeting"], party) not in meetings.parties:
                assert np.isnan(is_there) == (not row["parties_complete"])
                assert np.isnan(put_name) == (not row["signatories_complete"])
            if row["document"] is None:
                assert np.isnan(put_name)


@pytest.mark.parametrize("one", STATES)
@pytest.mark.parametrize("other", STATES)
def test_both(one, other):
    (found,) = both(np.array([one]), np.array([other]))
    says = {1.0: True, 0.0: False}
    expected = naive.together(says.get(one), says.get(other))
    assert (None if np.isnan(found) else bool(found)) is expected


@given(st.lists(st.text(min_size=1), min_size=1, max_size=8, unique=True), st.integers(0, 2**31))
def test_weights_are_a_function_of_seed_name_and_draw(names, seed):
    class Settings:
        draws = 6

    Settings.seed = seed
    weights = event_weights(names, Settings)
    assert weights[:, 0].tolist() == [1.0] * len(names)
    assert event_weights(names[::-1], Settings)[::-1].tolist() == weights.tolist()
    for name, row in zip(names, weights, strict=True):
        assert 0 <= number_of(name) < 2**63
        assert row[1:].tolist() == [naive.weight(name, draw, seed) for draw in range(6)]


def test_what_cannot_be_asked_says_why():
    dataset = tried(1)
    for name, filters, error in (
        ("meeting", {"by": "decade"}, UnknownName),
        ("meeting", {"partner": "CN"}, UsageError),
        ("meeting", {"country": "CN", "partner": "CN"}, UsageError),
        ("meeting", {"country": "ZW"}, DataMissing),
        ("incidents", {"by": "decade"}, UnknownName),
        ("incidents", {"kind": "murder"}, UnknownName),
        ("enforcement", {"by": "decade"}, UnknownName),
        ("enforcement", {"kind": "murder"}, UnknownName),
    ):
        with pytest.raises(error):
            run(name, dataset, Specification.of(), **filters)
    merged = Specification.of(territory="hk_mo_with_cn")
    for name in ("incidents", "enforcement"):
        with pytest.raises(UsageError, match="nothing of its own"):
            run(name, dataset, merged, country="HK")
    with pytest.raises(DataMissing, match="no incident in 1990"):
        run("incidents", dataset, Specification.of(period="1990"))


def test_silence_is_no_zero():
    """A country without a documented case, or in a period without any, has no number."""
    for filters, choices in (({"country": "ZW"}, {}), ({}, {"period": "1990"})):
        rows = run("enforcement", tried(1), Specification.of(**choices), **filters).to_dicts()
        assert [row["metric"] for row in rows] == ["documented", "cases", "people"]
        for row in rows:
            assert row["value"] is None
            assert "does not mean that there is none" in row["note"]


def test_every_row_carries_the_caveat():
    for name, word in (("meeting", "by hand"), ("incidents", "reported, not all"),
                       ("enforcement", "cannot be compared")):  # fmt: skip
        for filters in events.QUESTIONS[name]:
            for row in run(name, tried(1), Specification.of(), **filters).to_dicts():
                assert word in row["note"], row


def test_a_release_without_the_tables_says_so(tmp_path):
    some = {"enforcement": events.tables(1)["enforcement"]}
    dataset = dataset_of(tmp_path, some)
    for name in ("meeting", "incidents"):
        with pytest.raises(DataMissing, match="has no table"):
            run(name, dataset, Specification.of())
