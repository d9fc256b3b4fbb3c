"""The site: what stands at an address, whoever asks, a browser or the static copy."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from detente.core.errors import UnknownName
from detente.views.web.answer import Answer
from detente.views.web.api.busy import Pending
from detente.views.web.desk import Desk
from detente.views.web.formats import Taken, format_of
from detente.views.web.links import Served
from detente.views.web.page import Asked, page_at
from detente.views.web.render import render, render_view
from detente.views.web.state import RELEASE, State
from detente.views.web.words import LANGUAGES, Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import ModuleType

    from detente.views.web.view import Content, View

OPEN = 3
# of a page whose verdicts are not there yet: 202, accepted
WAITS = 202
_FRAMED = "embed/"
_FILE = re.compile(r"(?P<view>[a-z0-9_]+)\.(?P<ending>[a-z.]+)")
# what a pinned address says does not change while detente does not
_LASTS, _CHANGES = "public, max-age=3600", "no-store"


@dataclass(frozen=True, slots=True)
class Address:
    """A path that has been read: a language, what is under it, and whether it is to be framed."""

    language: str
    path: str
    framed: bool = False

    @staticmethod
    def read(path: str) -> Address | None:
        """The address, or None for the root.

        Raises
        ------
        UnknownName
            It begins with no language.
        """
        if not path:
            return None
        framed = path.startswith(_FRAMED)
        language, _, rest = path.removeprefix(_FRAMED).partition("/")
        if language not in LANGUAGES:
            raise UnknownName("page", path, [f"{code}/" for code in LANGUAGES])
        return Address(language, rest, framed)


@dataclass(frozen=True, slots=True)
class Found:
    """An address that has been read: a page, or one thing that it gives."""

    module: ModuleType
    asked: Asked
    view: str = ""
    ending: str = ""


@dataclass(eq=False)
class Site:
    """Pages over the releases of a lake.

    Attributes
    ----------
    lake : Path
    links : Links
        How pages name one another.
    published : str
        ISO date on which it was made public, for reviews and citations; empty if not said.
    """

    lake: Path
    links: Served = field(default_factory=Served)
    published: str = ""
    _desks: OrderedDict[str, Desk] = field(default_factory=OrderedDict)
    _current: tuple[tuple[int, ...], str] | None = None

    @property
    def current(self) -> str:
        """Name of the current release, read again when the lake says another one is."""
        from detente.lake.current import CURRENT
        from detente.lake.disk import stamp
        from detente.lake.store import Store

        file = self.lake / CURRENT
        seen = stamp(file) if file.exists() else ()
        if self._current is None or self._current[0] != seen:
            self._current = (seen, Store(self.lake).current().id)
        return self._current[1]

    def home(self, language: str) -> str:
        """Where the site begins, whatever is wrong with the lake."""
        return f"{self.links.root}/{language}/"

    def desk(self, release: str | None = None) -> Desk:
        """The desk of a release, by default the current one."""
        name = self.current if release is None else release
        if name not in self._desks:
            self._desks[name] = Desk.at(self.lake, name)
            self._desks[name].made_public = self.published
            while len(self._desks) > OPEN:
                self._desks.popitem(last=False)[1].findings.close()
        return self._desks[name]

    def answer(self, path: str, query: str) -> Answer:
        """What stands at an address.

        Parameters
        ----------
        path : str
            Under the root, decoded, without the leading slash.
        query : str
            As it was sent.

        Raises
        ------
        DetenteError
            There is nothing there, a choice cannot be read, or the release is damaged.
        """
        address = Address.read(path)
        if address is None:
            home = Address("en", "")
            return self._redirect(home, State(home.language, self.desk().release))
        found = self._find(address, query)
        if isinstance(found, Answer):
            return found
        content: Content = found.module.build(found.asked)
        if content.extra.get("pending") and (found.ending or address.framed):
            raise Pending("the verdict is being computed", fix="ask again in some seconds")
        if found.ending:
            return self._file(content, found)
        if address.framed:
            _view_of(content, found.view)
            return Answer(render_view(found.asked, content, found.view).encode(), headers=_cached())
        status = content.extra.get("status", WAITS if content.extra.get("pending") else 200)
        headers = {200: _cached(), WAITS: (*_passing(), ("Retry-After", str(Pending.seconds)))}
        text = render(found.asked, found.module.PAGE, content)
        return Answer(text.encode(), status=status, headers=headers.get(status, _passing()))

    def _find(self, address: Address, query: str) -> Found | Answer:
        last = address.path.rpartition("/")[2]
        file = None if address.framed else _FILE.fullmatch(last)
        place = address.path.removesuffix(last) if file else address.path
        module, parameters = page_at(place.rstrip("/"))
        pairs = parse_qsl(query, keep_blank_values=True)
        asks = (*module.PAGE.asks, *(("view",) if address.framed else ()))
        told = dict(pairs)
        extra = {name: told[name] for name in asks if name in told}
        chosen = [(name, value) for name, value in pairs if name not in asks]
        desk = self.desk(dict(chosen).get(RELEASE))
        state = State.read(address.language, desk.release, chosen)
        if state.query(extra) != query:
            return self._redirect(address, state, extra)
        view = file["view"] if file else extra.get("view", "")
        asked = Asked(
            desk,
            state,
            Words(address.language),
            self.links,
            place.rstrip("/"),
            {**parameters, **extra},
            extra={name: value for name, value in extra.items() if name != "view"},
            only=view,
            bare=file is not None,
        )
        return Found(module, asked, view, file["ending"] if file else "")

    def _file(self, content: Content, found: Found) -> Answer:
        view, form = _view_of(content, found.view), format_of(found.ending)
        if view.problem is not None:
            raise view.problem
        name = f"detente-{view.id}.{form.ending}"
        headers = (*_cached(), ("Content-Disposition", f'attachment; filename="{name}"'))
        return Answer(form.write(Taken.of(found.asked, view)), form.media, headers=headers)

    def _redirect(
        self, address: Address, state: State, extra: Mapping[str, str] | None = None
    ) -> Answer:
        """To the one address of what is asked, with its release pinned."""
        target = self.links.page(address.path, state, extra)
        if address.framed:
            rest = dict(extra or {})
            target = self.links.embed(address.path, rest.pop("view", ""), state, extra=rest)
        return Answer(b"", "text/plain", 307, (("Location", target), *_passing()))


def _view_of(content: Content, name: str) -> View:
    views = {view.id: view for view in content.views}
    if name not in views:
        raise UnknownName("view of this page", name, views)
    return views[name]


def _cached() -> tuple[tuple[str, str], ...]:
    return (("Cache-Control", _LASTS),)


def _passing() -> tuple[tuple[str, str], ...]:
    return (("Cache-Control", _CHANGES),)
