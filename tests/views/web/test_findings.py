"""Documents of findings: the same as the command prints, computed beside, kept, and bounded."""

import csv
import io
import json
import os
import shutil
import signal

import pytest

from detente.claims.claim import find
from detente.claims.typed import typed_claim
from detente.core.errors import BudgetExhausted, DetenteError
from detente.views.cli.output import csv_text
from detente.views.document.finding import rows_of_document
from detente.views.python import Lake
from detente.views.web.findings import QUEUED, Findings, finding_document
from detente.views.web.shelf import Shelf
from views.view_world import make_lake

DRAWS = 20
ANSWERED = ("us_cn_mutual_first", "cn_seven_months_behind", "us_cn_decoupled")
TYPED = "US and CN collaborate less than expected in AI"


@pytest.fixture
def findings(own_lake):
    """A new one for each run of detente over the lake: ``findings()``."""
    made = []
    # other tests may have filled the lake's own cache, which was copied with it
    shutil.rmtree(own_lake / "cache", ignore_errors=True)

    def start():
        release = Lake(own_lake).dataset.release.id
        shelf = Shelf.of(own_lake, release)
        made.append(Findings(own_lake, release, shelf, draws=DRAWS, seed=20240))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.fixture(scope="module")
def dataset(planted_lake):
    found = Lake(planted_lake).dataset
    found.draws = DRAWS
    return found


@pytest.mark.parametrize("name", ANSWERED)
def test_the_document_and_its_rows_are_what_check_prints(detente, dataset, name):
    document = finding_document(find(name), dataset)
    printed = detente("check", name, "--draws", DRAWS, "--json").json
    assert document == printed
    read_back = json.loads(json.dumps(document))
    rows = csv.reader(io.StringIO(csv_text(rows_of_document(read_back))))
    command = csv.reader(io.StringIO(detente("check", name, "--draws", DRAWS, "--csv").out))
    assert list(rows) == list(command)


def test_a_statement_without_data_says_what_is_missing_beside_those_that_have(dataset):
    document = finding_document(find("us_leads_breakthroughs"), dataset)
    for statement in document["statements"]:
        assert statement["verdict"]["name"] == "insufficient_data"
        assert statement["missing"]["fix"].startswith("detente fetch")
    assert rows_of_document(document).num_rows == 0


def test_a_process_beside_computes_and_the_next_run_finds_it_kept(findings, dataset):
    claim = find("us_cn_mutual_first")
    first = findings()
    assert first.known(claim) is None
    expected = finding_document(claim, dataset)
    assert first.of(claim, seconds=120) == expected
    assert first.known(claim) == expected
    again = findings()
    assert again.known(claim) == expected
    assert again._workers is None, "what was kept was computed again"


def test_a_kept_document_that_was_damaged_is_computed_again(findings, dataset):
    claim = find("gb_cn_first")
    first = findings()
    expected = first.of(claim, seconds=120)
    (kept,) = first.shelf.folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    again = findings()
    assert again.known(claim) is None
    assert again.of(claim, seconds=120) == expected
    assert kept.read_bytes() == whole


def test_a_lake_that_cannot_be_written_is_read_all_the_same(findings, own_lake, dataset):
    (own_lake / "cache").write_text("a file where the folder would be")
    claim = find("gb_cn_first")
    assert findings().of(claim, seconds=120) == finding_document(claim, dataset)
    assert (own_lake / "cache").read_text() == "a file where the folder would be"


def test_typed_claims_share_a_verdict_but_not_their_words_and_are_not_kept_on_disk(findings):
    one, other = typed_claim(TYPED), typed_claim(TYPED.replace("US and CN", "China and the US"))
    assert one.text != other.text
    asked = findings()
    first = asked.of(one, seconds=120)
    assert first["claim"]["text"] == one.text
    same = typed_claim(TYPED.lower().replace("us and cn", "US and CN"))
    assert same.hash == one.hash
    assert asked.known(same) == {**first, "claim": {**first["claim"], "text": same.text}}
    assert not asked.shelf.folder.exists()


def test_few_typed_claims_wait_at_a_time_and_the_book_is_not_kept_out(findings):
    asked = findings()
    years = range(2013, 2013 + QUEUED + 1)
    claims = [typed_claim(f"{TYPED}, {year}") for year in years]
    for claim in claims[:QUEUED]:
        assert asked.known(claim) is None
    with pytest.raises(BudgetExhausted, match="are waiting"):
        asked.known(claims[-1])
    assert asked.known(claims[0]) is None
    assert asked.known(find("us_cn_mutual_first")) is None


def test_a_process_that_dies_is_told_once_and_started_anew(findings):
    claim = find("gb_cn_first")
    asked = findings()
    asked.known(claim)
    waiting = asked._asked[asked._key(claim)]
    for process in list(asked._workers._processes):
        os.kill(process, signal.SIGKILL)
    assert waiting.exception(60) is not None
    with pytest.raises(DetenteError, match="has ended"):
        asked.known(claim)
    assert asked.of(claim, seconds=120)["claim"]["id"] == claim.id


def test_the_folder_of_kept_documents_disturbs_no_command(
    findings, own_lake, detente, monkeypatch, tmp_path
):
    monkeypatch.setenv("DETENTE_LAKE", str(own_lake))
    before = {words: _answer(detente, words, tmp_path / "before") for words in COMMANDS}
    kept = findings()
    kept.of(find("gb_cn_first"), seconds=120)
    assert list(kept.shelf.folder.iterdir())
    assert make_lake(own_lake).id == kept.release
    for words, answer in before.items():
        assert _answer(detente, words, tmp_path / "after") == answer, words
    shutil.rmtree(own_lake / "cache")
    assert _answer(detente, ("verify",), tmp_path / "last") == before["verify",]


COMMANDS = (("verify",), ("doctor",), ("export",), ("sources",), ("show", "output", "--csv"))


def _answer(detente, words, folder):
    told = detente(*words, *([folder] if words == ("export",) else ()))
    written = {path.relative_to(folder).as_posix(): path.read_bytes()
               for path in sorted(folder.rglob("*")) if path.is_file()}  # fmt: skip
    if words == ("export",):
        return told.code, written
    # neither how much of the disk is free nor what other processes compiled is the lake's
    beside = (" disk", " kernels")
    lines = [line for line in told.out.splitlines() if not any(word in line for word in beside)]
    return told.code, lines
