"""Addresses that data bring: only what leads to the web may become a link."""

from __future__ import annotations

import re

_WEB = re.compile(r"https?://\S+")


def is_web_address(text: str) -> bool:
    """Whether a text is one address of the web, and nothing else such as ``javascript:``."""
    return _WEB.fullmatch(text) is not None
