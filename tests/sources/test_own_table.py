"""A table of one's own: every column, every way to be wrong, and on to a verdict."""

import csv
import datetime as dt
import hashlib
import json

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.affiliations import sightings
from detente.core.errors import DataMissing, SourceMalformed
from detente.sources import own_table, ror
from detente.sources.listing import fingerprint
from detente.sources.ror.make import make_index
from detente.views.cli.main import main

SMALL = """work,year,author,affiliation
a,2020,1,"Department of Physics, University of Oxford"
a,2020,2,"Tsinghua University, Beijing, China"
b,2021,1,Google Research
"""


@pytest.fixture(autouse=True)
def no_index_elsewhere(monkeypatch):
    monkeypatch.delenv(ror.VARIABLE, raising=False)


@pytest.fixture
def read(tmp_path):
    def reading(text, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return own_table.read(path)

    return reading


def rows(reading, table, *columns):
    return [tuple(row[c] for c in columns) for row in reading.tables[table].to_pylist()]


def by_title(reading, *columns):
    """Authorships in the order of titles, which tests choose, not of hashed identifiers."""
    titles = dict(rows(reading, "work", "work", "title"))
    found = [(titles[row["work"]], *(row[c] for c in columns))
             for row in reading.tables["authorship"].to_pylist()]  # fmt: skip
    return sorted(found, key=str)


def test_a_small_table(read):
    reading = read(SMALL)
    authors = rows(reading, "authorship", "author", "affiliation", "country", "raw_affiliation")
    assert sorted(authors, key=str) == [
        (1, 1, "GB", "Department of Physics, University of Oxford"),
        (1, 1, None, "Google Research"),
        (2, 1, "CN", "Tsinghua University, Beijing, China"),
    ]
    assert sorted(rows(reading, "institution", "name", "country")) == [
        ("Tsinghua University", "CN"), ("University of Oxford", "GB"),
    ]  # fmt: skip
    assert set(rows(reading, "label", "scheme", "label", "score")) == {("own_table", "all", 1.0)}
    assert [d.name for d in own_table.SOURCE.definitions] == ["all"]
    assert any("every work counts as an article" in note for note in reading.notes)
    assert "organisation 1, printed 1, unknown 1" in " ".join(reading.notes)


EVERY = """work;year;date;title;type;language;venue;citations;retracted;author;affiliation;\
institution;country;corresponding;label;field
W7;2020;2020-02-03;One;review;EN;Journal;12;no;Ann;Somewhere;\
https://ror.org/052gg0110;;yes;vision|Big Data;law| cs / /ai|
W7;;;;;;;;;Bob;;Acme Works;FR;no;;
W7;;;;;;;;;Ann;Elsewhere;;Korea, South;;;
https://openalex.org/W8;2021;;Two;;;;;;;;;MO;;;
"""


def test_every_column(read):
    reading = read(EVERY)
    works = {row["title"]: row for row in reading.tables["work"].to_pylist()}
    assert works["One"] == {
        "work": 7, "year": 2020, "date": dt.date(2020, 2, 3), "title": "One", "type": "review",
        "language": "en", "venue": "Journal", "citations": 12, "retracted": False,
        "stated_references": None,
    } | {name: None for name in works["One"] if name == "truncated"}  # fmt: skip
    assert (works["Two"]["work"], works["Two"]["type"]) == (8, "unstated")
    assert by_title(reading, "author", "affiliation", "country", "corresponding") == [
        ("One", 1, 1, "GB", True), ("One", 1, 2, "KR", True), ("One", 2, 1, "FR", False),
        ("Two", None, 1, "MO", None),
    ]  # fmt: skip
    names = rows(reading, "institution", "name", "country", "ror")
    assert sorted(names) == [
        ("Acme Works", "FR", None),
        ("University of Oxford", "GB", "052gg0110"),
    ]
    labels = {label for work, label in rows(reading, "label", "work", "label") if work == 7}
    assert labels == {"all", "vision", "Big Data", "law", "cs / /ai"}
    assert {d.name: d.labels for d in reading.definitions} == {
        "vision": ("vision",), "big_data": ("Big Data",), "law": ("law",), "cs_ai": ("cs / /ai",),
    }  # fmt: skip
    assert rows(reading, "work_field", "work", "field", "weight") == [
        (7, "cs/ai", 0.5), (7, "law", 0.5),
    ]  # fmt: skip


def test_forms_of_the_same_table_read_the_same(read, tmp_path):
    plain = read(SMALL)
    forms = {
        "bom": b"\xef\xbb\xbf" + SMALL.encode(),
        "crlf": SMALL.replace("\n", "\r\n"),
        "blank": SMALL.replace("\n", "\n\n"),
        "capitals": SMALL.replace("work,year", " Work , YEAR"),
        "quoted": SMALL.replace("Google Research", '"Google\nResearch"'),
        "twice": SMALL + SMALL.split("\n")[1] + "\n",
    }
    for name, text in forms.items():
        reading = read(text)
        for table in ("work", "label", "institution"):
            assert reading.tables[table].equals(plain.tables[table]), name
        columns = ["work", "author", "affiliation", "country", "institution"]
        assert (
            reading.tables["authorship"]
            .select(columns)
            .equals(plain.tables["authorship"].select(columns))
        ), name
        assert any("repeat another: 1" in n for n in reading.notes) == (name == "twice")
    frame = pl.read_csv((tmp_path / "mine.csv").read_bytes()).unique(maintain_order=True)
    frame.write_parquet(tmp_path / "mine.parquet")
    assert (
        own_table.read(tmp_path / "mine.parquet")
        .tables["authorship"]
        .equals(read(SMALL).tables["authorship"])
    )


def test_numbers_that_parquet_turned_into_fractions(tmp_path):
    pl.DataFrame(
        {"work": [1.0, 2.0], "year": [2020.0, 2021.0], "citations": [3.0, None],
         "country": ["FR", None], "corresponding": [True, None], "author": [1, 1]}
    ).write_parquet(tmp_path / "t.parquet")  # fmt: skip
    reading = own_table.read(tmp_path)
    assert rows(reading, "work", "work", "year", "citations") == [(1, 2020, 3), (2, 2021, None)]
    assert rows(reading, "authorship", "country", "corresponding") == [("FR", True), (None, None)]


def test_an_author_may_stand_in_rows_far_apart(read):
    text = "work,year,author,country\nx,2020,Zed,FR\ny,2020,Zed,DE\nx,,Amy,US\nx,,Zed,GB\nx,,Amy,\n"
    reading = read(text)
    counts = {}
    for work, author, place, country in rows(
        reading, "authorship", "work", "author", "affiliation", "country"
    ):
        counts.setdefault(work, []).append((author, place, country))
    assert sorted(counts.values(), key=len) == [
        [(1, 1, "DE")],
        [(1, 1, "FR"), (1, 2, "GB"), (2, 1, "US")],
    ]


def test_affiliations_of_the_work_alone(read):
    reading = read("work,year,author,country\nx,2020,1,FR\nx,2020,,DE\nx,2020,,JP\ny,2020,,\n")
    assert sorted(rows(reading, "authorship", "author", "affiliation", "country"), key=str) == [
        (1, 1, "FR"), (None, 1, "DE"), (None, 1, None), (None, 2, "JP"),
    ]  # fmt: skip


def test_who_an_author_is(read):
    reading = read(
        "work,year,author,person,country\n"
        "a,2020,Ann,0000-0001-2345-678X,FR\n"
        "a,2020,Bob,,FR\n"
        "a,2020,Cid,A77,FR\n"
        "b,2021,Cid,https://openalex.org/A77,DE\n"
        "b,2021,A. Nn,https://orcid.org/000000012345678x,DE\n"
        "b,2021,A. Nn,,IT\n"
        "c,2022,Dan,dan of Delft,NL\n"
    )
    titles = {number: key for key, number in zip("abc", _by_year(reading), strict=True)}
    found = {
        (titles[work], author): (person, orcid)
        for work, author, person, orcid in rows(
            reading, "author", "work", "author", "person", "orcid"
        )
    }
    assert found.keys() == {("a", 1), ("a", 3), ("b", 1), ("b", 2), ("c", 1)}
    assert found["a", 1] == found["b", 2]
    assert found["a", 1][1] is True
    assert found["a", 3] == found["b", 1] == (77, False)
    assert len({person for person, _ in found.values()}) == 3


def _by_year(reading):
    return [work for _, work in sorted(rows(reading, "work", "year", "work"))]


def test_without_any_orcid_nobody_is_known_to_have_none(read):
    reading = read("work,year,author,person,country\na,2020,1,x,FR\n")
    assert rows(reading, "author", "orcid") == [(None,)]
    assert rows(read("work,year,author,country\na,2020,1,FR\n"), "author", "orcid") == []


@pytest.mark.parametrize(
    "text, place, said",
    [
        ("year,country\n2020,FR\n", "mine.csv", "the column 'work' is missing"),
        ("work,country\na,FR\n", "mine.csv", "the column 'year' is missing"),
        ("work,year\na,2020\n", "mine.csv", "none of the columns affiliation, institution"),
        ("work,year,afiliation,country\na,2020,x,FR\n", "mine.csv", "nearly 'affiliation'"),
        ("work,work,year,country\na,a,2020,FR\n", "mine.csv", "work stands twice"),
        ("work,year,country\na,2020\n", "mine.csv, line 2", "2 cells for 3 columns"),
        ("work,year,country\na,2020,FR\n,2020,FR\n", "mine.csv, line 3", "'work' is empty"),
        ("work,year,country\na,MMXX,FR\n", "mine.csv, line 2", "year = 'MMXX'"),
        ("work,year,country\na,20,FR\n", "mine.csv, line 2", "year = 20 is not between"),
        ("work,year,country\na,,FR\n", "mine.csv, line 2", "has no year"),
        ("work,date,country\na,2020-13-01,FR\n", "mine.csv, line 2", "date = '2020-13-01'"),
        ("work,year,country\na,2020,Atlantis\n", "mine.csv, line 2", "country = 'Atlantis'"),
        ("work,year,country\na,2020,fr\n", "mine.csv, line 2", "country = 'fr'"),
        ("work,year,country,citations\na,2020,FR,-1\n", "mine.csv, line 2", "citations = '-1'"),
        ("work,year,country,retracted\na,2020,FR,maybe\n", "mine.csv, line 2", "neither yes"),
        ("work,year,country,language\na,2020,FR,english\n", "mine.csv, line 2", "two letters"),
        ("work,year,country\na,2020,FR\na,2021,FR\n", "mine.csv, line 3", "in mine.csv, line 2"),
        (
            'work,year,country,title\na,2020,FR,"x\ny"\na,2020,FR,z\n',
            "mine.csv, line 4", "for the same work in mine.csv, line 2",
        ),
        (
            "work,year,country,author,corresponding\na,2020,FR,1,yes\na,2020,DE,1,no\n",
            "mine.csv, line 3", "yes in one row",
        ),
        (
            "work,year,country,author,person\na,2020,FR,1,x\na,2020,DE,1,y\n",
            "mine.csv, line 3", "'x' in another row",
        ),
        ("work,year,country,person\na,2020,FR,x\n", "mine.csv, line 2", "but no author"),
        ("work,year,country,author\na,2020,FR,1\na,2020,FR,3\n", "mine.csv, line 2", "no author 2"),
        ("work,year,country,author\na,2020,FR,0\n", "mine.csv, line 2", "no author 1"),
        ('work,year,country\na,2020,"FR\n', "mine.csv, line 2", "unexpected end of data"),
        ("work,year,country\na,2020,\x00\n", "mine.csv", ""),
        ("", "mine.csv", "'work' is missing"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(read, text, place, said):
    with pytest.raises(SourceMalformed) as raised:
        read(text)
    assert raised.value.what == place or not said
    assert said in str(raised.value)
    assert raised.value.fix


def test_another_encoding_is_named(read):
    table = "work,year,affiliation\na,2020,Université de Genève\n"
    with pytest.raises(SourceMalformed) as raised:
        read(table.encode("latin-1"))
    assert raised.value.what == "mine.csv, line 2"
    assert "0xe9" in raised.value.why
    assert "Latin-1" in raised.value.why
    assert "iconv" in raised.value.fix
    for content in (table.encode("utf-16"), b"PK\x03\x04 a spreadsheet"):
        with pytest.raises(SourceMalformed, match=r"mine\.csv"):
            read(content)


def test_columns_that_are_not_read_are_said(read):
    reading = read("work,year,country,colour\na,2020,FR,blue\n")
    assert "columns that are not read: colour" in reading.notes


def test_parquet_that_is_none_or_of_other_types(tmp_path):
    (tmp_path / "t.parquet").write_bytes(b"PAR1 nothing PAR1")
    with pytest.raises(SourceMalformed, match=r"t\.parquet"):
        own_table.read(tmp_path / "t.parquet")
    pl.DataFrame({"work": ["a"], "year": [2020], "country": [["FR"]]}).write_parquet(
        tmp_path / "t.parquet"
    )
    with pytest.raises(SourceMalformed, match=r"t\.parquet") as raised:
        own_table.read(tmp_path / "t.parquet")
    assert "column 'country' is of type" in raised.value.why


def test_a_folder_holds_one_table(tmp_path):
    with pytest.raises(DataMissing, match="none"):
        own_table.read(tmp_path)
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(SMALL, encoding="utf-8")
    with pytest.raises(DataMissing, match=r"a\.csv, b\.csv"):
        own_table.read(tmp_path)


def test_names_of_works_are_numbers_only_if_all_are(read):
    table = "work,year,country\n{},2020,FR\n{},2020,FR\n"
    assert rows(read(table.format(5, 9)), "work", "work") == [(5,), (9,)]
    hashed = [n for (n,) in rows(read(table.format(5, "nine")), "work", "work")]
    assert len(set(hashed)) == 2
    assert min(hashed) > 2**32
    with pytest.raises(SourceMalformed, match="line 3"):
        read(table.format("W5", "5"))


def test_a_country_that_is_given_stands_before_what_is_printed(read):
    text = 'work,year,affiliation,country\na,2020,"University of Oxford, UK",FR\n'
    reading = read(text)
    assert rows(reading, "authorship", "country", "institution") == [("FR", None)]


def test_an_affiliation_and_an_institution_at_odds_give_no_country(read):
    text = "work,year,affiliation,institution\na,2020,University of Oxford,Tsinghua University\n"
    reading = read(text)
    assert rows(reading, "authorship", "country") == [(None,)]
    assert rows(reading, "institution", "name", "country", "ror") == [
        ("Tsinghua University", None, None)
    ]


def test_an_index_beside_the_table_decides_and_changes_the_inputs(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("work,year,affiliation\na,2020,Examplia Polytechnic\n", encoding="utf-8")
    before = fingerprint("own_table", path)
    assert rows(own_table.read(path), "authorship", "country") == [(None,)]
    record = {
        "id": "https://ror.org/012345612", "status": "active", "types": ["education"],
        "names": [{"value": "Examplia Polytechnic", "types": ["ror_display"]}],
        "locations": [{"geonames_details": {"country_code": "EE", "name": "Exa"}}],
    }  # fmt: skip
    dump = tmp_path / "dump"
    dump.mkdir()
    (dump / "d.json").write_text(json.dumps([record]), encoding="utf-8")
    make_index(dump, tmp_path)
    assert rows(own_table.read(path), "authorship", "country") == [("EE",)]
    assert fingerprint("own_table", path) != before


words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), words, words, st.sampled_from(("", "FR", "DE", "Japan"))),
        min_size=1,
        max_size=12,
    )
)
def test_no_author_and_no_country_is_lost_or_invented(tmp_path_factory, table):
    """Against a plain count: distinct authors of each work, and the countries given."""
    path = tmp_path_factory.mktemp("own") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("work", "year", "author", "title", "country"))
        for work, author, _, country in table:
            writer.writerow((work, 2020, f"n{author}", "", country))
    reading = own_table.read(path)
    codes = {"FR": "FR", "DE": "DE", "Japan": "JP"}
    authors, places = {}, {}
    for work, author, _, country in table:
        name = f"n{author}".strip()
        authors.setdefault(work, {}).setdefault(name, set())
        if country:
            authors[work][name].add(codes[country])
    for people in authors.values():
        for known in people.values():
            for code in known or {None}:
                places[code] = places.get(code, 0) + 1
    found = reading.tables["authorship"].to_pylist()
    counted = {}
    for row in found:
        counted[row["country"]] = counted.get(row["country"], 0) + 1
    assert counted == places
    sizes = {}
    for row in found:
        sizes.setdefault(row["work"], set()).add(row["author"])
    assert sorted(map(len, sizes.values())) == sorted(map(len, authors.values()))


