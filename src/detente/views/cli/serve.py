"""``detente serve``: the web site over a lake, on this machine."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import parts_of, publication, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from starlette.applications import Starlette

    from detente.views.cli.output import Output

PORT = 8000
MCP = "/mcp"
COMMAND = Command(
    group="Look",
    summary="the web site over a lake: claims, countries, pairs, rankings, rules, sources",
    description="""
    Serves pages, their numbers as CSV, JSON and Parquet, and an API over the current release, in
    English and Chinese. It only reads, and it listens to this machine alone unless --host says
    otherwise.

    Behind a proxy, name the address that readers use with --name, and the proxy with --proxy; see
    docs/security.md.
    """,
    arguments=(
        Argument("--host", "address to listen on", "ADDRESS", "127.0.0.1"),
        Argument("--port", "port to listen on", "NUMBER", str(PORT)),
        Argument("--name", "names that readers use besides this machine's, by comma", "NAMES"),
        Argument("--proxy", "proxies whose X-Forwarded-For is believed, by comma", "ADDRESSES"),
        Argument("--root", "path under which it is mounted", "PATH", ""),
        Argument("--url", "address that citations name", "ADDRESS", ""),
        Argument("--published", "when it was made public, for reviews and citations", "DATE"),
        Argument("--mcp", f"also answer agents at {MCP} (needs the extra mcp)"),
        Argument("--rate", "requests a second of one address; 0 is any (default: 100)", "NUMBER"),
    ),
    examples=(
        Example("detente serve", "On http://127.0.0.1:8000/, for this machine alone."),
        Example(
            "detente serve --name ai.example.org --proxy 127.0.0.1",
            "Behind a proxy on the same machine.",
        ),
    ),
    rows=False,
    stays=True,
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Serve until interrupted."""
    import multiprocessing

    from detente.views.web.app import create_app
    from detente.views.web.guard.limits import Door, Limits
    from detente.views.web.server import server_of

    port = whole_number("port", arguments["port"])
    rate = whole_number("rate", arguments["rate"])
    names = parts_of(arguments["name"])
    limits = Limits(
        port=PORT if port is None else port,
        hosts=names,
        proxies=parts_of(arguments["proxy"]),
        door=Door(MCP) if arguments["mcp"] else None,
    )
    if rate is not None:
        limits = replace(limits, rate=rate or None, burst=max(4 * rate, 1))
    # a lake that cannot be read is said now, not on a page
    output.progress(f"opening {output.lake.release}")
    published = publication("published", arguments["published"], output.lake.dataset)
    app = create_app(
        output.lake_path,
        root=arguments["root"],
        origin=arguments["url"],
        published=published,
        agents=_agents(output.lake_path, names) if arguments["mcp"] else None,
    )
    output.clear()
    print(f"http://{arguments['host']}:{limits.port}/   (Ctrl-C ends it)", file=sys.stderr)
    try:
        server_of(app, host=arguments["host"], limits=limits).run()
    finally:
        # verdicts on their way would hold up the end; what is kept is kept whole or not at all
        for child in multiprocessing.active_children():
            child.terminate()
    return 0


def _agents(lake: Path, names: Sequence[str]) -> Starlette:
    """The tools of ``detente mcp``."""
    from detente.views.mcp.reader import Reader
    from detente.views.mcp.server import LOCAL, application, server_of

    return application(server_of(Reader(lake)), hosts=(*LOCAL, *names), path=MCP)
