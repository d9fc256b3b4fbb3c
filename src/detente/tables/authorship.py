"""The ``authorship`` table: one row an affiliation of an author of a work.

An author without a known affiliation has one row whose institution and country are null, so that
the number of authors is never lost. An affiliation that the source gives for the work, but not for
one of its authors, has a null ``author``: the country is known, who brought it is not.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="authorship",
    title="Author affiliations",
    key=("work", "author", "affiliation"),
    sort=("work", "author", "affiliation"),
    columns=(
        Column("work", "int64", "The publication", minimum=0),
        Column(
            "author",
            "int16",
            "Position in the byline, 1 is the first author; null where the source "
            "gives the affiliation for the work alone",
            "position",
            nullable=True,
            minimum=1,
        ),
        Column(
            "affiliation",
            "int16",
            "Position among the affiliations of the author",
            "position",
            minimum=1,
        ),
        Column(
            "corresponding", "bool", "Whether the author is a corresponding author", nullable=True
        ),
        Column("institution", "int64", "Identifier of the institution", nullable=True, minimum=0),
        Column(
            "country",
            "string",
            "ISO 3166-1 alpha-2 code; HK, MO and TW have their own",
            nullable=True,
            pattern="[A-Z]{2}",
        ),
        Column("raw_affiliation", "string", "Affiliation as printed", nullable=True),
    ),
)
