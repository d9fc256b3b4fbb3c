"""A worked example of meeting, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="share_with_both",
    given=mark(
        "Of 1,000 meetings both sides are known to have been at 380, and of 150 it is not known."
    ),
    formula="380 / (1000 - 150)",
    proof=("12_quality", "share_A/complete_case"),
    pitfalls=(
        mark("The list was collected by hand; meetings that nobody reported are not in it."),
        mark("A party that an incomplete list leaves out is unknown, not absent."),
    ),
)
