"""The ``label`` table: what makes a work AI, and which subfield it belongs to."""

from detente.core.table import Column, Table

TABLE = Table(
    name="label",
    title="Labels of works",
    key=("work", "scheme", "label"),
    sort=("work", "scheme", "label"),
    columns=(
        Column("work", "int64", "The publication", minimum=0),
        Column("scheme", "string", "Who labels, e.g. venue_area"),
        Column("label", "string", "The label within the scheme"),
        Column(
            "score",
            "float64",
            "Confidence of the label; 1 where the scheme has none",
            "probability",
            minimum=0,
            maximum=1,
        ),
    ),
)
