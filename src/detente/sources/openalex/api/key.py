"""The caller's key: sent as a header, shown nowhere."""

from __future__ import annotations

import os

from detente.core.errors import UsageError

VARIABLE = "OPENALEX_API_KEY"
WHERE = "get a free key at https://openalex.org/settings/api, then: export OPENALEX_API_KEY=…"
_SHORTEST = 8


class Key:
    """A key that does not show itself: neither in ``repr`` nor in anything it has scrubbed.

    Parameters
    ----------
    text : str
        The key; white space around it does not count.

    Raises
    ------
    UsageError
        It cannot be a key. The message does not repeat it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text.strip()
        # http.client would quote a header it cannot send, key and all
        sendable = self._text.isascii() and self._text.isprintable() and " " not in self._text
        if not sendable or len(self._text) < _SHORTEST:
            raise UsageError(
                f"the key in {VARIABLE} cannot be one",
                why=f"a key has {_SHORTEST} letters and digits or more, and no spaces",
                fix=WHERE,
            )

    @staticmethod
    def from_environment() -> Key:
        """The key that the environment holds.

        Raises
        ------
        UsageError
            There is none.
        """
        text = os.environ.get(VARIABLE, "")
        if not text.strip():
            raise UsageError(
                f"{VARIABLE} is not set", why="the OpenAlex API needs a key; it is free", fix=WHERE
            )
        return Key(text)

    @property
    def header(self) -> str:
        """Value of the header ``Authorization``."""
        return f"Bearer {self._text}"

    def scrub(self, text: str) -> str:
        """The text without the key, should somebody else have put it there."""
        return text.replace(self._text, "***")

    def is_in(self, data: bytes) -> bool:
        """Whether the bytes hold the key."""
        return self._text.encode() in data

    def __repr__(self) -> str:
        return "Key(***)"
