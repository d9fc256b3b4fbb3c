"""Questions that have no answer, and worlds that hardly have anything."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from detente.core.dimensions import Specification
from detente.core.errors import DataMissing, UnknownName, UsageError
from detente.indicators.rows import NO_DRAWS, NO_INTERVAL, rows, small
from detente.indicators.run import filters_of, run
from small_release import Work, dataset_of, small_release


def work(number, *codes, **options):
    rows = [(author, None, code, None) for author, code in enumerate(codes, 1)]
    return Work(number, rows=rows, **options)


def notes_of(measure):
    return {row["metric"]: row["note"] for row in measure.to_dicts()}


def values_of(measure):
    return {row["metric"]: row["value"] for row in measure.to_dicts()}


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("edges"), 1, 60)


# ---- what is asked ----


@pytest.mark.parametrize("name", ["output", "collaboration", "strength", "network", "coverage"])
@pytest.mark.parametrize(
    "choices, country, counted_as",
    [
        ({"territory": "hk_mo_with_cn"}, "HK", "CN"),
        ({"territory": "eu_bloc"}, "DE", "EU"),
        ({"territory": "eu_bloc", "period": "-2019"}, "GB", "EU"),
    ],
)
def test_a_country_that_counts_as_another_has_no_zero_of_its_own(
    dataset, name, choices, country, counted_as
):
    with pytest.raises(UsageError) as refused:
        run(name, dataset, Specification.of(choices), country=country)
    assert f"'{country}' counts as {counted_as}" in refused.value.what
    assert counted_as in refused.value.fix


def test_the_bloc_is_a_country_only_where_it_is_one(dataset):
    with pytest.raises(UsageError, match="'EU' is no country"):
        run("output", dataset, Specification.of(), country="EU")
    with pytest.raises(UnknownName, match="'ZZ'"):
        run("output", dataset, Specification.of(), country="ZZ")
    measure = run("output", dataset, Specification.of(territory="eu_bloc"), country="EU")
    assert measure.to_dicts()[0]["value"] > 0


def test_a_country_that_left_the_bloc_says_so(dataset):
    specification = Specification.of(territory="eu_bloc", document_types="all")
    for name, filters in (("output", {}), ("coverage", {}), ("collaboration", {})):
        shown = run(name, dataset, specification, country="GB", **filters).where(country="GB")
        assert all("GB counts as EU in part of these years" in row["note"]
                   for row in shown.to_dicts() if row["value"] is not None
                   and not row["metric"].startswith(("p_", "mutual", "joint", "partner", "lead"))
                   )  # fmt: skip
    later = specification.but(period="2021-")
    assert "GB counts" not in str(run("output", dataset, later, country="GB").to_dicts())


def test_a_country_is_no_partner_of_itself(dataset):
    for name in ("collaboration", "strength"):
        with pytest.raises(UsageError, match="no partner of itself"):
            run(name, dataset, Specification.of(), country="US", partner="US")


def test_one_partner_of_every_country(dataset):
    found = run("collaboration", dataset, Specification.of(), partner="US")
    rows = found.where(metric="joint_papers").to_dicts()
    assert {row["partner"] for row in rows} == {"US"}
    assert "US" not in {row["country"] for row in rows}
    assert found.where(metric="international_share").to_dicts() == []


@pytest.mark.parametrize(
    "name, filters",
    [
        ("output", {"by": "month"}),
        ("coverage", {"by": "language"}),
        ("coverage", {"strata": "country"}),
        ("output", {"partner": "US"}),
        ("nothing", {}),
    ],
)
def test_what_is_not_there_is_named(dataset, name, filters):
    with pytest.raises(UnknownName):
        run(name, dataset, Specification.of(), **filters)


def test_choices_that_change_nothing_are_refused(dataset):
    with pytest.raises(UsageError, match="does not depend on counting"):
        run("collaboration", dataset, Specification.of(counting="country"))
    for name in ("output", "coverage"):
        with pytest.raises(UsageError, match="cannot be narrowed to 'vision'"):
            run(name, dataset, Specification.of(ai_definition="vision"), by="field")
    with pytest.raises(UsageError, match="add --country"):
        run("strength", dataset, Specification.of())


def test_filters_are_the_parameters_that_are_no_data():
    assert filters_of("output") == ("country", "by")
    assert filters_of("published")[0] == "source"


def test_none_is_as_if_not_given(dataset):
    plain, given = (
        run("output", dataset, Specification.of(), **filters) for filters in ({}, {"country": None})
    )
    assert plain.to_dicts() == given.to_dicts()


# ---- lists of known works ----


@pytest.mark.parametrize(
    "content, message",
    [("12\nabc\n", "entry 2 of the list is 'abc'"), ("\n", "is empty"), (b"\xff\xfe1", "read")],
)
def test_a_list_that_cannot_be_read(dataset, tmp_path, content, message):
    file = tmp_path / "list.txt"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(UsageError, match=message):
        run("coverage", dataset, Specification.of(), listed=str(file))


def test_a_list_that_is_not_there(dataset, tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        run("coverage", dataset, Specification.of(), listed=str(tmp_path / "none.txt"))
    with pytest.raises(UsageError, match="entry 1 of the list is 'None'"):
        run("coverage", dataset, Specification.of(), listed=[None])


def test_without_a_list_nothing_is_estimated(dataset):
    measure = run("coverage", dataset, Specification.of())
    for metric in ("known_item_recall", "population", "covered_share"):
        (row,) = measure.where(metric=metric).to_dicts()
        assert row["value"] is row["low"] is None
        assert row["note"].startswith("insufficient data")


def test_an_estimate_is_never_below_what_was_seen(tmp_path):
    dataset = dataset_of(tmp_path, [work(n, "US") for n in range(4)])
    measure = run("coverage", dataset, Specification.of(), listed=[3, 99])
    (population,) = measure.where(metric="population").to_dicts()
    assert population["low"] == 5
    (share,) = measure.where(metric="covered_share").to_dicts()
    assert share["high"] == pytest.approx(4 / 5)


# ---- little data ----


def test_a_release_without_institutions_or_flags(tmp_path):
    dataset = dataset_of(tmp_path, [work(n, "US", "CN") for n in range(3)])
    risk = notes_of(run("concentration", dataset, Specification.of()))
    for metric in ("institution_hhi", "monopoly_high", "top_institutions", "monopoly_risk"):
        assert risk[metric].startswith("insufficient data: no work names an institution")
    assert risk["hhi"].endswith("small cell: n < 25")
    for filters in ({}, {"country": "US"}):
        measure = run("collaboration", dataset, Specification.of(), **filters)
        rows = measure.where(metric="single_country_papers").to_dicts()
        assert "US" in {row["country"] for row in rows}
        assert {row["value"] for row in rows} == {None}
        assert all("marks no corresponding authors" in row["note"] for row in rows)
    for counting, missing in (("institution", "institution"), ("corresponding", "corresponding")):
        with pytest.raises(DataMissing, match=missing):
            run("output", dataset, Specification.of(counting=counting))


def test_fewer_institutions_than_the_rule_looks_at(tmp_path):
    rows = [(1, name, "US", True) for name in range(3)]
    dataset = dataset_of(tmp_path, [Work(1, rows=rows), work(2, "US"), work(3, "CN")])
    measure = run("concentration", dataset, Specification.of())
    assert values_of(measure)["institution_effective_number"] == pytest.approx(3)
    assert "3 institutions are named, the rule needs 10" in notes_of(measure)["monopoly_high"]
    smaller = values_of(run("concentration", dataset, Specification.of(), top=3))
    assert smaller["top_institutions"] == 3
    assert smaller["monopoly_risk"] == 0  # 3 are less than 5
    lower = values_of(
        run("concentration", dataset, Specification.of(), top=3, medium_count=3, medium_ratio=2.0)
    )
    assert lower["monopoly_risk"] == 1


def test_a_shared_lead_says_so(tmp_path):
    dataset = dataset_of(tmp_path, [work(1, "US", "CN"), work(2, "CN", "US"), work(3, "GB")])
    notes = notes_of(run("concentration", dataset, Specification.of()))
    assert notes["lead_over_second"].endswith("first place is shared by 2")
    found = values_of(run("concentration", dataset, Specification.of()))
    assert found["lead_over_second"] == 1


def test_ties_for_the_last_place_give_a_range(tmp_path):
    names = [(1, "US"), (2, "US"), (3, "CN"), (4, "CN")]
    works = [Work(0, rows=[(1, *names[0], True)])]
    works += [Work(n, rows=[(1, *name, True)]) for n, name in enumerate(names, 1)]
    works += [work(n, "US") for n in range(5, 9)]
    measure = run("concentration", dataset_of(tmp_path, works), Specification.of(), top=3)
    found = values_of(measure)
    top = [found[f"top_institutions{suffix}"] for suffix in ("", "_least", "_most")]
    assert top == pytest.approx([1 + 2 / 3, 1, 2])


def test_an_institution_of_two_merged_countries_is_one(tmp_path):
    rows = [(1, 5, "CN", True), (2, 5, "HK", False)]
    dataset = dataset_of(tmp_path, [Work(1, rows=rows)])
    for territory, number in (("separate", 2), ("hk_mo_with_cn", 1)):
        measure = run("concentration", dataset, Specification.of(territory=territory))
        assert values_of(measure)["institution_effective_number"] == pytest.approx(number)


def test_no_second_country(tmp_path):
    measure = run("concentration", dataset_of(tmp_path, [work(1, "US")]), Specification.of())
    found, notes = values_of(measure), notes_of(measure)
    assert found["hhi"] == found["lead_share"] == 1
    assert found["lead_over_second"] is None
    assert notes["lead_over_second"].startswith("infinite: no second country")
    assert found["hhi_normalised"] is None


@pytest.mark.parametrize(
    "name", ["output", "collaboration", "concentration", "network", "coverage"]
)
def test_no_work_of_the_period(dataset, name):
    measure = run(name, dataset, Specification.of(period="1990"))
    shares = [m.name for m in measure.indicator.metrics if m.unit in {"share", "index", "ratio"}]
    for row in measure.to_dicts():
        assert row["metric"] not in shares or row["value"] is None
        assert row["n"] == 0
        assert row["unknown_share"] is None


def test_nothing_of_a_country_in_the_period_is_a_true_zero(dataset):
    """Nobody counts as another where there are no works, and there are none: 0, without a share."""
    found = values_of(run("output", dataset, Specification.of(period="1990"), country="US"))
    assert found == {"papers": 0, "share": None}
    assert run("strength", dataset, Specification.of(period="1990"), country="US").to_dicts() == []


def test_works_without_any_country(tmp_path):
    dataset = dataset_of(tmp_path, [work(1, None), Work(2), work(3, None, None)])
    found = values_of(run("output", dataset, Specification.of(counting="author_country")))
    assert found["unknown_papers"] == found["world_papers"] == 3
    rates = values_of(run("coverage", dataset, Specification.of()))
    assert rates["no_country_share"] == rates["some_unknown_share"] == 1
    assert values_of(run("concentration", dataset, Specification.of()))["hhi"] is None
    assert len(run("network", dataset, Specification.of())) == 0
    assert len(run("collaboration", dataset, Specification.of()).where(metric="lead")) == 0


def test_a_country_without_partners(tmp_path):
    dataset = dataset_of(tmp_path, [work(1, "US", "CN"), work(2, "GB"), work(3, "FR")])
    measure = run("collaboration", dataset, Specification.of(), country="GB", partner="FR")
    found, notes = values_of(measure), notes_of(measure)
    assert found["joint_papers"] == 0
    assert [found[m] for m in ("partner_rank", "lead", "mutual_first_strict")] == [None] * 3
    assert notes["mutual_first_weak"] == "a side has no partner"
    with pytest.raises(UsageError, match="'GB' has no joint paper"):
        run("network", dataset, Specification.of(), country="GB")
    network = run("network", dataset, Specification.of())
    (between,) = {row["note"] for row in network.where(metric="betweenness").to_dicts()}
    assert between.startswith("undefined: fewer than three countries")


def test_countries_apart_from_the_largest_component(tmp_path):
    works = [work(1, "US", "CN"), work(2, "US", "GB"), work(3, "FR", "DE")]
    measure = run("network", dataset_of(tmp_path, works), Specification.of())
    central = {r["country"]: r for r in measure.where(metric="eigenvector").to_dicts()}
    assert central["FR"]["value"] is None
    assert "outside the largest connected component" in central["FR"]["note"]
    assert central["US"]["value"] == pytest.approx(np.sqrt(0.5))
    groups = {r["country"]: r["value"] for r in measure.where(metric="group").to_dicts()}
    assert groups == {"US": 1, "CN": 1, "GB": 1, "FR": 2, "DE": 2}


def test_trends_need_three_years_and_every_one_of_them(tmp_path):
    works = [work(y, "US", "CN", year=y) for y in (2018, 2019)]
    works += [work(5, "US", "GB", year=2018), work(6, "US", "GB", year=2019)]
    dataset = dataset_of(tmp_path / "two", works)
    two = notes_of(run("strength", dataset, Specification.of(), country="US", partner="CN"))
    assert two["count_slope"].startswith("insufficient data: a trend needs three years")
    works.append(work(7, "FR", year=2020))
    dataset = dataset_of(tmp_path / "three", works)
    three = run("strength", dataset, Specification.of(), country="US", partner="CN")
    assert values_of(three)["count_slope"] == pytest.approx(-0.5)
    assert values_of(three)["share_slope"] is None
    assert notes_of(three)["share_slope"].startswith("no trend: undefined in one of the years")


def test_a_stratum_of_unknown_works_leaves_the_adjusted_share_open(tmp_path):
    works = [work(1, "US", venue="A"), work(2, None, venue="B"), work(3, "CN", venue=None)]
    dataset = dataset_of(tmp_path, works)
    for strata in ("year", "venue"):
        measure = run("coverage", dataset, Specification.of(), country="US", strata=strata)
        (row,) = measure.where(metric="share_adjusted").to_dicts()
        if strata == "year":
            assert row["value"] == pytest.approx(1 / 2)
        else:
            assert row["value"] is None
            assert "in some stratum no work's countries are all known" in row["note"]
    by_venue = run("coverage", dataset, Specification.of(), by="venue")
    notes = {
        row["venue"]: row["note"] for row in by_venue.where(metric="no_country_share").to_dicts()
    }
    assert notes == {"A": None, "B": "more than 10 % unknown", None: "venue not known"}


def test_retracted_works_count_nowhere(tmp_path):
    works = [work(1, "US"), work(2, "US", retracted=True), work(3, None, retracted=True)]
    dataset = dataset_of(tmp_path, works)
    assert values_of(run("output", dataset, Specification.of(), country="US"))["papers"] == 1
    (rate,) = (
        run("coverage", dataset, Specification.of()).where(metric="no_country_share").to_dicts()
    )
    assert (rate["value"], rate["n"]) == (0, 1)


def test_the_last_day_of_membership(tmp_path):
    works = [work(1, "GB", "DE", year=2020, day=date(2020, 1, 31)),
             work(2, "GB", "DE", year=2020, day=date(2020, 2, 1))]  # fmt: skip
    dataset = dataset_of(tmp_path, works)
    measure = run("collaboration", dataset, Specification.of(territory="eu_bloc"), country="EU")
    scopes = values_of(measure)
    assert (scopes["domestic_papers"], scopes["international_papers"]) == (1, 1)


# ---- rows ----


def test_an_interval_that_most_draws_do_not_support_is_withheld():
    totals = np.array([[1.0, 1.0, 2.0, np.nan], [np.nan, 1.0, 2.0, 3.0], [1.0, 1.0, 2.0, 3.0]])
    table = rows("m", {"country": ["A", "B", "C"]}, totals, n=[30, 30, 3], unknown_share=0.0,
                 note=small([30, 30, 3]), undefined="because")  # fmt: skip
    assert table["note"].to_pylist() == [NO_INTERVAL, "because", "small cell: n < 25"]
    assert table["low"].to_pylist() == [None, None, 1.0]
    assert table["value"].to_pylist() == [1.0, None, 1.0]


def test_probabilities_need_draws(tmp_path):
    dataset = dataset_of(tmp_path, [work(1, "US", "CN")], draws=0)
    measure = run("collaboration", dataset, Specification.of(), country="US")
    (row,) = measure.where(metric="p_first").to_dicts()
    assert (row["value"], row["note"]) == (None, NO_DRAWS)


def test_a_release_without_works_says_what_it_lacks(dataset):
    from dataclasses import replace

    empty = replace(dataset.release, entries=())
    with pytest.raises(DataMissing):
        run("output", replace(dataset, release=empty), Specification.of())
    # a release may carry the pool without the bylines it was made from
    kept = tuple(e for e in dataset.release.entries if e.table != "authorship")
    pooled = replace(dataset, release=replace(dataset.release, entries=kept))
    notes = notes_of(run("concentration", pooled, Specification.of()))
    assert notes["monopoly_risk"].startswith("insufficient data: no work names an institution")
    with pytest.raises(DataMissing):
        run("coverage", pooled, Specification.of())
