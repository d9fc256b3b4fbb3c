"""An article on a page: each sentence with its verdicts, and every number with where it is from."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from detente.views.text.numbers import Format, percent
from detente.views.text.verdict import LOG, STYLES, unknown_share_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.claims.article import Answer
    from detente.claims.finding import AtomFinding
    from detente.views.text.page import Page

INDENT = "   "
_DEFINITIONS = "definitions"


def draw_sentence(page: Page, place: int, answers: Sequence[Answer], *, cited: list[str]) -> None:
    """One sentence of the article and what the data say of each of its statements.

    Parameters
    ----------
    page : Page
    place : int
        Its number.
    answers : sequence of Answer
        Of one claim.
    cited : list of str
        Sources named so far; new ones are added, and a number stands for its place.
    """
    claim = answers[0].claim
    page.paragraph(f"{place:>2} “{claim.text}”", hanging=INDENT, style="bold")
    for answer in answers:
        name = answer.family.replace("_", " ") if len(answers) > 1 else ""
        verdict = answer.verdict
        style = STYLES[answer.finding.verdict.name if answer.finding else "insufficient_data"]
        page.say(f"{INDENT}{verdict.upper()}{f'  {name}' if name else ''}", style=style)
        if answer.finding is not None:
            _draw_numbers(page, answer.finding, cited)
        elif answer.missing is not None:
            problem = answer.missing
            page.paragraph(problem.what, indent=INDENT, hanging="  ")
            page.paragraph(f"next: {problem.fix}", indent=INDENT, hanging="  ", style="dim")
    noted = [note for answer in answers if answer.finding for note in answer.finding.notes]
    for note in dict.fromkeys(noted):
        page.paragraph(f"Note: {note}", indent=INDENT, hanging="  ", style="dim")


def draw_sources(page: Page, cited: Sequence[str]) -> None:
    """The sources that the numbers in brackets stand for."""
    page.heading("Sources")
    for place, source in enumerate(cited, start=1):
        page.paragraph(f"[{place}] {source}", hanging=" " * 4, style="dim")


def _draw_numbers(page: Page, atom: AtomFinding, cited: list[str]) -> None:
    places = [_place(source, cited) for source in atom.sources]
    marks = " ".join(f"[{place}]" for place in places)
    page.paragraph(f"{estimate_text(atom)} {marks}", indent=INDENT, hanging="  ")
    decisive = f"; {atom.decisive} decides" if atom.decisive else ""
    page.paragraph(f"{_share_text(atom)}{decisive}", indent=INDENT, hanging="  ", style="dim")


def _place(source: str, cited: list[str]) -> int:
    if source not in cited:
        cited.append(source)
    return cited.index(source) + 1


def _share_text(atom: AtomFinding) -> str:
    shares = atom.verdict.shares
    size = len(atom.specifications)
    return (
        f"{percent(shares.supports)} of {size:,} {_DEFINITIONS} support, "
        f"{percent(shares.contradicts)} contradict, {percent(shares.undecided)} undecided, "
        f"{percent(shares.no_data)} no data; {unknown_share_text(atom)}"
    )


def estimate_text(atom: AtomFinding) -> str:
    """The estimate of the middle definition with its interval and n, or how little there is."""
    middle = atom.middle
    if middle is None:
        return f"no definition has enough data: n is {int(atom.n.max()):,} {atom.counted} at most"
    title, times = atom.title.removeprefix(LOG), ""
    numbers = [float(side[middle]) for side in (atom.estimates, atom.low, atom.high)]
    if title != atom.title:
        numbers, times = [math.exp(number) for number in numbers], "×"
        said = atom.atom.value
        if said and atom.atom.relation in ("gt", "lt"):  # the number itself says more than a ratio
            above = atom.atom.relation == "gt"
            numbers = [said * n if above else said / n for n in numbers]
            numbers = [numbers[0], *sorted(numbers[1:])]
            title = (
                f"{title.rpartition(', ')[0]}, said to be {'above' if above else 'below'} {said:g}"
            )
            times = ""
    written = Format.of("", numbers)
    value, interval = written.write(numbers[0]), written.interval(*numbers[1:])
    return f"{times}{value} {interval}: {title}; n = {int(atom.n[middle]):,} {atom.counted}"
