"""A worked example of dividend, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="top_share_difference",
    given=mark(
        "Five ninths of one group's papers are among the most cited, two ninths of the other's."
    ),
    formula="5 / 9 - 2 / 9",
    proof=("03b_bootstrap_difference", "difference"),
    pitfalls=(
        mark(
            "Papers with more authors and countries are cited more, whoever they are: see "
            "the matched difference."
        ),
        mark("It says who was cited, not that working together made it so."),
    ),
)
