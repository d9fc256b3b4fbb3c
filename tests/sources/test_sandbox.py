"""Hostile files end the process that reads them, and nothing else."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from detente.core.errors import BuildInterrupted, DataMissing, SourceMalformed, UsageError
from detente.lake import Store, verify
from detente.sources.failures import death_of, error_of
from detente.sources.sandbox import Limits, Sandbox
from faults.fault_world import LIMITS, install, load, uninstall, write_toy
from faults.killing import processes_of, wait_for_orphans


@pytest.fixture(autouse=True)
def toy():
    install()
    yield
    uninstall()


@pytest.fixture
def loaded(tmp_path):
    """A lake with one release of the toy, and the folder it was read from."""
    write_toy(tmp_path / "files", files=2)
    return tmp_path / "lake", tmp_path / "files", load(tmp_path / "lake", tmp_path / "files")


def spoil(folder, word):
    file = folder / "part-1.jsonl"
    text = file.read_text()
    file.write_text(f"{word}\n")
    return file, text


@pytest.mark.parametrize(
    "word, limits, why",
    [
        ("hang", Limits(seconds=3), "longer than its limit of 3 seconds"),
        ("fork and hang", Limits(seconds=3), "longer than its limit of 3 seconds"),
        ("crash", LIMITS, "ended with SIGABRT"),
        ("devour", LIMITS, "more memory than its limit of 2 GiB"),
        pytest.param(
            "devour arrow",
            LIMITS,
            "more memory than its limit of 2 GiB",
            marks=pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits data"),
        ),
        ("stumble", LIMITS, "ZeroDivisionError: nobody foresaw this"),
    ],
)
def test_a_hostile_file_is_named_and_the_lake_stays_usable(loaded, word, limits, why):
    lake, folder, old = loaded
    file, text = spoil(folder, word)
    with pytest.raises(SourceMalformed, match=why) as caught:
        load(lake, folder, limits=limits)
    assert str(file) in caught.value.what
    assert caught.value.fix
    assert Store(lake).current().id == old.id
    assert verify(Store(lake)).ok
    file.write_text(text)
    assert load(lake, folder).id == old.id


def test_nothing_that_a_child_started_lives_on(loaded):
    lake, folder, _ = loaded
    spoil(folder, "fork and hang")
    with pytest.raises(SourceMalformed):
        load(lake, folder, limits=Limits(seconds=3))
    assert wait_for_orphans()
    assert not processes_of("detente.sources._child", parent=os.getpid())


def test_an_error_of_ours_arrives_as_it_was_raised(loaded):
    lake, folder, _ = loaded
    spoil(folder, "refuse")
    with pytest.raises(SourceMalformed) as caught:
        load(lake, folder)
    assert caught.value.what == "the publisher says no"
    assert (caught.value.why, caught.value.fix) == ("it is closed", "ask")


def test_what_a_reader_prints_is_no_answer(loaded):
    lake, folder, _ = loaded
    spoil(folder, "print")
    with pytest.raises(SourceMalformed, match="records of source 'toy' cannot be read"):
        load(lake, folder)


def test_the_traceback_goes_with_an_unforeseen_error(loaded):
    lake, folder, _ = loaded
    spoil(folder, "stumble")
    with pytest.raises(SourceMalformed) as caught:
        load(lake, folder)
    assert "in misbehave" in caught.value.__notes__[0]


def test_what_others_converted_before_an_error_is_kept(tmp_path):
    write_toy(tmp_path / "files", files=5)
    spoil(tmp_path / "files", "stumble")
    with pytest.raises(SourceMalformed):
        load(tmp_path / "lake", tmp_path / "files", limits=replace(LIMITS, workers=1))
    kept = list((tmp_path / "lake" / "stage" / "toy").glob("[0-9a-f]*.stage"))
    assert len(kept) == 1  # the one before it: conversion stops at the first error


def test_kinds_of_errors_are_those_of_the_tree():
    told = {"what": "w", "why": "y", "fix": "f"}
    assert type(error_of({"kind": "DataMissing", **told})) is DataMissing
    assert type(error_of({"kind": "UsageError", **told})) is UsageError
    assert type(error_of({"kind": "difflib", **told})) is SourceMalformed
    assert type(error_of({"kind": "nonsense", **told})) is SourceMalformed


def test_a_closed_sandbox_reads_nothing(tmp_path):
    sandbox = Sandbox(Limits())
    sandbox.close()
    with pytest.raises(BuildInterrupted):
        sandbox.ask({"do": "read"}, subject=tmp_path, size=0)


def test_larger_files_get_more_time():
    assert Limits(seconds=10).time_for(0) == 10
    assert Limits(seconds=10).time_for(50_000_000) == 110


@pytest.mark.parametrize(
    "code, words, why",
    [
        (-9, "", "the system ended the process"),
        (-11, "", "ended with SIGSEGV"),
        (1, "Traceback\nValueError: odd", "an error nobody foresaw: ValueError: odd"),
        (1, "MemoryError", "more memory than its limit of 1 GiB"),
        (-6, "memory allocation of 99 bytes failed", "more memory than its limit of 1 GiB"),
        (1, "OSError: [Errno 28] No space left on device", "the disk is full"),
        (None, "", "an error nobody foresaw"),
    ],
)
def test_what_a_process_died_of(code, words, why):
    assert why in death_of(Path("file"), code, words, memory=2**30).why
