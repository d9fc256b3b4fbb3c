"""A worked example of adoption_lag, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="horizontal_lag",
    given=mark(
        "The leader's share of a topic was 5 % in 2014 and 12 % in 2015, the other's 6 % "
        "in 2016 and 13 % in 2017. Both reach 10 % between two years."
    ),
    formula="(2016 + (10 - 6) / (13 - 6)) - (2014 + (10 - 5) / (12 - 5))",
    proof=("05a_topic_lag", "horizontal_lag/0.1/lag"),
    pitfalls=(
        mark("A level that is not reached yet is no lag of 0."),
        mark("A venue that enters the data is not an idea that spreads."),
        mark("The last one or two years are incomplete."),
    ),
)
