"""From words to arguments: argparse within, our own errors and help without."""

from __future__ import annotations

import argparse
import difflib
from typing import TYPE_CHECKING, Any, NoReturn

from detente.core.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.views.cli.command import Argument, Command


# '--first-partners' of an indicator is not a misspelt '--partner'; '--cuontry' is '--country'
_NEAR = 0.8


class _Parser(argparse.ArgumentParser):
    """A parser that raises instead of printing and leaving."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, fix=f"{self.prog} --help")


def parse(name: str, command: Command, words: Sequence[str]) -> dict[str, Any]:
    """Values of a command's arguments by their key.

    Options that are not declared stand under ``"others"`` if the command hands them on.

    Raises
    ------
    UnknownName
        An option or a value is misspelt; says the nearest.
    UsageError
        The words cannot be read.
    """
    declared = [a for section in command.sections for a in section.arguments]
    parser = _Parser(prog=f"detente {name}", add_help=False, allow_abbrev=False)
    for argument in declared:
        _add(parser, argument)
    found, rest = parser.parse_known_intermixed_args(list(words))
    values = vars(found)
    known = {a.name for a in declared if a.is_option}
    _refuse_misspelt(name, rest, known)
    values["others"] = _others(name, rest, known) if command.open_options else {}
    if rest and not command.open_options:
        raise _unknown(name, rest[0], known)
    if values["help"]:
        return values
    for argument in declared:
        _check(name, argument, values[argument.key])
    return values


def _refuse_misspelt(name: str, rest: Sequence[str], known: set[str]) -> None:
    """Refuse a misspelt option before its value is taken for a word."""
    for word in rest:
        option = word.partition("=")[0]
        if word.startswith("--") and difflib.get_close_matches(option, known, n=1, cutoff=_NEAR):
            raise _unknown(name, option, known)


def _add(parser: argparse.ArgumentParser, argument: Argument) -> None:
    if not argument.is_option:
        parser.add_argument(argument.key, nargs="*" if argument.many else "?")
    elif argument.metavar:
        parser.add_argument(
            argument.name, dest=argument.key, metavar=argument.metavar, default=argument.default
        )
    else:
        parser.add_argument(argument.name, dest=argument.key, action="store_true")


def _check(name: str, argument: Argument, value: Any) -> None:
    if argument.required and not value:
        raise UsageError(
            f"detente {name} needs {argument.spelled}",
            why=argument.meaning,
            fix=f"detente {name} --help",
        )
    if argument.options and value is not None and value not in argument.options:
        raise UnknownName(f"value of {argument.name}", value, argument.options)


def _others(name: str, rest: list[str], known: set[str]) -> dict[str, str | bool]:
    """Read ``--name value``, ``--name=value`` and a bare ``--name`` among undeclared words."""
    found: dict[str, str | bool] = {}
    position = 0
    while position < len(rest):
        word = rest[position]
        if not word.startswith("--") or word == "--":
            raise _unknown(name, word, known)
        option, equals, value = word[2:].partition("=")
        key = option.replace("-", "_")
        following = rest[position + 1] if position + 1 < len(rest) else ""
        if equals:
            found[key] = value
        elif following and not following.startswith("--"):
            found[key] = following
            position += 1
        else:
            found[key] = True
        position += 1
    return found


def _unknown(name: str, word: str, known: set[str]) -> UsageError:
    if word.startswith("-"):
        return UnknownName(f"option of 'detente {name}'", word.partition("=")[0], known)
    return UsageError(f"'{word}' is one word too many", fix=f"detente {name} --help")
