"""A worked example of breakthrough, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="breakthroughs",
    given=mark(
        "One paper of the country alone is a breakthrough for certain; another, half its "
        "own, shares the last place with one other paper."
    ),
    formula="1 * 1 + 0.5 * 0.5",
    proof=("04c_breakthrough_share", "eligible_min5/country/US"),
    pitfalls=(
        mark("A paper without recorded references looks disruptive for no other reason."),
        mark("Recent papers have had no time to be cited."),
    ),
)