def test_from_the_command_line_to_a_verdict(tmp_path, monkeypatch, capsys):
    """60 works: 40 of the UK with China, 20 of the UK with Germany, as they would be printed."""
    monkeypatch.chdir(tmp_path)
    lines = ["work,year,author,affiliation,label"]
    for number in range(60):
        partner = "Tsinghua University, Beijing" if number % 3 else "TU Munich, Germany"
        lines += [
            f'p{number},{2015 + number % 5},Ann,"Univ. of Oxford, Oxford, U.K.",vision',
            f'p{number},{2015 + number % 5},Bob,"{partner}",vision',
        ]
    (tmp_path / "mine.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["build", "--from", "mine.csv", "--lake", "lake", "--json"]) == 0
    built = json.loads(capsys.readouterr().out)
    assert built["rows"]["work"] == 60
    assert built["rows"]["authorship"] == 120
    assert main(["show", "collaboration", "--country", "GB", "--lake", "lake", "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    joint = {r["partner"]: r["value"] for r in shown["rows"] if r["metric"] == "joint_papers"}
    assert joint == {"CN": 40, "DE": 20}
    assert main(["check", "CN is GB's no. 1 partner in vision", "--lake", "lake"]) == 0
    assert "SUPPORTED" in capsys.readouterr().out
    assert main(["check", "DE is GB's no. 1 partner in vision", "--lake", "lake"]) == 3


def test_affiliations_never_seen_come_out_as_promised(shared_data, tmp_path):
    """An eighth of them, through a table; China's territories are the column's China."""
    column = {}
    for text, _, country in sightings(shared_data.parent):
        digest = hashlib.sha256(text.encode()).digest()
        if country is not None and digest[0] & 1 and digest[1] < 32:
            column[text] = country
    texts = sorted(column)
    with (tmp_path / "t.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("work", "year", "affiliation"))
        writer.writerows((number, 2020, text) for number, text in enumerate(texts))
    reading = own_table.read(tmp_path / "t.csv")
    answers = dict(rows(reading, "authorship", "work", "country"))
    folded = {n: "CN" if c in ("HK", "MO", "TW") else c for n, c in answers.items()}
    right = sum(folded[n] == column[text] for n, text in enumerate(texts))
    given = sum(country is not None for country in answers.values())
    assert len(texts) > 3_500
    assert right / given >= 0.98
    assert right / len(texts) >= 0.90
