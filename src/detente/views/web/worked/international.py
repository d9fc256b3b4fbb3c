"""A worked example of international, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="international_share_most",
    given=mark("Of 1,000 papers 380 have authors abroad, and of 150 it is not known."),
    formula="(380 + 150) / 1000",
    proof=("12_quality", "share_A/upper_bound"),
    pitfalls=(
        mark("Small countries write more with others: they have fewer at home."),
        mark("The last one or two years are incomplete."),
    ),
)
