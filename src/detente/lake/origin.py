"""Where the rows of a part come from, and the hash that stands for it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the rows of a part come from.

    Attributes
    ----------
    sources : tuple of str
        Names of sources.
    retrieved : str
        ISO date on which the latest of them was retrieved; empty if unknown.
    after : tuple of str
        Names of earlier parts that it is computed from.
    settings : str
        Anything else that decides its rows, in any form.
    """

    sources: tuple[str, ...] = ()
    retrieved: str = ""
    after: tuple[str, ...] = ()
    settings: str = ""


UNSTATED = Origin()


def hash_of(*parts: object) -> str:
    """SHA-256 over plain values."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
