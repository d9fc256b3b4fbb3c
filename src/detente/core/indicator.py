"""What an indicator declares about itself: enough to print any of its numbers with its meaning."""

from __future__ import annotations

from dataclasses import dataclass

# Columns of every measure after its grain.
VALUE_COLUMNS = ("metric", "value", "low", "high", "n", "unknown_share", "note")


@dataclass(frozen=True, slots=True)
class Metric:
    """One number an indicator gives.

    Attributes
    ----------
    name, title : str
    unit : str
        E.g. ``papers``, ``share``, ``rank``.
    formula : str
        As in the methods, in plain text.
    minimum, maximum : float or None
        Closed range of the value; None where it has no bound.
    """

    name: str
    title: str
    unit: str
    formula: str
    minimum: float | None = 0.0
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A measure of cooperation or competition.

    Attributes
    ----------
    title : str
    question : str
        The question it answers, as a reader would ask it.
    metrics : tuple of Metric
    grain : tuple of str
        Columns that say what a row is about, e.g. ``("country", "partner")``.
    dimensions : tuple of str
        Dimensions of the specification that change its numbers.
    interval : str
        What ``low`` and ``high`` are.
    minimum_data : str
        Below what it says "insufficient data".
    method : str
        Section of the methods.
    references : tuple of str
        Keys of ``core/references.bib``.
    tables : tuple of str
        Canonical tables that its numbers come from: whom to cite for them.
    picks : tuple of str
        Filters that merely pick rows, the most telling first: with them or without, a row has the
        same numbers, so that one answer for the whole world holds that of every country.
    """

    title: str
    question: str
    metrics: tuple[Metric, ...]
    grain: tuple[str, ...]
    dimensions: tuple[str, ...]
    interval: str
    minimum_data: str
    method: str
    references: tuple[str, ...]
    tables: tuple[str, ...] = ("work", "authorship")
    picks: tuple[str, ...] = ()

    def metric(self, name: str) -> Metric:
        """The declaration of a metric."""
        return next(metric for metric in self.metrics if metric.name == name)


STABILITY_INTERVAL = (
    "95 % stability interval: the range over joint Poisson bootstrap resamples of works; "
    "how far the number depends on which works are in the data, not a sampling error"
)
EXACT = "none: a published figure is repeated as it stands"
