"""The planted release holds every hostile text wherever text of others can stand, and answers."""

import csv
import io

import pytest

from answer_checks import INDICATORS
from data.hostile_strings import HOSTILE
from detente.indicators.run import run
from detente.views.web.spreadsheet import safe_csv
from hostile_release import DECLARED, LOOKED_UP, free_columns, hostile_dataset
from indicator_checks import CASES, specification_of
from views.web.spreadsheet_cells import starts_formula

KINDS = {
    "html", "svg", "event", "attribute", "address", "style", "json", "template", "bidi",
    "right-to-left", "invisible", "formula", "path", "lines", "latex", "bibtex", "ris", "sql",
    "agent", "long", "null",
}  # fmt: skip
# tables that other tables are computed from, with words of ours alone
OURS = {"cell", "pattern", "cell_work"}
WHOLE = [(name, column) for name in DECLARED if name not in OURS for column in free_columns(name)]
TEXTS = {text for _, text in HOSTILE}
# texts stand in them among other words, or with fewer slashes
CHANGED = {("work_field", "field"), ("score", "run")}
# names that our own code makes: of sources, of lists, of the rows of another table
OWN = {
    ("incident", "source"), ("incident", "incident"), ("incident_country", "source"),
    ("incident_country", "incident"), ("listing", "list"), ("listing", "listing"),
    ("listing_alias", "listing"), ("obligation", "instrument"),
}  # fmt: skip


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    return hostile_dataset(tmp_path_factory.mktemp("hostile") / "lake")


def test_there_are_sixty_texts_of_every_kind():
    assert len(HOSTILE) == len(TEXTS) == 60
    assert {kind for kind, _ in HOSTILE} == KINDS
    for _, text in HOSTILE:
        assert text.encode("utf-8").decode("utf-8") == text


@pytest.mark.parametrize("name, column", WHOLE, ids=[".".join(pair) for pair in WHOLE])
def test_free_columns_hold_every_text(dataset, name, column):
    values = set(dataset.release.table(name).column(column).to_pylist()) - {None}
    squeezed = {"".join(value.split()) for value in values}
    # a pattern may demand a digit at the end, or no end of line
    starts = {text: "".join(text.split())[:50] for text in TEXTS}
    missing = [t for t, start in starts.items() if not any(v.startswith(start) for v in squeezed)]
    assert missing == []


@pytest.mark.parametrize("name, column", sorted(LOOKED_UP - CHANGED - OWN))
def test_other_columns_hold_hostile_texts_beside_what_is_looked_up(dataset, name, column):
    values = set(dataset.release.table(name).column(column).to_pylist())
    # there are six benchmarks, and some forty works whose field is known
    assert len(values & TEXTS) >= 6


@pytest.mark.parametrize("name, column", sorted(CHANGED))
def test_changed_texts_are_hostile_still(dataset, name, column):
    values = dataset.release.table(name).column(column).to_pylist()
    assert len({value for value in values if "pwned" in value}) >= 6


def test_the_manifest_holds_every_text(dataset):
    said = dataset.release.manifest.description
    assert set(said.notes) == TEXTS
    assert {source.title for source in said.sources} == TEXTS
    assert {source.citation for source in said.sources} >= TEXTS
    assert said.sources[0].url.startswith("javascript:")


@pytest.mark.parametrize("name", sorted(set(DECLARED) - OURS))
def test_no_formula_survives_in_the_csv_for_spreadsheets(dataset, name):
    table = dataset.release.table(name)
    written = safe_csv(table).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(written, newline="")))
    assert len(rows) == table.num_rows + 1
    texts = [place for place, kind in enumerate(table.schema.types) if kind == "string"]
    assert [row[place] for row in rows[1:] for place in texts if starts_formula(row[place])] == []
    # the plain table does hold them, where words of others stand
    if free_columns(name):
        plain = [text for column in free_columns(name) for text in table[column].to_pylist()]
        assert sum(starts_formula(text) for text in plain if text) >= 6


def answered():
    """Every question of the contract tests that the works' years allow."""
    return [(name, filters) for name, filters in CASES if "first_year" not in filters]


@pytest.mark.parametrize("name", sorted(INDICATORS))
def test_every_indicator_answers_from_it(dataset, name):
    questions = [filters for one, filters in answered() if one == name]
    answers = [run(name, dataset, specification_of(name, {}), **filters) for filters in questions]
    assert sum(len(rows.to_dicts()) for rows in answers) > 0
