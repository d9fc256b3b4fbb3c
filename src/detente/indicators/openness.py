"""Openness: which share of models can be downloaded, and how far they are behind closed ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from detente.core.errors import UnknownName
from detente.core.indicator import Indicator, Metric
from detente.indicators.lag_question import Question, day_of, known_country
from detente.indicators.lag_rows import as_tables, lags_of
from detente.indicators.open_models import LISTS, chosen, counted, models_of, weights_of
from detente.indicators.released import OPEN, Released
from detente.indicators.rows import NEVER_SEEN, NO_INTERVAL, SMALL_CELL, joined, ratio
from detente.kernels.intervals import interval

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.open_models import Model
    from detente.indicators.tally import Tally

    Row = dict[str, Any]

# licence classes of open weights, and what they allow
CLASSES = {
    "unrestricted": "any use",
    "restricted": "use under conditions, such as a limit on users",
    "noncommercial": "non-commercial use alone",
    "unspecified": "a use that the source does not state",
}
INDICATOR = Indicator(
    title="Openness of models",
    question="Which share of a country's AI models can be downloaded, and how far are open models "
    "behind closed ones?",
    metrics=(
        Metric("models", "Models", "models", "models dated in the period, each once"),
        Metric("open_share", "Share of models that are open", "share",
               "open / models of which it is known", 0.0, 1.0),
        Metric("open_share_least", "… if every model of unknown access is closed", "share",
               "open / models", 0.0, 1.0),
        Metric("open_share_most", "… if every model of unknown access is open", "share",
               "(open + unknown) / models", 0.0, 1.0),
        *(
            Metric(f"{name}_share", f"Share of models with weights for {meaning}", "share",
                   f"weights under a licence that is {name} / models whose access is known",
                   0.0, 1.0)
            for name, meaning in CLASSES.items()
        ),
        Metric("lag", "Lag of open models behind closed ones", "days",
               "as of frontier_lag: the country's open models after closed models of all", None),
    ),
    grain=("country", "model_list", "year", "lag_scale", "benchmark", "estimator"),
    dimensions=("territory", "period", "developer_country", "model_domain", "distilled", "runs",
                "level_reached", "record_era", "model_list", "open_means", "lag_scale",
                "lag_estimator"),
    interval="95 % stability interval: the range over Poisson bootstrap resamples of models; of a "
    "lag: of releases, as of frontier_lag",
    minimum_data="one model; n is the number of models, or of releases that a lag rests on; shares "
    f"of fewer than {SMALL_CELL} models are marked. The lag takes any weights as open",
    method="methods §5 Frontier lag (open as follower of closed)",
    references=("kaplan1958", "chamandy2012"),
    tables=("model", "score"),
)  # fmt: skip
_NO_LAG = {"lag_scale": None, "benchmark": None, "estimator": None}


def compute(
    tally: Tally, *, country: str | None = None, by: str = "total", as_of: str | None = None
) -> list[pa.Table]:
    """Shares of open models of each country and of the world, and the lag behind closed ones.

    Parameters
    ----------
    tally : Tally
        Only its dataset and specification are used.
    country : str, optional
        Code; every country and the world by default.
    by : str
        ``"total"`` or ``"year"`` of first release.
    as_of : str, optional
        Last day that counts for the lag, as 2025-01-31.

    Raises
    ------
    UnknownName
        No model is of that country.
    DataMissing
        The release has no models.
    UsageError
        ``as_of`` is no day.
    """
    if by not in ("total", "year"):
        raise UnknownName("option of --by", by, ("total", "year"))
    released = Released(tally.dataset, tally.specification)
    known_country(released, country)
    models = models_of(released)
    every = [None, *sorted({code for model in models for code in model.codes})]
    listed = tally.specification["model_list"]
    rows = [
        {"country": code, "model_list": name} | row
        for code in (every if country is None else [country])
        for name in (LISTS if listed == "every" else (listed,))
        for row in _shares(released, chosen(models, country=code, listed=name), by=by)
    ]
    about = {"country": country, "model_list": "all", "year": None}
    rows += [about | row for row in _lags(released, country, as_of)]
    return as_tables(rows, INDICATOR)


def _lags(released: Released, country: str | None, as_of: str | None) -> Iterator[Row]:
    question = Question(
        released,
        lambda r: r.access is not None and r.access not in OPEN,
        lambda r: r.access in OPEN and (country is None or country in r.codes),
        day_of(as_of, released),
    )
    for scale in question.scales:
        yield from lags_of(question, scale)


def _shares(released: Released, models: Sequence[Model], *, by: str) -> Iterator[Row]:
    years = sorted({model.year for model in models}) if by == "year" else [None]
    for year in years:
        counts = [model for model in models if year in (None, model.year)]
        for row in _rows_of(counts, released) if counts else ():
            yield row | _NO_LAG | {"year": year}


def _rows_of(models: Sequence[Model], released: Released) -> Iterator[Row]:
    sums, weight = counted(models, released), weights_of(models, released.dataset)
    stated = np.array([model.access is not None for model in models])
    size, known, licensed = len(models), int(sums.known[0]), int(stated.sum())
    found = {
        "models": (sums.models, size),
        "open_share": (ratio(sums.opened, sums.known), known),
        "open_share_least": (ratio(sums.opened, sums.models), size),
        "open_share_most": (ratio(sums.opened + sums.models - sums.known, sums.models), size),
    }
    for name in CLASSES:
        of_class = np.array([model.access == f"open_{name}" for model in models]) @ weight
        found[f"{name}_share"] = ratio(of_class, stated @ weight), licensed
    for metric, (values, n) in found.items():
        yield _row(values, n) | {"metric": metric, "unknown_share": 1 - known / size}


def _row(values: NDArray[np.float64], n: int) -> Row:
    """Value, interval and notes of one number."""
    value, draws = float(values[0]), values[1:]
    low = high = np.nan
    why = ""
    if np.isnan(value):
        why = "undefined: the access of no model is known"
    elif len(draws) and value == 0:
        why = NEVER_SEEN
    elif len(draws):
        ends = interval(draws)
        low, high = float(ends.low), float(ends.high)
        why = NO_INTERVAL if np.isnan(low) else ""
    few = f"small cell: n < {SMALL_CELL}" if n < SMALL_CELL else ""
    return {"value": value, "low": low, "high": high, "n": n, "note": joined(why, few)}
