"""What child processes do to a data package."""

import os
import signal

from detente.lake.export import export
from detente.lake.store import Store
from lake.lake_world import Steps


def child_export_killed_at(lake, target, step, form):
    """Export, and die without warning at one of the calls that change the disk."""
    steps = Steps(step, lambda: os.kill(os.getpid(), signal.SIGKILL))
    for name in (*Steps.CALLS, "rename"):
        setattr(os, name, steps.watched(getattr(os, name)))
    export(Store(lake).current(), target, form=form)
