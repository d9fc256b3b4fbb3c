"""The ``yearly_citation`` table: how often a work was cited in each year."""

from detente.core.table import Column, Table

TABLE = Table(
    name="yearly_citation",
    title="Citations of works by year",
    key=("work", "year"),
    sort=("work", "year"),
    columns=(
        Column("work", "int64", "The publication that is cited", minimum=0),
        Column("year", "int16", "Year of the citing works", "year", minimum=1000, maximum=2200),
        Column("citations", "int32", "Citations received in that year", "citations", minimum=1),
    ),
)
