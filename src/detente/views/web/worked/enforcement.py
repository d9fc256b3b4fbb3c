"""A worked example of enforcement, and what to mind."""

from detente.views.web.words import mark
from detente.views.web.worked_example import Worked

WORKED = Worked(
    metric="cases",
    given=mark("Two detentions and one fine are documented."),
    formula="2 + 1",
    pitfalls=(
        mark("Documented cases are not all cases: countries cannot be compared."),
        mark("Silence is not absence."),
    ),
)
