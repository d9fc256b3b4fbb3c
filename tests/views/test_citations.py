"""Citations, read back by parsers that are written here and know nothing of the writers."""

import dataclasses
import json
import re

import pytest

import detente as package
from detente.core.errors import UnknownName, UsageError
from detente.views.citation.form import forms, write
from detente.views.citation.reference import Reference, of_finding, of_measure
from detente.views.document.finding import document_of
from views.hostile_texts import HOSTILE
from views.view_world import SOURCE

LATEX = {
    r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}",
    r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", r"\textless{}": "<",
    r"\textgreater{}": ">", r"\textbar{}": "|", r"\$": "$", r"\&": "&", r"\%": "%", r"\#": "#",
    r"\_": "_",
}  # fmt: skip
RIS_LINE = re.compile(r"([A-Z][A-Z0-9])  - (.*)")


def read_bib(text):
    """Entries of a BibTeX file: braces are counted as BibTeX does, whatever stands before them."""
    entries, place = {}, 0
    while place < len(text):
        begin = re.compile(r"\s*@(\w+)\{([a-z0-9-]+),\n").match(text, place)
        assert begin, text[place : place + 80]
        place, fields = begin.end(), {}
        while not text.startswith("}", place):
            name = re.compile(r"\s*(\w+) = ").match(text, place)
            assert name, text[place : place + 80]
            value, place = read_value(text, name.end())
            assert name[1] not in fields
            fields[name[1]] = value
        assert begin[2] not in entries
        entries[begin[2]] = fields
        place += 1
        while text[place : place + 1].isspace():
            place += 1
    return entries


def read_value(text, place):
    if text[place] != "{":
        end = text.index(",\n", place)
        return text[place:end], end + 2
    depth, end = 0, place
    while True:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
        if depth == 0:
            assert text.startswith(",\n", end), text[place : end + 20]
            return text[place + 1 : end - 1], end + 2


def unlatex(text):
    """The text that LaTeX would set; fails on a command that is not one of the escapes."""
    shown = re.sub(r"\\text\w+\{\}|\\.", lambda found: LATEX[found[0]], text, flags=re.DOTALL)
    assert not set("$&%#^~") & set(re.sub(r"\\text\w+\{\}|\\.", "", text))
    return shown


def read_ris(text):
    assert text.endswith("ER  - \r\n")
    assert "\n" not in text.replace("\r\n", "")
    entries, entry = [], None
    for line in text.split("\r\n")[:-1]:
        assert len(line.splitlines()) <= 1
        tag, value = RIS_LINE.fullmatch(line).groups()
        if tag == "TY":
            assert entry is None
            entry = {}
        assert tag not in entry
        entry[tag] = value
        if tag == "ER":
            entries.append(entry)
            entry = None
    return entries


@pytest.fixture(scope="module")
def lake(planted_lake):
    opened = package.open(planted_lake)
    opened.dataset.draws = 50
    return opened


@pytest.fixture(scope="module")
def manifest(lake):
    return lake.dataset.release.manifest


@pytest.fixture(scope="module")
def cited(lake, manifest):
    """References of a measure and of a finding."""
    measure = lake.output(country="US", territory="hk_mo_with_cn")
    finding = lake.check("us_cn_mutual_first")
    document = document_of(finding)
    options = {"url": "https://example.org/en/?release=x", "published": "2025-03-09"}
    return (
        (measure, of_measure(measure, manifest, title="Papers of the US", **options)),
        (finding, of_finding(document, manifest, **options)),
    )


def test_a_view_is_pinned_to_the_last_choice(cited, lake):
    for _, (view, *sources) in cited:
        assert view.author == "The detente authors"
        assert view.version == package.__version__
        assert lake.release in view.title
        assert f"detente {package.__version__}" in view.title
        assert view.url == "https://example.org/en/?release=x"
        assert "50 draws, seed 20240" in view.note
        assert [s.title for s in sources] == [SOURCE.title]
        assert SOURCE.citation in sources[0].note
        assert SOURCE.licence in sources[0].note
        assert sources[0].url == SOURCE.url
    (measure, (view, *_)), (finding, (other, *_)) = cited
    for name, option in measure.provenance.specification.items():
        assert f"{name} {option}" in view.note
    assert view.title.startswith("Papers of the US")
    assert other.title.startswith(finding.claim.title)
    assert finding.claim.hash in other.note
    for choice in finding.claim.choices:
        assert f"{choice.name}: {', '.join(choice.options)}" in other.note


