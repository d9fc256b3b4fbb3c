"""The site behind a socket: Starlette routes, answers computed in threads and remembered."""

from __future__ import annotations

import gzip
import mimetypes
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from detente.core.errors import DataMissing, DetenteError, UnknownName, UsageError
from detente.views.web.links import Served, static_files
from detente.views.web.render import render_problem
from detente.views.web.site import Answer, Site
from detente.views.web.words import LANGUAGES, Words, mark

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

REMEMBERED = 64 * 2**20
_SMALL = 1000
_TITLES = {
    404: mark("There is no such page"),
    400: mark("That cannot be read"),
    500: mark("Something is wrong with the data"),
}


@dataclass(eq=False)
class Memory:
    """Answers by address, the oldest forgotten when they take too much room."""

    room: int = REMEMBERED
    _held: OrderedDict[tuple[str, str], Answer] = field(default_factory=OrderedDict)
    _size: int = 0

    def get(self, key: tuple[str, str]) -> Answer | None:
        """An answer that was given before."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def put(self, key: tuple[str, str], answer: Answer) -> None:
        """Remember an answer that lasts."""
        if key in self._held or ("Cache-Control", "no-store") in answer.headers:
            return
        self._held[key] = answer
        self._size += len(answer.body)
        while self._size > self.room:
            self._size -= len(self._held.popitem(last=False)[1].body)


@dataclass(eq=False)
class Door:
    """What a request meets: the memory, then the site."""

    site: Site
    memory: Memory = field(default_factory=Memory)

    async def page(self, request: Request) -> Response:
        """A page, or a file beside one."""
        path, query = request.path_params["path"], request.url.query
        zipped = "gzip" in request.headers.get("accept-encoding", "")
        key = (f"{path} {zipped}", query)
        answer = self.memory.get(key)
        if answer is None:
            answer = await run_in_threadpool(self._answer, path, query)
            answer = _zipped(answer) if zipped else answer
            self.memory.put(key, answer)
        return _response(answer, request)

    async def static(self, request: Request) -> Response:
        """A style sheet or script of the package."""
        name = request.path_params["name"]
        files = static_files()
        if name not in files:
            return _response(self._problem(name, UnknownName("file", name, files)), request)
        media = mimetypes.guess_type(name)[0] or "application/octet-stream"
        answer = Answer(files[name], media, headers=(("Cache-Control", "public, max-age=3600"),))
        return _response(_zipped(answer), request)

    def _answer(self, path: str, query: str) -> Answer:
        try:
            return self.site.answer(path, query)
        except DetenteError as problem:
            return self._problem(path, problem)

    def _problem(self, path: str, problem: DetenteError) -> Answer:
        """What went wrong, as a page; a damaged release shows no number."""
        status = 404 if isinstance(problem, UnknownName | DataMissing) else 500
        status = 400 if isinstance(problem, UsageError) and status == 500 else status
        language = path.removeprefix("embed/")[:2]
        words = Words(language if language in LANGUAGES else "en")
        body = render_problem({
            "words": words, "links": self.site.links, "home": "/", "title": words(_TITLES[status]),
            "what": problem.what, "why": problem.why, "fix": problem.fix,
        })  # fmt: skip
        return Answer(body.encode(), status=status, headers=(("Cache-Control", "no-store"),))


def _zipped(answer: Answer) -> Answer:
    if len(answer.body) < _SMALL or answer.media.endswith("parquet"):
        return answer
    body = gzip.compress(answer.body, 6, mtime=0)
    return replace(answer, body=body, headers=(*answer.headers, ("Content-Encoding", "gzip")))


def _response(answer: Answer, request: Request) -> Response:
    headers = {**dict(answer.headers), "Vary": "Accept-Encoding"}
    if answer.status == 200:
        headers["ETag"] = answer.etag
        if request.headers.get("if-none-match") == answer.etag:
            return Response(status_code=304, headers=headers)
    return Response(answer.body, answer.status, headers=headers, media_type=answer.media)


def create_app(lake: Path, *, root: str = "", origin: str = "") -> Starlette:
    """The web site over a lake, read-only.

    Parameters
    ----------
    lake : Path
        The lake's folder.
    root : str
        Path under which it is mounted.
    origin : str
        Scheme and host that citations name.
    """
    door = Door(Site(lake, Served(root, origin)))
    return Starlette(
        routes=[
            Route("/static/{name:path}", door.static),
            Route("/{path:path}", door.page),
        ]
    )
