"""How long Python takes to import detente and to print its help, and kernels to compile."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import detente

TURNS = 5
PACKAGE = str(Path(detente.__file__).parent.parent)
HELP = "import sys; sys.argv[0] = 'detente'; from detente.views.cli.main import main; main()"


def _run(*arguments, **environment):
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": PACKAGE, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - start, done


def import_seconds():
    """Python's own count of `import detente`, in seconds: the best of several."""
    found = []
    for _ in range(TURNS):
        _, done = _run("-X", "importtime", "-c", "import detente")
        line = next(line for line in done.stderr.splitlines() if line.endswith("| detente"))
        found.append(int(line.split("|")[1]) / 1e6)
    return min(found)


def help_seconds():
    """`detente --help`, from the start of Python to its end: the best of several."""
    return min(_run("-c", HELP, "--help")[0] for _ in range(TURNS))


def compile_seconds():
    """Every kernel that the demo needs, with nothing compiled before, as at installation."""
    with tempfile.TemporaryDirectory() as folder:
        return _run("-m", "detente.kernels.warm", NUMBA_CACHE_DIR=folder)[0]
