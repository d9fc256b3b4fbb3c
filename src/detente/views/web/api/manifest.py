"""The manifest of the release, byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.api.endpoint import RELEASE, Endpoint, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint(
    "release/manifest.json", "The manifest of the release, byte for byte", parameters=(RELEASE,)
)


def answer(question: Question) -> Result:
    """The file."""
    from detente.lake.manifest import MANIFEST

    return Result(raw=(question.desk.dataset.release.folder / MANIFEST).read_bytes())
