"""``detente serve``: the web site over a lake, on this machine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output

COMMAND = Command(
    group="Look",
    summary="the web site over a lake: claims, countries, pairs, rankings, rules, sources",
    description="""
    Serves pages, their numbers as CSV, JSON and Parquet, and an API over the current release, in
    English and Chinese. It only reads, and it listens to this machine alone unless --host says
    otherwise.
    """,
    arguments=(
        Argument("--host", "address to listen on", "ADDRESS", "127.0.0.1"),
        Argument("--port", "port to listen on", "NUMBER", "8000"),
    ),
    examples=(Example("detente serve", "On http://127.0.0.1:8000/, for this machine alone."),),
    rows=False,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Serve until interrupted."""
    import uvicorn

    from detente.views.web.app import create_app

    host, port = arguments["host"], whole_number("port", arguments["port"]) or 0
    app = create_app(output.lake_path)
    output.lake.dataset  # noqa: B018 - a lake that cannot be read is said now, not on a page
    print(f"http://{host}:{port}/   (Ctrl-C ends it)", file=sys.stderr)
    uvicorn.run(app, host=host, port=port, log_level="warning", server_header=False)
    return 0
