"""What a reader is told to build when a release lacks tables."""

import pytest

from detente.core.errors import DataMissing
from detente.lake.dataset import Dataset
from detente.sources.build import known_sources
from detente.sources.supply import supply
from small_release import small_release


@pytest.mark.parametrize(
    "tables", [("model", "score"), ("incident",), ("meeting", "meeting_party")]
)
def test_every_source_that_brings_all_of_them_is_named(tables):
    text = supply(tables)
    for name, source in known_sources().items():
        assert (f"detente build {name}" in text) == set(tables).issubset(source.tables), name


def test_a_folder_is_asked_for_where_no_files_come_with_the_package():
    assert "`detente build aiid=FOLDER`" in supply(["incident"])
    assert "`detente build meeting`" in supply(["meeting"])


def test_tables_that_no_source_brings_together_are_told():
    assert "no source alone" in supply(["incident", "obligation"])


def test_a_dataset_says_it_where_a_table_is_missing(tmp_path):
    plain = small_release(tmp_path, 1, 10)
    asked = Dataset(plain.release, plain.engine, supply=supply)
    with pytest.raises(DataMissing) as caught:
        asked.need("work", "quarantine", "remark")
    assert caught.value.fix == supply(["quarantine", "remark"])
