"""Reading a claim file strictly: every key is asked for, and what is left over is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from detente.core.errors import ClaimUnreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Value = TypeVar("Value", str, int, dict[str, Any], list[Any])


class Entry:
    """One table of a claim file."""

    def __init__(self, path: Path, name: str, content: Mapping[str, Any]) -> None:
        self.path, self.name, self.content = path, name, content
        self._asked: set[str] = set()

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text that is not blank; an optional one is empty where it is left out."""
        found = self._take(key, str, "" if optional else None).strip()
        if not found and not optional:
            raise unreadable(self.path, self._full(key), "is empty")
        return found

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        found = self._take(key, list, [] if optional else None)
        if not all(isinstance(item, str) for item in found):
            raise unreadable(self.path, self._full(key), "is not a list of texts")
        return tuple(found)

    def number(self, key: str, *, optional: bool = False) -> int:
        """A whole number of at least 0; an optional one is 0 where it is left out."""
        found = self._take(key, int, 0 if optional else None)
        if isinstance(found, bool) or found < 0:
            raise unreadable(self.path, self._full(key), "is not a whole number of at least 0")
        return found

    def table(self, key: str, *, optional: bool = False) -> Entry:
        """A table inside this one."""
        found = self._take(key, dict, {} if optional else None)
        return Entry(self.path, self._full(key), found)

    def finish(self) -> None:
        """Refuse the keys that nobody asked for."""
        unknown = sorted(set(self.content) - self._asked)
        if unknown:
            names = ", ".join(sorted(self._asked))
            why = f"is no key here; there are: {names}"
            raise unreadable(self.path, self._full(unknown[0]), why)

    def _take(self, key: str, kind: type[Value], default: Value | None) -> Value:
        self._asked.add(key)
        found = self.content.get(key, default)
        if found is None:
            raise unreadable(self.path, self._full(key), "is missing")
        if not isinstance(found, kind):
            raise unreadable(self.path, self._full(key), f"is not a {_KINDS[kind]}")
        return found

    def _full(self, key: str) -> str:
        return f"{self.name}.{key}" if self.name else key


_KINDS: Mapping[type, str] = {str: "text", int: "whole number", dict: "table", list: "list"}


def unreadable(path: Path, key: str, why: str) -> ClaimUnreadable:
    """The error for one key of a claim file, or for the whole file."""
    return ClaimUnreadable(
        f"claim file {path}" + (f": key '{key}'" if key else ""),
        why=why,
        fix="docs/claims.md shows what a claim file holds",
    )
