"""A worked example of strength, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="salton",
    given=mark("Two countries with 1,000 and 1,200 papers wrote 120 together."),
    formula="120 / (1000 * 1200) ** 0.5",
    proof=("02a_strength", "pairs/US-CN/salton"),
    pitfalls=(
        mark("Each index corrects for size in its own way: ranks differ."),
        mark("PAI counts no ties of a country with itself: with two countries alone it is 2."),
    ),
)
