"""The entry point: find the verb, parse, run, and turn errors into exit codes."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.core.errors import DetenteError, UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import ModuleType, TracebackType

PACKAGE = "detente.views.cli"
INTERRUPTED = 130
BROKEN_PIPE = 141
_BEFORE = ("--debug", "--color=auto", "--color=always", "--color=never")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    argv : sequence of str, optional
        The words after ``detente``; those of the process by default.

    Returns
    -------
    int
        Exit code: 0 fine, 1 error, 2 usage, 3 claim not supported, 4 data missing, 5 budget
        exhausted, 6 integrity failure, 130 interrupted, 141 reader gone.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in words
    if argv is None and not debug:
        sys.excepthook = _unforeseen
    try:
        code = _run(words)
        sys.stdout.flush()
    except DetenteError as error:
        if debug:
            raise
        print(f"detente: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("\ndetente: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # whatever Python still holds for the reader that left must not raise again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return code


def _run(words: list[str]) -> int:
    from detente.views.cli.help import overview, page

    verbs = {name.replace("_", "-"): module for name, module in modules(PACKAGE, "COMMAND").items()}
    if words and words[0] == "help":
        words = [*words[1:], "--help"]
    if not words or words[0] in ("-h", "--help"):
        print(overview({name: module.COMMAND for name, module in verbs.items()}), end="")
        return 0
    if words[0] in ("-V", "--version"):
        return _print_version()
    name, rest = _split(words, verbs)
    if "-h" in rest or "--help" in rest:
        helper = getattr(verbs[name], "help_of", None)
        special = helper([w for w in rest if not w.startswith("-")]) if helper else ""
        print(special or page(name, verbs[name].COMMAND), end="")
        return 0
    return _call(name, verbs[name], rest)


def _split(words: list[str], verbs: dict[str, ModuleType]) -> tuple[str, list[str]]:
    """The verb and its words; options that concern every verb may stand before it."""
    at = next((i for i, word in enumerate(words) if not word.startswith("-")), len(words))
    early = [word for word in words[:at] if word not in _BEFORE]
    if early or at == len(words):
        raise UsageError(
            f"'{(early or words)[0]}' cannot stand before the command",
            fix="write detente COMMAND first, options after it: detente --help",
        )
    if words[at] not in verbs:
        raise UnknownName("command", words[at], verbs)
    return words[at], words[:at] + words[at + 1 :]


def _call(name: str, verb: ModuleType, words: list[str]) -> int:
    from detente.views.cli.output import Output
    from detente.views.cli.parse import parse

    arguments = parse(name, verb.COMMAND, words)
    with Output.of(arguments) as output:
        code: int = verb.run(arguments, output)
    return code


def _print_version() -> int:
    import detente

    print(f"detente {detente.__version__}")
    return 0


def _unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one line what nobody foresaw; ``--debug`` shows the rest."""
    place = ""
    while trace is not None:
        file = os.path.basename(trace.tb_frame.f_code.co_filename)
        place, trace = f" ({file}, line {trace.tb_lineno})", trace.tb_next
    print(
        f"detente: an error nobody foresaw: {kind.__name__}: {error}{place}\n"
        "  why:  this is a fault of detente, not of what you typed\n"
        "  next: run it again with --debug and report what it prints",
        file=sys.stderr,
    )
