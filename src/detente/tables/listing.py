"""The ``listing`` table: one row an entry of a list of restricted parties."""

from detente.core.table import Column, Table

TABLE = Table(
    name="listing",
    title="Entries of lists of restricted parties",
    key=("listing",),
    sort=("listing",),
    columns=(
        Column("listing", "string", "The list's identifier, and which of its entries this is"),
        Column("list", "string", "Which list, e.g. bis-entity-list"),
        Column("name", "string", "The party as the list names it"),
        Column(
            "entity",
            "string",
            "Whom the entry is about: one name for all entries of the same party, across lists",
        ),
        Column(
            "country",
            "string",
            "ISO 3166-1 alpha-2 code of the country that the list enters it under",
            nullable=True,
            pattern="[A-Z]{2}",
        ),
        Column(
            "kind",
            "string",
            "What the name says the party is; null where it says nothing",
            nullable=True,
            options=("education", "research", "company", "government"),
        ),
        Column(
            "listed_on",
            "date32",
            "Day of its first notice in the Federal Register, or that the list states",
            nullable=True,
        ),
        Column(
            "amended_on",
            "string",
            "Days of later notices, which change or renew the entry: ISO dates with blanks between",
            nullable=True,
        ),
        Column("removed_on", "date32", "Day on which the list says it lapsed", nullable=True),
        Column("citation", "string", "The Federal Register, as the list cites it", nullable=True),
        Column(
            "licence_requirement",
            "string",
            "What needs a licence, as the list words it",
            nullable=True,
        ),
    ),
)
