"""``make reliability``: what ``tests/faults`` does fifty times, thousands of times.

Every kill and every corruption is checked as in the tests; the first that goes wrong ends the run
with an error. So the figures say how much was tried, and that nothing went wrong.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench.reliability import corruptions, histories, kills


def main() -> None:
    """Run, and print Markdown."""
    parser = argparse.ArgumentParser(prog="make reliability")
    parser.add_argument("--kills", type=int, default=2000)
    parser.add_argument("--corruptions", type=int, default=20_000)
    parser.add_argument("--histories", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=240.0, help="stop killing after so long")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        corruptions.run(Path(folder), given.corruptions, seed=given.seed)
        histories.run(Path(folder), given.histories, seed=given.seed)
        end = time.monotonic() + given.minutes * 60
        kills.run(Path(folder), given.kills, seed=given.seed, until=end)


if __name__ == "__main__":
    main()
