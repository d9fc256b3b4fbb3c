"""The ``obligation`` table: what each coder found in each article of an instrument.

An article in which a coder found no obligation keeps a row that says why: an absent row would not
tell an article without obligations from one that nobody read. The coding manual is
``docs/rules.md``.
"""

from detente.core.table import Column, Table

ADDRESSEES = (
    "provider", "deployer", "distributor", "supplier", "user", "assessor", "authority", "industry",
    "anyone",
)  # fmt: skip
REASONS = (
    "purpose", "scope", "definition", "reference", "power", "procedure", "sanction", "amendment",
    "final",
)  # fmt: skip

TABLE = Table(
    name="obligation",
    title="Obligations in rules on AI",
    key=("coder", "instrument", "article", "row"),
    sort=("coder", "instrument", "article", "row"),
    columns=(
        Column("coder", "string", "Who coded: one of several independent passes"),
        Column("instrument", "string", "Instrument it stands in"),
        Column("article", "int16", "Number of the article", minimum=1),
        Column("row", "int16", "Number of the row within the article, from 1", minimum=1),
        Column("paragraph", "string", "Where in the article; null for all of it", nullable=True),
        Column(
            "status",
            "string",
            "Whether the article obliges anybody",
            options=("operative", "non_operative"),
        ),
        Column(
            "reason",
            "string",
            "Why the article obliges nobody; null if it does",
            nullable=True,
            options=REASONS,
        ),
        Column("family", "string", "Family of the obligation in the taxonomy", nullable=True),
        Column("type", "string", "Type of the obligation in the taxonomy", nullable=True),
        Column("addressee", "string", "Who is obliged", nullable=True, options=ADDRESSEES),
        Column("action", "string", "What must be done or left", nullable=True),
        Column("object", "string", "On what", nullable=True),
        Column("trigger", "string", "When, or on what condition", nullable=True),
        Column(
            "strength",
            "int8",
            "1 soft, 2 binding in general, 3 binding and specified; null if not operative, or if "
            "the coder does not say",
            "0-3",
            nullable=True,
            minimum=1,
            maximum=3,
        ),
    ),
)
