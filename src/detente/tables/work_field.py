"""The ``work_field`` table: which fields of science a work lies in, and how much of it in each."""

from detente.core.table import Column, Table

TABLE = Table(
    name="work_field",
    title="Fields of works",
    key=("work", "field"),
    sort=("work", "field"),
    columns=(
        Column("work", "int64", "The publication", minimum=0),
        Column(
            "field",
            "string",
            "The field as a path from coarse to fine, e.g. 17/1702; fields that are too small to"
            " compare within are merged into what stands before the last slash",
            pattern="[^/]+(/[^/]+)*",
        ),
        Column(
            "weight",
            "float64",
            "Share of the work that lies in the field; the shares of a work add up to 1",
            "works",
            minimum=0,
            maximum=1,
        ),
    ),
)
