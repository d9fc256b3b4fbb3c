"""A worked example of mobility, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="effectiveness",
    given=mark("One author moved into the country, two moved out of it."),
    formula="(1 - 2) / (1 + 2)",
    proof=("08_mobility", "effectiveness_CN_US"),
    pitfalls=(
        mark("An author is where papers say, not where they live."),
        mark("Authors with one paper cannot be seen to move."),
    ),
)
