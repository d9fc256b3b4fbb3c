"""A worked example of enforcement, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="cases",
    given=mark("Two detentions and one fine are documented."),
    formula="2 + 1",
    pitfalls=(
        mark("Documented cases are not all cases: countries cannot be compared."),
        mark("Silence is not absence."),
    ),
)
