"""Frontier lag: how far the best models of one country come after those of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UnknownName, UsageError
from detente.core.indicator import Indicator, Metric
from detente.indicators.lag_question import HORIZON, Question, day_of, known_country
from detente.indicators.lag_rows import as_tables, scale_rows
from detente.indicators.lags import LEAST_CROSSINGS
from detente.indicators.released import Released

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.indicators.tally import Tally

INTERVAL = (
    "95 % stability interval: the range over Poisson bootstrap resamples of the follower's "
    "releases (of the leader's for levels that nobody reached yet), which weigh all levels that a "
    "release reached together; the fitted index stays as it is, and what each benchmark does to it "
    "is shown by leaving it out; an end that is not reached is null"
)
_FORMULAS = (
    "days, positive where the country is later; forward: Kaplan-Meier over the leader's records, "
    "censored where not reached yet; backward: over the country's own records; day_average: mean "
    "over days of (day - leader's first day at the country's best); joint: signed, over records of "
    "both"
)
METRICS = (
    Metric("lag", "Lag behind the leader", "days", _FORMULAS, None),
    Metric("lag_left_out", "Range of the lag when each benchmark in turn is left out", "days",
           "low and high: least and most over benchmarks left out; refitted where it is an index",
           None),
    Metric("levels", "Leader's records that were looked at", "levels",
           "records since the country's first release, unless record_era = all"),
    Metric("reached", "Of these, reached by the country", "levels", "levels with an event"),
    Metric("oldest_unmatched", "Age of the oldest record that is still unmatched", "days",
           "max over unreached levels of (last day known - day of the record)", None),
    Metric("ahead_share", "Share of days on which the country is ahead", "share",
           "days with a negative lag / days since its first release", 0.0, 1.0),
    Metric("without_date", "Left out: no date", "models", "models with a score and without a date"),
    Metric("without_country", "Left out: no country", "models",
           "models with a score and a date, without a country under the rule"),
    Metric("without_score", "Left out: no score", "runs", "runs whose score is not published"),
)  # fmt: skip
INDICATOR = Indicator(
    title="Frontier lag",
    question="How long do the best models of one country come after those of another?",
    metrics=METRICS,
    grain=("country", "leader", "lag_scale", "benchmark", "estimator"),
    dimensions=("territory", "period", "developer_country", "model_domain", "model_access",
                "distilled", "runs", "level_reached", "record_era", "lag_scale", "lag_estimator"),
    interval=INTERVAL,
    minimum_data="n is the number of distinct releases of the country that the number rests on; "
    f"fewer than {LEAST_CROSSINGS}: no interval. An index takes models of 4 benchmarks or more and "
    "benchmarks of 4 models or more",
    method="methods §5 Frontier lag",
    references=("kaplan1958", "royston2013", "birnbaum1968", "ho2025"),
    tables=("model", "score"),
)  # fmt: skip


def compute(
    tally: Tally,
    *,
    country: str | None = None,
    leader: str | None = None,
    by: str = "total",
    as_of: str | None = None,
    horizon: int = HORIZON,
) -> list[pa.Table]:
    """Every estimator on every scale, with what it rests on and what was left out.

    Parameters
    ----------
    tally : Tally
        Only its dataset and specification are used.
    country : str
        Code of the country that may be behind.
    leader : str
        Code of the country that it is compared with.
    by : str
        ``"total"``, or ``"benchmark"`` for each benchmark by itself.
    as_of : str, optional
        Last day that counts, as 2025-01-31; by default the day of the latest release.
    horizon : int
        Days up to which a forward mean looks; less where less has been observed.

    Raises
    ------
    UsageError
        A country is missing, both are the same, or one counts as another under the territory
        policy; or ``by``, ``as_of`` or ``horizon`` cannot be read.
    UnknownName
        No model is of that country.
    DataMissing
        The release has no models.
    """
    if country is None or leader is None:
        raise UsageError("a lag is that of one country behind another",
                         fix="add --country CN --leader US")  # fmt: skip
    if country == leader:
        raise UsageError(f"'{country}' is not behind itself", fix="name another with --leader")
    if by not in ("total", "benchmark"):
        raise UnknownName("option of --by", by, ("total", "benchmark"))
    if horizon < 1:
        raise UsageError(f"horizon {horizon} is no number of days", fix="--horizon 730")
    released = Released(tally.dataset, tally.specification)
    for code in (country, leader):
        known_country(released, code)
    question = Question(
        released, lambda r: leader in r.codes, lambda r: country in r.codes,
        day_of(as_of, released), horizon,
    )  # fmt: skip
    about = {"country": country, "leader": leader}
    rows = [row for scale in question.scales for row in scale_rows(question, scale, by=by)]
    return as_tables([about | row for row in rows], INDICATOR)
