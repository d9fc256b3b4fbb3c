"""``detente propose``: what it prints, in which forms, and what it refuses."""

import csv
import io

import pytest

from agora_folder import document, segment, write_agora

TEXT = "Article 1: Label generated content.\nArticle 2: Keep logs.\nArticle 3: Report incidents."


@pytest.fixture
def folder(tmp_path):
    documents = [document(1, segments=1), document(2, segments=1)]
    texts = (TEXT, TEXT.replace("Keep logs", "Store a log") + "\nArticle 4: Logs are kept.")
    segments = [segment(n, 1, text) for n, text in enumerate(texts, 1)]
    return write_agora(tmp_path / "agora", documents, segments)


def test_the_page_says_what_is_alike_and_that_people_decide(folder, detente):
    shown = detente("propose", folder, 1, 2, "-k", 1, "--limit", 2)
    assert (shown.code, shown.err) == (0, "")
    assert "people decide" in shown.out
    assert "insufficient data: not both laws are coded" in shown.out
    assert "not coded" in shown.out
    assert "1 more: --limit 0" in shown.out


def test_rows_and_json_hold_the_same_pairs(folder, detente):
    answer = detente("propose", folder, 1, 2, "--json").json
    assert (answer["first"], answer["by"], answer["k"]) == ("1", "tfidf", 5)
    rows = list(csv.DictReader(io.StringIO(detente("propose", folder, 1, 2, "--csv").out)))
    assert len(rows) == len(answer["pairs"]) > 0
    for row, pair in zip(rows, answer["pairs"], strict=True):
        assert float(row["similarity"]) == pair["similarity"]
        assert row["types"] == ""
    assert {row["value"] for row in answer["recall"]} == {None}


def test_known_pairs_are_told_with_interval_chance_and_n(detente, shared_data):
    words = ("cn_generative_ai", "eu_ai_act", "--draws", "100", "--limit", "0")
    shown = detente("propose", shared_data / "agora", *words)
    assert shown.code == 0
    assert "95 % interval" in shown.out
    assert "by chance" in shown.out
    assert "?: not every coder found the type in both" in shown.out


@pytest.mark.parametrize(
    "words, code",
    [
        (("1", "nothing"), 2),
        (("1", "2", "-k", "0"), 2),
        (("1", "2", "--by", "guess"), 2),
        (("1",), 2),
    ],
)
def test_what_cannot_be_done_is_refused(folder, detente, words, code):
    shown = detente("propose", folder, *words)
    assert shown.code == code
    assert "next:" in shown.err


def test_a_folder_without_the_files_is_refused(tmp_path, detente):
    shown = detente("propose", tmp_path, 1, 2)
    assert shown.code == 1
    assert "name the folder of AGORA's CSV files" in shown.err
