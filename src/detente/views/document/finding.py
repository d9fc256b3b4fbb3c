"""A finding for programs: a document for JSON, and one row a specification for CSV and Parquet."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa

    from detente.claims.finding import AtomFinding, Finding
    from detente.claims.verdict import Verdict

_NUMBERS = ("estimates", "low", "high", "bound_low", "bound_high", "n", "unknown_share", "weights")
_COLUMNS = {"estimates": "estimate", "weights": "weight"}


def document_of(finding: Finding) -> dict[str, Any]:
    """The whole finding as plain values."""
    claim = finding.claim
    return {
        "claim": {
            "id": claim.id,
            "title": claim.title,
            "text": claim.text,
            "said_by": claim.said_by,
            "said_in": claim.said_in,
            "said_at": claim.said_at,
            "said_on": claim.said_on,
            "sha256": claim.hash,
            "minimum": claim.minimum,
            "rival_of": list(claim.rival_of),
            "why_equivalent": claim.why_equivalent,
        },
        "statements": [
            {"family": family, **_atom(atom)}
            for family, atom in zip(claim.families, finding.atoms, strict=True)
        ],
        "provenance": provenance_of(finding),
    }


def provenance_of(finding: Finding) -> dict[str, Any]:
    """What pins the finding."""
    import detente

    return {
        "release": finding.release,
        "draws": finding.draws,
        "seed": finding.seed,
        "claim_sha256": finding.claim.hash,
        "version": detente.__version__,
        "method": "methods §10",
    }


def _atom(atom: AtomFinding) -> dict[str, Any]:
    from detente.claims.grammar import render

    joint, found = atom.joint, atom.attribution
    low, high = atom.joint.interval()
    return {
        "statement": render(atom.atom),
        "verdict": _verdict(atom.verdict),
        "missing_affiliations_could_turn_it": atom.flips_within_bounds,
        "curve": asdict(atom.curve),
        "joint": {
            "mean_share": joint.mean_share,
            "low": low,
            "high": high,
            "probability_of_half": joint.probability_of_half,
            "probability_of_all": joint.probability_of_all,
            "undefined": joint.undefined,
        },
        "decisive": atom.decisive,
        "flips": {name: asdict(flip) for name, flip in found.flips.items()},
        "effects_on_support": asdict(found.of_support),
        "effects_on_estimate": asdict(found.of_estimate),
        "by_option": {
            name: {option: _verdict(verdict) for option, verdict in options.items()}
            for name, options in atom.by_option.items()
        },
        "middle": atom.middle,
        "estimate": {
            "title": atom.title,
            "zero": atom.zero,
            "margin": atom.margin,
            "target": atom.target,
        },
        "counted": atom.counted,
        "notes": list(atom.notes),
        "sources": list(atom.sources),
        "specifications": _specifications(atom),
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "qualifier": verdict.qualifier,
        "shares": verdict.shares._asdict(),
    }


def _specifications(atom: AtomFinding) -> list[dict[str, Any]]:
    numbers = {_COLUMNS.get(name, name): getattr(atom, name).tolist() for name in _NUMBERS}
    return [
        {
            **specification,
            "class": str(atom.classes[i]),
            **{name: values[i] for name, values in numbers.items()},
        }
        for i, specification in enumerate(atom.specifications)
    ]


def rows_of(finding: Finding) -> pa.Table:
    """One row a statement and specification; what is undefined is null."""
    from detente.views.document.plain import plain

    return rows_of_document(plain(document_of(finding)))


def rows_of_document(document: Mapping[str, Any]) -> pa.Table:
    """The same rows from a finding's document; statements that lack data have none.

    Parameters
    ----------
    document : mapping
        What :func:`document_of` gives, as plain values.
    """
    import pyarrow as pa

    rows = [
        {"claim": document["claim"]["id"], "statement": statement["family"], **row}
        for statement in document["statements"]
        for row in statement.get("specifications", ())
    ]
    names = list(dict.fromkeys(name for row in rows for name in row))
    table = pa.table({name: [row.get(name) for row in rows] for name in names})
    text = json.dumps(document["provenance"], ensure_ascii=False)
    return table.replace_schema_metadata({"detente": text})
