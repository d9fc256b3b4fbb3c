"""No damaged byte of a release becomes a number, and `verify` finds every one."""

import random
import shutil

import pytest

from detente.core.errors import DataMissing, DetenteError, IntegrityError
from detente.lake import Store, verify
from detente.lake.ledger import LEDGER
from detente.lake.manifest import MANIFEST
from lake.lake_world import PARTS, make, read_everything

FLIPS = 160


def current_files(lake):
    """``CURRENT`` and every file of the current release."""
    release = Store(lake).current()
    return [lake / "CURRENT", *sorted(release.folder.iterdir())]


def flips(lake):
    """Seeded single-bit flips: spread over all bytes, and at least 15 in every file."""
    chance = random.Random(100)
    files = current_files(lake)
    sizes = [file.stat().st_size for file in files]
    chosen = [*chance.choices(files, sizes, k=FLIPS), *(file for file in files for _ in range(15))]
    return [(file, chance.randrange(file.stat().st_size * 8)) for file in chosen]


def flip(data, bit):
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << (bit % 8)
    return bytes(changed)


def test_every_flipped_bit_is_detected(damaged_lake):
    chosen = flips(damaged_lake)
    assert len(chosen) >= 100
    assert {file.name for file, _ in chosen} == {
        "CURRENT",
        MANIFEST,
        LEDGER,
        *(f"{part}.parquet" for part in PARTS),
    }
    for file, bit in chosen:
        data = file.read_bytes()
        file.write_bytes(flip(data, bit))
        with pytest.raises((IntegrityError, DataMissing)):
            read_everything(damaged_lake)
        assert not verify(Store(damaged_lake)).ok, (file, bit)
        file.write_bytes(data)
    read_everything(damaged_lake)
    assert verify(Store(damaged_lake)).ok


def test_every_bit_of_current(damaged_lake):
    path = damaged_lake / "CURRENT"
    data = path.read_bytes()
    for bit in range(len(data) * 8):
        path.write_bytes(flip(data, bit))
        with pytest.raises(IntegrityError):
            Store(damaged_lake).current()


