"""Answers remembered by their address, as the bytes that were sent."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Hashable

    from detente.views.web.answer import Answer

ROOM = 64 * 2**20
_SMALL = 1000
_ZIPPED = ("Content-Encoding", "gzip")


@dataclass(frozen=True, slots=True)
class Packed:
    """An answer as it travels: squeezed if the reader takes that, and named by its bytes."""

    answer: Answer
    etag: str

    @staticmethod
    def of(answer: Answer, *, zipped: bool) -> Packed:
        """Squeeze what is worth it and name it."""
        if zipped and len(answer.body) >= _SMALL and not answer.media.endswith("parquet"):
            body = gzip.compress(answer.body, 5, mtime=0)
            answer = replace(answer, body=body, headers=(*answer.headers, _ZIPPED))
        return Packed(answer, f'"{hashlib.sha256(answer.body).hexdigest()[:32]}"')

    @property
    def lasts(self) -> bool:
        """Whether it may be remembered."""
        return self.answer.status == 200 and ("Cache-Control", "no-store") not in (
            self.answer.headers
        )

    def response(self, known: str | None) -> Response:
        """What is sent to a reader who knows the bytes of this name."""
        headers = {**dict(self.answer.headers), "Vary": "Accept-Encoding"}
        if self.answer.status == 200:
            headers["ETag"] = self.etag
            if known == self.etag:
                return Response(status_code=304, headers=headers)
        return Response(
            self.answer.body, self.answer.status, headers=headers, media_type=self.answer.media
        )


@dataclass(eq=False)
class Memory:
    """Answers by address, the one that was not asked for longest forgotten first.

    Attributes
    ----------
    room : int
        Bytes of bodies that are held.
    """

    room: int = ROOM
    _held: OrderedDict[Hashable, Packed] = field(default_factory=OrderedDict)
    _size: int = 0

    def get(self, key: Hashable) -> Packed | None:
        """An answer that was given before."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def put(self, key: Hashable, packed: Packed) -> None:
        """Remember an answer that lasts."""
        if key in self._held or not packed.lasts:
            return
        self._held[key] = packed
        self._size += len(packed.answer.body)
        while self._size > self.room:
            self._size -= len(self._held.popitem(last=False)[1].answer.body)
