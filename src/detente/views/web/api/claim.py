"""What the data say of a claim of the book: what ``detente check NAME --json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownName
from detente.views.web.api.endpoint import RELEASE, Endpoint, Parameter, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint(
    "claims/{claim}",
    "The finding of a claim: verdict, curve, what decides, every specification",
    "A finding takes seconds when it is asked for the first time; 503 with Retry-After says that "
    "it is being computed. A statement whose data the release lacks says what is `missing`.",
    (
        Parameter("claim", "Identifier of the claim.", required=True, example="us_cn_mutual_first"),
        RELEASE,
    ),
)


def answer(question: Question) -> Result:
    """The document, once it has been computed."""
    from detente.views.web.api.busy import Pending

    claims = question.desk.claims
    name = question.given["claim"]
    if name not in claims:
        raise UnknownName("claim", name, claims)
    document = question.desk.findings.known(claims[name])
    if document is None:
        raise Pending(f"the verdict of '{name}' is being computed", fix="ask again in some seconds")
    return Result(document)
