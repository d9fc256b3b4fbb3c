"""A worked example of novelty, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="mean_novelty",
    given=mark(
        "A paper cites two pairs of venues for the first time. The venues of the one were "
        "cited together with (4, 1) and (3) of others, of which one is common; of the "
        "other with (4, 2) and (3)."
    ),
    formula="(1 - 1 * 3 / (17 ** 0.5 * 9 ** 0.5)) + (1 - 2 * 3 / (20 ** 0.5 * 9 ** 0.5))",
    proof=("04e_novelty_sleeping_beauty", "wang_novelty"),
    pitfalls=(
        mark("What is new to the release need not be new."),
        mark("Novelty is of combinations, not of results."),
    ),
)
