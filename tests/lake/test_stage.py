"""The stage: converted files are used again only if every byte of them is the one written."""

import os
import random

import pytest

from detente.core.errors import BuildInterrupted, IntegrityError, SourceMalformed
from detente.core.source import Conversion, Piece, Quarantined
from detente.lake import Store
from detente.lake.build import WORK
from detente.lake.sealed import SealedLog, seal
from detente.lake.stage import STAGE, STAGE_LEDGER, Stage, known

CODE = "code"


def piece(tmp_path, name="a.jsonl", **changes):
    return Piece(name, tmp_path / name, 10, **changes)


def stage_of(tmp_path, code=CODE):
    return Stage(tmp_path / "lake", "toy", code=code)


def commit(stage, given, key, data=b"rows", **changes):
    target = stage.target()
    target.write_bytes(data)
    told = {"records": 3, "kept": 1, "left_out": {"why": 1}} | changes
    told.setdefault("quarantined", (Quarantined(given.name, 2, "bad", "{"),))
    return stage.commit(given, key, target, conversion=Conversion(**told), seconds=0.25)


def names(stage):
    return sorted(os.listdir(stage.folder))


def test_what_is_committed_is_found_again(tmp_path):
    stage = stage_of(tmp_path)
    made = commit(stage, piece(tmp_path), "k1")
    again = stage_of(tmp_path)
    assert stage.find("k1") == again.find("k1") == made
    assert made.conversion.quarantined == (Quarantined("a.jsonl", 2, "bad", "{"),)
    assert again.find("k2") is None
    assert again.files(["k1"]) == (stage.folder / "k1.stage",)
    again.check()
    assert names(stage) == ["k1.stage", STAGE_LEDGER]


def test_a_key_differs_with_everything_that_makes_a_piece(tmp_path):
    given = piece(tmp_path)
    others = [
        piece(tmp_path, "b.jsonl"),
        piece(tmp_path, records=1),
        piece(tmp_path, etag="x"),
        Piece("a.jsonl", tmp_path / "a.jsonl", 11),
    ]
    keys = {p.key("00") for p in (given, *others)} | {given.key("01")}
    assert len(keys) == 6
    assert given.key("00") == Piece("a.jsonl", tmp_path / "elsewhere", 10).key("00")


def test_other_code_starts_afresh(tmp_path):
    commit(stage_of(tmp_path), piece(tmp_path), "k1")
    assert known(tmp_path / "lake", "toy", code="other") == ()
    stage = stage_of(tmp_path, "other")
    assert stage.find("k1") is None
    assert names(stage) == [STAGE_LEDGER]


def test_what_a_kill_left_is_removed(tmp_path):
    stage = stage_of(tmp_path)
    commit(stage, piece(tmp_path), "k1")
    stage.target().write_bytes(b"half")
    (stage.folder / "k2.stage").write_bytes(b"moved, but not in the ledger")
    assert names(stage_of(tmp_path)) == ["k1.stage", STAGE_LEDGER]


def test_dropped_pieces_leave_the_disk_and_the_ledger(tmp_path):
    stage = stage_of(tmp_path)
    for key in ("k1", "k2", "k3"):
        commit(stage, piece(tmp_path), key)
    stage.keep(["k1", "k2", "k3", "k4"])
    assert [line.key for line in known(tmp_path / "lake", "toy", code=CODE)] == ["k1", "k2", "k3"]
    stage.keep(["k2"])
    assert names(stage) == ["k2.stage", STAGE_LEDGER]
    assert [line.key for line in known(tmp_path / "lake", "toy", code=CODE)] == ["k2"]
    assert stage.find("k1") is None
    assert stage_of(tmp_path).find("k2")


def test_nothing_is_known_of_a_stage_that_is_not_there(tmp_path):
    assert known(tmp_path / "lake", "toy", code=CODE) == ()
    assert not (tmp_path / "lake").exists()
    stage_of(tmp_path)
    (tmp_path / "lake" / STAGE / "toy" / STAGE_LEDGER).write_bytes(b"")
    assert known(tmp_path / "lake", "toy", code=CODE) == ()


@pytest.mark.parametrize(
    "declared, told, why",
    [
        (None, {"kept": 2}, "3 records were read, but 4 are accounted for"),
        (None, {"quarantined": ()}, "3 records were read, but 2 are accounted for"),
        (4, {}, "4 records are declared, 3 were found"),
        (0, {}, "0 records are declared, 3 were found"),
    ],
)
def test_a_lost_record_is_an_error(tmp_path, declared, told, why):
    stage = stage_of(tmp_path)
    with pytest.raises(SourceMalformed, match=why):
        commit(stage, piece(tmp_path, records=declared), "k1", **told)
    assert stage.find("k1") is None


def test_a_damaged_file_is_not_found_and_not_handed_out(tmp_path):
    stage, chance = stage_of(tmp_path), random.Random(3)
    data = chance.randbytes(200)
    commit(stage, piece(tmp_path), "k1", data)
    path = stage.folder / "k1.stage"
    for bit in chance.sample(range(1600), 50):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        path.write_bytes(changed)
        assert stage.find("k1") is None
        with pytest.raises(IntegrityError):
            stage.files(["k1"])
    path.unlink()
    assert stage.find("k1") is None


def test_a_file_that_changes_while_it_is_used_is_noticed(tmp_path):
    stage = stage_of(tmp_path)
    commit(stage, piece(tmp_path), "k1")
    (path,) = stage.files(["k1"])
    stage.check()
    path.write_bytes(b"other")
    with pytest.raises(IntegrityError, match="changed while it was read"):
        stage.check()


def test_a_conversion_that_was_repeated_counts_once(tmp_path):
    stage = stage_of(tmp_path)
    commit(stage, piece(tmp_path), "k1", b"first")
    commit(stage, piece(tmp_path), "k1", b"second")
    assert stage_of(tmp_path).find("k1").entry.bytes == 6
    (line,) = known(tmp_path / "lake", "toy", code=CODE)
    assert line.entry.bytes == 6


def test_a_target_that_is_not_there_cannot_be_committed(tmp_path):
    stage = stage_of(tmp_path)
    with pytest.raises(BuildInterrupted):
        stage.commit(
            piece(tmp_path), "k1", stage.target(), conversion=Conversion(0, 0), seconds=0.0
        )


def test_a_ledger_line_counts_only_whole_and_in_its_place(tmp_path):
    path, header = tmp_path / "log", {"head": 1}
    for content in ({"a": 1}, {"a": 2}):
        SealedLog(path, header).append(content)
    assert SealedLog(path, header).contents == [{"a": 1}, {"a": 2}]
    path.write_bytes(path.read_bytes() + seal(header) + seal({"a": 3}))
    assert SealedLog(path, header).contents == [{"a": 1}, {"a": 2}]
    whole = path.read_bytes()
    path.write_bytes(whole[:-3])
    assert SealedLog(path, header).contents == [{"a": 1}]
    assert SealedLog(path, {"head": 2}).contents == []


def test_scratch_is_empty_and_goes_away(tmp_path):
    with Store(tmp_path / "lake").begin({}, code="") as build:
        with build.scratch() as folder:
            (folder / "file").write_text("x")
        assert not folder.exists()
        with build.scratch() as folder:
            assert list(folder.iterdir()) == []
        assert folder.is_relative_to(tmp_path / "lake" / WORK)
        assert build.stage("toy").folder.is_dir()
