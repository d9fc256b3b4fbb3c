"""Works that have no fault, as rows of the stage; and their counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from detente.kernels.span_values import NO_DAY
from detente.kernels.spans import NONE
from detente.sources.openalex.examination import LEFT_OUT
from detente.sources.openalex.record import MOST_AUTHORS
from detente.sources.openalex.stage import YEARLY, latest_of
from detente.sources.openalex.texts import taken

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.sources.openalex.account import Account
    from detente.sources.openalex.examination import Examined
    from detente.sources.openalex.stage import StageWriter
    from detente.sources.openalex.texts import Texts

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


def store(examined: Examined, lines: Numbers, *, writer: StageWriter, account: Account) -> None:
    """Write the records that have no fault, and count them.

    Parameters
    ----------
    examined : Examined
    lines : ndarray of int64
        Line of each record.
    writer : StageWriter
    account : Account
    """
    sound = examined.fault < 0
    kept = sound & (examined.left_out < 0)
    writer.write(_works(examined, lines, kept).filter(pa.array(sound)), _named(examined, kept))
    _count(examined, sound, kept, account=account)


def _works(examined: Examined, lines: Numbers, kept: Flags) -> pa.Table:
    away = ~kept
    language, languages = examined.languages
    columns = {
        "work": pa.array(examined.work),
        "updated": pa.array(examined.updated).cast(pa.timestamp("us")),
        "line": pa.array(lines),
        "left_out": taken(pa.array(LEFT_OUT), examined.left_out),
        "date": _numbers(examined.days, away | (examined.days == NO_DAY), np.int32),
        "year": _numbers(examined.year, away, np.int16),
        "type": _coded(examined.types, away),
        "title": _kept(examined.title, kept),
        "language": taken(_two_letters(languages), np.where(away, NONE, language)),
        "venue": _coded(examined.venues, away),
        "citations": _numbers(examined.citations, away, np.int32),
        "stated_references": _numbers(examined.references, away, np.int32),
        "retracted": pa.array(examined.retracted == 1, mask=away),
        "truncated": pa.array(examined.authors.number >= MOST_AUTHORS, mask=away),
        "affiliations": _lists(*examined.authors.affiliations(kept)),
        "identities": _lists(*examined.authors.identities(kept)),
        "cited": _items(examined.cited, kept),
        "labels": _lists(*examined.signs.labels(kept)),
        "subfields": _items((examined.signs.topic_of, examined.signs.subfield), kept, np.int16),
        "yearly": _yearly(examined, kept),
    }
    return pa.table(columns)


def _numbers(values: Numbers, null: Flags, kind: Any) -> pa.Array:
    return pa.array(values.astype(kind), mask=null).cast(
        {np.int16: pa.int16(), np.int32: pa.int32()}[kind]
    )


def _coded(coded: tuple[NDArray[np.int32], Texts], away: Flags) -> pa.Array:
    codes, texts = coded
    return taken(texts.arrow(), np.where(away, NONE, codes))


def _two_letters(languages: Texts) -> pa.Array:
    return pa.array([name and name[:2] for name in languages.strings()], pa.string())


def _kept(texts: Texts, kept: Flags) -> pa.Array:
    spans = np.where(kept[:, None], texts.spans, NONE).astype(np.int32)
    return type(texts)(texts.data, spans).arrow()


def _lists(sizes: Numbers, items: pa.Array) -> pa.ListArray:
    offsets = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=offsets[1:])
    return pa.ListArray.from_arrays(pa.array(offsets), items)


def _items(
    listed: tuple[NDArray[np.int32], Numbers], kept: Flags, kind: Any = np.int64
) -> pa.ListArray:
    of_work, values = listed
    some = kept[of_work]
    sizes = np.bincount(of_work[some], minlength=len(kept))
    return _lists(sizes, pa.array(values[some].astype(kind)))


def _yearly(examined: Examined, kept: Flags) -> pa.ListArray:
    of_work, year, citations = examined.yearly
    some = kept[of_work] & (citations > 0)
    sizes = np.bincount(of_work[some], minlength=len(kept))
    columns = [pa.array(year[some].astype(np.int16)), pa.array(citations[some].astype(np.int32))]
    return _lists(sizes, pa.StructArray.from_arrays(columns, fields=list(YEARLY)))


def _named(examined: Examined, kept: Flags) -> pa.Table:
    """Institutions of works that are kept, each once as the latest record has it."""
    found = examined.authors.institutions
    rows = np.flatnonzero(kept[found.work])
    updated = examined.updated[found.work[rows]]
    last = latest_of(found.number[rows], updated)
    moments = pa.array(updated[last]).cast(pa.timestamp("us"))
    return found.table(rows[last]).append_column("updated", moments)


def _count(examined: Examined, sound: Flags, kept: Flags, *, account: Account) -> None:
    account.records += int(sound.sum())
    account.kept += int(kept.sum())
    reasons = examined.left_out[sound & ~kept]
    for place, count in enumerate(np.bincount(reasons, minlength=len(LEFT_OUT)).tolist()):
        if count:
            account.left_out[LEFT_OUT[place]] += count
    for name, given in (
        ("title", ~examined.title.missing),
        ("publication_date", examined.days != NO_DAY),
        ("language", examined.languages[0] >= 0),
    ):
        account.asked[name] += int(kept.sum())
        account.given[name] += int((given & kept).sum())
    found = examined.authors.institutions
    named = kept[found.work]
    name = "authorships.institutions.country_code"
    account.asked[name] += int(named.sum())
    account.given[name] += int((named & (found.country >= 0)).sum())
