"""Modules are found by walking a package."""

import pytest

from detente.core.discovery import find, modules
from detente.core.errors import UnknownName


def test_modules_that_declare_something_are_found_by_name_and_in_order(tmp_path, monkeypatch):
    package = tmp_path / "found_here"
    package.mkdir()
    for name, text in (
        ("zebra", "THING = 1"),
        ("ant", "THING = None"),
        ("other", "NOTHING = 1"),
        ("__init__", ""),
    ):
        (package / f"{name}.py").write_text(text + "\n")
    inner = package / "bee"
    inner.mkdir()
    (inner / "__init__.py").write_text("THING = 3\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(modules("found_here", "THING")) == ["ant", "bee", "zebra"]
    assert find("found_here", "THING", "bee").THING == 3
    with pytest.raises(UnknownName, match="no thing is called 'zebras'") as problem:
        find("found_here", "THING", "zebras")
    assert problem.value.suggestions == ("zebra",)
    with pytest.raises(UnknownName):
        find("found_here", "THING", "other")


def test_the_tables_declare_their_own_names():
    for name, module in modules("detente.tables", "TABLE").items():
        assert module.TABLE.name == name
