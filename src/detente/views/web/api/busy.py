"""What takes longer than an answer may."""

from __future__ import annotations

from detente.core.errors import DetenteError


class Pending(DetenteError):
    """An answer that is being computed; the same question is answered soon."""

    seconds = 3
