"""The release as a research object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.api.endpoint import RELEASE, Endpoint, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint(
    "release/ro-crate-metadata.json",
    "The release as a research object (RO-Crate): files, sources, how it was made",
    "Identifiers of files are relative to this address.",
    (RELEASE,),
)


def answer(question: Question) -> Result:
    """The metadata document."""
    from detente.lake.crate import crate_of

    return Result(crate_of(question.desk.dataset.release))
