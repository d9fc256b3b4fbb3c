"""``detente doctor``: what this machine and this lake can do."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import DetenteError
from detente.views.cli.command import Command, Example

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Care",
    summary="what this machine and this lake can do",
    description="""
    Prints versions, engines, cores, memory, whether kernels are compiled, and the state of the
    lake. Attach it to a report of a problem. It holds no name of a person; paths are as given.
    """,
    examples=(
        Example("detente doctor", "Everything, for people."),
        Example("detente doctor --json", "Everything, for a report."),
    ),
)
_PACKAGES = ("duckdb", "numba", "numpy", "polars", "pyarrow", "rich", "sqlglot")
_EXTRAS = {"pyspark": "pip install 'detente[spark]'", "pandas": "pip install 'detente[pandas]'"}
_GOOD, _BAD, _ABSENT = "ok", "missing", "absent"


def run(_arguments: Mapping[str, Any], output: Output) -> int:
    """Look around; 0 unless the lake is damaged."""
    import pyarrow as pa

    state, code = _lake(output.lake_path)
    checks = [*_programs(), *_machine(), *state]
    rows = [dict(zip(("check", "state", "detail"), check, strict=True)) for check in checks]

    def draw(page: Page) -> None:
        for check, condition, detail in checks:
            style = {"ok": "green", "missing": "yellow", "damaged": "bold red"}.get(condition, "")
            page.paragraph(f"{condition:<9}{check:<12}{detail}", hanging=" " * 21, style=style)

    output.give({"checks": rows}, pa.Table.from_pylist(rows), draw)
    return code


Check = tuple[str, str, str]


def _programs() -> list[Check]:
    import detente

    checks = [
        ("detente", _GOOD, detente.__version__),
        ("python", _GOOD, f"{platform.python_version()} ({sys.platform}, {platform.machine()})"),
    ]
    for name in _PACKAGES:
        found = _version(name)
        checks.append((name, _GOOD if found else _BAD, found or "install detente again"))
    for name, hint in _EXTRAS.items():
        found = _version(name)
        checks.append((name, _GOOD if found else _ABSENT, found or f"optional: {hint}"))
    java = os.environ.get("JAVA_HOME") or shutil.which("java")
    checks.append(("java", _GOOD if java else _ABSENT, "found" if java else "only Spark needs it"))
    spark = bool(_version("pyspark") and java)
    checks.append(("engines", _GOOD, "duckdb, spark" if spark else "duckdb"))
    return checks


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _machine() -> list[Check]:
    import detente

    kernels = Path(detente.__file__).parent / "kernels"
    compiled = len(list((kernels / "__pycache__").glob("*.nbc")))
    encoding = sys.stdout.encoding or "unknown"
    return [
        ("cores", _GOOD, f"{_cores()}"),
        ("memory", _GOOD, _memory()),
        (
            "kernels",
            _GOOD if compiled else _BAD,
            f"{compiled} compiled"
            if compiled
            else "compiled on first use: the first command is slower",
        ),
        ("terminal", _GOOD, f"{encoding}, {shutil.get_terminal_size((80, 24)).columns} columns"),
    ]


def _cores() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1


def _memory() -> str:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return "unknown"
    return f"{size / 2**30:.1f} GiB"


def _lake(path: Path) -> tuple[list[Check], int]:
    from detente.lake.store import Store

    store = Store(path)
    try:
        release = store.current()
    except DetenteError as error:
        damaged = error.exit_code == 6
        detail = "; ".join(part for part in (error.what, error.fix) if part)
        return [("lake", "damaged" if damaged else _BAD, detail)], error.exit_code if damaged else 0
    sources = ", ".join(s.name for s in release.manifest.description.sources)
    tables = ", ".join(f"{name} {release.rows(name):,}" for name in release.tables)
    checks = [
        ("lake", _GOOD, str(path)),
        ("release", _GOOD, f"{release.id}, of {len(store.releases())}; sources: {sources}"),
        ("tables", _GOOD, tables),
        ("integrity", _GOOD, "manifest and ledger agree; `detente verify` hashes every file"),
    ]
    return checks, 0
