"""The ``quarantine`` table: records that could not be read, one row each."""

from detente.core.table import Column, Table

TABLE = Table(
    name="quarantine",
    title="Quarantined records",
    key=("source", "file", "line"),
    sort=("source", "file", "line"),
    columns=(
        Column("source", "string", "The source that was read"),
        Column("file", "string", "The file, as its publisher names it"),
        Column("line", "int64", "Line or row of the record, counted from 1", minimum=0),
        Column("reason", "string", "What is wrong with the record"),
        Column("text", "string", "Beginning of the record, at most 200 characters"),
    ),
)
