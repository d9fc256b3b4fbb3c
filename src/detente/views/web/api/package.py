"""The release as a Frictionless data package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.api.endpoint import RELEASE, Endpoint, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint(
    "release/datapackage.json",
    "The release as a Frictionless data package: tables, columns, units, licences",
    "Paths of resources are relative to this address.",
    (RELEASE,),
)


def answer(question: Question) -> Result:
    """The descriptor."""
    from detente.lake.datapackage import package_of

    return Result(package_of(question.desk.dataset.release))
