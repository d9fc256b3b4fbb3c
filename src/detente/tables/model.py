"""The ``model`` table: AI models and their versions, who made them, when, and how open they are.

Countries stand as published (``countries``) and as the seat of the developer's owner
(``headquarters``), because a multinational laboratory is counted either way.
"""

from detente.core.table import Column, Table

_CODES = "[A-Z]{2}(;[A-Z]{2})*"

TABLE = Table(
    name="model",
    title="AI models",
    key=("model",),
    sort=("model",),
    columns=(
        Column("model", "string", "The model, or the version of one, as its scores name it"),
        Column("name", "string", "The model that it is a version of; its own name if it is none"),
        Column(
            "organisation", "string", "Developers as published, parted by ';'; null if unknown",
            nullable=True,
        ),
        Column(
            "countries", "string", "Countries of all developers, parted by ';'; null if unknown",
            nullable=True, pattern=_CODES,
        ),
        Column(
            "first_country", "string", "Country of the developer named first",
            nullable=True, pattern="[A-Z]{2}",
        ),
        Column(
            "headquarters", "string", "Seat of the owner of the developer named first",
            nullable=True, pattern="[A-Z]{2}",
        ),
        Column("date", "date32", "Day of release or publication; null if unknown", nullable=True),
        Column(
            "date_of", "string", "Whether the date is that of this version or of the whole model",
            nullable=True, options=("version", "model"),
        ),
        Column(
            "domains", "string", "Domains as published in lower case, parted by ';'", nullable=True
        ),
        Column(
            "access", "string", "How it can be used; null if unknown", nullable=True,
            options=(
                "open_unrestricted", "open_restricted", "open_noncommercial", "open_unspecified",
                "api", "hosted", "unreleased", "closed_unspecified",
            ),
        ),
        Column(
            "training_compute", "float64", "Floating-point operations of training", "FLOP",
            nullable=True, minimum=1.0,
        ),
        Column(
            "distilled", "bool", "Whether it was trained on the output of a larger model",
            nullable=True,
        ),
        Column("notable", "bool", "Whether it stands in the publisher's list of notable models"),
    ),
)  # fmt: skip
