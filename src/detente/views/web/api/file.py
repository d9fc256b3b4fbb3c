"""One file of the release, as its manifest describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownName, UsageError
from detente.views.web.api.endpoint import RELEASE, Endpoint, Parameter, Result

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Question

LARGEST = 64 * 2**20
ENDPOINT = Endpoint(
    "release/data/{file}",
    "A file of the release as Parquet, verified",
    "Only files whose every source may be passed on, of at most 64 MiB; `detente export` writes "
    "all of them.",
    (
        Parameter("file", "Name of the file.", required=True, example="work-starter.parquet"),
        RELEASE,
    ),
    media="application/vnd.apache.parquet",
)


def answer(question: Question) -> Result:
    """The bytes of a file that the manifest names; no other name reaches the disk."""
    from detente.lake.release import verified

    release = question.desk.dataset.release
    entries = {entry.file: entry for entry in release.manifest.files}
    name = question.given["file"]
    if name not in entries:
        raise UnknownName("file of the release", name, entries)
    entry = entries[name]
    shy = {s.name for s in release.manifest.description.sources if not s.may_ship}
    if shy & set(entry.sources):
        raise UsageError(
            f"'{name}' is not given away", why="a source of it may not be passed on",
            fix="build the release yourself: `detente sources` says how",
        )  # fmt: skip
    if entry.bytes > LARGEST:
        raise UsageError(
            f"'{name}' is too large for one answer", why=f"it has {entry.bytes:,} bytes",
            fix="detente export",
        )  # fmt: skip
    return Result(raw=verified(release.folder, entry).read_bytes())
