"""The ``enforcement`` table: what states did about the misuse of AI, each with its reference.

The table holds cases that are documented in public, not all there are: a country without a row may
have had many. Countries can therefore not be compared by their number of rows.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="enforcement",
    title="State enforcement against the misuse of AI",
    key=("event",),
    sort=("date", "event"),
    columns=(
        Column("event", "string", "Name of the event in this table", pattern="[a-z0-9_]+"),
        Column("title", "string", "What happened", pattern=".+"),
        Column("date", "date32", "Day of the act; the first of the month if the day is not known"),
        Column(
            "precision", "string", "How well the date is known", options=("day", "month")
        ),
        Column("country", "string", "Country of the authority", pattern="[A-Z]{2}"),
        Column("authority", "string", "Who acted", pattern=".+"),
        Column(
            "action",
            "string",
            "detention: held by police, also under administrative law; arrest: caught, charged or "
            "booked; conviction; fine; order: to stop, delete or change; settlement: agreed",
            options=("detention", "arrest", "conviction", "fine", "order", "settlement"),
        ),
        Column("target", "string", "Against whom", options=("person", "organisation")),
        Column(
            "kind",
            "string",
            "What it was about",
            options=("false_news", "fraud", "sexual_abuse", "privacy", "discrimination", "other"),
        ),
        Column(
            "people",
            "int32",
            "Persons acted against; null if not known or none",
            "persons",
            nullable=True,
            minimum=1,
        ),
        Column(
            "amount", "float64", "Fine or payment; null if none", "see currency", nullable=True,
            minimum=0,
        ),
        Column("currency", "string", "ISO 4217 code", nullable=True, pattern="[A-Z]{3}"),
        Column(
            "confidence",
            "string",
            "high: the facts were read in the reference or in two reports; medium: the reference "
            "is known to state them and was not read again",
            options=("high", "medium"),
        ),
        Column("reference", "string", "Address or document number", pattern=".*[0-9/].*"),
    ),
)  # fmt: skip
