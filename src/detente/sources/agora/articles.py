"""The articles of a law that AGORA holds as text, put together again from its segments."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from detente.core.errors import DataMissing, SourceMalformed, UnknownName
from detente.sources._csv import REPORT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.sources.agora.files import Agora, Segment

CODED = {
    "eu_ai_act": "757",
    "cn_generative_ai": "1137",
    "cn_deep_synthesis": "36",
    "cn_recommendation": "266",
}
"""Number of AGORA's document of each instrument that comes coded with the package."""

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
    DataMissing
        There is no article.
    SourceMalformed
        Their numbers do not run from 1 in steps of 1.
    """
    text = "\n".join(segment.text for segment in segments)
    headings = list(_HEADING.finditer(text))
    numbers = [int(heading[1]) for heading in headings]
    if not numbers:
        raise DataMissing(
            "the document's text has no numbered articles",
            why="no line of it begins with 'Article 1:'",
            fix="name a law that has them, such as eu_ai_act",
        )
    for wanted, number in enumerate(numbers, start=1):
        if number != wanted:
            raise SourceMalformed(
                f"AGORA's segments, document {segments[0].document!r}",
                why=f"article {number} stands where article {wanted} should",
                fix=REPORT,
            )
    ends = [*(heading.start() for heading in headings[1:]), len(text)]
    return {
        number: _OTHER.sub("", text[heading.end() : end]).strip()
        for number, heading, end in zip(numbers, headings, ends, strict=True)
    }


def law(agora: Agora, name: str) -> dict[int, str]:
    """Articles of a coded instrument, or of a document by its number.

    Raises
    ------
    UnknownName
        There is no such document.
    DataMissing
        Its text has no articles.
    SourceMalformed
        They are not in order.
    """
    number = CODED.get(name, name)
    if number not in agora.documents:
        raise UnknownName("law in AGORA's files", name, (*CODED, *agora.documents))
    return articles_of(agora.segments[number])


def refuse_other_articles(name: str, found: int, coded: int) -> None:
    """Stop where the text of a law has other articles than were coded: a SourceMalformed."""
    if found != coded:
        raise SourceMalformed(
            f"AGORA's text of {name} has {found} articles",
            why=f"the coding has {coded}, so it is of another version",
            fix="use the files of a copy of AGORA that holds the version in docs/rules.md",
        )
