"""Converting what the stage does not hold yet, in child processes, several files side by side."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from detente.core.pace import Pace, size_text
from detente.lake.stage import conversion_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from concurrent.futures import Future

    from detente.core.source import Piece
    from detente.lake.stage import Stage, Staged
    from detente.sources.listing import Listing
    from detente.sources.sandbox import Sandbox

_TOLD_EVERY = 0.5


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
        jobs = {pool.submit(convert, *pair): pair[0] for pair in todo}
        try:
            _follow(jobs, progress)
        except BaseException:
            # children first: the threads wait for them
            sandbox.close()
            pool.shutdown(cancel_futures=True)
            raise
    made = {staged.key: staged for staged in (job.result() for job in jobs)}
    kept = {staged.key: staged for staged in found if staged}
    stage.keep(listing.keys)
    return tuple({**kept, **made}[key] for key in listing.keys)


def _follow(jobs: dict[Future[Staged], Piece], progress: Callable[[str], None]) -> None:
    """Wait for all, telling how far they are; raise the first error in order of the pieces."""
    pace = Pace(sum(piece.bytes for piece in jobs.values()), size_text)
    waiting = set(jobs)
    while waiting:
        done, waiting = wait(waiting, timeout=_TOLD_EVERY, return_when=FIRST_EXCEPTION)
        if any(job.exception() for job in done):
            break
        size = sum(piece.bytes for job, piece in jobs.items() if job not in waiting)
        progress(f"converting {len(jobs) - len(waiting)} of {len(jobs)} files: {pace.text(size)}")
    for job in jobs:
        if job.done():
            job.result()


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
