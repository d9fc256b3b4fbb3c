"""``detente article``: the sentences of one article, verdict by verdict, on the current release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from detente.claims.article import Answer
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

DRAWS = 200
COMMAND = Command(
    group="Ask",
    summary="every claim of one article, in its order, on the current release",
    description="""
    An article says that the US and China are each other's first partners, that one publishes more
    and the other breaks more ground, that one is a year or two behind, that rules overlap, that
    sanctions cut ties. Each sentence is a claim of the book; this checks them in the article's
    order and prints for each statement the verdict, the estimate of the middle definition with its
    95 % interval, n, what is unknown, and the source.

    Where the release lacks the data, it says what is missing and which command brings it.
    """,
    arguments=(Argument("--draws", f"bootstrap draws (default: {DRAWS}, a first look)", "NUMBER"),),
    examples=(
        Example("detente article", "On the lake of this folder."),
        Example("detente article --draws 1000 --csv", "One row a statement, as `detente check`."),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Check every sentence of the article."""
    from detente.claims.article import answer, sentences

    draws = whole_number("draws", arguments["draws"])
    dataset = output.lake.dataset
    dataset.draws = DRAWS if draws is None else draws
    given = [answer(claim, dataset, progress=output.progress) for claim in sentences()]

    def draw(page: Page) -> None:
        from detente.views.text.article import draw_sentence, draw_sources

        cited: list[str] = []
        for place, answers in enumerate(given, start=1):
            if place > 1:
                page.say()
            draw_sentence(page, place, answers, cited=cited)
        draw_sources(page, cited)
        page.say()
        page.say("The whole of one: detente check NAME; names: detente claims", style="dim")
        pins = f"Release {dataset.release.id}; {dataset.draws:,} joint draws, seed {dataset.seed}"
        page.say(pins, style="dim")

    output.give(_document(given, output), _rows(given), draw)
    return 0


def _document(given: Sequence[Sequence[Answer]], output: Output) -> dict[str, Any]:
    from detente.claims.article import rivals

    dataset = output.lake.dataset
    return {
        "release": dataset.release.id,
        "draws": dataset.draws,
        "seed": dataset.seed,
        "sentences": [
            {
                "claim": answers[0].claim.id,
                "text": answers[0].claim.text,
                "rivals": list(rivals(answers[0].claim)),
                "statements": [_row(one) for one in answers],
            }
            for answers in given
        ],
    }


def _row(answer: Answer) -> dict[str, Any]:
    """One statement as plain values; numbers are those of the middle definition."""
    row: dict[str, Any] = {
        "claim": answer.claim.id,
        "statement": answer.family,
        "verdict": answer.verdict,
        "estimate": None,
        "low": None,
        "high": None,
        "title": "",
        "n": None,
        "counted": "",
        "unknown_share": None,
        "definitions": 0,
        "decisive": None,
        "sources": "",
        "missing": "",
        "next": "",
    }
    if answer.missing is not None:
        return row | {"missing": answer.missing.what, "next": answer.missing.fix}
    atom = answer.finding
    if atom is None:
        raise AssertionError("a statement is answered or something is missing")
    row |= {
        "title": atom.title,
        "n": int(atom.n.max()),
        "counted": atom.counted,
        "definitions": len(atom.specifications),
        "decisive": atom.decisive,
        "sources": " ".join(atom.sources),
    }
    middle = atom.middle
    if middle is None:
        return row
    return row | {
        "estimate": float(atom.estimates[middle]),
        "low": float(atom.low[middle]),
        "high": float(atom.high[middle]),
        "n": int(atom.n[middle]),
        "unknown_share": float(atom.unknown_share[middle]),
    }


def _rows(given: Sequence[Sequence[Answer]]) -> pa.Table:
    import pyarrow as pa

    from detente.views.document.plain import plain

    rows = [plain(_row(answer)) for answers in given for answer in answers]
    return pa.Table.from_pylist(rows)
