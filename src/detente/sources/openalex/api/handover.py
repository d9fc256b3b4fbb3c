"""From a fetched folder to the files that a build reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import DataMissing, SourceMalformed
from detente.core.source import Piece
from detente.sources.openalex.api.ledger import standing

if TYPE_CHECKING:
    from pathlib import Path


def fetched_pieces(path: Path) -> list[Piece] | None:
    """Files of works that were fetched into a folder; None if nothing was fetched into it.

    Raises
    ------
    DataMissing
        The fetch is not complete.
    SourceMalformed
        A file is not what was fetched.
    IntegrityError
        The ledger of the fetch is damaged.
    """
    found = standing(path)
    if found is None:
        return None
    if not found.complete:
        raise DataMissing(
            f"the fetch into {path} is not complete",
            why="works come by date, so that the latest are missing and no year can be trusted",
            fix="run the same `detente fetch openalex` again until it ends",
        )
    pieces = []
    for name, file in found.files.items():
        place = path / name
        if not place.is_file() or place.stat().st_size != file.bytes:
            raise SourceMalformed(
                f"{place} is not the file that was fetched",
                why="it is gone, or its length has changed",
                fix=f"put it back, or remove {path} and fetch again",
            )
        pieces.append(Piece(name, place, file.bytes, file.records, file.sha256))
    return pieces
