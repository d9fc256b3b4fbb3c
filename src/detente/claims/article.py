"""The sentences of one article, in its order, each checked on whatever release is there.

An article's sentence is a claim of the book with a place in the article. A statement for which the
release has no data is answered by what is missing, never by a guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.claims.claim import book
from detente.claims.evaluate import evaluate_atom
from detente.core.errors import DataMissing, ExtraMissing, UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from detente.claims.atom import Atom
    from detente.claims.claim import Claim
    from detente.claims.finding import AtomFinding
    from detente.lake.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Answer:
    """What the data say of one statement of a sentence, or what they lack.

    Attributes
    ----------
    claim : Claim
    family : str
    atom : Atom
    finding : AtomFinding or None
    missing : DataMissing, ExtraMissing, UnknownName or None
        Why there is no finding, and what to do next: the release lacks tables, a country or a
        definition of AI that the claim asks about.
    """

    claim: Claim
    family: str
    atom: Atom
    finding: AtomFinding | None = None
    missing: DataMissing | ExtraMissing | UnknownName | None = None

    @property
    def verdict(self) -> str:
        """The verdict, with its qualifier in parentheses where there is one."""
        if self.finding is None:
            return "insufficient data"
        return str(self.finding.verdict).replace("_", " ")


def sentences(claims: Mapping[str, Claim] | None = None) -> tuple[Claim, ...]:
    """Claims that have a place in the article, in its order; by default those of the book."""
    placed = [claim for claim in (claims or book()).values() if claim.article]
    return tuple(sorted(placed, key=lambda claim: (claim.article, claim.id)))


def rivals(claim: Claim, claims: Mapping[str, Claim] | None = None) -> tuple[str, ...]:
    """Claims, by default of the book, that contest this one."""
    return tuple(one.id for one in (claims or book()).values() if claim.id in one.rival_of)


def answer(
    claim: Claim, dataset: Dataset, *, progress: Callable[[str], None] = lambda _step: None
) -> tuple[Answer, ...]:
    """Check every statement of a claim on its own, so that one without data hides no other.

    Parameters
    ----------
    claim : Claim
    dataset : Dataset
    progress : callable
        Told of each statement as it begins.
    """
    answers = []
    for family, atom in zip(claim.families, claim.atoms, strict=True):
        progress(f"{claim.title}: {family}")
        try:
            found = evaluate_atom(claim, atom, dataset)
        except (DataMissing, ExtraMissing, UnknownName) as problem:
            answers.append(Answer(claim, family, atom, missing=problem))
        else:
            answers.append(Answer(claim, family, atom, finding=found))
    return tuple(answers)
