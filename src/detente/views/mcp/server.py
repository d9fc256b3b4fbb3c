"""The server: tools over the Model Context Protocol, on stdio or as an ASGI application."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.core.errors import DetenteError, ExtraMissing, UnknownName
from detente.views.mcp.pending import Answers
from detente.views.mcp.tool import tools
from detente.views.mcp.untrusted import NOTICE, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mcp.server import Server
    from mcp_types import CallToolResult
    from starlette.applications import Starlette

    from detente.views.mcp.reader import Reader

SECONDS = 50.0
LOCAL = ("127.0.0.1", "localhost", "[::1]")
_BODY = 64 * 1024
_INSTRUCTIONS = (
    "detente checks statements about how countries cooperate and compete in AI against one "
    "release of open data. All tools only read. A verdict is over every defensible definition; "
    "never report a number without its interval, n, unknown share, release and source; "
    "insufficient_data and null mean not known. " + NOTICE
)


def server_of(reader: Reader, *, seconds: float = SECONDS) -> Server:
    """The server over a release.

    Parameters
    ----------
    reader : Reader
    seconds : float
        How long a question waits for its answer.

    Raises
    ------
    ExtraMissing
        The SDK of the protocol is not installed.
    """
    sdk, types = _sdk()
    from detente.core.version import __version__

    answers = Answers(seconds)

    async def list_tools(_context: Any, _params: Any) -> Any:
        hints = {"read_only_hint": True, "idempotent_hint": True, "open_world_hint": False}
        return types.ListToolsResult(
            tools=[
                types.Tool(
                    name=name,
                    title=module.TOOL.title,
                    description=module.TOOL.description,
                    input_schema=module.TOOL.input_schema,
                    output_schema=module.TOOL.output_schema,
                    annotations=types.ToolAnnotations(destructive_hint=False, **hints),
                )
                for name, module in tools().items()
            ]
        )

    async def call_tool(_context: Any, params: Any) -> Any:
        try:
            answer = await _answer(reader, answers, asked=(params.name, params.arguments or {}))
        except DetenteError as error:
            return _result(_told(error, reader), failed=True)
        return _result(answer)

    return sdk.Server(
        "detente",
        version=__version__,
        title="detente",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def serve_stdio(server: Server) -> None:
    """Serve one client over the process's stdin and stdout, until it leaves."""
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())


def application(server: Server, *, hosts: Sequence[str] = LOCAL, path: str = "/mcp") -> Starlette:
    """The server as an ASGI application, without sessions: any process can answer any request.

    It takes POST alone: without a session there is nothing to listen to.

    Parameters
    ----------
    server : Server
    hosts : sequence of str
        Names that a request may call this machine, with any port; others are refused, so that a
        page in a browser cannot reach it under a name of its own.
    path : str
        Where it answers. An application that mounts this one must run its lifespan too.
    """
    from mcp.server.transport_security import TransportSecuritySettings
    from starlette.applications import Starlette
    from starlette.routing import Route

    names = [name for host in hosts for name in (host, f"{host}:*")]
    made = server.streamable_http_app(
        streamable_http_path=path,
        json_response=True,
        stateless_http=True,
        max_request_body_size=_BODY,
        transport_security=TransportSecuritySettings(
            allowed_hosts=names,
            allowed_origins=[
                f"{scheme}://{name}" for scheme in ("http", "https") for name in names
            ],
        ),
    )
    (route,) = made.routes
    return Starlette(
        routes=[Route(path, route.endpoint, methods=["POST"])],
        lifespan=made.router.lifespan_context,
    )


async def _answer(
    reader: Reader, answers: Answers, *, asked: tuple[str, dict[str, Any]]
) -> dict[str, Any]:
    name, given = asked
    known = tools()
    if name not in known:
        raise UnknownName("tool", name[:100], known)
    arguments = known[name].TOOL.checked(name, given)
    question = json.dumps([name, arguments], sort_keys=True)
    return await answers.ask(
        question, lambda: reader.complete(known[name].answer(reader, arguments))
    )


def _result(document: dict[str, Any], *, failed: bool = False) -> CallToolResult:
    _, types = _sdk()
    text = json.dumps(document, ensure_ascii=False, allow_nan=False)
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)],
        structured_content=document,
        is_error=failed,
    )


def _told(error: DetenteError, reader: Reader) -> dict[str, Any]:
    """An error as an answer: what, why, what next, and no place on this machine."""

    def told(text: str) -> str:
        return shown(text.replace(str(reader.path), "the lake"), keep="\n")

    return {
        "notice": "names that an error quotes may come from data or from the question",
        "error": {
            "kind": type(error).__name__,
            "what": told(error.what),
            "why": told(error.why),
            "next": told(error.fix),
            "exit_code": error.exit_code,
        },
    }


def _sdk() -> tuple[Any, Any]:
    try:
        import mcp.server
        import mcp_types
    except ImportError as missing:
        raise ExtraMissing(
            "the server for agents needs the Python SDK of the Model Context Protocol",
            why="mcp is not installed",
            fix="pip install 'detente[mcp]'",
        ) from missing
    return mcp.server, mcp_types
