"""A claim that a reader types: its statements, under the choices that trackers differ in."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from detente.claims.claim import Choice, Claim, find
from detente.claims.grammar import SCOPES, parse, render
from detente.claims.metric import METRICS, MINIMUM, is_direct
from detente.core.discovery import modules
from detente.core.territory import BLOC, TERRITORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.atom import Atom
    from detente.core.source import Definition

_PAIRS = {
    "link": ("whole", "per_country", "per_paper"),
    "dual_affiliation": ("counts", "needs_two_authors"),
}
_COUNTRIES = {"counting": ("full", "author_country", "country", "first_author")}
_ALL = {
    "document_types": ("research", "all"),
    "unknown": ("as_unknown", "complete_case"),
}
_WHY = "the typed claim does not say; trackers differ in it"


def claim_of(words: str, *, definitions: Sequence[Definition] = ()) -> Claim:
    """The claim that a reader means: one word names a claim of the book, a sentence is read.

    Raises
    ------
    UnknownName
        The book has no claim of that name.
    ClaimUnreadable
        The sentence is not a claim of the grammar.
    """
    words = words.strip()
    if words and " " not in words:
        return find(words)
    return typed_claim(words, definitions=definitions)


def typed_claim(text: str, *, definitions: Sequence[Definition] = ()) -> Claim:
    """Read a typed claim and give it the usual multiverse.

    Parameters
    ----------
    text : str
        Statements in the grammar, separated by semicolons.
    definitions : sequence of Definition
        Those of the release. They vary where the claim says just "AI"; where it says that something
        changed, only those whose venues stay the same do.

    Returns
    -------
    Claim
        Its hash is that of the statements as :func:`detente.claims.grammar.render` writes them, so
        that two wordings of the same statements are the same claim.

    Raises
    ------
    ClaimUnreadable
        The text is not a claim of the grammar.
    """
    atoms = parse(text, scopes=[d.name for d in definitions] or SCOPES)
    statements = tuple(render(atom) for atom in atoms)
    metrics = modules(METRICS, "METRIC")
    known = [metrics[atom.metric] for atom in atoms if atom.metric in metrics]
    options = _usual_of_works(
        [a for a in atoms if a.metric not in metrics or not is_direct(metrics[a.metric])],
        definitions,
    )
    for metric in known:
        options |= metric.METRIC.usual or {}
    return Claim(
        id="typed",
        title=statements[0],
        text=text,
        said_by="typed by the reader",
        said_in="",
        said_at="",
        said_on="",
        families=statements,
        atoms=atoms,
        choices=tuple(Choice(name, named, _WHY, {}) for name, named in options.items()),
        minimum=min((metric.METRIC.minimum for metric in known), default=MINIMUM),
        rival_of=(),
        hash=hashlib.sha256("\n".join(statements).encode()).hexdigest(),
    )


def _usual_of_works(
    atoms: Sequence[Atom], definitions: Sequence[Definition]
) -> dict[str, tuple[str, ...]]:
    """What trackers differ in when they count works."""
    if not atoms:
        return {}
    options: dict[str, tuple[str, ...]] = {}
    for atom in atoms:
        options |= _COUNTRIES if atom.partner is None else _PAIRS
    options |= {"territory": _territories(atoms)} | _ALL
    changes = any(atom.relation == "change" for atom in atoms)
    fitting = tuple(d.name for d in definitions if d.steady == changes)
    return options | ({"ai_definition": fitting} if fitting else {})


def _territories(atoms: Sequence[Atom]) -> tuple[str, ...]:
    """Policies under which every code that the claim names is a country or bloc of its own."""
    named = {code for a in atoms for code in (a.subject, a.partner, a.comparator) if code}
    return tuple(
        policy.name
        for policy in TERRITORIES
        if policy.bloc == (BLOC in named) and not named & {code for code, _ in policy.merged}
    )
