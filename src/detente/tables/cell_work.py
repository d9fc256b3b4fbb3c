"""The ``cell_work`` table: which works a cell pools, for bootstrap weights and for inspection."""

from detente.core.table import Column, Table

TABLE = Table(
    name="cell_work",
    title="Works of each cell",
    key=("work",),
    sort=("cell", "work"),
    columns=(
        Column("cell", "int32", "Row number in the cell table", minimum=0),
        Column("work", "int64", "The publication", minimum=0),
    ),
)
