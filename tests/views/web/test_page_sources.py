"""What the release holds, as its manifest says; texts of sources are texts, not markup."""

import hashlib

from detente.core.source import Source
from detente.views.web.parts.facts import outside
from views.web.read_tables import document_of, number, rows_of, same_numbers, tables_of


def test_files_are_those_of_the_release_with_their_hashes(get, site):
    release = site.desk().dataset.release
    shown = document_of(get("en/sources/files.json"))["rows"]
    same_numbers(rows_of(get("en/sources/files.csv")), shown)
    for row in shown:
        content = (release.folder / row["file"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (row["bytes"], row["sha256"])
    assert len(tables_of(get("en/sources"))["files"]) == len(shown) > 0


def test_tables_count_the_rows_that_are_there(get, site):
    release = site.desk().dataset.release
    for row in tables_of(get("en/sources"))["tables"]:
        assert number(row["rows"])[0] == release.table(row["table"][0]).num_rows


def test_sources_stand_with_licence_citation_gaps_and_notes(get):
    page = get("en/sources").body.decode()
    for text in ("CC0", "Nobody (2024). Planted papers.", "nothing of it happened",
                 "two papers were left out", "https://example.org/planted"):  # fmt: skip
        assert text in page


def test_definitions_and_their_agreement_are_those_of_the_command(get, detente):
    rows = detente("show", "definitions", "--json").json["rows"]
    works = {r["definition"]: r for r in rows if r["metric"] == "works"}
    overlap = {
        frozenset((r["definition"], r["other"])): r for r in rows if r["metric"] == "jaccard"
    }
    shown = tables_of(get("en/sources"))
    for row in shown["definitions"]:
        mine = works[row["definition"][0]]
        assert number(row["works"]) == (mine["value"], mine["low"], mine["high"])
    for row in shown["agreement"]:
        for other in set(row) - {"definition", row["definition"][0]}:
            mine = overlap[frozenset((row["definition"][0], other))]
            assert number(row[other]) == (mine["value"], mine["low"], mine["high"])


def test_unknown_shares_by_year_are_those_of_the_command(get, detente):
    rows = detente("show", "coverage", "--by", "year", "--json").json["rows"]
    told = {r["year"]: r for r in rows if r["metric"] == "some_unknown_share"}
    for row in tables_of(get("en/sources"))["unknown_by_year"]:
        mine = told[int(row["year"][0])]
        assert number(row["some_unknown_share"]) == (mine["value"], mine["low"], mine["high"])


def test_only_the_web_is_linked():
    assert outside("https://example.org") == "https://example.org"
    assert outside("javascript:alert(1)") == outside("data:text/html,x") == outside("//x.org") == ""


def test_texts_of_a_source_are_escaped(tmp_path):
    from detente.lake.manifest import Description
    from detente.lake.store import Store
    from detente.tables import remark
    from detente.views.web.site import Site

    evil = "<script>alert(1)</script>"
    source = Source(
        name="evil", title=evil, url="javascript:alert(1)", licence=evil, citation=evil,
        cadence=evil, tables=("remark",), coverage=evil, known_gaps=(evil,),
        credits=(("remark", evil),),
    )  # fmt: skip
    with Store(tmp_path / "lake").begin({}, code="evil") as making:
        making.part("remark", remark.TABLE, remark.TABLE.empty)
        making.finish(Description("evil", (source,), (evil,), "tests"))
    site = Site(tmp_path / "lake")
    answer = site.answer("en/sources", f"release={site.desk().release}")
    page = answer.body.decode()
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 8
    assert 'href="javascript' not in page
