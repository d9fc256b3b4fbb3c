"""A claim as it is registered: what was said, the statements to check, and under which choices.

A claim is one file of ``claims/book``, written before its results are seen; its SHA-256 is part of
every verdict, so that a claim changed afterwards shows.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from detente.claims.entry import Entry, unreadable
from detente.claims.grammar import SCOPES, parse
from detente.claims.multiverse import Multiverse
from detente.core.dimensions import DIMENSIONS
from detente.core.errors import ClaimUnreadable, DetenteError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from detente.claims.atom import Atom


@dataclass(frozen=True, slots=True)
class Choice:
    """One dimension of a claim's multiverse.

    Attributes
    ----------
    name : str
        Name of the dimension.
    options : tuple of str
    why : str
        Why its options are equivalent for the question.
    duplicates : mapping of str to str
        Options that ask the same as another one.
    """

    name: str
    options: tuple[str, ...]
    why: str
    duplicates: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """What was said, and how it is checked.

    Attributes
    ----------
    id, title : str
    text : str
        The statement in the words of whoever made it.
    said_by, said_in, said_at, said_on : str
        Who said it, in which publication, at which address, and when (year or ISO date); address
        and date are empty where there is no single one.
    families : tuple of str
        Names of the atoms: the metric families that each get a verdict of their own.
    atoms : tuple of Atom
    choices : tuple of Choice
        Dimensions of the multiverse.
    minimum : int
        Works that a specification must rest on to be evaluated.
    rival_of : tuple of str
        Identifiers of claims that this one contests.
    hash : str
        SHA-256 of the file.
    article : int
        Its place among the sentences of the article that detente was made to check; 0 if it is
        none of them.
    """

    id: str
    title: str
    text: str
    said_by: str
    said_in: str
    said_at: str
    said_on: str
    families: tuple[str, ...]
    atoms: tuple[Atom, ...]
    choices: tuple[Choice, ...]
    minimum: int
    rival_of: tuple[str, ...]
    hash: str
    article: int = 0

    @property
    def why_equivalent(self) -> dict[str, str]:
        """By dimension, why its options are equivalent for the question."""
        return {choice.name: choice.why for choice in self.choices}

    def multiverse(self, atom: Atom) -> Multiverse:
        """Specifications for one atom; what the atom itself says is no choice any more."""
        said = {"ai_definition": atom.scope, "period": atom.period and str(atom.period)}
        left = [choice for choice in self.choices if not said.get(choice.name)]
        fixed = {name: (option,) for name, option in said.items() if option}
        return Multiverse(
            {choice.name: choice.options for choice in left} | fixed,
            {choice.name: choice.duplicates for choice in left if choice.duplicates},
        )


def book() -> dict[str, Claim]:
    """Every claim of ``claims/book`` by its identifier."""
    with as_file(files("detente.claims") / "book") as folder:
        return {path.stem: load(path) for path in sorted(folder.glob("*.toml"))}


def find(identifier: str) -> Claim:
    """The claim of the book with this identifier.

    Raises
    ------
    UnknownName
        There is none; says the nearest.
    """
    with as_file(files("detente.claims") / "book") as folder:
        known = {path.stem: path for path in folder.glob("*.toml")}
        if identifier not in known:
            raise UnknownName("claim", identifier, known)
        return load(known[identifier])


def load(path: Path, *, scopes: Collection[str] = SCOPES) -> Claim:
    """Read a claim file.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file; docs/claims.md shows one.
    scopes : collection of str
        Options of ``ai_definition`` that its statements may name.

    Raises
    ------
    ClaimUnreadable
        The file is missing or is not TOML, a key is missing, unknown or of the wrong kind, or a
        statement cannot be read; names the file and the key.
    """
    try:
        raw = path.read_bytes()
        content = tomllib.loads(raw.decode("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise unreadable(path, "", str(problem)) from problem
    entry = Entry(path, "", content)
    claim = _claim(entry, hashlib.sha256(raw).hexdigest(), scopes)
    if claim.id != path.stem:
        raise unreadable(path, "id", f"'{claim.id}' is not the name of the file")
    return claim


def _claim(entry: Entry, digest: str, scopes: Collection[str]) -> Claim:
    said = entry.table("said")
    sentences = entry.table("statements")
    families = tuple(sentences.content)
    claim = Claim(
        id=entry.text("id"),
        title=entry.text("title"),
        text=entry.text("text"),
        said_by=said.text("by"),
        said_in=said.text("in"),
        said_at=said.text("at", optional=True),
        said_on=_day(said),
        families=families,
        atoms=tuple(_atom(sentences, family, scopes) for family in families),
        choices=tuple(_choices(entry.table("dimensions"))),
        minimum=entry.number("minimum"),
        rival_of=entry.texts("rival_of", optional=True),
        hash=digest,
        article=entry.number("article", optional=True),
    )
    for table in (entry, said, sentences):
        table.finish()
    if not claim.atoms:
        raise unreadable(entry.path, "statements", "a claim needs a statement")
    return claim


def _day(said: Entry) -> str:
    day = said.text("on", optional=True)
    if re.fullmatch(r"(\d{4})?", day):
        return day
    try:
        return date.fromisoformat(day).isoformat()
    except ValueError as problem:
        raise unreadable(said.path, "said.on", f"{day} is neither a year nor a date") from problem


def _atom(sentences: Entry, family: str, scopes: Collection[str]) -> Atom:
    sentence = sentences.text(family)
    try:
        found = parse(sentence, scopes=scopes)
    except ClaimUnreadable as problem:
        raise unreadable(sentences.path, f"statements.{family}", str(problem)) from problem
    if len(found) != 1:
        raise unreadable(sentences.path, f"statements.{family}", "one family is one statement")
    return found[0]


def _choices(entry: Entry) -> list[Choice]:
    known = {dimension.name: dimension for dimension in DIMENSIONS}
    chosen = []
    for name in tuple(entry.content):
        table = entry.table(name)
        choice = Choice(
            name=name,
            options=table.texts("options"),
            why=table.text("why"),
            duplicates=dict(table.table("duplicates", optional=True).content),
        )
        table.finish()
        try:
            if name not in known:
                raise UnknownName("dimension", name, known)
            for option in choice.options:
                known[name].accept(option)
            Multiverse({name: choice.options}, {name: choice.duplicates})
        except DetenteError as problem:
            raise unreadable(entry.path, f"dimensions.{name}", str(problem)) from problem
        chosen.append(choice)
    entry.finish()
    return chosen
