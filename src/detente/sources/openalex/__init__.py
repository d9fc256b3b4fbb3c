"""OpenAlex: works with affiliations, from files, the snapshot or the API.

A staged source: each file is converted on its own, and a release merges all of them. What is read
and what is left out stands in ``docs/sources.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.source import Source
from detente.sources.openalex.labels import DEFINITIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from detente.core.source import Conversion, Piece

SOURCE = Source(
    name="openalex",
    title="OpenAlex works",
    url="https://openalex.org",
    licence="CC0 1.0",
    citation=(
        "Priem, J., Piwowar, H. and Orr, R. (2022). OpenAlex: A fully-open index of scholarly "
        "works, authors, venues, institutions, and concepts. arXiv:2205.01833."
    ),
    cadence="the free snapshot every three months, the API daily",
    tables=(
        "work",
        "authorship",
        "author",
        "citation",
        "institution",
        "label",
        "work_field",
        "yearly_citation",
    ),
    coverage="the works of the given files: the whole of OpenAlex, or an extract of it",
    known_gaps=(
        "many works have no country at all (391 of a sample of 1,500)",
        "at most 100 authors of a work are listed: countries of larger works are lower bounds",
        "countries come from organisations that a machine found in the printed affiliation",
        "a machine tells authors apart: it merges some, splits some, and leaves a few out",
        "topics and concepts are assigned by a machine",
        "citations are those by works that OpenAlex knows",
        "printed affiliations are not kept",
    ),
    may_ship=True,
    definitions=DEFINITIONS,
)


def pieces(path: Path) -> Sequence[Piece]:
    """Files of works, and of works that were deleted or merged.

    Raises
    ------
    UsageError
        Two complete copies of the works lie there.
    SourceMalformed
        The files are not those that the manifest lists, or are of no known kind.
    """
    from detente.sources.openalex.layout import find_pieces

    return find_pieces(path)


def convert(piece: Piece, target: Path) -> Conversion:
    """Read one file and write one file of the stage.

    Raises
    ------
    SourceMalformed
        The file is damaged, or does not hold works as OpenAlex publishes them.
    """
    from detente.sources.openalex.layout import check_content, is_removals

    check_content(piece)
    if is_removals(piece.name):
        from detente.sources.openalex.removals import convert_removals

        return convert_removals(piece, target)
    if piece.name.endswith(".parquet"):
        from detente.sources.openalex.tabular import convert_table

        return convert_table(piece, target)
    from detente.sources.openalex.conversion import convert_lines

    return convert_lines(piece, target)


def merge(
    files: Sequence[Path], path: Path, *, scratch: Path, memory: int
) -> Mapping[str, Callable[[], Iterable[pa.RecordBatch]]]:
    """The newest version of each work, as sorted tables.

    Parameters
    ----------
    files : sequence of Path
        Converted files.
    path : Path
        Not needed: removals are converted files too.
    scratch : Path
        Where the order of the works is kept.
    memory : int
        Not needed: memory does not grow with the works.
    """
    from detente.sources.openalex.merging import Merge

    del path, memory
    return Merge(files, scratch).tables()


def extras(path: Path) -> Sequence[Path]:
    """Nothing besides the pieces decides what comes out."""
    del path
    return ()
