"""The site behind a socket: Starlette routes, answers computed in threads and remembered."""

from __future__ import annotations

import mimetypes
from asyncio import Future, ensure_future, shield
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.routing import Route

from detente.core.errors import DetenteError, IntegrityError, UnknownName
from detente.views.web.answer import Answer
from detente.views.web.api.endpoint import ROOT
from detente.views.web.api.openapi import openapi
from detente.views.web.formats import json_bytes
from detente.views.web.interface import answer_api, problem_answer, status_of
from detente.views.web.links import Served, static_files
from detente.views.web.memory import Memory, Packed
from detente.views.web.render import render_problem
from detente.views.web.site import Site
from detente.views.web.words import LANGUAGES, Words, mark

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from starlette.requests import Request
    from starlette.responses import Response

THREADS = 3
Key = tuple[str, str, str, bool, str]
"""Who answers, path, query, whether squeezed, and the current release."""
_LASTS = (("Cache-Control", "public, max-age=3600"),)
_TITLES = {
    400: mark("That cannot be read"),
    404: mark("There is no such page"),
    500: mark("Something is wrong with the data"),
    503: mark("Being computed"),
}


@dataclass(eq=False)
class Door:
    """What a request meets: the memory, then whatever answers.

    Attributes
    ----------
    site : Site
    memory : Memory
    """

    site: Site
    memory: Memory = field(default_factory=Memory)
    _making: dict[Key, Future[Packed]] = field(default_factory=dict)

    @cached_property
    def _threads(self) -> CapacityLimiter:
        # answers are work for the processor: more threads than this only wait for one another
        return CapacityLimiter(THREADS)

    async def page(self, request: Request) -> Response:
        """A page, or a file beside one."""
        return await self._answered(request, self._page)

    async def interface(self, request: Request) -> Response:
        """An endpoint of the API."""
        return await self._answered(request, self._interface)

    async def description(self, request: Request) -> Response:
        """What the API is, for programs."""
        document = openapi(request.scope.get("root_path", ""))
        answer = Answer(json_bytes(document), "application/json", headers=_LASTS)
        return Packed.of(answer, zipped=_zips(request)).response(_known(request))

    async def static(self, request: Request) -> Response:
        """A style sheet or script of the package."""
        return await self._answered(request, self._static)

    async def _answered(self, request: Request, answer: Callable[[str, str], Answer]) -> Response:
        path, query = request.path_params.get("path", ""), request.url.query
        try:
            key = (answer.__name__, path, query, _zips(request), self.site.current)
        except DetenteError as problem:  # the lake itself cannot be read
            found = self._problem(path, problem)
            return Packed.of(found, zipped=False).response(None)
        packed = self.memory.get(key) or await self._once(key, answer)
        return packed.response(_known(request))

    async def _once(self, key: Key, answer: Callable[[str, str], Answer]) -> Packed:
        """An answer made once, however many ask for it at the same time."""
        making = self._making.get(key)
        if making is None:
            making = self._making[key] = ensure_future(self._made(key, answer))
            making.add_done_callback(lambda _done: self._making.pop(key))
        # whoever leaves does not take it from the others
        return await shield(making)

    async def _made(self, key: Key, answer: Callable[[str, str], Answer]) -> Packed:
        _, path, query, zips, _ = key
        found = await to_thread.run_sync(answer, path, query, limiter=self._threads)
        packed = Packed.of(found, zipped=zips)
        self.memory.put(key, packed)
        return packed

    def _page(self, path: str, query: str) -> Answer:
        try:
            return self.site.answer(path, query)
        except DetenteError as problem:
            return self._problem(path, problem)

    def _interface(self, path: str, query: str) -> Answer:
        return answer_api(self.site, path, query)

    def _static(self, path: str, query: str) -> Answer:  # noqa: ARG002 - it has no variants
        files = static_files()
        if path not in files:
            return problem_answer(UnknownName("file", path, files))
        media = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Answer(files[path], media, headers=_LASTS)

    def _problem(self, path: str, problem: DetenteError) -> Answer:
        """What went wrong, as a page; of a damaged release no more than that it is."""
        status = status_of(problem)
        language = path.removeprefix("embed/").partition("/")[0]
        words = Words(language if language in LANGUAGES else "en")
        told = not isinstance(problem, IntegrityError)
        body = render_problem({
            "words": words,
            "links": self.site.links,
            "home": self.site.home(words.language),
            "title": words(_TITLES[status]),
            "what": problem.what if told else words("The release is damaged; no number is shown."),
            "why": problem.why if told else "",
            "fix": problem.fix if told else "",
        })  # fmt: skip
        return Answer(body.encode(), status=status, headers=(("Cache-Control", "no-store"),))


def _zips(request: Request) -> bool:
    return "gzip" in request.headers.get("accept-encoding", "")


def _known(request: Request) -> str | None:
    return request.headers.get("if-none-match")


def _lifespan(agents: Starlette) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """What must run around an application that mounts another."""

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        async with agents.router.lifespan_context(agents):
            yield

    return running


def create_app(
    lake: Path,
    *,
    root: str = "",
    origin: str = "",
    published: str = "",
    agents: Starlette | None = None,
) -> Starlette:
    """The web site over a lake, read-only.

    Parameters
    ----------
    lake : Path
        The lake's folder.
    root : str
        Path under which it is mounted.
    origin : str
        Scheme and host that citations name.
    published : str
        ISO date on which the site was made public, for reviews and citations.
    agents : Starlette, optional
        Tools for agents, under a path of their own.
    """
    door = Door(Site(lake, Served(root, origin), published))
    return Starlette(
        lifespan=None if agents is None else _lifespan(agents),
        routes=[
            *([] if agents is None else agents.routes),
            Route("/openapi.json", door.description),
            Route(f"/{ROOT}/{{path:path}}", door.interface),
            Route("/static/{path:path}", door.static),
            Route("/{path:path}", door.page),
        ],
    )
