"""The dividend in worlds whose truth is planted, and what it refuses or leaves undefined."""

import random

import pytest

from answer_checks import World
from detente.core.dimensions import Specification
from detente.core.errors import UnknownName, UsageError
from detente.indicators.run import run
from scored_checks import check_dividend
from small_release import Work, dataset_of

US, CN, DE = "US", "CN", "DE"


def by(*countries, authors=None):
    """Rows of a byline: one author a country, then more of the first one."""
    filled = [*countries, *[countries[0]] * ((authors or 0) - len(countries))]
    return [(place, None, country, None) for place, country in enumerate(filled, start=1)]


def works_of(*kinds):
    """Works of (byline, citations, how many)."""
    every = [(rows, cited) for rows, cited, count in kinds for _ in range(count)]
    return [Work(n, rows=rows, citations=cited) for n, (rows, cited) in enumerate(every)]


LARGE, SMALL = 10, 0
TEAMS = (
    # citations follow the size of the team and nothing else: two in five, four in five
    (by(US, CN), SMALL, 6), (by(US, CN), LARGE, 4),
    (by(US, CN, authors=9), SMALL, 8), (by(US, CN, authors=9), LARGE, 32),
    (by(US, authors=2), SMALL, 54), (by(US, authors=2), LARGE, 36),
    (by(US, authors=9), SMALL, 4), (by(US, authors=9), LARGE, 16),
    (by(CN, authors=2), SMALL, 30), (by(CN, authors=2), LARGE, 20),
)  # fmt: skip


@pytest.fixture(scope="module")
def teams(tmp_path_factory):
    return dataset_of(tmp_path_factory.mktemp("lake"), works_of(*TEAMS), draws=200)


def values(dataset, **filters):
    specification = Specification.of(filters.pop("choices", {}))
    rows = run("dividend", dataset, specification, **filters).to_dicts()
    return {(r["metric"], r["country"], r["papers"]): r for r in rows}


HALF = {"top_share": "50%"}


def test_what_teams_gain_vanishes_when_teams_are_matched(teams):
    found = values(teams, country=US, partner=CN)
    mean = 10 * (4 + 32 + 36 + 16 + 20) / 210
    joint, own = 10 * 36 / 50 / mean, 10 * 52 / 110 / mean
    raw = found["mean_score_difference", US, "domestic"]
    assert raw["value"] == pytest.approx(joint - own)
    assert raw["low"] > 0
    matched = found["mean_score_matched_difference", US, "domestic"]
    assert matched["value"] == pytest.approx(0, abs=1e-12)
    assert matched["low"] < 0 < matched["high"]
    assert found["mean_score_matched_share", US, "domestic"]["value"] == 1
    assert all(row["n"] == 50 for row in (raw, matched))


def test_a_part_that_finds_no_match_is_left_out_and_said(teams):
    found = values(teams, country=US, partner=CN)
    # China has papers of two authors alone: 10 of the 50 joint papers find a match
    share = found["mean_score_matched_share", CN, "domestic"]
    assert share["value"] == pytest.approx(10 / 50)
    assert "fewer than half" in share["note"]
    assert found["mean_score_matched_difference", CN, "domestic"]["value"] == pytest.approx(0)


def test_what_nothing_matches_is_null_and_says_why(teams):
    found = values(teams, country=US, partner=CN)
    for outcome in ("top_share", "mean_score"):
        row = found[f"{outcome}_matched_difference", US, "other_international"]
        assert row["value"] is row["low"] is row["high"] is None
        assert "none of these papers found a match" in row["note"]
        assert found[outcome, US, "other_international"]["value"] is None
        assert found["papers", US, "other_international"]["value"] == 0


def test_the_sides_can_be_swapped(teams):
    one, other = values(teams, country=US, partner=CN), values(teams, country=CN, partner=US)

    def numbers(row):
        return [row[name] for name in ("value", "low", "high", "n")]

    for (metric, country, papers), row in one.items():
        key = metric, CN if papers == "joint" else country, papers
        assert numbers(row) == numbers(other[key])


def test_international_papers_are_compared_with_domestic_ones(teams):
    alone = values(teams, country=US, choices=HALF)
    pair = values(teams, country=US, partner=CN, choices=HALF)
    for metric in ("top_share", "mean_score"):
        assert alone[metric, US, "international"]["value"] == pair[metric, US, "joint"]["value"]
        key = f"{metric}_matched_difference", US, "domestic"
        assert alone[key]["value"] == pair[key]["value"]


def test_no_row_hides_that_a_difference_is_no_effect(teams):
    for (metric, _, _), row in values(teams, country=US, partner=CN).items():
        means = {"papers", "uncounted_share", "top_share", "mean_score", "mean_disruption"}
        assert (metric not in means) == ("not an effect" in (row["note"] or ""))


