"""The ``meeting`` table: international meetings, dialogues and adopted texts about AI.

Who came and who signed stands in ``meeting_party``. A list that is known only in part is marked so:
a party that an incomplete list leaves out is unknown, never absent.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="meeting",
    title="International meetings on AI",
    key=("meeting",),
    sort=("start", "meeting"),
    columns=(
        Column("meeting", "string", "Name of the meeting in this table", pattern="[a-z0-9_]+"),
        Column("title", "string", "What it is called", pattern=".+"),
        Column("start", "date32", "First day; the first of the month if the day is not known"),
        Column("end", "date32", "Last day; the last of the month if the day is not known"),
        Column("place", "string", "Town; null if it was held online", nullable=True),
        Column("country", "string", "Country of the place", nullable=True, pattern="[A-Z]{2}"),
        Column(
            "level",
            "string",
            "Who meets: governments, experts in their own name, or everybody",
            options=("intergovernmental", "track_2", "multistakeholder"),
        ),
        Column(
            "membership",
            "string",
            "Whether any state could take part, or only those of a group or invited one by one",
            options=("open", "closed"),
        ),
        Column(
            "document",
            "string",
            "The text that could be signed, endorsed or adopted; null if there was none",
            nullable=True,
        ),
        Column("parties_complete", "bool", "Whether everybody who took part is listed"),
        Column("signatories_complete", "bool", "Whether everybody who signed is listed"),
        Column(
            "confidence",
            "string",
            "high: the facts were read in the reference or in two reports; medium: the reference "
            "is known to state them and was not read again",
            options=("high", "medium"),
        ),
        Column("reference", "string", "Address or document number", pattern=".*[0-9/].*"),
    ),
)
