"""Bundle the charts of ``charts/`` into the package by Node; without it say that they are left out.

Pages are whole without them: the script only draws what their tables say. Nothing is done where the
bundle is of the sources as they are, so that a build from a source archive needs no Node either.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHARTS = ROOT / "charts"
BUNDLE = ROOT / "src" / "detente" / "views" / "web" / "static" / "bundle"
LEAVE_OUT = "DETENTE_NO_CHARTS"
# what npm fetches is asked for again once and no longer: a machine without network is told so soon
PATIENCE = ("--fetch-retries=1", "--fetch-timeout=30000")


def sources() -> str:
    """Hash of everything that the bundle is made of."""
    paths = [CHARTS / name for name in ("package.json", "package-lock.json", "borders.json")]
    paths += [*CHARTS.glob("*.mjs"), *(CHARTS / "src").rglob("*.js")]
    seen = hashlib.sha256()
    for path in sorted(paths):
        name = path.relative_to(CHARTS).as_posix()
        seen.update(b"\0".join((name.encode(), path.read_bytes(), b"")))
    return seen.hexdigest()


def bundled() -> str:
    """The sources of the bundle that is there, which its first line names; empty without one."""
    script = BUNDLE / "charts.js"
    if not script.is_file():
        return ""
    with script.open(encoding="utf-8") as lines:
        return lines.readline().partition("sources ")[2].strip()


def left_out(why: str) -> None:
    """Say that pages will have no charts, or those of older sources."""
    what = "the charts are those of older sources" if bundled() else "charts are left out"
    print(f"{what}: {why}. Pages keep their tables and words.")


def installed(npm: str) -> bool:
    """Whether the packages of the lock are there, fetched if need be."""
    modules = CHARTS / "node_modules"
    wanted = hashlib.sha256((CHARTS / "package-lock.json").read_bytes()).hexdigest()
    stamp = modules / ".lock"
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return True
    fetched = subprocess.run(
        [npm, "ci", *PATIENCE], cwd=CHARTS, capture_output=True, text=True, check=False
    )
    if fetched.returncode:
        print("\n".join(fetched.stderr.strip().splitlines()[:3]))
        return False
    stamp.write_text(wanted, encoding="utf-8")
    return True


def main() -> int:
    """Bundle, if there is need and a way; an error only where the sources cannot be bundled."""
    node, npm = shutil.which("node"), shutil.which("npm")
    wanted = sources()
    if bundled() == wanted:
        return 0
    if os.environ.get(LEAVE_OUT, "0") != "0":
        left_out(f"{LEAVE_OUT} is set")
    elif node is None or npm is None:
        left_out("bundling them needs Node.js 18 or newer with npm, and there is none on PATH")
    elif not installed(npm):
        left_out("npm could not fetch what they are made of")
    else:
        return subprocess.run(
            [node, "build.mjs", str(BUNDLE), wanted], cwd=CHARTS, check=False
        ).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
