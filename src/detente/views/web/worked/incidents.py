"""A worked example of incidents, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="incident_share_least",
    given=mark(
        "Of 1,000 incidents 380 are known to be the country's, and of 150 the country is not known."
    ),
    formula="380 / 1000",
    proof=("12_quality", "share_A/lower_bound"),
    pitfalls=(
        mark("Reported incidents are those that a mostly English press reported."),
        mark("No report does not mean no incident."),
    ),
)
