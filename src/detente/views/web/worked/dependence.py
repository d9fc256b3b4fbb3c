"""A worked example of dependence, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="first_share",
    given=mark("A country has 120, 60 and 50 joint papers with three others."),
    formula="120 / (120 + 60 + 50)",
    proof=("02a_strength", "pairs/US-CN/share_of_b_in_a_links"),
    pitfalls=(
        mark("A small country has few partners whatever it wishes."),
        mark("Papers of many countries count for many partners: see the choice of links."),
    ),
)
