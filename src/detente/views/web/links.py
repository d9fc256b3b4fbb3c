"""Where things are: addresses of pages, of what views give away, and of the files they need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from detente.views.web.state import RELEASE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.web.state import State


class Links(Protocol):
    """Addresses as a page writes them; empty where there is nothing."""

    def page(self, path: str, state: State, extra: Mapping[str, str] | None = None) -> str:
        """Of a page."""

    def file(
        self, path: str, name: str, state: State, *, extra: Mapping[str, str] | None = None
    ) -> str:
        """Of what a view of a page gives away: ``partners.csv``."""

    def embed(
        self, path: str, view: str, state: State, *, extra: Mapping[str, str] | None = None
    ) -> str:
        """Of one view alone."""

    def static(self, name: str) -> str:
        """Of a style sheet or script."""

    def whole(self, path: str, state: State) -> str:
        """Of a page, from outside: what a citation names."""

    def interface(self, path: str, state: State) -> str:
        """Of an endpoint of the API; empty where there is none."""

    def has(self, name: str) -> bool:
        """Whether there is such a style sheet or script: charts are a product of the build."""

    @property
    def combines(self) -> bool:
        """Whether a page has an address under every combination of choices."""

    @property
    def policy(self) -> str:
        """The content security policy that a page must say itself, where no server does."""


@cache
def static_files() -> Mapping[str, bytes]:
    """Style sheets, scripts and pictures of the package by name."""
    with as_file(files("detente.views.web") / "static") as folder:
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


@dataclass(frozen=True, slots=True)
class Served:
    """Addresses on a server.

    Attributes
    ----------
    root : str
        Path under which the site is mounted; empty for none.
    origin : str
        Scheme and host that citations name; empty if the server has no public one.
    """

    root: str = ""
    origin: str = ""

    def page(self, path: str, state: State, extra: Mapping[str, str] | None = None) -> str:
        """Of a page: its path, and its state as the query."""
        return f"{self.root}/{state.language}/{quote(path)}?{state.query(extra)}"

    def file(
        self, path: str, name: str, state: State, *, extra: Mapping[str, str] | None = None
    ) -> str:
        """Of what a view gives away, beside its page."""
        return self.page(f"{path}/{name}" if path else name, state, extra)

    def embed(
        self, path: str, view: str, state: State, *, extra: Mapping[str, str] | None = None
    ) -> str:
        """Of one view alone: the only kind of page that may be framed."""
        inside = "/".join(part for part in ("embed", state.language, quote(path)) if part)
        return f"{self.root}/{inside}?{state.query({**(extra or {}), 'view': view})}"

    def static(self, name: str) -> str:
        """Of a file of the package."""
        return f"{self.root}/static/{name}"

    def whole(self, path: str, state: State) -> str:
        """Of a page, with the server's name where it has one."""
        return self.origin + self.page(path, state)

    def interface(self, path: str, state: State) -> str:
        """Of an endpoint of the API."""
        return f"{self.root}/api/v1/{path}?{RELEASE}={state.release}"

    def has(self, name: str) -> bool:
        """Whether the package has the file."""
        return name in static_files()

    @property
    def combines(self) -> bool:
        """Yes: a page is made when it is asked for."""
        return True

    @property
    def policy(self) -> str:
        """Nothing: the headers of every answer say it."""
        return ""
