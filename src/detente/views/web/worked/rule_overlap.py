"""A worked example of rule_overlap, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="coverage",
    given=mark(
        "Eight obligations of one side weigh 3, 2, 2, 3, 2, 1, 3 and 2; of four of them "
        "the other has 2, 3, 1 and 2, which counts up to what the first has."
    ),
    formula="(2 + 2 + 1 + 2) / (3 + 2 + 2 + 3 + 2 + 1 + 3 + 2)",
    proof=("06a_rule_overlap", "weighted_coverage_of_EU_by_CN"),
    pitfalls=(
        mark("What a text obliges to is not what is enforced."),
        mark("Laws on data, privacy and content that are not about AI are not coded."),
        mark("Both passes were made by a language model by one manual, not by lawyers."),
    ),
)
