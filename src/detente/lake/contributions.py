"""What each profile contributes: the passes of the kernels over the pieces of a pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.kernels import passes
from detente.kernels.newman import newman_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from detente.lake.profiles import Piece

    Part = tuple[NDArray[np.integer], NDArray[np.integer], NDArray[np.float64]]


def credit_parts(pieces: Iterable[Piece], scheme: int, unknown: int) -> Iterator[Part]:
    """Credit by country of the profiles of each piece: where each begins, keys and values."""
    for c, size, territory in pieces:
        room = len(c["work"]) + size
        first = np.zeros(size + 1, np.int64)
        key, value = np.zeros(room, np.int32), np.zeros(room)
        passes.credit_entries(
            c["work"], c["author"], c["institution"], c["country"], c["corresponding"],
            territory, scheme, unknown, first, key, value,
        )  # fmt: skip
        yield first, key[: first[-1]], value[: first[-1]]


def link_parts(
    pieces: Iterable[Piece], link: int, unknown: int, *, two_authors: bool
) -> Iterator[Part]:
    """Links by pair of the profiles of each piece."""
    for c, size, territory in pieces:
        first = np.zeros(size + 1, np.int64)
        key, value = np.zeros(0, np.int32), np.zeros(0)
        for _ in range(2):  # count, make room, write
            room = passes.link_entries(
                c["work"], c["author"], c["country"], territory, link, unknown, two_authors,
                first, key, value,
            )  # fmt: skip
            if not len(key):
                key, value = np.zeros(room, np.int32), np.zeros(room)
        yield first, key, value


def newman_parts(pieces: Iterable[Piece], centre: int) -> Iterator[Part]:
    """Newman's weights between one country and every other, of the profiles of each piece."""
    for c, size, territory in pieces:
        first = np.zeros(size + 1, np.int64)
        key, value = np.zeros(len(c["work"]), np.int32), np.zeros(len(c["work"]))
        newman_entries(c["work"], c["author"], c["country"], territory, centre, first, key, value)
        yield first, key[: first[-1]], value[: first[-1]]
