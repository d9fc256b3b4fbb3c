"""``detente mcp``: the release as read-only tools for an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="serve a release to an agent: claims, check, show, sources (read-only)",
    description="""
    Serves read-only tools over the Model Context Protocol, on standard input and output, for a
    program that starts it. It reads one release, the current one when it starts. Numbers are those
    of "detente check --json" and "detente show --json"; texts of data are marked as untrusted.

    With --port it serves HTTP at http://127.0.0.1:PORT/mcp instead. Needs the extra mcp: pip
    install 'detente[mcp]'. docs/mcp.md says how to add it to a client.
    """,
    arguments=(
        Argument("--tools", "list the tools and leave"),
        Argument("--release", "which release (default: the current one)", "NAME"),
        Argument("--draws", "bootstrap draws (default: 1000)", "NUMBER"),
        Argument("--seconds", "how long an answer may take (default: 50)", "NUMBER"),
        Argument("--port", "serve HTTP on this port of this machine instead", "PORT"),
    ),
    examples=(
        Example("detente mcp --tools", "What an agent can ask."),
        Example("detente mcp --lake FOLDER", "What a client starts."),
    ),
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Serve until the client leaves, or list the tools."""
    if arguments["tools"]:
        _list_tools(output)
    else:
        _serve(arguments, output)
    return 0


def _serve(arguments: Mapping[str, Any], output: Output) -> None:
    from detente.views.mcp.reader import Reader
    from detente.views.mcp.server import SECONDS, application, serve_stdio, server_of

    numbers = {key: whole_number(key, arguments[key]) for key in ("draws", "seconds", "port")}
    reader = Reader(output.lake_path, release=arguments["release"], draws=numbers["draws"])
    server = server_of(reader, seconds=numbers["seconds"] or SECONDS)
    if numbers["port"] is None:
        import asyncio

        asyncio.run(serve_stdio(server))
    else:
        import uvicorn

        uvicorn.run(application(server), port=numbers["port"], log_level="warning")


def _list_tools(output: Output) -> None:
    from detente.views.mcp.tool import tools

    found = {name: module.TOOL for name, module in tools().items()}

    def draw(page: Page) -> None:
        for name, tool in found.items():
            page.say(name, style="bold cyan")
            page.paragraph(tool.description, indent="  ")
            for argument, schema in tool.takes.items():
                page.paragraph(f"{argument}: {schema['description']}", indent="    ", style="dim")

    document = [
        {"name": name, "takes": tool.input_schema, "gives": tool.output_schema}
        for name, tool in found.items()
    ]
    output.give({"tools": document}, None, draw)
