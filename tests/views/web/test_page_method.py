"""Every indicator has its page, with formulas, references and an example that is right."""

import json
import re

import pytest

from detente.core.discovery import modules
from detente.core.errors import UnknownName
from detente.core.references import bibliography, reference
from detente.views.web.pages.indicator import instances
from detente.views.web.parts.worked_example import PACKAGE, worked
from views.web.read_tables import document_of, tables_of

INDICATORS = {n: m.INDICATOR for n, m in modules("detente.indicators", "INDICATOR").items()}


@pytest.mark.parametrize("name", INDICATORS)
def test_every_indicator_has_its_page(get, name):
    indicator, answer = INDICATORS[name], get(f"en/method/{name}")
    shown = tables_of(answer)
    assert [row["title"][0] for row in shown["metrics"]] == [m.name for m in indicator.metrics]
    text = answer.body.decode()
    for key in indicator.references:
        assert reference(key).fields["year"] in text
    given = document_of(get(f"en/method/{name}/metrics.json"))["rows"]
    assert [(r["formula"], r["unit"]) for r in given] == [
        (m.formula, m.unit) for m in indicator.metrics
    ]
    if indicator.dimensions:
        chosen = document_of(get(f"en/method/{name}/choices.json"))["rows"]
        assert {row["dimension"] for row in chosen} == set(indicator.dimensions)


def test_the_list_links_every_indicator(get):
    page = get("en/method").body.decode()
    linked = re.findall(r'href="/en/method/(\w+)\?', page)
    assert sorted(linked) == sorted(INDICATORS)
    assert {place["indicator"] for place in instances(None)} == set(INDICATORS)


def test_an_indicator_that_is_none_is_refused(site):
    with pytest.raises(UnknownName):
        site.answer("en/method/nonsense", f"release={site.desk().release}")


@pytest.mark.parametrize("name", INDICATORS)
def test_every_indicator_has_a_worked_example_that_is_right(name, examples):
    found = worked(name)
    assert found is not None, f"write src/detente/views/web/worked/{name}.py"
    assert found.pitfalls
    metric = INDICATORS[name].metric(found.metric)
    assert metric.minimum is None or found.result >= metric.minimum
    assert metric.maximum is None or found.result <= metric.maximum
    if found.proof:
        file, path = found.proof
        expected = json.loads((examples / f"{file}.json").read_text("utf-8"))["expected"]
        for step in path.split("/"):
            expected = expected[step]
        assert found.result == pytest.approx(expected, rel=1e-9)
    else:
        assert name in OWN_PROOF


def test_no_example_is_of_what_is_no_indicator():
    assert set(modules(PACKAGE, "WORKED")) <= set(INDICATORS)


# examples that no shared one holds: each relation is read off what the command prints
OWN_PROOF = {"comparison", "enforcement", "published"}


def test_the_ratio_of_a_comparison_is_ours_over_published(detente):
    rows = detente("show", "comparison", "--json").json["rows"]
    cells = {}
    for row in rows:
        key = tuple(row[name] for name in INDICATORS["comparison"].grain)
        cells.setdefault(key, {})[row["metric"]] = row["value"]
    known = [cell for cell in cells.values() if cell.get("ratio") is not None]
    assert known
    for cell in known:
        assert cell["ratio"] == pytest.approx(cell["ours"] / cell["published"])


def test_documented_cases_add_up_over_kinds(detente, facts_lake):
    def cases(*words):
        rows = detente("show", "enforcement", "--metric", "cases", "--json", "--lake", facts_lake,
                       *words).json["rows"]  # fmt: skip
        found = {}
        for row in rows:
            found[row["country"]] = found.get(row["country"], 0) + row["value"]
        return found

    assert cases() == cases("--by", "kind") != {}


def test_a_published_figure_is_repeated_as_it_stands(detente):
    from views.view_world import figures

    rows = detente("show", "published", "--metric", "papers_full", "--json").json["rows"]
    told = {(r["country"], r["first_year"]): r["value"] for r in rows if r["country"]}
    given = {
        (f["country"], f["first_year"]): f["value"]
        for f in figures()
        if f["metric"] == "papers_full" and f["country"]
    }
    assert {key: value for key, value in told.items() if value is not None} == {
        key: value for key, value in given.items() if key in told and told[key] is not None
    }


def test_the_bibliography_is_read_whole(pytestconfig):
    text = (pytestconfig.rootpath / "src/detente/core/references.bib").read_text("utf-8")
    assert len(bibliography()) == len(re.findall(r"^@\w+\{", text, re.MULTILINE)) > 70
    for found in bibliography().values():
        assert found.fields["title"]
        assert not re.search(r"[{}\\]", found.text), found.text


def test_a_reference_reads_as_people_write_it():
    found = reference("perianesrodriguez2016")
    assert found.text == (
        "Antonio Perianes-Rodriguez, Ludo Waltman and Nees Jan van Eck (2016). Constructing "
        "bibliometric networks: A comparison between full and fractional counting. Journal of "
        "Informetrics, 10(4), 1178–1195."
    )
    assert found.address == "https://doi.org/10.1016/j.joi.2016.10.006"
    assert "Rodríguez" in reference("chinchillarodriguez2021").text
    with pytest.raises(UnknownName):
        reference("nobody1900")
