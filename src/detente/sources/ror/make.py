"""Making the index of organisations: for the package (``make starter``) or from a full dump."""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.organisation_names import VERSION
from detente.lake.disk import make_folder, replace_bytes
from detente.sources.affiliations.index import indexed, write_index
from detente.sources.ror import DATA, FACTS, INDEX
from detente.sources.ror.dump import files_of, read_dump

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def make_index(
    dump: Path, folder: Path, *, progress: Callable[[str], None] = lambda _step: None
) -> dict[str, object]:
    """Write the index of a dump and the facts about it; the old index stays until both are whole.

    Parameters
    ----------
    dump : Path
        A dump of the registry, or a folder of such.
    folder : Path
        Where the index goes; it is made if it is not there.
    progress : callable
        Told of each step as it begins.

    Returns
    -------
    dict
        The facts: number of organisations, SHA-256 of the index and of each file it is made from.
    """
    progress("reading the dump")
    organisations = read_dump(dump)
    progress(f"indexing {len(organisations):,} organisations")
    entries = indexed(organisations.values())
    content = io.BytesIO()
    write_index(entries, content)
    facts: dict[str, object] = {
        "sha256": hashlib.sha256(content.getvalue()).hexdigest(),
        "organisations": len(entries),
        "names": len({key for entry in entries for key in entry.keys}),
        "normalisation": VERSION,
        "made_from": {file.name: _sha256(file) for file in files_of(dump)},
    }
    make_folder(folder)
    replace_bytes(folder / INDEX, content.getvalue())
    text = json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    replace_bytes(folder / FACTS, text.encode())
    return facts


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line of ``make starter``: the index that comes with the package."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/ror")
    parser.add_argument("--out", type=Path, default=DATA, help="where to write")
    options = parser.parse_args(arguments)
    facts = make_index(options.shared / "data" / "ror", options.out)
    sys.stdout.write(json.dumps(facts, indent=1) + "\n")


def _sha256(file: Path) -> str:
    with file.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


if __name__ == "__main__":
    main()
