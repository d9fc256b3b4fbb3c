"""Small citation graphs, with everything in them that real ones have."""

from __future__ import annotations

import datetime as dt

import numpy as np
from hypothesis import strategies as st

YEARS = st.integers(2000, 2008)
DAYS = st.dates(dt.date(2003, 12, 30), dt.date(2008, 3, 2))


@st.composite
def made_graphs(draw, moments=YEARS, *, missing=False, most=40):
    """Dates, and rows with self-citations, repetitions and citations of any date."""
    moment = st.one_of(moments, st.none()) if missing else moments
    dates = draw(st.lists(moment, min_size=1, max_size=most))
    paper = st.integers(0, len(dates) - 1)
    rows = draw(st.lists(st.tuples(paper, paper), max_size=150))
    again = draw(st.lists(st.sampled_from(rows), max_size=10)) if rows else []
    return dates, [*rows, *again]


def columns(rows):
    """The two sides of the rows as arrays."""
    sides = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return sides[:, 0].copy(), sides[:, 1].copy()


def as_array(dates):
    """Years as numbers and days as datetime64, with NaN and NaT where there is none."""
    if any(isinstance(date, dt.date) for date in dates):
        return np.array(dates, dtype="datetime64[D]")
    if any(date is None for date in dates):
        return np.array([np.nan if date is None else date for date in dates])
    return np.array(dates)
