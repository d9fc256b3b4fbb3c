"""A worked example of published, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="papers_full",
    given=mark("A publisher printed 120 papers: the number is repeated as it stands."),
    formula="120",
    pitfalls=(
        mark("A suppressed figure is unknown, not 0."),
        mark("The publisher's own definitions apply."),
    ),
)
