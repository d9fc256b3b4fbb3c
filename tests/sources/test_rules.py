"""The coding of rules: complete, by the manual, and refused where it is not."""

import csv
import gzip
import re
import shutil
from pathlib import Path

import pytest

from detente.core.errors import SourceMalformed
from detente.sources import rules, starter
from detente.sources.rules.coding import COLUMNS
from detente.sources.rules.taxonomy import read_instruments, read_taxonomy
from detente.tables.obligation import ADDRESSEES, REASONS

DOCS = Path(__file__).parents[2] / "docs"
AGORA = {
    "eu_ai_act": "757",
    "cn_generative_ai": "1137",
    "cn_deep_synthesis": "36",
    "cn_recommendation": "266",
}


@pytest.fixture(scope="module")
def reading():
    return rules.read()


@pytest.fixture(scope="module")
def rows(reading):
    return reading.tables["obligation"].to_pylist()


@pytest.fixture(scope="module")
def instruments(reading):
    return {row["instrument"]: row for row in reading.tables["instrument"].to_pylist()}


def test_every_article_is_coded_or_marked_non_operative_in_both_passes(rows, instruments):
    for coder in ("a", "b"):
        for name, entry in instruments.items():
            found = [r for r in rows if (r["coder"], r["instrument"]) == (coder, name)]
            assert {r["article"] for r in found} == set(range(1, entry["articles"] + 1))
            for row in found:
                assert (row["status"] == "operative") == (row["type"] is not None)
                assert (row["status"] == "operative") == (row["reason"] is None)


def test_an_obligation_says_who_does_what_to_what_and_when(rows):
    for row in rows:
        cells = [row[name] for name in ("family", "addressee", "action", "object", "trigger")]
        assert (None not in cells) == (row["status"] == "operative")
        assert row["strength"] in ((1, 2, 3) if row["type"] else (None,))


def test_the_passes_are_two_and_not_one_copied(rows):
    described = {
        coder: {
            (r["instrument"], r["article"], r["type"], r["addressee"]): r["action"]
            for r in rows
            if r["coder"] == coder and r["type"]
        }
        for coder in ("a", "b")
    }
    both = described["a"].keys() & described["b"].keys()
    assert len(both) > 300
    assert sum(described["a"][key] == described["b"][key] for key in both) < len(both) / 20


def test_numbers_of_articles_are_those_of_the_texts(shared_data, instruments):
    csv.field_size_limit(10**9)
    texts = dict.fromkeys(AGORA.values(), "")
    with gzip.open(shared_data / "agora" / "segments.csv.gz", "rt", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if row["Document ID"] in texts:
                texts[row["Document ID"]] += f"\n{row['Text']}"
    for name, document in AGORA.items():
        found = {int(n) for n in re.findall(r"^Article (\d+):", texts[document], re.MULTILINE)}
        assert found == set(range(1, instruments[name]["articles"] + 1)), name


def test_no_passage_of_a_text_is_copied(shared_data, rows):
    """Not even eight words in a row."""
    csv.field_size_limit(10**9)
    text = ""
    with gzip.open(shared_data / "agora" / "segments.csv.gz", "rt", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            if row["Document ID"] in AGORA.values():
                text += f" {row['Text']}"
    plain = " ".join(re.findall(r"\w+", text.lower()))
    for row in rows:
        for name in ("action", "object", "trigger"):
            words = re.findall(r"\w+", (row[name] or "").lower())
            runs = [" ".join(words[i : i + 8]) for i in range(len(words) - 7)]
            assert not [run for run in runs if run in plain], row


def test_the_manual_lists_what_the_files_use():
    manual = (DOCS / "rules.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \|", manual, re.MULTILINE))
    instruments = read_instruments(rules.DATA / "instruments.toml")
    assert listed == {*ADDRESSEES, *REASONS, *COLUMNS, *instruments}
    taxonomy = read_taxonomy(rules.DATA / "taxonomy.toml")
    counts = f"version {taxonomy.version}: {len(taxonomy.families)} families"
    assert f"{counts}, {len(taxonomy.family_of)} types" in manual


def test_every_type_is_used_and_found_by_both(rows):
    taxonomy = read_taxonomy(rules.DATA / "taxonomy.toml")
    for coder in ("a", "b"):
        assert {r["type"] for r in rows if r["coder"] == coder} - {None} == set(taxonomy.family_of)


def _damaged(tmp_path, file, before, after):
    for path in rules.DATA.iterdir():
        if path.suffix in (".csv", ".toml"):
            shutil.copyfile(path, tmp_path / path.name)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / file).write_text(text.replace(before, after, 1), encoding="utf-8")
    return tmp_path


