"""A worked example of disruption, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="mean_index",
    given=mark(
        "Within five years three papers cite the paper alone, two cite it and what it "
        "builds on, two only what it builds on."
    ),
    formula="(3 - 2) / (3 + 2 + 2)",
    proof=("04a_cd_index", "CD5"),
    pitfalls=(
        mark("References that nobody recorded make a paper look disruptive."),
        mark("Citations from outside the release are not seen."),
    ),
)
