"""The ``citation`` table: one row a reference from one work to another."""

from detente.core.table import Column, Table

TABLE = Table(
    name="citation",
    title="References between works",
    key=("citing", "cited"),
    sort=("citing", "cited"),
    columns=(
        Column("citing", "int64", "The publication that cites", minimum=0),
        Column(
            "cited",
            "int64",
            "The publication that is cited, which need not be among the works",
            minimum=0,
        ),
    ),
)
