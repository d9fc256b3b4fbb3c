"""After installation the demo compiles nothing, and loading nothing where that was asked for."""

import os
import subprocess
import sys
from pathlib import Path

import detente
from openalex_works import some_records, write

DEMO = """
import contextlib, io, sys
from detente.views.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    try:
        main(["demo"])
    except SystemExit as end:
        assert not end.code, end.code
"""
LOAD = """
import sys
from pathlib import Path
from detente.core.source import Piece
from detente.sources import openalex
for name in sys.argv[1:]:
    path = Path(name)
    openalex.convert(Piece(path.name, path, path.stat().st_size), path.with_suffix(".stage"))
"""
MISSES = """
import sys
from numba.core.dispatcher import Dispatcher
used = {}
for name, module in list(sys.modules.items()):
    if name.startswith("detente."):
        for kernel in vars(module).values():
            if isinstance(kernel, Dispatcher):
                used[f"{kernel.py_func.__module__}.{kernel.__name__}"] = kernel.stats
assert any(stats.cache_hits for stats in used.values())
print(*sorted(name for name, stats in used.items() if stats.cache_misses))
"""


def run(*arguments, folder):
    package = str(Path(detente.__file__).parent.parent)
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": package},
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_demo_finds_every_kernel_compiled(tmp_path):
    warmed = run("-m", "detente.kernels.warm", folder=tmp_path)
    assert warmed.stdout == warmed.stderr == ""
    assert run("-c", DEMO + MISSES, folder=tmp_path).stdout.split() == []


def test_loading_finds_every_kernel_compiled(tmp_path):
    run("-m", "detente.kernels.warm", "all", folder=tmp_path)
    files = [write(tmp_path / f"works.{kind}", some_records(9)) for kind in ("jsonl", "parquet")]
    assert run("-c", LOAD + MISSES, *map(str, files), folder=tmp_path).stdout.split() == []
