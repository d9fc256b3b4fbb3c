"""A verdict as schema.org ClaimReview, which fact-checking tools read (methods §10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from detente.claims.verdict import Verdict

RATINGS = {
    ("supported", "robust"): 5,
    ("supported", "leaning"): 4,
    ("depends_on_definition", "sign_conflict"): 3,
    ("contradicted", "leaning"): 2,
    ("contradicted", "robust"): 1,
}


def claim_review(
    text: str,
    verdict: Verdict,
    *,
    appearance: str = "",
    author: str = "",
    url: str = "",
    published: str = "",
) -> dict[str, Any]:
    """JSON-LD of the review of one claim.

    ClaimReview has no field for uncertainty: the vocabulary of ``alternateName`` is ours, and a
    verdict of insufficient data carries no ``ratingValue``.

    Parameters
    ----------
    text : str
        The claim as it was said.
    appearance, author : str
        Address at which it was said, and by whom; left out where empty.
    url : str
        Address of this review (:func:`review_url`); left out where empty.
    published : str
        ISO date of this review; left out where empty.
    """
    claim: dict[str, Any] = {"@type": "Claim"}
    if author:
        claim["author"] = {"@type": "Organization", "name": author}
    if appearance:
        claim["appearance"] = {"@type": "CreativeWork", "url": appearance}
    rating: dict[str, Any] = {"@type": "Rating", "worstRating": 1, "bestRating": 5}
    value = RATINGS.get((verdict.name, verdict.qualifier))
    if value is not None:
        rating["ratingValue"] = value
    review: dict[str, Any] = {"@context": "https://schema.org", "@type": "ClaimReview"}
    if url:
        review["url"] = url
    if published:
        review["datePublished"] = published
    return review | {
        "claimReviewed": text,
        "itemReviewed": claim,
        "reviewRating": rating | {"alternateName": str(verdict)},
    }


def review_url(base: str, *, claim_hash: str, data_version: str, published: str) -> str:
    """Address of a review that pins what was registered, on which data, and when.

    Raises
    ------
    UsageError
        ``base`` is not an http address, or it has a query already.
    """
    parts = urlsplit(base)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
        raise UsageError(f"'{base}' cannot be a review's address", fix="give a plain http(s) URL")
    pinned = {"claim": claim_hash, "data": data_version, "published": published}
    return f"{base}?{urlencode(pinned)}"
