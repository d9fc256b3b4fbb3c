"""Verdicts as rows: one a statement, with the number of the middle definition."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.text.numbers import MISSING, percent
from detente.views.web.given import Given
from detente.views.web.options import choice_name
from detente.views.web.parts import verdict_words
from detente.views.web.parts.finding_given import INTERVAL
from detente.views.web.table import Cell, Column, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from detente.views.web.page import Asked
    from detente.views.web.parts.statement import Statement

_EMPTY = {
    "estimate": None, "low": None, "high": None, "title": "", "n": None, "counted": "",
    "unknown_share": None, "definitions": 0, "decisive": None, "sources": "", "missing": "",
    "next": "",
}  # fmt: skip


def row_of(statement: Statement) -> dict[str, Any]:
    """A row as ``detente article`` gives it."""
    name, qualifier = statement.verdict, statement.qualifier
    missing = statement.missing
    verdict = name if missing else f"{name} ({qualifier})"
    row = {
        "claim": statement.claim.id,
        "statement": statement.family,
        "verdict": verdict.replace("_", " "),
        **_EMPTY,
    }
    if missing is not None:
        return row | {"missing": missing.what, "next": missing.fix}
    row |= {
        "title": statement.found["estimate"]["title"],
        "n": statement.most,
        "counted": statement.counted,
        "definitions": len(statement.specifications),
        "decisive": statement.decisive,
        "sources": " ".join(statement.sources),
    }
    middle = statement.middle or {}
    shown = ("estimate", "low", "high", "n", "unknown_share")
    return row | {name: middle[name] for name in shown if middle}


def choice_rows(statement: Statement) -> list[dict[str, Any]]:
    """How often each choice turns the class, and its Shapley effects; null where undefined."""
    found = statement.found
    effects = {what: found[f"effects_on_{what}"]["effects"] for what in ("support", "estimate")}
    return [
        {
            "claim": statement.claim.id,
            "statement": statement.family,
            "choice": name,
            **flip,
            **{f"shapley_of_{what}": told[name]["shapley"] if told else None
               for what, told in effects.items()},
        }
        for name, flip in found["flips"].items()
    ]  # fmt: skip


def option_rows(statement: Statement) -> list[dict[str, Any]]:
    """The verdict among the definitions that share an option."""
    return [
        {
            "claim": statement.claim.id,
            "statement": statement.family,
            "choice": name,
            "option": option,
            "verdict": verdict["name"],
            "qualifier": verdict["qualifier"],
            **verdict["shares"],
        }
        for name, options in statement.found["by_option"].items()
        for option, verdict in options.items()
    ]


def given_of_verdicts(asked: Asked, statements: Sequence[Statement], command: str) -> Given:
    """The rows of many statements, and how they came about."""
    import pyarrow as pa

    rows = [row_of(one) for one in statements]
    findings = asked.desk.findings
    pins = {"release": asked.state.release, "draws": findings.draws, "seed": findings.seed}
    sources = tuple(dict.fromkeys(source for one in statements for source in one.sources))
    return Given(
        rows=pa.Table.from_pylist(rows),
        document={**pins, "statements": rows},
        specification={asked.words("multiverse"): asked.words("that of each claim")},
        formulas=(),
        interval=INTERVAL,
        minimum_data="",
        method="methods §10",
        indicator="",
        sources=sources,
        draws=findings.draws,
        seed=findings.seed,
        command=command,
        cite=_cite(asked, sources),
    )


def _cite(asked: Asked, sources: Iterable[str]) -> str:
    import detente

    return (
        f"Verdicts on claims about AI. detente {detente.__version__}, release "
        f"{asked.state.release}, methods §10. Data: {'; '.join(sources)}."
    )


def table_of(asked: Asked, statements: Sequence[Statement]) -> Table:
    """One row a statement: verdict, number, what is behind it and what decides."""
    words = asked.words
    columns = (
        Column("claim", words("Claim")),
        Column("statement", words("Statement")),
        Column("verdict", words("Verdict")),
        Column("estimate", words("Estimate"), number=True),
        Column("title", words("Quantity")),
        Column("n", words("n"), number=True),
        Column("unknown_share", words("Unknown"), "share", number=True),
        Column("definitions", words("Definitions"), number=True),
        Column("decisive", words("Hinges on")),
    )
    return Table(columns, tuple(_row(asked, one) for one in statements))


def _row(asked: Asked, one: Statement) -> Row:
    words, found = asked.words, row_of(one)
    n, size = found["n"], found["definitions"]
    return Row((
        Cell(words(one.claim.title), one.claim.id, href=asked.href(f"claim/{one.claim.id}")),
        Cell(one.name(words), one.family),
        Cell(verdict_words.name_of(one, words), one.verdict),
        verdict_words.estimate_cell(one, found),
        Cell(words.note("" if one.missing else one.title), None if one.missing else one.title),
        Cell(MISSING if n is None else verdict_words.counted(n, one.counted, words), n),
        Cell(percent(found["unknown_share"], 1), found["unknown_share"]),
        Cell(f"{size:,}", size) if size else Cell(MISSING),
        Cell(choice_name(one.decisive, words) if one.decisive else MISSING, one.decisive),
    ))  # fmt: skip
