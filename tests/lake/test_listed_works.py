"""Works with entities that were listed at the time: by institution, and by what is printed."""

import csv
from itertools import pairwise

import numpy as np
import pytest

from detente.engine.duckdb_engine import DuckDBEngine
from detente.lake.dataset import Dataset
from detente.lake.listed_works import LISTED, NOT_LISTED, UNDECIDED, listed_works
from detente.lake.screening import screen_of
from detente.lake.store import Store
from detente.sources.build import build

# work, date, affiliation and what it is at the scope of campuses; listings are those of the package
ROWS = [
    (1, "2021-01-05", "Harbin Institute of Technology, Harbin, China", LISTED),
    (2, "2020-06-04", "Harbin Institute of Technology, Harbin, China", NOT_LISTED),
    (3, "2020-06-05", "Harbin Institute of Technology, Harbin, China", LISTED),
    # firms that the registry in the package does not know are read as printed
    (4, "2019-05-21", "Huawei Noah's Ark Lab, London, UK", LISTED),
    (5, "2019-05-20", "Huawei Noah's Ark Lab, London, UK", NOT_LISTED),
    (6, "2023-01-01", "Hikvision Research Institute, USA", NOT_LISTED),
    (7, "2023-01-01", "Hill Robotics Inc., Seaport", NOT_LISTED),
    (8, "2023-01-01", "Department of Computer Science", UNDECIDED),
    (9, "2023-01-01", "", UNDECIDED),
    # the listed one settles it
    (10, "2023-01-01", "Megvii Inc.", LISTED),
]


@pytest.fixture(scope="module")
def dataset(tmp_path_factory):
    folder = tmp_path_factory.mktemp("printed")
    with (folder / "works.csv").open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["work", "date", "author", "affiliation"])
        lines.writerows((work, day, 1, text) for work, day, text, _ in ROWS)
        lines.writerow([10, "2023-01-01", 2, ""])
    with DuckDBEngine(threads=1) as engine:
        sources = {"own_table": folder / "works.csv", "entity_list": None}
        release = build(Store(folder / "lake"), sources, engine=engine, label="printed")
        yield Dataset(release, engine)


def test_works_by_institution_and_by_what_is_printed(dataset):
    found = listed_works(dataset, scope="campuses")
    status = dict(zip(found.work.tolist(), found.status.tolist(), strict=True))
    assert status == {work: expected for work, _, _, expected in ROWS}
    assert found is listed_works(dataset, scope="campuses")
    assert screen_of(dataset) is screen_of(dataset)


def test_a_wider_scope_has_the_works_of_a_narrower_one(dataset):
    scopes = ("named", "campuses", "affiliates")
    status = [listed_works(dataset, scope=scope).status for scope in scopes]
    for narrow, wide in pairwise(status):
        assert np.all(wide >= narrow)
    assert status[-1][listed_works(dataset, scope="named").work.tolist().index(6)] == LISTED
