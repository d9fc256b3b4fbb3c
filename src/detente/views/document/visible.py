"""Texts of others on one line, with nothing in them that cannot be seen."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

# letters and marks that draw nothing: joiners, fillers, variation selectors
_BLANK = frozenset({0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0})
_SELECTORS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0000, 0xE1000))
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def visible(text: str, *, keep: Collection[str] = ()) -> str:
    """Text with control, bidirectional and invisible characters written as ``<U+202E>``.

    Parameters
    ----------
    text : str
    keep : collection of str
        Characters to leave, e.g. line feeds of our own.
    """
    return "".join(c if c in keep or not _unseen(c) else f"<U+{ord(c):04X}>" for c in text)


def _unseen(character: str) -> bool:
    code = ord(character)
    return (
        unicodedata.category(character) in _UNSEEN
        or code in _BLANK
        or any(code in selectors for selectors in _SELECTORS)
    )


def one_line(text: str) -> str:
    """Visible text whose line ends, tabs and runs of blanks are one blank each."""
    return visible(" ".join(text.split()))
