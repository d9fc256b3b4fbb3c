"""Two hundred fetches from a misbehaving server, stopped and killed at random: exact at the end."""

import errno
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
import traceback

import pytest

from detente.core.errors import BudgetExhausted, BuildInterrupted, FetchInterrupted, UsageError
from detente.sources.openalex.api.budget import DailyBudget
from detente.sources.openalex.api.client import Client, Patience
from detente.sources.openalex.api.folder import FetchFolder
from detente.sources.openalex.api.harvest import fetch_pages, fetch_singles
from detente.sources.openalex.api.key import Key
from detente.sources.openalex.api.ledger import standing
from detente.sources.openalex.api.transport import Transport
from openalex_server import (
    KEY,
    LIST_FAULTS,
    SINGLE_FAULTS,
    FakeClock,
    World,
    identifiers_of,
    serving,
    synthetic_works,
)

RUNS = 200
GROUPS = 10
# real waiting, so rarer than the rest
SLOW = ("slow", "drip")


class Killed(BaseException):
    """What SIGKILL does, as far as one process can do it to itself: nothing tidies up after it."""


class Executioner:
    """Kills at the n-th durable step, before it or after it, or lets it find a full disk."""

    def __init__(self, monkeypatch, chance):
        self.chance, self.left, self.full = chance, None, False
        self.replace = os.replace
        monkeypatch.setattr(os, "fsync", self.fsync)
        monkeypatch.setattr(os, "replace", self.moved)

    def arm(self):
        self.left = self.chance.choice([None, None, self.chance.randrange(1, 60)])
        self.full = self.chance.random() < 0.3

    def disarm(self):
        self.left = None

    def fsync(self, _handle):
        self.step()

    def moved(self, *names):
        if self.chance.random() < 0.5:
            self.step()
        self.replace(*names)
        self.step()

    def step(self):
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.left = None
                raise OSError(errno.ENOSPC, "no space left") if self.full else Killed


def faults(chance, names, number):
    """Trouble for some of the first requests; then peace, so that every run ends."""
    rate = chance.choice([0.1, 0.3, 0.6])
    slow = chance.random() < 0.2
    for _ in range(number):
        fault = chance.choice(names) if chance.random() < rate else ""
        if fault in SLOW:
            fault, slow = fault if slow else "error", False
        yield fault


def lines(path):
    return [
        line
        for file in sorted((path / "works").glob("page-*.jsonl.gz"))
        for line in gzip.decompress(file.read_bytes()).splitlines()
    ]


