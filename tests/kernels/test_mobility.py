"""Mobility: the worked example, the naive twin, and what must not matter."""

from __future__ import annotations

import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels import mobility as kernel
from detente.kernels.active_years import main_countries
from examples_io import assert_exact, assert_matches, load
from naive import mobility as naive

EXAMPLE = load("08_mobility")
CODES = ["CN", "GB", "US", "XX"]


def rows_of(people, codes):
    """Affiliation rows of people, given as lists of (year, countries), as the kernel wants them."""
    rows = [
        (person, year, work, codes.index(code) if code is not None else -1)
        for person, papers in enumerate(people)
        for work, (year, countries) in enumerate(papers)
        for code in countries
    ]
    columns = np.array(sorted(rows), np.int64).reshape(-1, 4).T
    types = (np.int64, np.int16, np.int64, np.int16)
    return [np.ascontiguousarray(c.astype(t)) for c, t in zip(columns, types, strict=True)]


def answers(people, codes, confirm=2, gap=kernel.ENDLESS):
    """Main countries, moves and classes of each person, with codes."""
    person, year, work, country = rows_of(people, codes)
    active = main_countries(person, year, work, country, countries=len(codes))
    moved = kernel.moves(active, confirm=confirm, gap=gap)
    found = kernel.careers(person, country, active, moved, gap=gap)
    mains, moves_of = {}, {}
    for p, y, c in zip(*(column.tolist() for column in active), strict=True):
        mains.setdefault(p, []).append((y, codes[c]))
    for p, a, b, after, by in zip(*(column.tolist() for column in moved), strict=True):
        moves_of.setdefault(p, []).append((codes[a], codes[b], after, by))
    kinds = {p: kernel.CLASSES[k] for p, k in zip(found.person.tolist(), found.kind, strict=True)}
    origins = dict(zip(found.person.tolist(), found.origin.tolist(), strict=True))
    return mains, moves_of, kinds, origins


def example():
    papers = EXAMPLE["input"]
    codes = sorted(
        {code for some in papers.values() for _, countries in some for code in countries}
    )
    return list(papers), list(papers.values()), codes


def test_the_worked_example():
    names, people, codes = example()
    tolerance = EXAMPLE["tolerance"]
    expected = EXAMPLE["expected"]
    confirmations = EXAMPLE["params"]["confirm_years"]
    mains, _, _, _ = answers(people, codes)
    got = {names[p]: [list(pair) for pair in some] for p, some in mains.items()}
    assert_matches(got, expected["main_country"], tolerance)
    for confirm in confirmations:
        _, moves_of, kinds, _ = answers(people, codes, confirm)
        listed = {
            names[p]: [
                {"from": a, "to": b, "after": after, "by": by, "mid_year": (after + by) / 2}
                for a, b, after, by in some
            ]
            for p, some in moves_of.items()
        }
        if f"moves_confirm_{confirm}" in expected:
            assert_matches(listed, expected[f"moves_confirm_{confirm}"], tolerance)
        flows = Counter((a, b) for some in moves_of.values() for a, b, _, _ in some)
        by_pair = {f"{a}>{b}": n for (a, b), n in flows.items()}
        assert_matches(by_pair, expected[f"confirm_{confirm}"]["flows"])
        net = {code: net_of(flows, code) for code in expected[f"confirm_{confirm}"]["net"]}
        assert_matches(net, expected[f"confirm_{confirm}"]["net"])
        assert sum(net_of(flows, code) for code in codes) == 0
    assert_matches({names[p]: kinds[p] for p in kinds}, expected["class"])
    at_risk = sum(kind != "not_at_risk" for kind in kinds.values())
    assert at_risk == expected["at_risk_authors"]
    for key, value in expected.items():
        if key.startswith("effectiveness_"):
            one, other = key.split("_")[1:]
            inward, outward = flows[other, one], flows[one, other]
            assert_matches(kernel.effectiveness(inward, outward), value, tolerance)
            exact = EXAMPLE.get("exact", {})
            assert_exact({key: naive.effectiveness(inward, outward)},
                         {key: exact[key]} if key in exact else {})  # fmt: skip


def net_of(flows, code):
    """Moves into a country less those out of it."""
    return sum(n * ((b == code) - (a == code)) for (a, b), n in flows.items())


people_of = st.lists(
    st.lists(
        st.tuples(
            st.integers(2000, 2012),
            st.lists(st.sampled_from([*CODES, None]), min_size=1, max_size=4),
        ),
        min_size=1,
        max_size=9,
    ),
    max_size=6,
)


@given(people_of, st.integers(1, 3), st.sampled_from([kernel.ENDLESS, 1, 2, 5]))
def test_as_the_naive_twin_has_it(people, confirm, gap):
    mains, moves_of, kinds, origins = answers(people, CODES, confirm, gap)
    for p, papers in enumerate(people):
        known = [(y, [c for c in some if c]) for y, some in papers]
        active = naive.main_countries(known)
        assert mains.get(p, []) == active
        assert moves_of.get(p, []) == (naive.moves(active, confirm, gap) if active else [])
        assert kinds[p] == naive.kind(known, confirm, gap)
        assert origins[p] == (CODES.index(active[0][1]) if active else -1)


@given(people_of, st.randoms(use_true_random=False))
def test_the_order_of_people_and_papers_does_not_matter(people, chance):
    order = list(range(len(people)))
    chance.shuffle(order)
    turned = [chance.sample(people[p], len(people[p])) for p in order]
    mains, moves_of, kinds, origins = answers(people, CODES)
    found = answers(turned, CODES)
    for new, old in enumerate(order):
        for one, other in zip((mains, moves_of, kinds, origins), found, strict=True):
            assert one.get(old) == other.get(new)


@given(people_of, st.integers(1, 3))
def test_net_flows_add_up_to_nothing(people, confirm):
    _, moves_of, _, _ = answers(people, CODES, confirm)
    flows = Counter((a, b) for some in moves_of.values() for a, b, _, _ in some)
    assert sum(net_of(flows, code) for code in CODES) == 0
    for a, b, after, by in (move for some in moves_of.values() for move in some):
        assert a != b
        assert after < by


def test_no_move_either_way_has_no_effectiveness():
    assert np.isnan(kernel.effectiveness(0, 0))
    assert kernel.effectiveness(3, 0) == 1.0


@pytest.mark.parametrize("seed", range(3))
def test_a_long_career_is_read_once(seed):
    chance = random.Random(seed)
    papers = [(year, [chance.choice(CODES)]) for year in range(1900, 2000) for _ in range(3)]
    mains, moves_of, _, _ = answers([papers], CODES)
    assert mains[0] == naive.main_countries(papers)
    assert moves_of.get(0, []) == naive.moves(naive.main_countries(papers))
