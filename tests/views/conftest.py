"""A lake that is made once, commands as calls, and pages without colour at 80 columns."""

import json
import re
import shutil
from dataclasses import dataclass

import pytest

from detente.views.cli.main import main
from views.view_world import make_lake


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def page(self):
        """What was printed, with what depends on versions of libraries taken out."""
        return re.sub(r"\b(planted|starter)-[0-9a-f]{12}\b", r"\1-000000000000", self.out)


@pytest.fixture(scope="session")
def planted_lake(tmp_path_factory):
    path = tmp_path_factory.mktemp("views") / "lake"
    make_lake(path)
    return path


@pytest.fixture
def plain_terminal(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture
def detente(planted_lake, plain_terminal, monkeypatch, capsys):
    """Run a command against the planted lake."""
    monkeypatch.setenv("DETENTE_LAKE", str(planted_lake))

    def call(*words):
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    return call


@pytest.fixture
def own_lake(planted_lake, tmp_path, monkeypatch):
    """A copy of the planted lake that a test may damage."""
    path = tmp_path / "own"
    shutil.copytree(planted_lake, path)
    return path
