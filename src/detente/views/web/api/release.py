"""The release that is served: sources, tables, definitions, files with their hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.views.web.api.endpoint import RELEASE, Endpoint, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

ENDPOINT = Endpoint("release", "The release: sources, licences, tables, files with SHA-256",
                    parameters=(RELEASE,))  # fmt: skip


def answer(question: Question) -> Result:
    """The manifest."""
    from dataclasses import asdict

    import detente

    release = question.desk.dataset.release
    return Result({
        "release": release.id,
        "version": detente.__version__,
        "manifest": {**asdict(release.manifest), "sha256": release.manifest.sha256},
        "draws": question.desk.dataset.draws,
        "seed": question.desk.dataset.seed,
    })  # fmt: skip
