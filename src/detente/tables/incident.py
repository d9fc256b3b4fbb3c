"""The ``incident`` table: harms in which AI is said to have had a part, as a database reports them.

Reports are collected from a press that is mostly English and watches some countries more closely
than others: the rows say what was reported, not what happened.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="incident",
    title="Reported AI incidents",
    key=("source", "incident"),
    sort=("source", "date", "incident"),
    columns=(
        Column("source", "string", "The database that reports it"),
        Column("incident", "string", "Its number there"),
        Column("date", "date32", "Day of the incident, as far as the database knows it"),
        Column("title", "string", "Title as printed"),
        Column("misuse", "bool", "Whether somebody used AI to do harm, by the source's rule"),
        Column("fraud", "bool", "Whether that was to get money or access by deceit"),
        Column("false_news", "bool", "Whether that was to make the public believe what is false"),
    ),
)
