"""The help of all commands as Markdown: ``python -m detente.views.cli.reference``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.views.cli.help import overview, page

if TYPE_CHECKING:
    from detente.views.cli.command import Command

PACKAGE = "detente.views.cli"
_INTRODUCTION = """\
# Command line

Made from the declarations of the commands by `python -m detente.views.cli.reference`; a test
compares. Every answer can be had as `--json`, most as `--csv` and `--parquet`, with the same
numbers.
"""


def reference() -> str:
    """The help of every command, one section each."""
    commands: dict[str, Command] = {
        name.replace("_", "-"): module.COMMAND
        for name, module in modules(PACKAGE, "COMMAND").items()
    }
    parts = [_INTRODUCTION, _block(overview(commands))]
    parts += [f"## detente {name}\n\n{_block(page(name, c))}" for name, c in commands.items()]
    return "\n".join(parts)


def _block(text: str) -> str:
    return f"```text\n{text}```\n"


if __name__ == "__main__":
    print(reference(), end="")
