"""A worked example of ties, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="share_of_papers",
    given=mark("A country wrote 210 papers with others, 120 of them with one partner."),
    formula="120 / 210",
    proof=("02a_strength", "pairs/US-CN/share_of_b_in_a_papers"),
    pitfalls=(
        mark("The count may rise while the share falls: say which of them is meant."),
        mark("The last one or two years are incomplete."),
    ),
)
