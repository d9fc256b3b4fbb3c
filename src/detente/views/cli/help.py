"""Help pages, drawn from declarations alone, so that they read the same under every Python."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.views.cli.command import Argument, Command

WIDTH = 80
_COLUMN = 26
GROUPS = ("Ask", "Data", "Care")


def overview(commands: Mapping[str, Command]) -> str:
    """What ``detente --help`` prints."""
    lines = [
        "detente turns open data into checked statements about how countries",
        "cooperate and compete in AI.",
        "",
        "Usage: detente COMMAND [OPTIONS]",
    ]
    groups = dict.fromkeys((*GROUPS, *(c.group for c in commands.values())))
    for group in groups:
        members = {name: c.summary for name, c in commands.items() if c.group == group}
        if members:
            lines += ["", f"{group}:", *pairs(members)]
    lines += [
        "",
        "Start with:  detente demo",
        "Then try:    detente show collaboration --country US",
        "             detente COMMAND --help",
        "",
        "Exit codes: 0 fine, 1 error, 2 usage, 3 claim not supported, 4 data missing,",
        "            5 quota exhausted (run again to resume), 6 integrity failure.",
    ]
    return "\n".join(lines) + "\n"


def page(name: str, command: Command) -> str:
    """What ``detente NAME --help`` prints."""
    words = " ".join(_in_usage(a) for a in command.arguments if not a.is_option)
    lines = [f"Usage: detente {name} {words} [OPTIONS]".replace("  ", " "), ""]
    for paragraph in textwrap.dedent(command.description).strip().split("\n\n"):
        if paragraph.startswith("  "):
            lines += [*paragraph.splitlines(), ""]
        else:
            lines += [*textwrap.wrap(" ".join(paragraph.split()), WIDTH), ""]
    for section in command.sections:
        spelled = {a.spelled: a.meaning for a in section.arguments}
        lines += [f"{section.title}:", *pairs(spelled), ""]
    if command.examples:
        lines += ["Examples:"]
        for example in command.examples:
            lines += [f"  {example.line}", *_wrapped(example.meaning, "      ")]
    return "\n".join(lines).rstrip() + "\n"


def _in_usage(argument: Argument) -> str:
    shown = argument.spelled + (" …" if argument.many else "")
    return shown if argument.required else f"[{shown}]"


def pairs(meanings: Mapping[str, str]) -> Iterable[str]:
    """Names and meanings in two columns."""
    column = min(_COLUMN, max(len(name) for name in meanings) + 4)
    for name, meaning in meanings.items():
        body = _wrapped(meaning, " " * column)
        if len(name) + 4 <= column:
            body[0] = f"  {name}".ljust(column) + body[0].lstrip()
            yield from body
        else:
            yield f"  {name}"
            yield from body


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent)
