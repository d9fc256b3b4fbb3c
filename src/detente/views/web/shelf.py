"""Answers kept on disk: what took seconds to compute is computed once a release."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.errors import BuildInterrupted
from detente.lake.disk import make_folder, replace_bytes
from detente.lake.store import code_fingerprint

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "cache"


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents by a key, under the release and the code that made them; safe to delete.

    Attributes
    ----------
    folder : Path
        Made when the first document is kept.
    """

    folder: Path

    @staticmethod
    def of(lake: Path, release: str) -> Shelf:
        """The shelf of a release, for the detente that is running."""
        return Shelf(lake / FOLDER / release / code_fingerprint()[:16])

    def get(self, key: str) -> Any | None:
        """A document that was kept, or None; one whose bytes have changed is as if not there."""
        try:
            digest, _, body = self._path(key).read_bytes().partition(b"\n")
        except OSError:
            return None
        if hashlib.sha256(body).hexdigest().encode() != digest:
            return None
        return json.loads(body)

    def put(self, key: str, document: Any) -> None:
        """Keep a document, unless the lake cannot be written: then it is computed again."""
        body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        digest = hashlib.sha256(body).hexdigest().encode()
        try:
            make_folder(self.folder)
            replace_bytes(self._path(key), digest + b"\n" + body)
        except (OSError, BuildInterrupted):
            return

    def _path(self, key: str) -> Path:
        return self.folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.json"
