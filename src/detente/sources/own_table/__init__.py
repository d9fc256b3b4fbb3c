"""A table of one's own: CSV or Parquet with one row an affiliation of an author of a work.

``docs/own_table.md`` lists the columns. Affiliations as printed are resolved to a country and an
organisation; what cannot be resolved for certain stays unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.source import Definition, Reading, Source

if TYPE_CHECKING:
    from pathlib import Path

SCHEME, EVERY = "own_table", "all"

SOURCE = Source(
    name="own_table",
    title="A table of your own: works, authors and affiliations from CSV or Parquet",
    url="https://ror.org",
    licence="that of your table; organisations: ROR, CC0 1.0",
    citation="Your table; Research Organization Registry (ROR), https://ror.org",
    cadence="when you change it",
    tables=("work", "authorship", "author", "institution", "label", "work_field"),
    coverage="the works of the table",
    known_gaps=(
        "countries the table does not give come from affiliations (docs/own_table.md: how well)",
        "a firm in many countries has no country unless its place is printed",
        "an affiliation that names two countries has none",
    ),
    definitions=(Definition(EVERY, "every work of the table", SCHEME, (EVERY,)),),
    counts=(("work", 1, 100_000_000),),
)


def read(path: Path) -> Reading:
    """Works, authorships, authors, institutions, labels and fields of a table.

    Parameters
    ----------
    path : Path
        The file, or a folder that holds it alone; an index of organisations may lie beside it.

    Returns
    -------
    Reading
        Checked tables; the notes say how affiliations were resolved and what was not read.

    Raises
    ------
    SourceMalformed
        The table is not as documented; names its file and row.
    DataMissing
        There is no table, or there are several.
    """
    from detente.sources.own_table.reading import read_table

    return read_table(path)


def depends_on(path: Path) -> str:
    """Hash of the index of organisations that the rows depend on too."""
    from detente.sources.ror import index_file

    return index_file(path if path.is_dir() else path.parent).sha256
