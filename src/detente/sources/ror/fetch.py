"""``detente fetch ror``: an index of organisations from a full dump of the registry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.core.fetch import Fetch, Fetched, Option, Plan

if TYPE_CHECKING:
    from detente.core.fetch import Options, Progress

_BYTES_A_SECOND = 8_000_000


def _fetch(folder: Path, options: Options, progress: Progress) -> Fetched:
    from detente.sources.ror import VARIABLE
    from detente.sources.ror.make import make_index

    facts = make_index(_dump(options), folder, progress=progress)
    return Fetched(
        facts={"organisations": str(facts["organisations"]), "names": str(facts["names"])},
        notes=(
            f"used for tables that lie beside it, and for any with {VARIABLE}={folder.absolute()}",
        ),
    )


def _plan(folder: Path, options: Options) -> Plan:
    from detente.sources.ror.dump import files_of

    files = files_of(_dump(options))
    size = sum(file.stat().st_size for file in files)
    return Plan(
        facts={"files": len(files), "bytes": size, "into": str(folder)},
        seconds=size / _BYTES_A_SECOND,
    )


def _dump(options: Options) -> Path:
    dump = options.get("from")
    if not isinstance(dump, str) or not dump:
        raise UsageError(
            "the dump of the registry is not named",
            why="the registry publishes it as a zip on Zenodo",
            fix="detente fetch ror --from DUMP.zip --to FOLDER",
        )
    return Path(dump)


FETCH = Fetch(
    title="organisations of the Research Organization Registry",
    description="""
    Makes an index of organisations from a full dump of the registry: names, aliases, acronyms,
    countries and cities. The registry publishes the dump as a zip on Zenodo
    (https://ror.readme.io/docs/data-dump); its schemas 1 and 2 are both read, as zip, JSON or JSON
    lines. Affiliations of tables that lie in the same folder are resolved with it, and those of
    any table when DETENTE_ROR names the folder.
    """,
    fetch=_fetch,
    plan=_plan,
    options=(Option("--from", "the dump: zip, JSON, JSON lines, or a folder of them", "DUMP"),),
    examples=(("--from ror-data.zip --to ror", "From a dump that you downloaded."),),
)
