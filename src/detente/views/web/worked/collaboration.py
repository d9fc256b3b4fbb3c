"""A worked example of collaboration, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="joint_papers",
    given=mark(
        "Five papers have authors in both countries: four of no other country, one of "
        "three countries. Under link = per_paper the links of a paper add up to 1."
    ),
    formula="4 * 1 + 2 / (3 * 2)",
    proof=("01b_links", "links_per_paper/CN-US"),
    pitfalls=(
        mark("More joint papers may be nothing but more papers."),
        mark("No. 1 by a hair is a tie: look at P(rank = 1)."),
    ),
)
