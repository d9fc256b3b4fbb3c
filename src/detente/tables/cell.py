"""The ``cell`` table: how many works share a pattern, year, era, type and set of definitions.

The cube from which every count of a release is added up: countries, partners, years, fields and all
specifications of them.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="cell",
    title="Counts of works by pattern and stratum",
    key=("pattern", "year", "era", "type", "definitions"),
    sort=("pattern", "year", "era", "type", "definitions"),
    columns=(
        Column("pattern", "int32", "Credit pattern", minimum=0),
        Column("year", "int16", "Year of publication", "year"),
        Column("era", "int16", "Era of membership of the European Union", minimum=0),
        Column("type", "string", "Document type"),
        Column(
            "definitions",
            "int64",
            "Bit i set: the works meet definition i of the release",
            minimum=0,
        ),
        Column("works", "int32", "Number of works", "works", minimum=1),
    ),
)
