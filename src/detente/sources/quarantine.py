"""Records that could not be read: a few are set aside and said, many stop the load."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from detente.core.source import Quarantined

MOST = 0.01
"""Share of a source's records that may be quarantined."""

_SHOWN = 3


def check_share(source: str, records: int, quarantined: Sequence[Quarantined]) -> None:
    """Stop a load that would set aside more than one record in a hundred.

    Raises
    ------
    SourceMalformed
        It would; names the worst file, its first lines, and what is wrong with them.
    """
    if len(quarantined) <= MOST * records:
        return
    worst, count = Counter(q.file for q in quarantined).most_common(1)[0]
    first = [q for q in quarantined if q.file == worst][:_SHOWN]
    lines = "; ".join(f"line {q.line}: {q.reason}: {q.text[:60]!r}" for q in first)
    raise SourceMalformed(
        f"{len(quarantined):,} of {records:,} records of source '{source}' cannot be read",
        why=f"most of them, {count:,}, stand in {worst}: {lines}",
        fix="fetch that file again; if it is intact, report the source as changed",
    )


def quarantine_notes(records: int, quarantined: Sequence[Quarantined]) -> tuple[str, ...]:
    """What the manifest says about records that were set aside."""
    if not quarantined:
        return ()
    count = f"{len(quarantined):,} of {records:,} records"
    return (f"{count} could not be read and are in the table quarantine",)


def quarantine_rows(source: str, quarantined: Sequence[Quarantined]) -> pa.Table:
    """Rows of the table ``quarantine``."""
    import pyarrow as pa

    from detente.tables import quarantine

    rows = [
        {"source": source, "file": q.file, "line": q.line, "reason": q.reason, "text": q.text}
        for q in quarantined
    ]
    return pa.Table.from_pylist(rows, quarantine.TABLE.schema)
