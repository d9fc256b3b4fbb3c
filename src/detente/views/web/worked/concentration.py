"""A worked example of concentration, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="hhi",
    given=mark("Five countries publish 40, 25, 20, 10 and 5 % of the papers."),
    formula="0.4 ** 2 + 0.25 ** 2 + 0.2 ** 2 + 0.1 ** 2 + 0.05 ** 2",
    proof=("09_concentration", "hhi"),
    pitfalls=(
        mark("Few countries in the data make few countries in the index."),
        mark("The rule of monopoly risk has two conditions, and both must hold."),
    ),
)
