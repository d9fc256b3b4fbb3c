"""A worked example of coverage, and what to mind."""

from detente.views.web.parts.worked_example import Worked
from detente.views.web.words import mark

WORKED = Worked(
    metric="share_adjusted",
    given=mark(
        "Of 800 papers in English 300 are the country's, 450 others', 50 unknown; of 200 "
        "in Chinese 80, 20 and 100."
    ),
    formula="(800 * 300 / 750 + 200 * 80 / 100) / 1000",
    proof=("12_quality", "share_A/stratum_adjusted"),
    pitfalls=(
        mark(
            "The bounds hold whatever the unknown are; the adjusted share supposes that "
            "they are as the known."
        ),
    ),
)
