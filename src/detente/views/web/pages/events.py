"""What states did: lists of restricted parties, effects of listing, enforcement, meetings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.views.web.page import Page
from detente.views.web.parts.picked import in_order
from detente.views.web.view import Content, View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from detente.core.measure import Measure
    from detente.views.web.page import Asked

PAGE = Page("events", title=mark("Events"), order=50)
FIRST = 15


def build(asked: Asked) -> Content:
    """A view for each kind of event; one that the release cannot answer says what is missing."""
    words = asked.words
    return Content(
        words("What states did"),
        words(
            "Restrictions, enforcement, incidents and meetings, as far as they are documented. "
            "What is not in a list is not known; it is never 0."
        ),
        tuple(_drawn(view(asked)) for view in VIEWS),
    )


def _drawn(view: View) -> View:
    """The view without pictures of which no number is known."""
    shown = () if view.table is None else view.table.columns
    names = [column.name for column in shown]
    known = {
        name
        for row in (view.table.rows if view.table else ())
        for name, cell in zip(names, row.cells, strict=True)
        if cell.value is not None
    }
    return replace(view, charts=tuple(chart for chart in view.charts if chart["x"] in known))


def _of_countries(measure: Measure) -> Measure:
    """The rows about one country each; where there is none, those that say why."""
    rows = measure.to_dicts()
    return in_order(measure, [row for row in rows if row["country"] is not None] or rows)


def _meetings(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "meetings",
        words("Meetings on AI, by participant"),
        indicator="meeting",
        by=("country",),
        metrics=("meetings_with",),
        keep=_of_countries,
        about=words(
            "International meetings that each is known to have joined, from a list collected by "
            "hand."
        ),
        charts=[{"kind": "intervals", "y": "country", "x": "meetings_with", "zero": True,
                 "title": words("Meetings that each is known to have joined")}],
        limit=FIRST,
    )  # fmt: skip


def _met(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "meetings_of_both",
        words("Meetings with China"),
        indicator="meeting",
        by=("partner",),
        metrics=("meetings_with_both", "share_with_both", "share_with_both_least",
                 "share_with_both_most", "signature_overlap"),
        filters={"country": "CN"},
        about=words(
            "How often each other side attended the same meeting, and what share of the texts "
            "that either signed were signed by both."
        ),
        limit=FIRST,
    )  # fmt: skip


def _cases(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "enforcement",
        words("Action against the misuse of AI"),
        indicator="enforcement",
        by=("country",),
        metrics=("cases", "people"),
        about=words("Documented cases only: countries cannot be compared, and silence is not 0."),
        charts=[{"kind": "intervals", "y": "country", "x": "cases", "zero": True,
                 "title": words("Documented cases")}],
        limit=FIRST,
    )  # fmt: skip


def _listed(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "listed",
        words("Papers with listed entities"),
        indicator="listed_entities",
        by=("country",),
        metrics=("listed_papers", "listed_share", "listed_share_most"),
        keep=_of_countries,
        about=words("Papers with an author at an entity on a list of restricted parties."),
        charts=[{"kind": "intervals", "y": "country", "x": "listed_share", "zero": True,
                 "title": words("Share of papers with a listed entity")}],
        limit=FIRST,
    )  # fmt: skip


def _effect(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "restriction",
        words("What listing did to joint papers of China and the United States"),
        indicator="restriction",
        by=("country", "partner"),
        metrics=("rate_ratio", "permutation_p", "fake_date", "fake_partner", "listed_entities",
                 "control_entities"),
        keep=lambda measure: measure.where(years_since_listing=None),
        about=words(
            "Joint papers of listed entities after their listing, relative to what they would "
            "be had they grown like those of other entities; 1 means no change. Placebo "
            "listings should give about 1."
        ),
    )  # fmt: skip


def _incidents(asked: Asked) -> View:
    words = asked.words
    return asked.view(
        "incidents",
        words("Reported incidents"),
        indicator="incidents",
        by=("country",),
        metrics=("incidents", "incident_share", "incident_share_least", "incident_share_most"),
        filters={"kind": "all"},
        keep=_of_countries,
        about=words("Incidents that the press reported, mostly in English."),
        charts=[{"kind": "intervals", "y": "country", "x": "incidents", "zero": True,
                 "title": words("Reported incidents")}],
        limit=FIRST,
    )  # fmt: skip


VIEWS = (_meetings, _met, _cases, _listed, _effect, _incidents)
