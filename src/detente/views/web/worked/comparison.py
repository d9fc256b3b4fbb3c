"""A worked example of comparison, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="ratio",
    given=mark("A release counts 90 papers where a publisher printed 120."),
    formula="90 / 120",
    pitfalls=(
        mark(
            "Other databases, document types and years make other numbers; a ratio far "
            "from 1 is a question, not an error."
        ),
    ),
)