def test_all_forms_say_the_same(cited):
    assert set(forms()) == {"bib", "ris", "csl.json"}
    for _, references in cited:
        bib = read_bib(write(references, "bib"))
        ris = read_ris(write(references, "ris"))
        csl = json.loads(write(references, "csl.json"))
        assert list(bib) == [e["ID"] for e in ris] == [e["id"] for e in csl]
        for reference, a, b, c in zip(references, bib.values(), ris, csl, strict=True):
            assert unlatex(a["title"].strip("{}")) == b["TI"] == c["title"] == reference.title
            assert unlatex(a["note"]) == b["N1"] == c["note"] == reference.note
            assert a["url"] == b["UR"] == c["URL"] == reference.url
        first = next(iter(bib.values()))
        assert (first["year"], first["month"]) == ("2025", "mar")
        assert first["author"] == "{The detente authors}"
        assert (ris[0]["PY"], ris[0]["DA"]) == ("2025", "2025/03/09/")
        assert csl[0]["issued"] == {"date-parts": [[2025, 3, 9]]}
        assert csl[0]["author"] == [{"literal": "The detente authors"}]
        assert (ris[0]["ET"], csl[0]["version"]) == (package.__version__,) * 2


def test_without_a_date_none_is_made_up(lake, manifest):
    references = of_measure(lake.output(country="US"), manifest)
    assert references[0].published == ""
    assert "year" not in write(references, "bib")
    assert not {"PY", "DA", "Y2"} & {tag for e in read_ris(write(references, "ris")) for tag in e}
    assert not [e for e in json.loads(write(references, "csl.json")) if "issued" in e]


def test_dates_are_those_of_the_release(lake, manifest):
    days = ("2024-02-03", "2023-12-31", "not recorded", "2024-13-01")
    files = tuple(
        dataclasses.replace(entry, retrieved=day)
        for entry, day in zip(manifest.files, days, strict=False)
    )
    dated = dataclasses.replace(manifest, files=files)
    view, source = of_measure(lake.output(country="US"), dated)
    assert (view.published, source.accessed) == ("2024-02-03", "2024-02-03")
    (entry,) = read_ris(write([source], "ris"))
    assert entry["Y2"] == "2024/02/03/"
    assert json.loads(write([source], "csl.json"))[0]["accessed"] == {"date-parts": [[2024, 2, 3]]}
    assert "urldate = {2024-02-03}" in write([source], "bib")


def test_the_same_view_has_the_same_key_and_others_have_others(cited, manifest):
    keys = [reference.key for _, references in cited for reference in references]
    assert len(set(keys)) == 3  # the source behind both is the same
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key) for key in keys)
    (measure, references), _ = cited
    view = references[0]
    options = {"title": "Papers of the US", "url": view.url, "published": view.published}
    assert of_measure(measure, manifest, **options) == references
    assert dataclasses.replace(view, note="other").key != view.key
    assert write([*references, *references], "bib") == write(references, "bib")


def test_who_is_credited_for_a_table_is_cited(lake, manifest):
    lent = dataclasses.replace(SOURCE, credits=(("work", "The lender (2020)."),))
    description = dataclasses.replace(manifest.description, sources=(lent,))
    measure = lake.output(country="US")
    provenance = dataclasses.replace(
        measure.provenance, sources=("The lender (2020).", "Nobody knows."), release="r"
    )
    _, lender, nobody = of_measure(
        dataclasses.replace(measure, provenance=provenance),
        dataclasses.replace(manifest, description=description),
    )
    assert (lender.title, lender.url) == ("The lender (2020).", SOURCE.url)
    assert (nobody.title, nobody.url) == ("Nobody knows.", "")


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_texts_of_an_enemy_stay_in_their_field(text):
    enemy = Reference(
        title=text, author=text, version=text, note=text, url=f"https://example.org/{text}"
    )
    references = [enemy, Reference(title="after")]
    bib = read_bib(write(references, "bib"))
    ris = read_ris(write(references, "ris"))
    csl = json.loads(write(references, "csl.json"))
    assert len(bib) == len(ris) == len(csl) == 2
    entry = bib[enemy.key]
    assert unlatex(entry["title"][1:-1]) == ris[0].get("TI", "") == enemy.title
    assert unlatex(entry.get("note", "")) == ris[0].get("N1", "") == enemy.note
    assert csl[0].get("title", "") == enemy.title.replace("<", "‹").replace(">", "›")
    assert set(entry) <= {"author", "title", "version", "url", "note"}
    assert re.fullmatch(r"https://example\.org/[!-\[\]^-z~]*", entry["url"])
    for written in (write(references, form) for form in forms()):
        written.encode("utf-8")
        assert not set("\x00\x07\x1b\u202e\u2066\u2028\u2029\x85") & set(written)


def test_only_web_addresses_are_addresses():
    refused = ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "x", "http://",
               "https://[", " ", "\\\\host\\share"]  # fmt: skip
    assert [url for url in refused if Reference(title="t", url=url).url] == []
    kept = "https://example.org/en/pair/US/CN?release=a-0&territory=separate#partners"
    assert Reference(title="t", url=kept).url == kept
    assert Reference(title="t", url="https://example.org/a%20b").url == "https://example.org/a%20b"


def test_what_cannot_be_written_is_refused():
    with pytest.raises(UnknownName, match="form of citations"):
        write([], "docx")
    with pytest.raises(UsageError, match="no date"):
        Reference(title="t", published="yesterday")
    assert write([], "bib") == write([], "ris") == ""
