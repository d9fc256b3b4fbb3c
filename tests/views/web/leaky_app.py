"""An application with the faults that the guard stands before, and ways to ask it.

It hands out any file its path leads to and repeats what it was sent, so that whatever the guard
lets through shows.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from detente.views.web.guard.protocol import server_options

SECRET = "the-secret-outside-of-the-folder"
EVIL = "evil.example"


def leaky(folder: Path):
    """The application; files lie in ``folder``, the secret beside it."""
    (folder / "site").mkdir(parents=True)
    (folder / "site" / "page").write_text("a page")
    (folder / "secret").write_text(SECRET)

    async def app(scope, receive, send):
        if scope["type"] != "http":
            return
        path = Path(f"{folder}/site{scope['path']}".replace("\\", "/").partition("\0")[0])
        found = path.is_file()
        sent = b"\n".join(b"%s: %s" % header for header in scope["headers"])
        body = path.read_bytes() if found else b"\n".join(
            [scope["path"].encode("utf-8", "replace"), scope["query_string"], sent]
        )  # fmt: skip
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        headers = [(b"content-length", b"%d" % len(body)), (b"x-host", b",".join(hosts))]
        status = 200 if found or scope["path"] == "/" else 404
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


@dataclass(frozen=True)
class Answer:
    """What came back, before it was understood."""

    raw: bytes

    @property
    def status(self):
        return int(self.raw.split(b" ", 2)[1]) if self.raw else None

    @property
    def headers(self):
        lines = self.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]
        pairs = [line.decode("latin-1").split(": ", 1) for line in lines]
        return {name.lower(): value for name, value in pairs}

    @property
    def body(self):
        return self.raw.partition(b"\r\n\r\n")[2]

    @property
    def is_whole(self):
        if b"\r\n\r\n" not in self.raw:
            return False
        return len(self.body) >= int(self.headers.get("content-length", 0))


@contextlib.contextmanager
def serving(make, limits_of, *, guarded=True):
    """A server on a free port; ``make(port)`` gives the application, ``limits_of(port)`` limits."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    options = server_options(limits_of(port)) if guarded else {"port": port, "ws": "none"}
    config = uvicorn.Config(make(port), log_config=None, lifespan="off", **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    assert server.started
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
    assert not thread.is_alive()


def ask(port: int, raw: bytes, *, seconds: float = 5.0) -> Answer:
    """Send bytes as they are; ``{host}`` in them is the address of the server."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as connection:
        connection.sendall(raw.replace(b"{host}", b"127.0.0.1:%d" % port))
        received = b""
        with contextlib.suppress(TimeoutError, ConnectionResetError):
            while not Answer(received).is_whole and (piece := connection.recv(65536)):
                received += piece
        # whatever follows a whole answer was smuggled in
        connection.setblocking(False)
        with contextlib.suppress(BlockingIOError, ConnectionResetError):
            received += connection.recv(65536)
    return Answer(received)


def call(app, path="/", *, method="GET", headers=None, client=("127.0.0.1", 50000), **scope):
    """Ask an application without a server: its status, headers and body."""
    messages = []

    async def send(message):
        messages.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    given = [(b"host", b"127.0.0.1:8000")] if headers is None else headers
    plain, _, query = path.partition("?")
    asked = {
        "type": "http", "method": method, "path": plain, "raw_path": plain.encode(),
        "query_string": query.encode(), "headers": given, "client": client,
    }  # fmt: skip
    asyncio.run(app(asked | scope, receive, send))
    start, *bodies = messages
    return start["status"], dict(start["headers"]), b"".join(m.get("body", b"") for m in bodies)
