"""The tree of errors: what they say, how they travel, and which exit code they give."""

import inspect
import pickle
import re

import pytest

from detente.core import errors
from detente.core.errors import (
    BudgetExhausted,
    BuildInterrupted,
    ClaimUnreadable,
    DataMissing,
    DetenteError,
    ExtraMissing,
    FetchInterrupted,
    IntegrityError,
    NotPortable,
    SourceMalformed,
    StatementFailed,
    TableInvalid,
    UnknownName,
    UsageError,
)

CODES = {
    DetenteError: 1,
    UsageError: 2,
    UnknownName: 2,
    ClaimUnreadable: 2,
    DataMissing: 4,
    BudgetExhausted: 5,
    IntegrityError: 6,
    SourceMalformed: 1,
    TableInvalid: 1,
    NotPortable: 1,
    StatementFailed: 1,
    BuildInterrupted: 1,
    FetchInterrupted: 1,
    ExtraMissing: 1,
}


def kinds():
    return {
        kind
        for _, kind in inspect.getmembers(errors, inspect.isclass)
        if issubclass(kind, DetenteError)
    }


def test_every_error_has_the_declared_exit_code_and_none_that_means_a_verdict():
    assert kinds() == set(CODES)
    for kind, code in CODES.items():
        assert kind.exit_code == code
        assert code != 3


def test_the_tree_drawn_in_the_module_is_the_tree_there_is():
    drawn = re.findall(r"([A-Z]\w+) +exit (\d)", errors.__doc__)
    assert {name: int(code) for name, code in drawn} == {
        kind.__name__: code for kind, code in CODES.items()
    }
    for line in errors.__doc__.splitlines():
        name = re.search(r"[A-Z]\w+(?= +exit)", line)
        if name and "│   " in line:
            assert issubclass(getattr(errors, name[0]), UsageError)


@pytest.mark.parametrize(
    "why, fix, text",
    [
        ("", "", "it failed"),
        ("no disk", "", "it failed\n  why:  no disk"),
        ("", "buy one", "it failed\n  next: buy one"),
        ("no disk", "buy one", "it failed\n  why:  no disk\n  next: buy one"),
    ],
)
def test_an_error_says_what_why_and_what_next(why, fix, text):
    error = DataMissing("it failed", why=why, fix=fix)
    assert str(error) == text
    assert error.args == ("it failed",)


@pytest.mark.parametrize("kind", sorted(CODES, key=lambda kind: kind.__name__))
def test_errors_survive_the_way_to_another_process(kind):
    if kind is UnknownName:
        error = kind("country", "Chnia", ["China", "India"])
    else:
        error = kind("it failed", why="no disk", fix="buy one")
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert (again.what, again.why, again.fix) == (error.what, error.why, error.fix)
    assert str(again) == str(error)


def test_an_unknown_name_keeps_its_suggestions_on_the_way():
    error = UnknownName("country", "Chnia", ["China", "India"])
    again = pickle.loads(pickle.dumps(error))
    assert again.suggestions == error.suggestions != ()


def test_an_unknown_name_suggests_the_nearest_or_lists_all():
    near = UnknownName("option of 'link'", "per-paper", ["whole", "per_papers", "per_paper"])
    assert near.suggestions == ("per_paper", "per_papers")
    assert "no option of 'link' is called 'per-paper'" in str(near)
    assert near.fix == "did you mean per_paper or per_papers?"
    far = UnknownName("release", "x", iter(["beta", "alpha"]))
    assert far.suggestions == ()
    assert far.fix == "use one of: alpha, beta"
