"""A worked example of frontier_lag, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="lag",
    given=mark(
        "The follower sets five records. The leader had been as far 90, 120, 30, 80 and "
        "100 days before (backward_mean)."
    ),
    formula="(90 + 120 + 30 + 80 + 100) / 5",
    proof=("05b_frontier_lag", "backward_mean"),
    pitfalls=(
        mark("Release is not training, and not access."),
        mark("Benchmarks choose their winners: levels may have been reached without a score."),
        mark("The estimators ask different questions; their mean means nothing."),
    ),
)
