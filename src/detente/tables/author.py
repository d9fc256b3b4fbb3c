"""The ``author`` table: who stands at each place of a byline.

A source that does not tell authors apart has no such table. An author whom it could not identify
has no row, rather than an identity made up from a name.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="author",
    title="Identities of authors",
    key=("work", "author"),
    sort=("work", "author"),
    columns=(
        Column("work", "int64", "The publication", minimum=0),
        Column("author", "int16", "Position in the byline", "position", minimum=1),
        Column("person", "int64", "Who it is: the same number on every work", minimum=0),
        Column(
            "orcid",
            "bool",
            "Whether the identity has an ORCID; null where the source knows of none",
            nullable=True,
        ),
    ),
)