LITERACY = "eu_ai_act,4,,operative,,competence,provider,"


@pytest.mark.parametrize(
    "file, before, after, said",
    [
        ("pass_a.csv", "strength", "force", "unknown columns: force"),
        ("pass_a.csv", "eu_ai_act,1,,non_operative,purpose,,,,,,\n", "", "eu_ai_act 1"),
        ("pass_a.csv", "eu_ai_act,1,", "eu_ai_act,114,", "has no article 114"),
        ("pass_a.csv", "eu_ai_act,1,", "eu_act,1,", "eu_act has no article 1"),
        ("pass_a.csv", "eu_ai_act,1,", "eu_ai_act,one,", "article = 'one'"),
        ("pass_a.csv", "non_operative,purpose", "non_operative,boredom", "reason 'boredom'"),
        ("pass_a.csv", "non_operative,purpose,,", "non_operative,purpose,minors,", "['type']"),
        ("pass_a.csv", "non_operative,purpose", "inoperative,purpose", "status 'inoperative'"),
        ("pass_a.csv", LITERACY, LITERACY.replace("competence", "skill"), "type 'skill'"),
        ("pass_a.csv", LITERACY, LITERACY.replace("provider", "maker"), "addressee 'maker'"),
        ("pass_a.csv", LITERACY, LITERACY.replace("provider", "deployer"), "occurs twice"),
        ("pass_a.csv", LITERACY, LITERACY.replace(",,op", ",,non_op"), "non-operative"),
        ("pass_a.csv", "always,2\n", "always,4\n", "strength '4'"),
        ("pass_a.csv", "always,2\n", ",2\n", "empty: trigger"),
        ("taxonomy.toml", "version = 1", "", "no version"),
        ("taxonomy.toml", 'family = "labelling"', 'family = "labels"', "without a family"),
        ("taxonomy.toml", 'id = "minors"', 'id = "workers"', "used twice: ['workers']"),
        ("taxonomy.toml", "include =", "includes =", "missing ['include']"),
        ("taxonomy.toml", "version = 1", "version = ", "Invalid value"),
        ("instruments.toml", "articles = 24", "", "missing ['articles']"),
        ("instruments.toml", "articles = 24", "articles = 25", "cn_generative_ai 25"),
        ("instruments.toml", "https://eur-lex", "javascript:eur-lex", "no address of the web"),
    ],
)
def test_what_breaks_the_manual_is_refused_and_named(tmp_path, file, before, after, said):
    with pytest.raises(SourceMalformed) as problem:
        rules.read(_damaged(tmp_path, file, before, after))
    assert said in str(problem.value)
    assert problem.value.fix


def test_a_folder_without_a_coding_is_refused(tmp_path):
    with pytest.raises(SourceMalformed, match=r"instruments\.toml"):
        rules.read(tmp_path)
    for name in ("instruments.toml", "taxonomy.toml"):
        shutil.copyfile(rules.DATA / name, tmp_path / name)
    with pytest.raises(SourceMalformed, match="nothing is coded"):
        rules.read(tmp_path)
    (tmp_path / "pass_a.csv").write_text("", encoding="utf-8")
    with pytest.raises(SourceMalformed, match="missing columns"):
        rules.read(tmp_path)


def test_other_rules_coded_by_others_are_read(tmp_path):
    (tmp_path / "instruments.toml").write_text(
        '[br_bill]\njurisdiction = "BR"\ntitle = "A bill"\nversion = "1"\n'
        'in_force = 2027-01-01\nlanguage = "Portuguese"\narticles = 2\n',
        encoding="utf-8",
    )
    shutil.copyfile(rules.DATA / "taxonomy.toml", tmp_path / "taxonomy.toml")
    for coder in ("ana", "bia", "caio"):
        lines = [
            ",".join(COLUMNS),
            "br_bill,1,,non_operative,purpose,,,,,,",
            "br_bill,2,,operative,,minors,provider,protect,children,always,2",
        ]
        (tmp_path / f"pass_{coder}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    tables = rules.read(tmp_path).tables
    assert tables["instrument"].num_rows == 1
    assert tables["instrument"]["url"].to_pylist() == [None]
    assert tables["obligation"].column("coder").unique().to_pylist() == ["ana", "bia", "caio"]


def test_the_starter_carries_both_passes(reading):
    shipped = starter.read().tables
    for name, table in reading.tables.items():
        assert shipped[name].equals(table)
