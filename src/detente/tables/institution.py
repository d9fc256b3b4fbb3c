"""The ``institution`` table: one row an organisation."""

from detente.core.table import Column, Table

TABLE = Table(
    name="institution",
    title="Organisations",
    key=("institution",),
    sort=("institution",),
    columns=(
        Column("institution", "int64", "Identifier", minimum=0),
        Column("name", "string", "Preferred name"),
        Column("country", "string", "ISO 3166-1 alpha-2 code", nullable=True, pattern="[A-Z]{2}"),
        Column("kind", "string", "Education, company, government …", nullable=True),
        Column("ror", "string", "Identifier in the Research Organization Registry", nullable=True),
    ),
)
