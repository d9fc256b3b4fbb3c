"""A worked example of impact, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="top_share_of_papers",
    given=mark(
        "Of 5.5 papers of a country, one is among the top 10 %, and others share last "
        "places: half a paper by 0.35, one by 0.025, one by 0.1."
    ),
    formula="(1 + 0.5 * 0.35 + 0.025 + 0.1) / 5.5",
    proof=("03a_impact", "A_fractional/PP_top10"),
    pitfalls=(
        mark("Citations are attention, not quality."),
        mark("Recent papers have had no time to be cited."),
    ),
)
