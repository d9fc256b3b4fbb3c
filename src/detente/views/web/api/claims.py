"""The book of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.api.endpoint import Endpoint, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint("claims", "The book of claims: who said what, and how it is checked",
                    parameters=())  # fmt: skip


def answer(question: Question) -> Result:
    """Every claim as it is registered."""
    from dataclasses import asdict

    from detente.claims.grammar import render

    return Result({
        "claims": [
            {
                **asdict(claim),
                "statements": {
                    family: render(atom)
                    for family, atom in zip(claim.families, claim.atoms, strict=True)
                },
            }
            for claim in question.desk.claims.values()
        ]
    })  # fmt: skip
