"""The one string in which the starter keeps who wrote a work: ``"US;CN+US;?|DE"``.

Authors in byline order are joined by ``;``, the affiliations of one author by ``+``, and ``?`` is
an affiliation whose country is unknown. After ``|`` stand countries known for the work, but not for
one of its authors.
"""

from __future__ import annotations

from dataclasses import dataclass

UNKNOWN = "?"


@dataclass(frozen=True, slots=True)
class Byline:
    """Countries of a work: one tuple an author, None where unknown, and those of the work alone."""

    authors: tuple[tuple[str | None, ...], ...]
    of_work: tuple[str, ...] = ()

    @property
    def known(self) -> int:
        """How many affiliations have a country."""
        return len(self.of_work) + sum(c is not None for author in self.authors for c in author)

    @property
    def complete(self) -> bool:
        """Whether each author has a country and no affiliation lacks one."""
        return all(None not in author for author in self.authors)


def unknown_byline(authors: int, of_work: tuple[str, ...] = ()) -> Byline:
    """So many authors without a known affiliation (at least one)."""
    return Byline(((None,),) * max(authors, 1), of_work)


def written(byline: Byline) -> str:
    """The byline as a pattern."""
    authors = ";".join("+".join(c or UNKNOWN for c in author) for author in byline.authors)
    return authors + ("|" + "+".join(byline.of_work) if byline.of_work else "")


def parsed(pattern: str) -> Byline:
    """The byline behind a pattern; the inverse of :func:`written`."""
    authors, _, of_work = pattern.partition("|")
    return Byline(
        tuple(
            tuple(None if country == UNKNOWN else country for country in author.split("+"))
            for author in authors.split(";")
        ),
        tuple(of_work.split("+")) if of_work else (),
    )
