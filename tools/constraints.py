"""Print version constraints for pip, so that no version is written down twice.

``lock`` gives the versions of ``uv.lock``, so that an installation by pip equals one by uv.
``floors`` gives the oldest version of each requirement in ``pyproject.toml``, to test what it
promises.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
FLOOR = re.compile(r"^([A-Za-z0-9._-]+)>=([0-9.]+)")


def locked() -> Iterator[str]:
    """Each locked package, with the markers under which that version applies."""
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    for package in lock["package"]:
        if "registry" in package["source"]:
            yield _constraint(package)


def _constraint(package: dict[str, Any]) -> str:
    exact = f"{package['name']}=={package['version']}"
    markers = package.get("resolution-markers", [])
    return f"{exact} ; " + " or ".join(f"({m})" for m in markers) if markers else exact


def floors() -> Iterator[str]:
    """The least version of every requirement and extra."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    for requirement in project["dependencies"] + [r for rs in extras.values() for r in rs]:
        found = FLOOR.match(requirement)
        if found is None:
            raise SystemExit(f"pyproject.toml: '{requirement}' names no least version")
        yield f"{found[1]}=={found[2]}"


if __name__ == "__main__":
    kinds = {"lock": locked, "floors": floors}
    print("\n".join(sorted(set(kinds[sys.argv[1]]()))))
