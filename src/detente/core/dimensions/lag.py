"""Choices about which models count as whose, and when one frontier has reached another."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

DEVELOPER_COUNTRY = Dimension(
    "developer_country",
    "Which country a model belongs to",
    (
        Option("headquarters", "the seat of the owner of the developer named first"),
        Option("any_affiliated", "each country of each developer: a joint model counts for both"),
        Option("first_named", "the country of the developer named first, whoever owns it"),
        Option("one_country", "as any_affiliated, but models of several countries are left out"),
    ),
    "headquarters",
)
MODEL_DOMAIN = Dimension(
    "model_domain",
    "Which models and benchmarks count",
    (
        Option("all", "all of them"),
        Option("language", "language models, and benchmarks of text"),
        Option("vision", "models of images and video, and benchmarks of them"),
    ),
    "all",
)
MODEL_ACCESS = Dimension(
    "model_access",
    "Whether models must be open",
    (
        Option("any", "no: every model counts"),
        Option("open_weights", "yes: only models whose weights can be had, under any licence"),
        Option("closed_weights", "the opposite: only models whose weights cannot be had"),
    ),
    "any",
)
DISTILLED = Dimension(
    "distilled",
    "Whether models that were trained on the output of larger ones count",
    (
        Option("counted", "yes"),
        Option("left_out", "no, where the publisher judges them distilled"),
    ),
    "counted",
)
RUNS = Dimension(
    "runs",
    "Which score of a model counts if it was tested several times",
    (
        Option("best", "its best"),
        Option("mean", "the mean of all, whatever the prompts and tools"),
    ),
    "best",
)
LEVEL_REACHED = Dimension(
    "level_reached",
    "When a level counts as reached",
    (
        Option("exactly", "at the same score or a better one"),
        Option("within_a_point", "from one hundredth of the scale below: scores have errors"),
    ),
    "exactly",
)
RECORD_ERA = Dimension(
    "record_era",
    "Which of the leader's records the follower is held against",
    (
        Option(
            "contested",
            "those since the follower's first release, and the one that stood then: earlier ones "
            "say when it began, not how far behind it was",
        ),
        Option("all", "all of them"),
    ),
    "contested",
)
MODEL_LIST = Dimension(
    "model_list",
    "Which models are counted",
    (
        Option("every", "both of the following, side by side"),
        Option("all", "every model that the source names, each once whatever its versions"),
        Option("notable", "those that the source calls notable"),
    ),
    "every",
)
OPEN_MEANS = Dimension(
    "open_means",
    "What makes a model open",
    (
        Option("weights", "its weights can be downloaded, under any licence"),
        Option(
            "any_use",
            "its weights can be downloaded for any use; where the licence is not "
            "stated, it is unknown whether it is open",
        ),
    ),
    "weights",
)
LAG_SCALE = Dimension(
    "lag_scale",
    "What frontiers are compared on",
    (
        Option("every", "all of the following, side by side"),
        Option("index", "one ability fitted to all benchmarks with a known whole"),
        Option("benchmarks", "each benchmark by itself, the levels of all taken together"),
        Option("targeted", "benchmarks that developers are known to train for, taken together"),
        Option("untargeted", "benchmarks that they are not known to train for, taken together"),
        Option("compute", "training compute"),
    ),
    "every",
)
LAG_ESTIMATOR = Dimension(
    "lag_estimator",
    "Which question about the lag is asked",
    (
        Option("every", "all of the following, side by side"),
        Option("forward_median", "time until half of the leader's records were reached"),
        Option("forward_mean", "mean time until they were reached, up to a horizon"),
        Option("backward_median", "median age of the follower's records when it set them"),
        Option("backward_mean", "mean age of the follower's records when it set them"),
        Option("day_average", "mean over days of the age of what the follower has"),
        Option("joint_median", "median signed time between both, over records of either"),
        Option("joint_mean", "mean signed time between both, over records of either"),
    ),
    "every",
)

DIMENSIONS: tuple[Dimension, ...] = (
    DEVELOPER_COUNTRY, MODEL_DOMAIN, MODEL_ACCESS, DISTILLED, RUNS, LEVEL_REACHED, RECORD_ERA,
    MODEL_LIST, OPEN_MEANS, LAG_SCALE, LAG_ESTIMATOR,
)  # fmt: skip
