"""Addresses in a static copy: relative, whole names of files, so that it opens from a disk."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.views.web.formats import formats
from detente.views.web.links import static_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.report.plan import Choices, Plan
    from detente.views.web.formats import Format
    from detente.views.web.state import State

PAGE = "index.html"
DATA = "data"
CHANGED_FORMS = ("csv", "json")


@dataclass(frozen=True, slots=True)
class Copied:
    """Addresses as one page of the copy writes them.

    Attributes
    ----------
    plan : Plan
    here : str
        Folder of the page that is written, under the root of the copy.
    origin : str
        Where the copy will stand, for citations; empty if that is not known.
    policy : str
        What every page says of itself, as HTML.
    """

    plan: Plan
    here: str
    origin: str = ""
    policy: str = ""

    def page(self, path: str, state: State, extra: Mapping[str, str] | None = None) -> str:
        """Of a page, if the copy has it under these choices."""
        choices = self.plan.choices(path, state)
        if choices is None or extra:
            return ""
        return self._from_here(page_file(state.language, path, choices))

    def file(
        self, path: str, name: str, state: State, *, extra: Mapping[str, str] | None = None
    ) -> str:
        """Of what a view gives away; both languages share it."""
        choices = self.plan.choices(path, state)
        if choices is None or extra:
            return ""
        if name.partition(".")[2] not in {form.ending for form in copied_forms(choices)}:
            return ""
        return self._from_here(data_file(path, choices, name))

    def embed(
        self,
        path: str,  # noqa: ARG002
        view: str,  # noqa: ARG002
        state: State,  # noqa: ARG002
        *,
        extra: Mapping[str, str] | None = None,  # noqa: ARG002
    ) -> str:
        """None: a copy is framed by nobody."""
        return ""

    def static(self, name: str) -> str:
        """Of a style sheet or script."""
        return self._from_here(f"static/{name}")

    def whole(self, path: str, state: State) -> str:
        """Of a page, from outside; empty if nobody said where the copy will stand."""
        choices = self.plan.choices(path, state)
        if choices is None or not self.origin:
            return ""
        folder = posixpath.dirname(page_file(state.language, path, choices))
        return f"{self.origin.rstrip('/')}/{folder}/"

    def interface(self, path: str, state: State) -> str:  # noqa: ARG002
        """None: an API needs a server."""
        return ""

    def has(self, name: str) -> bool:
        """Whether the package has the file."""
        return name in static_files()

    @property
    def combines(self) -> bool:
        """No: a copy has but some of the choices."""
        return False

    def _from_here(self, target: str) -> str:
        return posixpath.relpath(target, self.here)


def copied_forms(choices: Choices) -> tuple[Format, ...]:
    """Forms of a view's numbers: all under the defaults, the usual two where one is changed."""
    return tuple(f for f in formats().values() if not choices or f.ending in CHANGED_FORMS)


def page_file(language: str, path: str, choices: Choices) -> str:
    """Where a page stands in the copy."""
    return posixpath.join(language, path, _segment(choices), PAGE)


def data_file(path: str, choices: Choices, name: str) -> str:
    """Where what a view gives away stands in the copy."""
    return posixpath.join(DATA, path, _segment(choices), name)


def _segment(choices: Choices) -> str:
    # a tilde cannot begin the name of a country or a claim
    return "~" + "~".join(f"{name}.{option}" for name, option in choices) if choices else ""
