"""Five hundred ways to damage a lake: all are noticed, and none becomes a number."""

import random
import shutil
from collections import Counter

import pytest

from detente.lake import Store, verify
from detente.lake import store as store_module
from detente.lake.build import WORK
from detente.lake.stage import known
from detente.sources import build as build_module
from faults.damaging import KINDS, damage_release, damage_stage, found_sound
from faults.fault_world import install, load, uninstall, write_toy
from faults.killing import Ends, contents, copy_lake, quick_loads, read_everything, staged

OF_RELEASES = 250
OF_STAGES = 190
OF_LOADS = 60
CODE = "the same code"


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A lake with two releases, the newer one current, and the stage as it was before."""
    install()
    folder = tmp_path_factory.mktemp("damage")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_module, "code_fingerprint", lambda: CODE)
        write_toy(folder / "files", seed=1, files=4)
        old = load(folder / "lake", folder / "files")
        shutil.copytree(folder / "lake" / "stage" / "toy", folder / "old_stage")
        write_toy(folder / "files", seed=2, files=6)
        load(folder / "lake", folder / "files")
    yield folder, old.id
    uninstall()


@pytest.fixture
def lake(world, memory_path):
    return copy_lake(world[0] / "lake", memory_path / "lake")


def test_damage_of_a_release_never_becomes_a_number(world, lake):
    chance, kinds = random.Random(31), Counter()
    for _ in range(OF_RELEASES):
        kind, refused, seen = damage_release(lake, world[1], chance)
        assert refused, kind
        assert seen, kind
        kinds[kind] += 1
    assert set(kinds) == set(KINDS)
    read_everything(lake)
    assert verify(Store(lake)).ok


def test_damaged_conversions_are_not_used(world, lake):
    """What the stage would use after it was damaged is what is whole, to the byte."""
    chance, kinds = random.Random(32), Counter()
    keys = [line.key for line in known(lake, "toy", code=CODE)]
    assert found_sound(lake, CODE, keys) == set(keys)
    for _ in range(OF_STAGES):
        done = damage_stage(lake, world[0] / "old_stage", chance)
        touched = {path.stem for path in done.files}
        found = found_sound(lake, CODE, keys)
        assert not found & touched, done
        if "ledger" not in touched or done.kind == "lengthen":
            assert found == set(keys) - touched, done  # and nothing else is thrown away
        else:
            assert found < set(keys), done
        done.repair()
        kinds[done.kind] += 1
    assert set(kinds) == set(KINDS)


def test_a_load_from_a_damaged_stage_gives_what_it_should(world, lake, monkeypatch):
    """No release is there to take parts from: all comes from the stage."""
    folder, _ = world
    ends = Ends.of(lake)
    chance = random.Random(33)
    monkeypatch.setattr(store_module, "code_fingerprint", lambda: CODE)
    with quick_loads(monkeypatch) as quick:
        pooled = build_module.POOLED
        for number in range(OF_LOADS):
            wanted = pooled if number % 10 == 0 else ("no such table",)
            monkeypatch.setattr(build_module, "POOLED", wanted)
            shutil.rmtree(lake / "releases")
            shutil.rmtree(lake / WORK)
            (lake / "CURRENT").unlink()
            done = damage_stage(lake, folder / "old_stage", chance)
            release = quick(lake, folder / "files")
            found = contents(release.folder)
            assert found == ends.release or wanted != pooled
            tables = {name: data for name, data in ends.release.items() if name in found}
            assert (
                found.items() >= {n: d for n, d in tables.items() if n != "manifest.json"}.items()
            )
            assert staged(lake) == ends.stage, done
            read_everything(lake)
