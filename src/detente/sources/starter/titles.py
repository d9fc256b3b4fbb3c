"""Titles serve two ends while the starter is made, and do not ship: duplicates and front matter.

Duplicates follow methods §12: the same normalised title of ten characters or more, at most one year
apart, generic titles excepted. Time grows with the number of rows, not with its square.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Programme entries and placeholders that stand as rows, as read from rows without authors.
_GENERIC = re.compile(
    r"^(?:posters?|preface|foreword|front ?matter|editorial|introduction|title page"
    r"|table of contents|author index|index|organi[sz]ation|committees?|program(?:me)?"
    r"|welcome.*|message from.*"
    r"|(?:plenary|keynote|invited|tutorial|poster|technical|workshop|panel|special)s?"
    r"(?: and (?:plenary|keynote|invited|special)s?)?"
    r" (?:talks?|sessions?|lectures?|papers?|program)"
    r"|(?:mon|tues|wednes|thurs|fri)day (?:digests?|sessions?)|.* digests?)$"
)
_SHORTEST = 10


def normalised(title: str) -> str:
    """A title without case, punctuation, or the note of a programme ("[From Oral 1A] …")."""
    folded = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"^\s*\[from [^\]]*\]", "", folded)))


def is_generic(title: str) -> bool:
    """Whether a title names no single paper: empty, a preface, a list of talks."""
    words = normalised(title)
    return not words or _GENERIC.match(words) is not None


def duplicate_groups(titles: Sequence[str], years: Sequence[int]) -> Iterator[list[int]]:
    """Groups of rows that are one work, each of two or more row numbers, earliest year first.

    Rows of one title belong together while successive years differ by at most one.
    """
    of_title: dict[str, list[int]] = defaultdict(list)
    for row, title in enumerate(titles):
        if not is_generic(title) and len(normalised(title)) >= _SHORTEST:
            of_title[normalised(title)].append(row)
    for rows in of_title.values():
        rows.sort(key=lambda row: years[row])
        group = rows[:1]
        for row in rows[1:]:
            if years[row] - years[group[-1]] > 1:
                if len(group) > 1:
                    yield group
                group = []
            group.append(row)
        if len(group) > 1:
            yield group
