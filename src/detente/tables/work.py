"""The ``work`` table: one row a publication."""

from detente.core.table import Column, Table

TABLE = Table(
    name="work",
    title="Publications",
    key=("work",),
    sort=("work",),
    version=2,
    columns=(
        Column("work", "int64", "Identifier, stable between releases", minimum=0),
        Column("date", "date32", "Day of publication", nullable=True),
        Column("year", "int16", "Year of publication", "year", minimum=1000, maximum=2200),
        Column("type", "string", "Document type, in the source's own normalised words"),
        Column("title", "string", "Title as published", nullable=True),
        Column("language", "string", "ISO 639-1 code", nullable=True, pattern="[a-z]{2}"),
        Column("venue", "string", "Journal, conference or repository", nullable=True),
        Column("citations", "int32", "Citations received", "citations", nullable=True, minimum=0),
        Column(
            "stated_references",
            "int32",
            "References the publisher declares",
            "references",
            nullable=True,
            minimum=0,
        ),
        Column("retracted", "bool", "Whether the work was retracted", nullable=True),
        Column(
            "truncated",
            "bool",
            "Whether the source cut the list of authors, so that its countries are lower bounds",
            nullable=True,
        ),
    ),
)
