"""The ``incident_country`` table: the countries of an incident, and how each is known.

An incident without a row here has no known country. One of several countries has several rows.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="incident_country",
    title="Countries of reported AI incidents",
    key=("source", "incident", "country", "basis"),
    sort=("source", "incident", "country", "basis"),
    columns=(
        Column("source", "string", "The database that reports the incident"),
        Column("incident", "string", "Its number there"),
        Column("country", "string", "ISO 3166-1 alpha-2 code", pattern="[A-Z]{2}"),
        Column(
            "basis",
            "string",
            "text: title or description name the country; deployer, developer: the seat of the "
            "organisation said to have deployed or developed the system",
            options=("text", "deployer", "developer"),
        ),
    ),
)
