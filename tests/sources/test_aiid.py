"""The AI Incident Database: its file row by row, and the rules against what a reader says."""

import csv
import json

import pytest

from bench import incidents
from detente.core.errors import SourceMalformed, TableInvalid
from detente.sources import aiid
from detente.sources.aiid.kinds import kinds_of
from detente.sources.aiid.places import countries_in


@pytest.fixture(scope="module")
def printed(shared_data):
    with (shared_data / "aiid" / "incidents.csv").open(encoding="utf-8", newline="") as handle:
        return {row["incident_id"]: row for row in csv.DictReader(handle)}


@pytest.fixture(scope="module")
def tables(shared_data):
    read = aiid.read(shared_data / "aiid").tables
    return {name: table.to_pylist() for name, table in read.items()}


def test_every_incident_comes_out_once_with_its_date_and_title(printed, tables):
    ours = {row["incident"]: row for row in tables["incident"]}
    assert ours.keys() == printed.keys()
    assert len(ours) == len(tables["incident"]) == 1367
    for number, row in ours.items():
        assert row["date"].isoformat() == printed[number]["date"]
        assert row["title"] == printed[number]["title"]


def test_countries_are_those_of_the_text_and_of_listed_organisations(printed, tables):
    found = {}
    for row in tables["incident_country"]:
        found.setdefault((row["incident"], row["basis"]), set()).add(row["country"])
    for number, row in printed.items():
        named = countries_in(f"{row['title']}. {row['description']}")
        assert found.get((number, "text"), set()) == named
        deployers = json.loads(row["Alleged deployer of AI system"])
        seats = {aiid.SEATS[name] for name in deployers if name in aiid.SEATS}
        assert found.get((number, "deployer"), set()) == seats


def test_fraud_and_false_news_are_misuse(tables):
    for row in tables["incident"]:
        assert row["misuse"] or not (row["fraud"] or row["false_news"])


@pytest.fixture(scope="module")
def given(shared_data):
    return incidents.answers(shared_data.parent)


@pytest.mark.parametrize(
    "measure, precision, recall",
    [
        ("country", 0.9, 0.85),
        ("misuse", 0.85, 0.85),
        ("fraud", 0.95, 0.95),
        ("false_news", 0.7, 0.75),
    ],
)
def test_the_rules_agree_with_a_reader_on_incidents_they_never_saw(
    given, measure, precision, recall
):
    wanted = incidents.labels("held_out")
    assert len(wanted) == 120 * len(incidents.MEASURED)
    result = incidents.score(wanted, given, measure)
    assert result.precision >= precision
    assert result.recall >= recall


@pytest.mark.parametrize(
    "text, countries",
    [
        ("A man in Tempe, Arizona was hit.", {"US"}),
        ("New Mexico's police and Mexican officials", {"US", "MX"}),
        ("Scams in Taiwan and Hong Kong cost US$5 million.", {"TW", "HK"}),
        ("The New York Times asked a chatbot in Spanish", set()),
        ("Latin American users of a Chinese-language model", set()),
        ("Jordan Peterson and Jimmy Wales met in Georgia", set()),
        ("the U.S., the UK and South Korea", {"US", "GB", "KR"}),
        ("North Korea-linked actors", {"KP"}),
        ("us and them, a polish remover, an indiana", set()),
        ("São Paulo's metro; Türkiye", {"BR", "TR"}),
        ("Rousseau read Australopithecus to Indianapolis", set()),
        ("", set()),
    ],
)
def test_the_rule_of_countries(text, countries):
    assert countries_in(text) == countries


@pytest.mark.parametrize(
    "text, kinds",
    [
        ("Deepfake of a minister sold an investment scam", {"misuse", "fraud"}),
        ("AI-generated video showed the president at war", {"misuse", "false_news"}),
        ("Students made deepfake nudes of a politician", {"misuse"}),
        ("A fraud detection system flagged families for fraud", set()),
        ("A chatbot hallucinated disinformation about an election", set()),
        ("A self-driving car was hacked together and crashed", set()),
        ("A robot fell over", set()),
    ],
)
def test_the_rule_of_kinds(text, kinds):
    assert {name for name, is_one in kinds_of(text)._asdict().items() if is_one} == kinds


HEADER = (
    "_id,incident_id,date,reports,Alleged deployer of AI system,Alleged developer of AI system,"
    "Alleged harmed or nearly harmed parties,description,title"
)
ROW = 'x,{n},2023-05-05,[1],[],"[""google""]",[],"In Gansu a man\nwas held.",Title {n}'


def written(tmp_path, *, header=HEADER, rows=None):
    rows = [ROW.format(n=n) for n in range(1, 700)] if rows is None else rows
    path = tmp_path / "incidents.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_cells_with_line_breaks_are_read(tmp_path):
    tables = aiid.read(written(tmp_path)).tables
    assert tables["incident"].num_rows == 699
    found = {(r["country"], r["basis"]) for r in tables["incident_country"].to_pylist()}
    assert found == {("CN", "text"), ("US", "developer")}


@pytest.mark.parametrize(
    "before, after, said",
    [
        ("2023-05-05", "05/05/2023", "is not a date"),
        ("x,3,", "x,three,", "incident_id = 'three'"),
        ("[1],[],", "[1],google,", "is not a list"),
        ("[1],[],", '"[1]","{}",', "is not a list of names"),
        (",Title 3", "", "8 cells for 9 columns"),
    ],
)
def test_a_wrong_cell_names_its_line(tmp_path, before, after, said):
    rows = [ROW.format(n=n) for n in range(1, 700)]
    assert before in rows[2]
    rows[2] = rows[2].replace(before, after, 1)
    with pytest.raises(SourceMalformed, match=r"incidents\.csv, line 4") as error:
        aiid.read(written(tmp_path, rows=rows))
    assert said in str(error.value)


@pytest.mark.parametrize(
    "header, said",
    [
        (HEADER.replace("title", "headline"), "headline, title"),
        (HEADER + ",country", "country"),
        ("", "title"),
    ],
)
def test_other_columns_stop_the_run(tmp_path, header, said):
    with pytest.raises(SourceMalformed, match="columns") as error:
        aiid.read(written(tmp_path, header=header))
    assert said in str(error.value)


def test_an_empty_short_absent_or_binary_file_stops_the_run(tmp_path):
    with pytest.raises(SourceMalformed, match="holds no incident"):
        aiid.read(written(tmp_path, rows=[]))
    with pytest.raises(SourceMalformed, match="3 rows"):
        aiid.read(written(tmp_path, rows=[ROW.format(n=n) for n in (1, 2, 3)]))
    with pytest.raises(TableInvalid, match="key occurs"):
        aiid.read(written(tmp_path, rows=[ROW.format(n=1)] * 600))
    with pytest.raises(SourceMalformed, match=r"nowhere"):
        aiid.read(tmp_path / "nowhere.csv")
    (tmp_path / "incidents.csv").write_bytes(b"\xff\xfe\x00incident_id")
    with pytest.raises(SourceMalformed):
        aiid.read(tmp_path)
