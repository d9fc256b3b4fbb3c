"""A worked example of restriction, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="rate_ratio",
    given=mark(
        "Listed entities wrote 121 joint papers before and 92 after, the others 118 and 166."
    ),
    formula="92 / (121 * 166 / 118)",
    proof=("07a_restrictions", "by_publication_lag/0/rate_ratio"),
    pitfalls=(
        mark("The China Initiative and COVID-19 fell on the same years."),
        mark("Papers appear one to two years after the work."),
        mark("Joint papers are not all ties."),
    ),
)
