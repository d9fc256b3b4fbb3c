"""Tasks that run at once: results in order, one typed error, and nothing left running."""

import threading
import time
from functools import partial

import pytest

from detente.core.discovery import find
from detente.core.errors import SourceMalformed
from detente.sources.side_by_side import once, side_by_side
from faults.fault_world import install, load, uninstall, write_toy
from faults.killing import contents

WAIT = 10


def run(tasks, workers=2, stop=lambda: None, tell=lambda _done: None):
    return side_by_side(tasks, workers=workers, stop=stop, tell=tell)


def test_results_come_in_order_of_the_tasks_and_tasks_run_at_once():
    both = threading.Barrier(2)

    def task(number):
        both.wait(WAIT)  # passed only by two threads together
        time.sleep(0.01 * (4 - number))
        return number

    told = []
    assert run([lambda n=n: task(n) for n in range(4)], tell=told.append) == [0, 1, 2, 3]
    assert told[-1] == [True] * 4
    assert run([]) == []


def test_an_error_stops_what_runs_and_keeps_the_rest_from_beginning():
    stopped, begun, ended = threading.Event(), [], []

    def goes_on():
        begun.append("goes on")
        assert stopped.wait(WAIT)
        ended.append("goes on")

    def fails():
        while not begun:
            time.sleep(0.001)
        raise SourceMalformed("broken", why="a test", fix="nothing")

    with pytest.raises(SourceMalformed, match="broken"):
        run([goes_on, fails, lambda: begun.append("late")], stop=stopped.set)
    assert ended == ["goes on"]


def test_of_two_errors_one_is_raised():
    both = threading.Barrier(2)

    def fails(number):
        both.wait(WAIT)
        raise SourceMalformed(f"broken {number}", why="a test", fix="nothing")

    with pytest.raises(SourceMalformed, match=r"broken [01]"):
        run([lambda: fails(0), lambda: fails(1)])


def test_an_interrupted_wait_stops_what_runs():
    stopped = threading.Event()

    def interrupt(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([lambda: stopped.wait(WAIT)], stop=stopped.set, tell=interrupt)
    assert stopped.is_set()


def test_what_is_made_once():
    made, start = [], threading.Barrier(8)

    def make():
        made.append(1)
        time.sleep(0.05)
        return object()

    given, got = once(make), []

    def ask():
        start.wait(WAIT)
        got.append(given())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(got) == 8
    assert len(set(got)) == 1


# ---- tables of a load ----


@pytest.fixture
def files(tmp_path):
    install()
    write_toy(tmp_path / "files", files=3, rows=100)
    yield tmp_path / "files"
    uninstall()


@pytest.fixture
def streams(monkeypatch, files):
    """Replaces streams of the toy's tables, given those that it has."""
    module = find("detente.sources", "SOURCE", "toy")
    whole = module.merge

    def replace(patch, changed):
        def merge(*args, **kwargs):
            given = whole(*args, **kwargs)
            return {**given, **changed(given)}

        patch.setattr(module, "merge", merge)

    return replace


def broken(table, ready):
    ready()
    raise SourceMalformed(f"{table} is broken", why="a test", fix="nothing")
    yield


def check_whole(lake, files, tmp_path):
    """The same command ends as if nothing had been."""
    release, undisturbed = load(lake, files), load(tmp_path / "undisturbed", files)
    assert release.id == undisturbed.id
    assert contents(release.folder) == contents(undisturbed.folder)


def test_two_tables_that_break_at_once(tmp_path, files, streams, monkeypatch):
    both = threading.Barrier(2)
    with monkeypatch.context() as patch:
        ready = partial(both.wait, WAIT)
        names = ("work", "authorship")
        streams(patch, lambda _: {n: partial(broken, n, ready) for n in names})
        with pytest.raises(SourceMalformed, match=r"(work|authorship) is broken"):
            load(tmp_path / "lake", files)
    assert not list((tmp_path / "lake" / "work").glob("*/.*.tmp"))
    check_whole(tmp_path / "lake", files, tmp_path)


@pytest.mark.parametrize("good, bad", [("work", "authorship"), ("authorship", "work")])
def test_a_table_that_breaks_while_another_is_written(
    tmp_path, files, streams, monkeypatch, good, bad
):
    """The other, which would never end, is stopped; what is committed is used again."""
    begun, given_up = threading.Event(), []

    def endless(rows):
        try:
            for batch in rows():
                yield batch
            while True:
                begun.set()
                time.sleep(0.001)
                yield batch.slice(0, 0)
        finally:
            given_up.append(good)

    with monkeypatch.context() as patch:
        streams(
            patch,
            lambda given: {
                good: lambda: endless(given[good]),
                bad: lambda: broken(bad, partial(begun.wait, WAIT)),
            },
        )
        with pytest.raises(SourceMalformed, match=f"{bad} is broken"):
            load(tmp_path / "lake", files)
    assert given_up == [good]
    assert not list((tmp_path / "lake" / "work").glob("*/.*.tmp"))
    check_whole(tmp_path / "lake", files, tmp_path)
