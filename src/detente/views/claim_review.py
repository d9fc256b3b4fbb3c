"""ClaimReview (schema.org) of a checked claim: what search engines and fact-check archives read.

The rating goes by words (``alternateName``): those are what search engines show, and all that their
guidelines require. A number is given where the scale has one that says the same, from 1, the
statement is contradicted by nearly every definition, to 5, supported by nearly every one. A verdict
that depends on the definition gets none: the middle of the scale reads as "half true", and what was
found is that the statement is true under some definitions and false under others. Insufficient data
gets none: it says nothing of the statement. Numbers off the scale, such as 0 or -1, are invalid.

References: https://schema.org/ClaimReview and the fact check pages of Google Search Central.
"""

from __future__ import annotations

import json
from math import isnan
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from detente.core.web_address import is_web_address
from detente.views.document.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

WORST, BEST = 1, 5
_RATING = {
    ("contradicted", "robust"): 1,
    ("contradicted", "leaning"): 2,
    ("supported", "leaning"): 4,
    ("supported", "robust"): 5,
}
_WORDS = {
    "contradicted": "Contradicted",
    "supported": "Supported",
    "depends_on_definition": "Depends on the definition",
    "insufficient_data": "Insufficient data",
}
_SCRIPT = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})


def reviews_of(
    document: Mapping[str, Any], *, url: str, published: str = ""
) -> list[dict[str, Any]]:
    """One review for each statement of a claim of the book.

    Parameters
    ----------
    document : mapping
        As :func:`detente.views.document.finding.document_of` gives it.
    url : str
        Address of the page on which the whole finding stands; where a claim has several
        statements, each review points at the one whose ``id`` is its family.
    published : str
        ISO date on which the release was made public, or its newest file retrieved; where it is
        not known no date is given.

    Returns
    -------
    list of dict
        JSON-LD. None for a sentence that a reader typed: nobody else said it.
    """
    claim, statements = document["claim"], document["statements"]
    if claim["id"] == "typed":
        return []
    return [
        _known(
            {
                "@context": "https://schema.org",
                "@type": "ClaimReview",
                "url": f"{url}#{quote(told['family'])}" if len(statements) > 1 else url,
                "datePublished": published,
                "author": {"@type": "Organization", "name": "detente"},
                "claimReviewed": told["statement"],
                "itemReviewed": _claim(claim),
                "reviewRating": _rating(told, document["provenance"]),
            }
        )
        for told in statements
    ]


def in_script(documents: Iterable[dict[str, Any]]) -> str:
    """JSON-LD for a ``<script type="application/ld+json">``, which no text in it can end."""
    listed = list(documents)
    text = json.dumps(listed[0] if len(listed) == 1 else listed, ensure_ascii=False)
    return text.translate(_SCRIPT)


def _claim(claim: Mapping[str, str]) -> dict[str, Any]:
    """What was said; who said it has no type, being persons, institutions or a common saying."""
    appearance = _known({"name": one_line(claim["said_in"]), "url": _web(claim["said_at"])})
    return _known(
        {
            "@type": "Claim",
            "name": one_line(claim["text"]),
            "author": {"name": one_line(claim["said_by"])} if claim["said_by"] else {},
            "datePublished": claim["said_on"],
            "appearance": {"@type": "CreativeWork", **appearance} if appearance else {},
        }
    )


def _rating(told: Mapping[str, Any], provenance: Mapping[str, Any]) -> dict[str, Any]:
    name, qualifier = told["verdict"]["name"], told["verdict"]["qualifier"]
    rating: dict[str, Any] = {
        "@type": "Rating",
        "alternateName": f"{_WORDS[name]} ({qualifier.replace('_', ' ')})",
        "ratingExplanation": _explained(told, provenance),
    }
    value = _RATING.get((name, qualifier))
    if value is not None:
        rating |= {"ratingValue": value, "worstRating": WORST, "bestRating": BEST}
    return rating


def _explained(told: Mapping[str, Any], provenance: Mapping[str, Any]) -> str:
    """The shares behind a verdict, how sure they are, and what pins them."""
    shares = {name: f"{share:.1%}" for name, share in told["verdict"]["shares"].items()}
    low, high = told["joint"]["low"], told["joint"]["high"]
    known = low is not None and not isnan(low)
    sure = f" Share supporting, 95 % of draws: {low:.1%} to {high:.1%}." if known else ""
    return (
        f"Of {len(told['specifications']):,} combinations of definitions {shares['supports']} "
        f"support the statement, {shares['contradicts']} contradict it, {shares['undecided']} "
        f"cannot tell and {shares['no_data']} lack data.{sure} Release {provenance['release']}, "
        f"{provenance['draws']:,} joint draws, {provenance['method']}."
    )


def _web(url: str) -> str:
    return url if is_web_address(url) else ""


def _known(entity: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entity.items() if value not in ("", {})}
