"""The folder of a fetch: one question, one process, and nothing that a kill could spoil."""

from itertools import chain, repeat

import pytest

from detente.core.errors import (
    BudgetExhausted,
    BuildInterrupted,
    IntegrityError,
    UsageError,
)
from detente.sources.openalex.api import folder as folder_module
from detente.sources.openalex.api.folder import FetchFolder
from detente.sources.openalex.api.ledger import standing
from openalex_fetcher import ASKED
from openalex_server import (
    World,
    identifiers_of,
    synthetic_works,
)


def test_another_question_or_another_process_is_refused(start, tmp_path):
    fetcher = start(World(synthetic_works(3)))
    with (
        FetchFolder(fetcher.path, ASKED),
        pytest.raises(BuildInterrupted, match="another detente"),
    ):
        FetchFolder(fetcher.path, ASKED)
    with pytest.raises(UsageError, match="another fetch"):
        FetchFolder(fetcher.path, {"filter": "else"})
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.docx").write_text("dear")
    with pytest.raises(UsageError, match=r"thesis\.docx"):
        FetchFolder(strange, ASKED)


def test_damage_to_what_was_fetched_is_seen(start):
    fetcher = start(World(synthetic_works(30), page_size=2))
    fetcher.pages()
    ledger = fetcher.path / ".fetch" / "ledger.jsonl"
    whole = ledger.read_bytes()
    middle = len(whole) // 2
    ledger.write_bytes(whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :])
    with pytest.raises(IntegrityError, match="damaged"):
        fetcher.pages()
    with pytest.raises(IntegrityError, match="damaged"):
        standing(fetcher.path)
    ledger.write_bytes(whole)
    (fetcher.path / "works" / "page-000001.jsonl.gz").unlink()
    with pytest.raises(IntegrityError, match="page-000001"):
        fetcher.pages()


@pytest.mark.parametrize("cut", [1, 40, 150])
def test_a_line_cut_by_a_kill_is_asked_for_again(start, cut):
    world = World(synthetic_works(30), page_size=2, faults=chain(repeat("", 12), ["quota"]))
    fetcher = start(world)
    with pytest.raises(BudgetExhausted):
        fetcher.pages()
    ledger = fetcher.path / ".fetch" / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-cut])
    fetcher.pages()
    assert fetcher.records() == world.works


def test_what_a_kill_left_is_removed_and_what_others_put_there_is_not(start):
    fetcher = start(World(synthetic_works(5)))
    fetcher.pages()
    works = fetcher.path / "works"
    left = ["page-000002.jsonl.gz", ".page-000003.jsonl.gz.tmp"]
    for name in [*left, "my-page-000001.jsonl.gz", "README.md"]:
        (works / name).write_bytes(b"?")
    fetcher.pages()
    kept = sorted(file.name for file in works.iterdir())
    assert kept == ["README.md", "my-page-000001.jsonl.gz", "page-000001.jsonl.gz"]


def test_a_disk_that_fills_up_behind_the_ledger_makes_no_duplicates(start, monkeypatch):
    works = synthetic_works(3)
    world = World(works, merged={7: identifiers_of(works)[0]})
    fetcher = start(world)
    write, full = folder_module.replace_bytes, [True]

    def replace_bytes(path, data):
        if path.name == "merged_ids.csv" and full.pop():
            full.append(False)
            raise BuildInterrupted("the disk is full")
        write(path, data)

    monkeypatch.setattr(folder_module, "replace_bytes", replace_bytes)
    with pytest.raises(BuildInterrupted):
        fetcher.singles([7, *identifiers_of(works)])
    fetcher.singles([7, *identifiers_of(works)])
    assert fetcher.records() == works
    assert (fetcher.path / "merged_ids.csv").exists()
