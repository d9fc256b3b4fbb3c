"""Fail when a room that people rely on is tested on fewer than 95 % of its lines or branches."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOMS = ("core", "lake", "indicators", "claims")
LEAST = 95.0


def measured() -> dict[str, Any]:
    """The last run's coverage, by file."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        command = [sys.executable, "-m", "coverage", "json", "--quiet", "-o", str(report)]
        subprocess.run(command, check=True)
        files: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))["files"]
    return files


def by_room(files: dict[str, Any]) -> dict[str, dict[str, int]]:
    """Lines and branches of each room, and how many of them ran."""
    totals: dict[str, dict[str, int]] = {room: defaultdict(int) for room in ROOMS}
    for name, file in files.items():
        room = Path(name).relative_to("src/detente").parts[0]
        for key in ("num_statements", "covered_lines", "num_branches", "covered_branches"):
            if room in totals:
                totals[room][key] += file["summary"][key]
    return totals


def share(covered: int, total: int) -> float:
    """Percentage covered; a room without branches has none uncovered."""
    return 100.0 * covered / total if total else 100.0


def main() -> int:
    """Print a line a room; 1 when one is below the least share."""
    files = measured()
    low = False
    for room, total in by_room(files).items():
        lines = share(total["covered_lines"], total["num_statements"])
        branches = share(total["covered_branches"], total["num_branches"])
        poor = min(lines, branches) < LEAST
        low = low or poor
        note = f"  below {LEAST:.0f} %" if poor else ""
        print(f"coverage  {room:<11} lines {lines:5.1f} %  branches {branches:5.1f} %{note}")
    if low:
        wanted = ",".join(f"src/detente/{room}/*" for room in ROOMS)
        command = [sys.executable, "-m", "coverage", "report", f"--include={wanted}"]
        subprocess.run(command, check=False)
    return int(low)


if __name__ == "__main__":
    raise SystemExit(main())
