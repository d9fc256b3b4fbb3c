"""The ``listing_alias`` table: names under which an entry of a list is to be recognised."""

from detente.core.table import Column, Table

TABLE = Table(
    name="listing_alias",
    title="Names of restricted parties",
    key=("listing", "name", "context", "kind"),
    sort=("listing", "name", "context", "kind"),
    columns=(
        Column("listing", "string", "The entry"),
        Column("name", "string", "A name of the party, as it is written in one piece"),
        Column(
            "context",
            "string",
            "What an affiliation must name besides, any of several with | between; empty for none",
        ),
        Column(
            "kind",
            "string",
            "name and alias are the list's own, acronym too unless it cites a reference; chinese "
            "and usual names, campuses and affiliates are ours",
            options=("name", "alias", "acronym", "usual", "chinese", "campus", "affiliate"),
        ),
        Column("reference", "string", "Where the name is from: the list, or an address"),
    ),
)
