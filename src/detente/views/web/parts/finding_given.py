"""What the views of a finding give away: the rows and the document of ``detente check``."""

from __future__ import annotations

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.views.document.finding import rows_of_document
from detente.views.web.findings import TYPED
from detente.views.web.given import Given
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from detente.claims.claim import Claim
    from detente.views.web.parts.statement import Statement
    from detente.views.web.words import Words

INTERVAL = mark(
    "95 % stability interval of joint bootstrap draws; a definition supports where all of it lies "
    "beyond the margin"
)


def given_of_finding(
    document: Mapping[str, Any], statements: Sequence[Statement], words: Words
) -> Given:
    """What is given of some statements of a claim.

    Parameters
    ----------
    document : mapping
        Of the whole finding.
    statements : sequence of Statement
        Those whose rows are given; the document is that of the finding with these alone.
    words : Words
    """
    claim = statements[0].claim
    part = {**document, "statements": [one.found for one in statements]}
    pins = document["provenance"]
    sources = tuple(dict.fromkeys(source for one in statements for source in one.sources))
    counted = next((one.counted for one in statements if one.counted), "")
    return Given(
        rows=rows_of_document(part),
        document=part,
        specification=multiverse(statements, words),
        formulas=(),
        interval=INTERVAL,
        minimum_data=words("n of {count} {counted}; a definition with fewer has no data",
                           count=claim.minimum, counted=words(counted)),
        method=pins["method"],
        indicator="",
        sources=sources,
        draws=pins["draws"],
        seed=pins["seed"],
        command=command_of(claim),
        cite=cite(claim, document, sources),
    )  # fmt: skip


def part_of(given: Given, rows: list[dict[str, Any]], part: Mapping[str, Any]) -> Given:
    """A part of what is given: its rows, and what the document says of it.

    Parameters
    ----------
    given : Given
        Of one statement.
    rows : list of mapping
    part : mapping
        Keys of the statement's document with their values.
    """
    import pyarrow as pa

    (statement,) = given.document["statements"]
    document = {**given.document, "statements": [{"family": statement["family"], **part}]}
    return replace(given, rows=pa.Table.from_pylist(rows), document=document)


def multiverse(statements: Sequence[Statement], words: Words) -> dict[str, str]:
    """The choices of all definitions, and how many these are."""
    options: dict[str, dict[str, None]] = {}
    for one in statements:
        for name in one.choices:
            options.setdefault(name, {}).update(dict.fromkeys(one.found["by_option"][name]))
    sizes = dict.fromkeys(
        f"{len(one.specifications):,}" for one in statements if one.specifications
    )
    if not sizes:
        return {}
    named = {name: ", ".join(chosen) for name, chosen in options.items()}
    size = words("{count} definitions", count=", ".join(sizes))
    return {words("multiverse"): size, **named}


def command_of(claim: Claim) -> str:
    """The command that prints the same finding."""
    return f"detente check {shlex.quote(claim.text if claim.id == TYPED else claim.id)}"


def cite(claim: Claim, document: Mapping[str, Any], sources: Iterable[str]) -> str:
    """A sentence that lets a reader find and rerun the verdict."""
    pins = document["provenance"]
    return (
        f"{claim.title}. detente {pins['version']}, release {pins['release']}, {pins['method']}; "
        f"claim sha256 {pins['claim_sha256']}; {pins['draws']} draws, seed {pins['seed']}. "
        f"Data: {'; '.join(sources)}."
    )
