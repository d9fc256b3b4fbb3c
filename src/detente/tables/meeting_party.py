"""The ``meeting_party`` table: what is known of who came to a meeting and who signed its text."""

from detente.core.table import Column, Table

TABLE = Table(
    name="meeting_party",
    title="Parties of international meetings on AI",
    key=("meeting", "party"),
    sort=("meeting", "party"),
    columns=(
        Column("meeting", "string", "Name of the meeting", pattern="[a-z0-9_]+"),
        Column(
            "party",
            "string",
            "ISO 3166-1 alpha-2 code; EU for the European Union as such",
            pattern="[A-Z]{2}",
        ),
        Column(
            "role",
            "string",
            "host, participant or absent; unknown where only the signature is known",
            options=("host", "participant", "absent", "unknown"),
        ),
        Column(
            "signed",
            "bool",
            "Whether it signed, endorsed, voted for, or joined an adoption without a vote; null if "
            "that is not known or there was nothing to sign",
            nullable=True,
        ),
    ),
)
