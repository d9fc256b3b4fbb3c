"""Converting what the stage does not hold yet, in child processes, several files side by side."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import compress
from typing import TYPE_CHECKING

from detente.core.pace import Pace, size_text
from detente.lake.stage import conversion_of
from detente.sources.side_by_side import side_by_side

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from detente.core.source import Piece
    from detente.lake.stage import Stage, Staged
    from detente.sources.listing import Listing
    from detente.sources.sandbox import Sandbox


def convert_all(
    stage: Stage,
    listing: Listing,
    *,
    source: str,
    sandbox: Sandbox,
    progress: Callable[[str], None],
) -> tuple[Staged, ...]:
    """Conversions of every piece, in order of the pieces; those there are already are used again.

    Raises
    ------
    SourceMalformed
        A file cannot be read, or changed while it was; what the others gave is kept.
    BuildInterrupted
        The disk is full or cannot be written.
    """

    def convert(piece: Piece, key: str) -> Staged:
        start = time.monotonic()
        target = stage.target()
        given = {"name": piece.name, "path": str(piece.path.absolute()), "bytes": piece.bytes}
        request = {
            "do": "convert",
            "source": source,
            "piece": {**given, "records": piece.records, "etag": piece.etag},
            "target": str(target.absolute()),
        }
        answer = sandbox.ask(request, subject=piece.path, size=piece.bytes)
        listing.check_unchanged(piece)
        seconds = time.monotonic() - start
        conversion = conversion_of(answer)
        return stage.commit(piece, key, target, conversion=conversion, seconds=seconds)

    pairs = list(zip(listing.pieces, listing.keys, strict=True))
    with ThreadPoolExecutor(sandbox.limits.workers) as pool:
        found = list(pool.map(stage.find, listing.keys))
    todo = [pair for pair, staged in zip(pairs, found, strict=True) if staged is None]
    sizes = [piece.bytes for piece, _ in todo]
    pace = Pace(sum(sizes), size_text)

    def tell(done: Sequence[bool]) -> None:
        size = pace.text(sum(compress(sizes, done)))
        progress(f"converting {sum(done)} of {len(done)} files: {size}")

    made = side_by_side(
        [partial(convert, *pair) for pair in todo],
        workers=sandbox.limits.workers,
        stop=sandbox.close,
        tell=tell,
    )
    kept = {staged.key: staged for staged in (*found, *made) if staged}
    stage.keep(listing.keys)
    return tuple(kept[key] for key in listing.keys)


def conversion_notes(staged: Sequence[Staged]) -> tuple[str, ...]:
    """What the manifest says about records left out on purpose, and about files."""
    records = sum(s.conversion.records for s in staged)
    reasons: Counter[str] = Counter()
    for each in staged:
        reasons.update(each.conversion.left_out)
    return tuple(
        f"{count:,} of {records:,} records left out: {reason}"
        for reason, count in sorted(reasons.items())
        if count
    ) + tuple(
        f"{note} (in {count:,} of {len(staged):,} files)"
        for note, count in sorted(Counter(n for s in staged for n in s.conversion.notes).items())
    )
