"""A worked example of output, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="papers",
    given=mark(
        "A country is one of three on a paper, one of four on another, one of two on a "
        "third; each country gets the same part."
    ),
    formula="1 / 3 + 1 / 4 + 1 / 2",
    proof=("01a_counting", "credit_base/country/GB"),
    pitfalls=(
        mark("Full counting adds up to more than the papers there are."),
        mark("More papers need not be better papers."),
    ),
)
