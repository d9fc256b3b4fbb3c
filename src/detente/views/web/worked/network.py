"""A worked example of network, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="strength",
    given=mark("A country has 5, 4 and 3 joint papers with three others."),
    formula="5 + 4 + 3",
    proof=("09_concentration", "strength/US"),
    pitfalls=(mark("Partitions that other runs do not find are no groups: see their agreement."),),
)
