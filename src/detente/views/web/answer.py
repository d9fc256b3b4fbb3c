"""What is sent back to whoever asks."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent back.

    Attributes
    ----------
    body : bytes
    media : str
    status : int
    headers : tuple of (str, str)
    """

    body: bytes
    media: str = HTML
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str:
        """A name for exactly these bytes."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:32]}"'
