"""The ``figure`` table: numbers that other trackers published, for comparison.

A figure that the publisher suppressed or marked incomplete keeps its row, with a null value or its
status: an absent row would read as zero.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="figure",
    title="Published figures",
    key=("source", "metric", "entity", "partner_entity", "field", "first_year", "last_year"),
    sort=("source", "metric", "entity", "partner_entity", "field", "first_year", "last_year"),
    columns=(
        Column("source", "string", "Which tracker published it"),
        Column("metric", "string", "What was counted, in the field's terms"),
        Column("entity", "string", "Country, bloc or organisation as published"),
        Column(
            "entity_kind",
            "string",
            "What the entity is",
            options=("country", "bloc", "world", "organisation"),
        ),
        Column(
            "country",
            "string",
            "ISO 3166-1 alpha-2 code of a country entity",
            nullable=True,
            pattern="[A-Z]{2}",
        ),
        Column("partner_entity", "string", "The other side of a pair as published; empty if none"),
        Column(
            "partner", "string", "ISO code of the other side", nullable=True, pattern="[A-Z]{2}"
        ),
        Column("field", "string", "Field as published; 'All' for no restriction"),
        Column("first_year", "int16", "First year counted", "year", minimum=1000, maximum=2200),
        Column("last_year", "int16", "Last year counted", "year", minimum=1000, maximum=2200),
        Column(
            "value",
            "float64",
            "The published number; null where suppressed",
            "see unit",
            nullable=True,
        ),
        Column("unit", "string", "Unit of the value, e.g. papers"),
        Column(
            "counting",
            "string",
            "full, fractional, or empty where it does not apply",
            options=("full", "fractional", ""),
        ),
        Column(
            "status",
            "string",
            "Whether the figure can be used as it stands",
            options=("complete", "incomplete", "suppressed"),
        ),
    ),
)
