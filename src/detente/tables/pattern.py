"""The ``pattern`` table: each distinct way in which a work's credit can be shared out.

Materialised once a release. A pattern is what counting schemes, territory policies and link weights
can see of a work; all works of one pattern contribute identically under every specification.
"""

from detente.core.table import Column, Table

TABLE = Table(
    name="pattern",
    title="Credit patterns",
    key=(),
    sort=("pattern", "row"),
    columns=(
        Column("pattern", "int32", "Number of the pattern in this release", minimum=0),
        Column("row", "int32", "Number of the affiliation within the pattern", minimum=0),
        Column(
            "author",
            "int16",
            "Author within the pattern, 1 is first; -1 belongs to the work",
            minimum=-1,
        ),
        Column("institution", "int32", "Institution within the pattern; -1 unknown", minimum=-1),
        Column("country", "string", "ISO code", nullable=True, pattern="[A-Z]{2}"),
        Column("corresponding", "int8", "1 yes, 0 no, -1 unknown", minimum=-1, maximum=1),
    ),
)
