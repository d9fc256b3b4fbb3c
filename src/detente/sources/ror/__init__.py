"""The Research Organization Registry: names, countries and places of organisations.

A compact index of it comes with the package, made from a part of the registry (``make starter``).
``detente fetch ror --from DUMP --to FOLDER`` makes one from a full dump; ``DETENTE_ROR`` names
that folder to whatever resolves affiliations.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import DataMissing, IntegrityError, SourceMalformed
from detente.core.source import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from detente.sources.affiliations.index import Entry
    from detente.sources.affiliations.resolve import Resolver

SOURCE = Source(
    name="ror",
    title="Research Organization Registry: organisations, their names and countries",
    url="https://ror.org",
    licence="CC0 1.0",
    citation="Research Organization Registry (ROR). https://ror.org",
    cadence="about monthly",
    tables=("institution",),
    coverage="49,996 of the registry's organisations come with the package; a dump holds all",
    known_gaps=(
        "the package's index is a part of the registry: some large universities are missing",
        "a name that has one country in that part may have several in the whole registry",
        "firms are registered for some of the countries they are in",
        "organisations that the registry has withdrawn are left out, inactive ones are kept",
    ),
    may_ship=True,
    counts=(("institution", 1, 1_000_000),),
)

DATA = Path(__file__).parent / "data"
INDEX, FACTS = "ror.parquet", "ror.json"
VARIABLE = "DETENTE_ROR"
_FIX = "make it again: detente fetch ror --from DUMP --to FOLDER"


@dataclass(frozen=True, slots=True)
class IndexFile:
    """Where an index lies, and what is said of it beside it.

    Attributes
    ----------
    folder : Path
    facts : mapping of str to object
        Its SHA-256, the number of organisations, the files it was made from.
    """

    folder: Path
    facts: dict[str, Any]

    @property
    def sha256(self) -> str:
        """Hash that the index must have."""
        return str(self.facts["sha256"])


def index_file(beside: Path | None = None) -> IndexFile:
    """The index to resolve with: beside a table, else where ``DETENTE_ROR`` says, else our own.

    Parameters
    ----------
    beside : Path or None
        Folder of the table whose affiliations are resolved.

    Raises
    ------
    DataMissing
        The folder that ``DETENTE_ROR`` names holds no index.
    """
    named = os.environ.get(VARIABLE)
    if beside is not None and (beside / INDEX).is_file():
        folder = beside
    elif named:
        folder = Path(named)
        if not (folder / INDEX).is_file():
            raise DataMissing(
                f"{VARIABLE}={named}: there is no {INDEX} in it",
                why="the variable names the folder of an index of organisations",
                fix=f"{_FIX.replace('FOLDER', named)}, or unset {VARIABLE}",
            )
    else:
        folder = DATA
    return IndexFile(folder, _facts(folder))


def entries_of(index: IndexFile) -> Sequence[Entry]:
    """Organisations of an index, read only after its bytes are those its facts name.

    Raises
    ------
    IntegrityError
        The file is missing or has changed.
    SourceMalformed
        The file is no index, or was made by other rules of comparing names.
    """
    from detente.sources.affiliations.index import read_index

    path = index.folder / INDEX
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise IntegrityError(str(path), why=str(problem), fix=_FIX) from problem
    if hashlib.sha256(content).hexdigest() != index.sha256:
        raise IntegrityError(
            f"{path} has changed", why=f"its SHA-256 is not that of {FACTS}", fix=_FIX
        )
    return read_index(io.BytesIO(content), name=str(path))


def read(path: Path | None = None) -> Reading:
    """Organisations of an index as rows of the table ``institution``.

    Parameters
    ----------
    path : Path or None
        Folder with an index; None for that of the package.
    """
    index = IndexFile(DATA, _facts(DATA)) if path is None else IndexFile(path, _facts(path))
    return Reading(
        tables={"institution": institutions(entries_of(index))},
        retrieved=str(index.facts.get("retrieved", "")),
        inputs={INDEX: index.sha256},
        notes=tuple(index.facts.get("notes", ())),
    )


def institutions(entries: Sequence[Entry]) -> pa.Table:
    """Rows of the table ``institution`` for organisations of the registry."""
    import pyarrow as pa

    from detente.tables import institution

    columns = {
        "institution": [institution_number(entry.ror) for entry in entries],
        "name": [entry.name for entry in entries],
        "country": [entry.country for entry in entries],
        "kind": [entry.kind for entry in entries],
        "ror": [entry.ror for entry in entries],
    }
    table = pa.table(columns, schema=institution.TABLE.schema)
    return institution.TABLE.check(table, origin=SOURCE.name)


_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
_ABOVE_OTHERS = 1 << 40


def institution_number(ror: str) -> int:
    """The identifier of an organisation of the registry as a number.

    The six characters that carry it are a number to the base 32; 2⁴⁰ is added, so that it is none
    of the numbers other providers use.

    Examples
    --------
    >>> institution_number("05dxps055") - 2**40
    196597925
    """
    value = 0
    for digit in ror[1:7]:
        value = value * 32 + _DIGITS.index(digit)
    return _ABOVE_OTHERS + value


def resolver_of(index: IndexFile) -> Resolver:
    """What resolves affiliations with an index; made once for each."""
    return _resolver(index.folder, index.sha256)


@lru_cache(maxsize=2)
def _resolver(folder: Path, sha256: str) -> Resolver:
    from detente.sources.affiliations.gazetteer import gazetteer_of
    from detente.sources.affiliations.resolve import Resolver

    return Resolver(gazetteer_of(entries_of(IndexFile(folder, {"sha256": sha256}))))


def _facts(folder: Path) -> dict[str, Any]:
    path = folder / FACTS
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(facts, dict) or not isinstance(facts.get("sha256"), str):
            raise ValueError("it does not say the index's SHA-256")
    except (OSError, ValueError) as problem:
        raise SourceMalformed(str(path), why=str(problem), fix=_FIX) from problem
    return facts
