"""The articles of a law that AGORA holds as text, put together again from its segments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.sources._csv import REPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.sources.agora.files import Segment

_HEADING = re.compile(r"^Article (\d+)\s*:", re.MULTILINE)
# headings of what stands between articles or after the last
_OTHER = re.compile(r"^(?:CHAPTER|SECTION|ANNEX|Chapter) [IVXLC0-9]+\b.*", re.MULTILINE | re.DOTALL)


def articles_of(segments: Sequence[Segment]) -> dict[int, str]:
    """Text of each article by its number, its heading left out.

    Parameters
    ----------
    segments : sequence of Segment
        Of one document, in order. What stands before the first article, titles of chapters and
        annexes are left out.

    Returns
    -------
    dict of int to str
        Numbers 1, 2, … without a gap.

    Raises
    ------
    SourceMalformed
        There is no article, or their numbers do not run from 1 in steps of 1.
    """
    text = "\n".join(segment.text for segment in segments)
    headings = list(_HEADING.finditer(text))
    numbers = [int(heading[1]) for heading in headings]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        wrong = next((n for n, number in enumerate(numbers, 1) if n != number), len(numbers) + 1)
        raise SourceMalformed(
            f"AGORA's segments, document {segments[0].document!r}"
            if segments
            else "AGORA's segments",
            why=f"no heading of article {wrong} where it should be",
            fix=REPORT,
        )
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    return {
        number: _OTHER.sub("", text[heading.end() : end]).strip()
        for number, heading, end in zip(numbers, headings, ends, strict=True)
    }
