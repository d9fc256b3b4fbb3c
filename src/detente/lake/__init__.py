"""Tables on disk: immutable releases with a manifest and a ledger, one of them current."""

from detente.lake.manifest import Description, FileEntry, Manifest
from detente.lake.release import Release, TableFiles
from detente.lake.store import Store
from detente.lake.verification import Problem, Report, verify

__all__ = [
    "Description",
    "FileEntry",
    "Manifest",
    "Problem",
    "Release",
    "Report",
    "Store",
    "TableFiles",
    "verify",
]