def seed_of_world(seed):
    """A world, a budget and what is asked of it."""
    chance = random.Random(seed)
    works = synthetic_works(chance.randrange(1, 60), seed)
    known = identifiers_of(works)
    merged = {n: chance.choice(known) for n in range(1, chance.randrange(1, 6))}
    singles = seed % 4 == 3
    world = World(
        works,
        clock=FakeClock(seed),
        merged=merged,
        faults=faults(chance, SINGLE_FAULTS if singles else LIST_FAULTS, 40),
        page_size=chance.randrange(1, 9),
    )
    asked = [*merged, *chance.sample(known, len(known) // 2), 99, 98] if singles else None
    return world, chance.randrange(4, 30), asked, chance


def fetch(path, world, address, *, budget, asked, progress):
    """One run of the command's inner part."""
    question = {"ids": "a file"} if asked else {"filter": "is_ai:true"}
    with FetchFolder(path, question) as folder:
        transport = Transport(Key(KEY), address, timeout=0.2, deadline=0.15)
        patience = Patience(attempts=4, ordered=60)
        client = Client(
            transport, DailyBudget(folder.state, budget), world.clock, patience=patience
        )
        if asked:
            fetch_singles(folder, client, identifiers=asked, progress=progress)
        else:
            fetch_pages(folder, client, filter_="is_ai:true", progress=progress)


def run_until_done(path, world, address, *, budget, asked, executioner):
    """Run the same command again and again; everything that was said."""
    said = []
    for _ in range(400):
        executioner.arm()
        try:
            fetch(path, world, address, budget=budget, asked=asked, progress=said.append)
        except Killed:
            said.append("killed")
        except (BudgetExhausted, BuildInterrupted, FetchInterrupted, UsageError) as error:
            said.append("".join(traceback.format_exception(error)) + repr(error))
            if isinstance(error, BudgetExhausted):
                world.clock.time += 15 * 3600
        else:
            executioner.disarm()
            return said
    raise AssertionError(f"not done after 400 runs: {said[-3:]}")


# what is killed within this process leaves its files open
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("group", range(GROUPS))
def test_no_duplicate_no_gap_never_over_budget_and_the_key_nowhere(
    group, tmp_path, monkeypatch, capfd, caplog
):
    caplog.set_level("DEBUG")
    other = World([])
    with serving(other) as elsewhere:
        for seed in range(group, RUNS, GROUPS):
            path = tmp_path / str(seed)
            path.mkdir()
            world, budget, asked, chance = seed_of_world(seed)
            world.elsewhere = elsewhere
            with monkeypatch.context() as patch, serving(world) as address:
                executioner = Executioner(patch, chance)
                said = run_until_done(
                    path, world, address, budget=budget, asked=asked, executioner=executioner
                )
            check_content(path, world, asked)
            assert max(world.calls_by_day().values()) <= budget, seed
            assert KEY not in "\n".join(said)
            for file in path.rglob("*"):
                assert not file.is_file() or KEY.encode() not in file.read_bytes()
            assert KEY.encode() not in b"\n".join(lines(path))
    assert other.asked == []
    captured = capfd.readouterr()
    assert KEY not in captured.out + captured.err + caplog.text


def check_content(path, world, asked):
    """Exactly what was asked for, each record once and as the server has it."""
    found = [json.loads(line) for line in lines(path)]
    by_id = dict(zip(identifiers_of(world.works), world.works, strict=True))
    identifiers = identifiers_of(found)
    assert len(identifiers) == len(set(identifiers))
    if asked:
        wanted = {world.merged.get(n, n) for n in asked} & set(by_id)
        assert set(identifiers) == wanted
        listed = (path / "deleted_ids.csv").read_text().split()
        assert listed == ["id", "W98", "W99"]
        pairs = [f"W{old},W{new}" for old, new in sorted(world.merged.items())]
        if pairs:
            assert (path / "merged_ids.csv").read_text().split() == ["id,merge_into_id", *pairs]
    else:
        assert identifiers == list(by_id)
    assert all(record == by_id[n] for n, record in zip(identifiers, found, strict=True))
    held = standing(path)
    assert held.complete
    assert held.works == len(found)


def test_the_campaign_meets_every_fault():
    met = set()
    for seed in range(RUNS):
        world, _, asked, _ = seed_of_world(seed)
        met |= {(bool(asked), fault) for fault in world.faults}
    assert met >= {(False, f) for f in LIST_FAULTS} | {(True, f) for f in SINGLE_FAULTS}


SCRIPT = """
import sys
from pathlib import Path
from detente.sources.openalex.api.budget import DailyBudget
from detente.sources.openalex.api.client import Client
from detente.sources.openalex.api.clock import SystemClock
from detente.sources.openalex.api.folder import FetchFolder
from detente.sources.openalex.api.harvest import fetch_pages
from detente.sources.openalex.api.key import Key
from detente.sources.openalex.api.ledger import standing
from detente.sources.openalex.api.transport import Transport

address, path = sys.argv[1:]
with FetchFolder(Path(path), {"filter": "is_ai:true"}) as folder:
    transport = Transport(Key.from_environment(), address)
    client = Client(transport, DailyBudget(folder.state, 1000), SystemClock())
    print("started", flush=True)
    fetch_pages(folder, client, filter_="is_ai:true", progress=lambda _: None)
"""


def test_a_process_killed_at_random_moments_leaves_a_folder_that_resumes(tmp_path):
    world = World(synthetic_works(400, seed=5), clock=FakeClock(start=time.time()), page_size=2)
    path, chance, kills = tmp_path / "fetched", random.Random(11), 0
    path.mkdir()
    environment = {**os.environ, "OPENALEX_API_KEY": KEY}
    with serving(world) as address:
        for _ in range(6):
            words = [sys.executable, "-c", SCRIPT, address, str(path)]
            with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE) as process:
                process.stdout.readline()
                time.sleep(chance.random() * 0.15)
                process.send_signal(signal.SIGKILL)
            kills += process.returncode == -signal.SIGKILL
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, address, str(path)],
            env=environment, capture_output=True, check=True, timeout=60,
        )  # fmt: skip
    assert kills >= 3
    assert done.stderr == b""
    check_content(path, world, None)
    count = sum(f.stat().st_size for f in (path / ".fetch").glob("calls-*"))
    assert count >= len(world.asked)


def test_a_refused_key_is_a_usage_error_in_the_campaign_too(tmp_path):
    """The campaign would hide an error of the wrong kind, since it goes on after each."""
    world = World(synthetic_works(3), faults=iter(["unauthorized"]))
    with serving(world) as address, pytest.raises(UsageError):
        fetch(tmp_path, world, address, budget=9, asked=None, progress=lambda _: None)
