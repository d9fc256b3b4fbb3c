"""What hatch does before it packs: bundle the charts, compile the translations."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

STEPS = (("bundle.py",), ("catalogue.py", "compile"))


class Products(BuildHookInterface):  # type: ignore[misc]
    """Products of the build that a wheel, a source archive and an editable install all need."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Make them; a step that fails stops the build and says why."""
        tools = Path(self.root) / "tools"
        for script, *arguments in STEPS:
            # standard output belongs to the protocol of some front ends
            done = subprocess.run(
                [sys.executable, str(tools / script), *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
            )  # fmt: skip
            if done.stdout.strip():
                self.app.display_info(done.stdout.strip())
            if done.returncode:
                raise RuntimeError(f"{script} failed: {done.stdout.strip()}")
