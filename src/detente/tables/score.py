"""The ``score`` table: what a model reached in one run of a benchmark.

A model may have many runs of a benchmark, with other prompts or tools. Shares of what could be
reached are fractions whatever the publisher writes; other scales stay as published.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="score",
    title="Benchmark scores",
    key=("benchmark", "model", "run"),
    sort=("benchmark", "model", "run"),
    columns=(
        Column("benchmark", "string", "Name of the benchmark"),
        Column("model", "string", "The model, as in the table of models"),
        Column("run", "string", "Which run: the publisher's identifier, or file and line"),
        Column("score", "float64", "What was reached; null if not published", "see unit",
               nullable=True),
        Column(
            "standard_error", "float64", "Standard error of the score as published", "see unit",
            nullable=True, minimum=0.0,
        ),
        Column(
            "unit", "string", "fraction: of what could be reached; points: an open scale",
            options=("fraction", "points"),
        ),
        Column("higher_is_better", "bool", "Whether a higher score is a better one"),
        Column("domain", "string", "What it is read from", options=("language", "vision")),
        Column(
            "subject", "string", "What it tests", options=("coding", "mathematics", "general")
        ),
        Column(
            "targeted", "bool", "Whether developers are known to train for it; null if unknown",
            nullable=True,
        ),
    ),
)  # fmt: skip
