"""The ``remark`` table: what reading a source left out or noticed, kept with its numbers."""

from detente.core.table import Column, Table

TABLE = Table(
    name="remark",
    title="Notes from the sources",
    key=("source", "number"),
    sort=("source", "number"),
    columns=(
        Column("source", "string", "The source that was read"),
        Column("number", "int32", "Order of the remark", minimum=0),
        Column(
            "kind",
            "string",
            "What the text is",
            options=("note", "input", "retrieved", "definition"),
        ),
        Column(
            "text",
            "string",
            "The remark; of an input its name and SHA-256, of a definition its JSON",
        ),
    ),
)
