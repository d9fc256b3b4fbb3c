"""The child's side of the sandbox: it reads other people's files, and may die of it.

Requests, one JSON object a line, with the limit of ``memory`` in bytes:

- ``convert``: one piece of a staged source into the file ``target``; the answer is a conversion.
- ``read``: a whole source into Arrow files in ``folder``; the answer is what else a reading holds.

An answer with ``error`` holds the kind of an error and its three texts. An exception that is none
of detente's ends the process; its traceback is what the parent reads. Imports come late here: this
module stands among the sources, which are all imported to see what they declare.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core import errors
from detente.core.errors import DetenteError, SourceMalformed

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

MOST_QUARANTINED = 100_000
"""Records of one file that are listed; with more, the file is not what it should be."""


def main() -> None:
    """Answer requests until the parent goes away."""
    # what a library prints must not be taken for an answer
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    limited = False
    while True:
        request = json.loads(requests.get())
        try:
            module = _source(request)
            if not limited:  # what importing the source took does not count
                _limit(request["memory"])
                limited = True
            answer = _DEEDS[request["do"]](module, request)
        except DetenteError as problem:
            answer = {"error": _told(problem)}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def _listen(requests: queue.SimpleQueue[str]) -> None:
    """Hand requests on, and end the process when nobody can ask any more."""
    for line in sys.stdin:
        requests.put(line)
    os._exit(1)


def _source(request: dict[str, Any]) -> ModuleType:
    from importlib import import_module

    from detente import sources

    # where the parent looks for sources
    sources.__path__[:] = request["packages"]
    return import_module(f"detente.sources.{request['source']}")


def _limit(memory: int) -> None:
    """Keep the data of this process below what it has now and so much more."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = _data_now() + memory
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def _data_now() -> int:
    """Bytes of data that the process has; 0 on systems that do not tell."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))


def _convert(module: ModuleType, request: dict[str, Any]) -> dict[str, Any]:
    from detente.core.source import Piece

    given = request["piece"]
    piece = Piece(**{**given, "path": Path(given["path"])})
    conversion = module.convert(piece, Path(request["target"]))
    _check_few(piece.name, conversion.quarantined)
    return {**asdict(conversion), "left_out": dict(conversion.left_out)}


def _read(module: ModuleType, request: dict[str, Any]) -> dict[str, Any]:
    import pyarrow as pa

    reading = module.read(Path(request["path"]))
    _check_few(request["path"], reading.quarantined)
    for name, rows in reading.tables.items():
        with (
            pa.OSFile(f"{request['folder']}/{name}.arrow", "wb") as file,
            pa.ipc.new_file(file, rows.schema) as writer,
        ):
            writer.write_table(rows)
    return {
        "tables": sorted(reading.tables),
        "retrieved": reading.retrieved,
        "inputs": dict(reading.inputs),
        "notes": list(reading.notes),
        "definitions": [asdict(definition) for definition in reading.definitions],
        "records": reading.records,
        "quarantined": [asdict(row) for row in reading.quarantined],
    }


_DEEDS = {"convert": _convert, "read": _read}


def _check_few(name: str, quarantined: Iterable[Any]) -> None:
    found = list(quarantined)
    if len(found) > MOST_QUARANTINED:
        first = "; ".join(f"line {q.line}: {q.reason}" for q in found[:3])
        raise SourceMalformed(
            f"{name} has {len(found):,} records that cannot be read",
            why=first,
            fix="check the file against its publisher's, or report the source as changed",
        )


def _told(problem: DetenteError) -> dict[str, str]:
    """An error as JSON, of the nearest kind that the parent knows by name."""
    known = (k.__name__ for k in type(problem).__mro__ if getattr(errors, k.__name__, None) is k)
    return {"kind": next(known), "what": problem.what, "why": problem.why, "fix": problem.fix}
