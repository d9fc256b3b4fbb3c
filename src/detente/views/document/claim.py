"""A claim of the book for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detente.claims.claim import Claim


def document_of(claim: Claim) -> dict[str, Any]:
    """The whole claim as plain values, its statements in the words of the grammar."""
    from dataclasses import asdict

    return {**asdict(claim), "statements": statements_of(claim)}


def statements_of(claim: Claim) -> dict[str, str]:
    """Each statement as it is checked, by the family of its metric."""
    from detente.claims.grammar import render

    return {family: render(atom) for family, atom in zip(claim.families, claim.atoms, strict=True)}
