"""A worked example of listed_entities, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="listed_share_most",
    given=mark("Of 1,000 papers 380 have a listed entity, and of 150 it is not known."),
    formula="(380 + 150) / 1000",
    proof=("12_quality", "share_A/upper_bound"),
    pitfalls=(
        mark("A name that looks alike is not a match: see what screening says."),
        mark("A listing restricts exports, not publishing."),
    ),
)
