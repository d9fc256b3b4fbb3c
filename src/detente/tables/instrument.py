"""The ``instrument`` table: laws and regulations whose obligations were coded."""

from detente.core.table import Column, Table

TABLE = Table(
    name="instrument",
    title="Rules on AI",
    version=2,
    key=("instrument",),
    sort=("instrument",),
    columns=(
        Column("instrument", "string", "Identifier", pattern="[a-z][a-z0-9_]*"),
        Column("jurisdiction", "string", "ISO code of the country, or EU", pattern="[A-Z]{2}"),
        Column("title", "string", "Title in English"),
        Column("version", "string", "Which text was coded"),
        Column(
            "in_force",
            "date32",
            "Day on which it entered into force; null where that is not said, as of drafts",
            nullable=True,
        ),
        Column("url", "string", "Where its text is published; null if not known", nullable=True),
        Column("language", "string", "Language of the text that was read, and whether translated"),
        Column(
            "articles",
            "int16",
            "Number of its articles or of the pieces it was read in",
            "articles",
            minimum=1,
        ),
    ),
)
