"""A worked example of definitions, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="jaccard",
    given=mark("One definition takes in 8 works, another 4, and 2 works meet both."),
    formula="2 / (8 + 4 - 2)",
    proof=("11_ai_definition", "pairwise_jaccard/keyword-venue"),
    pitfalls=(
        mark(
            "A definition that stands for a field is not one of all AI: read the spread "
            "with their titles."
        ),
    ),
)
