"""Choices about which models count as whose, and when one frontier has reached another."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option

DEVELOPER_COUNTRY = Dimension(
    "developer_country",
    "Country of a model",
    "Which country a model belongs to",
    (
        Option(
            "headquarters",
            "seat of the owner",
            "the seat of the owner of the developer named first",
        ),
        Option(
            "any_affiliated",
            "each developer's",
            "each country of each developer: a joint model counts for both",
        ),
        Option(
            "first_named",
            "first developer's",
            "the country of the developer named first, whoever owns it",
        ),
        Option(
            "one_country",
            "models of one country only",
            "the country of all developers; models of several countries are left out",
        ),
    ),
    "headquarters",
)
MODEL_DOMAIN = Dimension(
    "model_domain",
    "Domain",
    "Which models and benchmarks count",
    (
        Option("all", "all domains", "all of them"),
        Option("language", "language models", "language models, and benchmarks of text"),
        Option(
            "vision", "image and video models", "models of images and video, and benchmarks of them"
        ),
    ),
    "all",
)
MODEL_ACCESS = Dimension(
    "model_access",
    "Access",
    "Whether models must be open",
    (
        Option("any", "open or closed", "no: every model counts"),
        Option(
            "open_weights",
            "open weights",
            "yes: only models whose weights can be had, under any licence",
        ),
        Option(
            "closed_weights",
            "closed weights",
            "the opposite: only models whose weights cannot be had",
        ),
    ),
    "any",
)
DISTILLED = Dimension(
    "distilled",
    "Distilled models",
    "Whether models that were trained on the output of larger ones count",
    (
        Option("counted", "counted", "yes"),
        Option("left_out", "left out", "no, where the publisher judges them distilled"),
    ),
    "counted",
)
RUNS = Dimension(
    "runs",
    "Repeated tests",
    "Which score of a model counts if it was tested several times",
    (
        Option("best", "best score", "its best"),
        Option("mean", "mean score", "the mean of all, whatever the prompts and tools"),
    ),
    "best",
)
LEVEL_REACHED = Dimension(
    "level_reached",
    "Level reached",
    "When a level counts as reached",
    (
        Option("exactly", "at the same score", "at the same score or a better one"),
        Option(
            "within_a_point",
            "within 1 % of the scale",
            "from one hundredth of the scale below: scores have errors",
        ),
    ),
    "exactly",
)
RECORD_ERA = Dimension(
    "record_era",
    "Leader's records",
    "Which of the leader's records the follower is held against",
    (
        Option(
            "contested",
            "since the follower began",
            "those since the follower's first release, and the one that stood then: earlier ones "
            "say when it began, not how far behind it was",
        ),
        Option("all", "all records", "all of them"),
    ),
    "contested",
)
MODEL_LIST = Dimension(
    "model_list",
    "Models",
    "Which models are counted",
    (
        Option("every", "both lists", "both of the following, side by side"),
        Option(
            "all",
            "all models",
            "every model that the source names, each once whatever its versions",
        ),
        Option("notable", "notable models", "those that the source calls notable"),
    ),
    "every",
)
OPEN_MEANS = Dimension(
    "open_means",
    "Open means",
    "What makes a model open",
    (
        Option("weights", "weights can be had", "its weights can be downloaded, under any licence"),
        Option(
            "any_use",
            "free for any use",
            "its weights can be downloaded for any use; where the licence is not "
            "stated, it is unknown whether it is open",
        ),
    ),
    "weights",
)
LAG_SCALE = Dimension(
    "lag_scale",
    "Scale",
    "What frontiers are compared on",
    (
        Option("every", "every scale", "all of the following, side by side"),
        Option(
            "index", "fitted ability", "one ability fitted to all benchmarks with a known whole"
        ),
        Option(
            "benchmarks",
            "all benchmarks",
            "each benchmark by itself, the levels of all taken together",
        ),
        Option(
            "targeted",
            "benchmarks trained for",
            "benchmarks that developers are known to train for, taken together",
        ),
        Option(
            "untargeted",
            "benchmarks not trained for",
            "benchmarks that they are not known to train for, taken together",
        ),
        Option("compute", "training compute", "training compute"),
    ),
    "every",
)
LAG_ESTIMATOR = Dimension(
    "lag_estimator",
    "Estimator",
    "Which question about the lag is asked",
    (
        Option("every", "every estimator", "all of the following, side by side"),
        Option(
            "forward_median",
            "until half were reached",
            "time until half of the leader's records were reached",
        ),
        Option(
            "forward_mean",
            "until reached, mean",
            "mean time until they were reached, up to a horizon",
        ),
        Option(
            "backward_median",
            "age of its records, median",
            "median age of the follower's records when it set them",
        ),
        Option(
            "backward_mean",
            "age of its records, mean",
            "mean age of the follower's records when it set them",
        ),
        Option(
            "day_average", "on an average day", "mean over days of the age of what the follower has"
        ),
        Option(
            "joint_median",
            "between both, median",
            "median signed time between both, over records of either",
        ),
        Option(
            "joint_mean",
            "between both, mean",
            "mean signed time between both, over records of either",
        ),
    ),
    "every",
)

DIMENSIONS: tuple[Dimension, ...] = (
    DEVELOPER_COUNTRY, MODEL_DOMAIN, MODEL_ACCESS, DISTILLED, RUNS, LEVEL_REACHED, RECORD_ERA,
    MODEL_LIST, OPEN_MEANS, LAG_SCALE, LAG_ESTIMATOR,
)  # fmt: skip
