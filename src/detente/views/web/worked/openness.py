"""A worked example of openness, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="open_share_most",
    given=mark("Of 1,000 models 380 are open, and of 150 it is not known."),
    formula="(380 + 150) / 1000",
    proof=("12_quality", "share_A/upper_bound"),
    pitfalls=(
        mark("Weights that can be had are not open source."),
        mark("Of many models it is not known whether they are open: look at least and most."),
    ),
)
