"""What every tool is given: one release of a lake, opened once and only read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.views.document.plain import plain, simulated
from detente.views.mcp.untrusted import NOTICE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from detente.claims.finding import Finding
    from detente.core.measure import Measure
    from detente.views.python import Lake

LARGEST = 400_000
"""Bytes of an answer."""


class Reader:
    """A release that stays the same however the lake changes.

    Parameters
    ----------
    path : Path
        The lake.
    release : str, optional
        Which release; the current one by default.
    draws : int, optional
        Bootstrap draws.

    Raises
    ------
    DataMissing
        The lake has no such release.
    """

    def __init__(self, path: Path, *, release: str | None = None, draws: int | None = None) -> None:
        import detente

        self.path = path
        self.lake: Lake = detente.open(path, release=release)
        self.release = self.lake.release
        if draws is not None:
            self.lake.dataset.draws = draws

    def finding(self, words: str) -> Finding:
        """Check a claim of the book or a sentence."""
        return self.lake.check(words)

    def measure(self, indicator: str, asked: Mapping[str, Any]) -> Measure:
        """Compute an indicator, given choices and filters."""
        return self.lake.show(indicator, **asked)

    def complete(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """An answer as it is sent: with notice and release, in plain values, not too large.

        Raises
        ------
        UsageError
            It is larger than an agent can use.
        """
        from detente.core.version import __version__
        from detente.simulate.release import is_simulated

        told = {"notice": NOTICE, "release": self.release, "version": __version__, **answer}
        if is_simulated(self.lake.dataset.release):
            told = simulated(told)
        made: dict[str, Any] = plain(told)
        size = len(json.dumps(made, ensure_ascii=False).encode(errors="replace"))
        if size > LARGEST:
            raise UsageError(
                f"the answer has {size:,} bytes; at most {LARGEST:,} are sent",
                fix="ask for one country, one metric, or fewer rows (limit)",
            )
        return made