@pytest.mark.parametrize("part", PARTS)
def test_a_damaged_file_is_refused_each_way_of_reading(damaged_lake, part):
    release = Store(damaged_lake).current()
    path = release.folder / f"{part}.parquet"
    path.write_bytes(flip(path.read_bytes(), 8 * (path.stat().st_size // 2)))
    table = part.partition("-")[0]
    readers = (
        lambda: release.path(part),
        lambda: release.files(table),
        lambda: release.table(table),
    )
    for read in readers:
        with pytest.raises(IntegrityError, match=path.name) as caught:
            read()
        assert "sha256: expected" in caught.value.why
        assert "detente verify" in caught.value.fix
        assert caught.value.exit_code == 6


def test_a_flip_after_the_first_use_is_seen(damaged_lake):
    release = Store(damaged_lake).current()
    path = release.path("work")
    path.write_bytes(flip(path.read_bytes(), 1000))
    with pytest.raises(IntegrityError):
        release.path("work")


def truncate(file):
    file.write_bytes(file.read_bytes()[:-1])


def lengthen(file):
    file.write_bytes(file.read_bytes() + b"\0")


def empty(file):
    file.write_bytes(b"")


def unlink(file):
    file.unlink()


def make_folder_of(file):
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("damage", [truncate, lengthen, empty, unlink, make_folder_of])
@pytest.mark.parametrize("name", ["CURRENT", MANIFEST, LEDGER, "work.parquet", "output.parquet"])
def test_files_cut_short_lengthened_or_missing(damaged_lake, damage, name):
    files = {file.name: file for file in current_files(damaged_lake)}
    damage(files[name])
    with pytest.raises((IntegrityError, DataMissing)) as caught:
        read_everything(damaged_lake)
    assert caught.value.fix
    report = verify(Store(damaged_lake))
    assert any(problem.path.endswith(name) for problem in report.problems)
    with pytest.raises(IntegrityError, match="problem"):
        report.require()


def test_swapped_files(damaged_lake):
    folder = Store(damaged_lake).current().folder
    first, second = folder / "authorship-0.parquet", folder / "authorship-1.parquet"
    first.rename(folder / "aside")
    second.rename(first)
    (folder / "aside").rename(second)
    with pytest.raises(IntegrityError):
        read_everything(damaged_lake)
    places = {problem.path.split("/")[-1] for problem in verify(Store(damaged_lake)).problems}
    assert places == {first.name, second.name}


def test_extra_files(damaged_lake):
    folder = Store(damaged_lake).current().folder
    (folder / "authorship-9.parquet").write_bytes(b"not ours")
    (damaged_lake / "releases" / "notes").mkdir()
    read_everything(damaged_lake)  # what nothing lists is never read
    assert [(p.path.split("/")[-1], p.kind) for p in verify(Store(damaged_lake)).problems] == [
        ("notes", "extra"),
        ("authorship-9.parquet", "extra"),
    ]


def test_files_of_another_release(damaged_lake, old_lake):
    """Whole files, but not those that were asked for."""
    current, old = Store(damaged_lake).current(), Store(old_lake).current()
    for name in (MANIFEST, LEDGER, "work.parquet"):
        data = (current.folder / name).read_bytes()
        shutil.copy(old.folder / name, current.folder / name)
        with pytest.raises(IntegrityError):
            read_everything(damaged_lake)
        assert not verify(Store(damaged_lake)).ok
        (current.folder / name).write_bytes(data)
    assert verify(Store(damaged_lake)).ok


def test_a_renamed_release(damaged_lake):
    release = Store(damaged_lake).current()
    name = release.id.replace("2024.1", "2023.1")
    release.folder.rename(release.folder.with_name(name))
    with pytest.raises(IntegrityError, match="missing"):
        Store(damaged_lake).current()
    with pytest.raises(IntegrityError, match="name: expected 2024"):
        Store(damaged_lake).release(name)
    assert {p.kind for p in verify(Store(damaged_lake)).problems} == {"current", "manifest"}


def test_current_of_one_release_with_the_hash_of_another(damaged_lake):
    path = damaged_lake / "CURRENT"
    name, _ = path.read_text().split()
    path.write_text(f"{name} {'0' * 64}\n")
    with pytest.raises(IntegrityError, match="manifest"):
        Store(damaged_lake).current()


@pytest.mark.parametrize("change", ["drop", "swap", "repeat"])
def test_a_ledger_with_other_lines(damaged_lake, change):
    path = Store(damaged_lake).current().folder / LEDGER
    lines = path.read_bytes().splitlines(keepends=True)
    if change == "drop":
        del lines[-1]
    elif change == "swap":
        lines[1], lines[2] = lines[2], lines[1]
    else:
        lines.append(lines[-1])
    path.write_bytes(b"".join(lines))
    with pytest.raises(IntegrityError, match=LEDGER):
        Store(damaged_lake).current()
    assert [problem.kind for problem in verify(Store(damaged_lake)).problems] == [
        "current",
        "ledger",
    ]


def test_every_problem_is_listed(damaged_lake):
    folder = Store(damaged_lake).current().folder
    (folder / "work.parquet").unlink()
    truncate(folder / "output.parquet")
    path = folder / "authorship-2.parquet"
    path.write_bytes(flip(path.read_bytes(), 99))
    (folder / "extra").touch()
    report = verify(Store(damaged_lake))
    found = {problem.path.split("/")[-1]: problem.kind for problem in report.problems}
    assert found == {
        "work.parquet": "missing",
        "output.parquet": "size",
        "authorship-2.parquet": "hash",
        "extra": "extra",
    }
    with pytest.raises(IntegrityError) as caught:
        report.require()
    assert all(name in caught.value.why for name in found)


def test_building_again_puts_a_damaged_release_right(damaged_lake, tmp_path):
    release = Store(damaged_lake).current()
    whole = {file.name: file.read_bytes() for file in release.folder.iterdir()}
    log = tmp_path / "log"
    for name, data in whole.items():
        path = release.folder / name
        path.write_bytes(flip(path.read_bytes(), 77))
        log.write_text("")
        assert make(damaged_lake, log).id == release.id
        assert verify(Store(damaged_lake)).ok
        remade = set(log.read_text().split())
        # without manifest or ledger no part can be trusted, otherwise one part is made again
        assert remade == (set(PARTS) if name in {MANIFEST, LEDGER} else {path.stem})
        if name != LEDGER:
            assert path.read_bytes() == data


def test_verifying_one_release(damaged_lake):
    store = Store(damaged_lake)
    current = store.current()
    (other,) = set(store.releases()) - {current.id}
    (store.release(other).folder / "work.parquet").unlink()
    assert verify(store, current.id).ok
    report = verify(store, other)
    assert report.releases == (other,)
    assert [problem.kind for problem in report.problems] == ["missing"]
    with pytest.raises(DetenteError, match="nothing"):
        verify(store, "2024.1-nothing")


def test_verifying_counts_what_it_hashed(new_lake):
    report = verify(Store(new_lake))
    files = list(new_lake.glob("releases/*/*.parquet"))
    assert (report.files, report.bytes) == (len(files), sum(f.stat().st_size for f in files))
    report.require()


def test_verifying_an_empty_lake(tmp_path):
    with pytest.raises(DataMissing, match="no release") as caught:
        verify(Store(tmp_path / "nothing"))
    assert "detente build" in caught.value.fix


def test_a_lake_whose_releases_are_gone(damaged_lake):
    shutil.rmtree(damaged_lake / "releases")
    assert [problem.kind for problem in verify(Store(damaged_lake)).problems] == ["current"]
    (damaged_lake / "releases").touch()
    assert [problem.kind for problem in verify(Store(damaged_lake)).problems] == ["current"]


def test_an_unreadable_file(damaged_lake, monkeypatch):
    """The disk itself refuses to give a file."""
    from detente.lake import verification

    def refuse(path):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(verification, "digest", refuse)
    problems = verify(Store(damaged_lake)).problems
    assert {problem.kind for problem in problems} == {"unreadable"}
    assert {problem.why for problem in problems} == {"Input/output error"}