def test_without_reference_lists_disruption_says_what_would_supply_them(teams):
    found = values(teams, country=US, partner=CN)
    (row,) = [row for (metric, _, _), row in found.items() if "disruption" in metric]
    assert row["value"] is None
    assert "detente fetch openalex" in row["note"]


def test_an_unknown_affiliation_puts_a_paper_in_no_group_it_might_not_be_in(tmp_path):
    hidden = (2, None, None, None)
    works = works_of(
        (by(US, CN), 3, 2), (by(US), 2, 3), (by(US, DE), 1, 4),
        ([*by(US), hidden], 5, 5), ([*by(US, DE), (3, None, None, None)], 5, 6),
        ([*by(US, CN), (3, None, None, None)], 5, 7), ([(1, None, None, None)], 5, 8),
    )  # fmt: skip
    dataset = dataset_of(tmp_path, works, draws=5)
    found = values(dataset, country=US, partner=CN)
    papers = {key[1:]: row["value"] for key, row in found.items() if key[0] == "papers"}
    assert papers[US, "joint"] == 2 + 7
    assert papers[US, "domestic"] == 3
    assert papers[US, "other_international"] == 4
    assert papers[US, "indeterminate"] == 5 + 6
    assert papers[CN, "indeterminate"] == 0
    assert found["papers", US, "joint"]["unknown_share"] == pytest.approx(26 / 35)
    alone = values(dataset, country=US)
    papers = {key[2]: row["value"] for key, row in alone.items() if key[0] == "papers"}
    assert papers == {"international": 2 + 7 + 4 + 6, "domestic": 3, "indeterminate": 5}
    complete = values(dataset, country=US, partner=CN, choices={"unknown": "complete_case"})
    papers = {key[1:]: row["value"] for key, row in complete.items() if key[0] == "papers"}
    assert (papers[US, "joint"], papers[US, "indeterminate"]) == (2, 0)


def test_unknown_citations_are_counted_and_noted(tmp_path):
    works = works_of((by(US, CN), 3, 7), (by(US, CN), None, 3), (by(US, authors=2), 2, 20))
    found = values(dataset_of(tmp_path, works, draws=5), country=US, partner=CN)
    assert found["uncounted_share", US, "joint"]["value"] == pytest.approx(0.3)
    assert found["mean_score", US, "joint"]["n"] == 7
    row = found["mean_score_difference", US, "domestic"]
    assert row["n"] == 7
    assert "citations of more than a tenth" in row["note"]


def test_countries_on_the_byline_are_matched_where_all_papers_are_international(tmp_path):
    # the joint papers of three countries are cited more, and so are the others of three
    works = works_of(
        (by(US, CN, authors=4), 2, 10), (by(US, CN, "GB", authors=4), 6, 10),
        (by(US, DE, authors=4), 2, 30), (by(US, DE, "GB", authors=4), 6, 10),
    )  # fmt: skip
    found = values(dataset_of(tmp_path, works, draws=100), country=US, partner=CN)
    assert found["mean_score_difference", US, "other_international"]["value"] > 0.2
    matched = found["mean_score_matched_difference", US, "other_international"]
    assert matched["value"] == pytest.approx(0, abs=1e-12)


def test_questions_without_an_answer_are_refused(teams):
    with pytest.raises(UsageError, match="add --country"):
        values(teams)
    with pytest.raises(UsageError, match="no partner of itself"):
        values(teams, country=US, partner=US)
    with pytest.raises(UnknownName):
        values(teams, country=US, partner="XX")
    with pytest.raises(UsageError, match="no country under"):
        values(teams, country=US, partner="EU")


def crowded_world(works):
    """Few strata with many papers each: most draws have matches, so that intervals stand."""
    chance = random.Random(8)
    world = []
    for number in range(works):
        places = [chance.choice((US, US, CN, CN, DE)) for _ in range(chance.choice((2, 2, 3, 4)))]
        if chance.random() < 0.1:
            places.append(None)
        world.append(Work(
            number, rows=by(*places), citations=chance.choice((None, 0, 0, 1, 2, 5, 9)),
            fields=chance.choice(({"cs": 1.0}, {"cs": 0.5, "law": 0.5})),
        ))  # fmt: skip
    return world


@pytest.mark.parametrize("choices", [{}, {"unknown": "complete_case", "reference_set": "by_year"}])
def test_intervals_of_matched_differences_are_those_of_the_naive_answer(tmp_path, choices):
    works = crowded_world(240)
    dataset = dataset_of(tmp_path, works, draws=40)
    specification = Specification.of(choices)
    check_dividend(dataset, World(works, draws=40, seed=dataset.seed), specification)
    found = values(dataset, country=US, partner=CN, choices=choices)
    matched = [row for key, row in found.items() if key[0].endswith("_matched_difference")]
    assert sum(row["low"] is not None for row in matched) == len(matched) == 8
