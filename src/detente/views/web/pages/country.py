"""One country: how much it publishes, with whom, how far it reaches, and what is not known."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from detente.core.errors import DetenteError
from detente.core.territory import BLOC
from detente.views.text.numbers import percent
from detente.views.web.page import Page
from detente.views.web.parts.or_missing import or_missing
from detente.views.web.parts.places import counts_as, need_codes, notices
from detente.views.web.parts.reshape import newest_first
from detente.views.web.parts.stacked import stacked
from detente.views.web.view import Content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.core.measure import Measure
    from detente.views.web.desk import Desk
    from detente.views.web.page import Asked
    from detente.views.web.view import View

PAGE = Page("country/{country}", template="place.html")


def instances(desk: Desk) -> Iterable[Mapping[str, str]]:
    """The largest countries, and the European Union."""
    for code in (*desk.largest(desk.copied), BLOC):
        yield {"country": code}


def build(asked: Asked) -> Content:
    """How many papers, then years, partners, reach, and how much is unknown."""
    code = asked.parameters["country"]
    need_codes(code)
    words, target = asked.words, counts_as(asked, code)
    merged = notices(asked, (code,), f"country/{target}" if target else "")
    # what is no paper is of a country whatever its papers count as
    papers = (_output,) if merged else PAPERS
    return Content(
        words.country(code),
        "" if asked.only else _lead(asked, code),
        tuple(view(asked, code) for view in (*papers, _models, _meetings)),
        {
            "notices": merged,
            "others": [(words("Rankings"), asked.href("rankings")),
                       (words("Find a pair"), asked.href("find"))],
        },
    )  # fmt: skip


def _lead(asked: Asked, code: str) -> str:
    """Papers, share and place in one sentence."""
    words, country = asked.words, asked.words.within(code)
    try:
        everyone = asked.measure("output").where(metric="papers").to_dicts()
    except DetenteError:
        return words("This release has no papers.")
    papers = {row["country"]: row["value"] for row in everyone}
    if papers.get(code) is None:
        return words("No papers of {country} under these definitions.", country=country)
    above = sum(value > papers[code] for value in papers.values())
    share = asked.measure("output", country=code).where(metric="share").to_dicts()[0]
    return words(
        "{papers} AI papers of this release are credited to {country}, {share} of those whose "
        "country is known ({low} to {high}): number {rank} of {count} countries.",
        country=country, papers=f"{papers[code]:,.0f}", share=percent(share["value"], 1),
        low=percent(share["low"], 1), high=percent(share["high"], 1), rank=above + 1,
        count=len(papers),
    )  # fmt: skip


def _output(asked: Asked, code: str) -> View:
    words = asked.words
    meanings = {
        "papers": words("papers with an author there, counted as chosen above"),
        "share": words("part of all papers that give credit; under full counting the shares of all "
                       "countries add up to more than 100 %"),
    }  # fmt: skip
    return _stacked(
        asked, "output", words("Papers"), indicator="output", meanings=meanings, country=code
    )


def _stacked(
    asked: Asked,
    name: str,
    title: str,
    *,
    indicator: str,
    meanings: Mapping[str, str],
    about: str = "",
    **filters: Any,
) -> View:
    """Metrics of the country below one another."""

    def mine(measure: Measure) -> Measure:
        return measure.where(country=filters["country"])

    view = asked.view(
        name, title, indicator=indicator, by=("country",), metrics=tuple(meanings),
        filters=filters, about=about, keep=mine,
    )  # fmt: skip
    if view.given is None:
        return view
    shown = mine(asked.measure(indicator, **filters))
    if "partner" in shown.rows.column_names:
        shown = shown.where(partner=None)
    return replace(view, table=stacked(shown, asked.words, meanings))


def _trend(asked: Asked, code: str) -> View:
    words = asked.words
    return newest_first(asked.view(
        "trend",
        words("Papers by year"),
        indicator="output",
        by=("year",),
        metrics=("papers", "share"),
        filters={"country": code, "by": "year"},
        about=words("The venues of a release differ from year to year, so shares say more than "
                    "numbers; the last one or two years are incomplete."),
        charts=[
            {"kind": "trend", "x": "year", "y": "share", "series": None, "zero": True,
             "title": words("Share of papers by year")},
            {"kind": "trend", "x": "year", "y": "papers", "series": None, "zero": True,
             "title": words("Papers by year")},
        ],
    ))  # fmt: skip


def _partners(asked: Asked, code: str) -> View:
    words = asked.words
    return asked.view(
        "partners",
        words("Partners"),
        indicator="collaboration",
        by=("partner",),
        metrics=("joint_papers", "partner_rank", "p_first"),
        filters={"country": code},
        charts=[{"kind": "intervals", "y": "partner", "x": "joint_papers", "zero": True,
                 "title": words("Joint papers")}],
        link=lambda _column, partner: asked.href(f"pair/{code}/{partner}"),
        limit=15,
    )  # fmt: skip


def _world(asked: Asked, code: str) -> View:
    """All partners on a map."""
    words = asked.words
    return asked.view(
        "world",
        words("Partners around the world"),
        indicator="collaboration",
        by=("partner",),
        metrics=("joint_papers",),
        filters={"country": code},
        charts=[{"kind": "map", "code": "partner", "x": "joint_papers",
                 "subject": {"code": code, "name": words.country(code)},
                 "title": words("Joint papers with {country}", country=words.within(code))}],
        link=lambda _column, partner: asked.href(f"pair/{code}/{partner}"),
    )  # fmt: skip


def _dependence(asked: Asked, code: str) -> View:
    words = asked.words
    meanings = {
        "first_share": words("part of all links that is with the first partner"),
        "effective_partners": words("as many equal partners would be as concentrated"),
        "partner_hhi": words("0 is many equal partners, 1 a single one"),
    }
    return _stacked(
        asked, "dependence", words("Does it depend on a few partners?"), indicator="dependence",
        meanings=meanings, country=code,
    )  # fmt: skip


def _abroad(asked: Asked, code: str) -> View:
    words = asked.words
    return newest_first(asked.view(
        "abroad",
        words("Papers with other countries by year"),
        indicator="international",
        by=("year",),
        metrics=("international_share", "international_share_least", "international_share_most",
                 "international_papers"),
        filters={"country": code},
        about=words("Papers that could be either are left out of the share; the two bounds "
                    "beside it say what they could change, most of all in the last years."),
        charts=[{"kind": "trend", "x": "year", "y": "international_share", "series": None,
                 "zero": True, "title": words("International share by year")}],
    ))  # fmt: skip


def _impact(asked: Asked, code: str) -> View:
    words = asked.words
    meanings = {
        "top_papers": words("who produces more of the most cited papers: grows with size"),
        "top_share_of_papers": words("whose average paper is among the most cited: size plays no "
                                     "part"),
        "mean_score": words("citations against papers of like field, year and type; the world's is "
                            "1"),
    }  # fmt: skip
    return _stacked(
        asked, "impact", words("How much its papers are cited"), indicator="impact",
        meanings=meanings, country=code,
    )  # fmt: skip


def _coverage(asked: Asked, code: str) -> View:
    words = asked.words
    meanings = {
        "share_least": words("if no author of unknown country is there"),
        "share_most": words("if every paper with an unknown affiliation has an author there"),
        "share_complete_case": words("among the papers whose countries are all known"),
        "share_adjusted": words("if the unknown of each year are as the known"),
    }
    return _stacked(
        asked, "coverage", words("How much is not known"), indicator="coverage", meanings=meanings,
        about=words("Bounds of the country's share of all papers: between the least and the most "
                    "lies whatever the unknown affiliations are."), country=code,
    )  # fmt: skip


def _models(asked: Asked, code: str) -> View:
    words = asked.words
    return asked.view(
        "models",
        words("AI models"),
        indicator="openness",
        by=("model_list",),
        metrics=("models", "open_share", "open_share_least", "open_share_most"),
        filters={"country": code},
        about=words("Models of developers there, and how many of them anyone can download."),
    )


def _meetings(asked: Asked, code: str) -> View:
    words = asked.words
    return asked.view(
        "meetings",
        words("Meetings on AI"),
        indicator="meeting",
        by=("partner",),
        metrics=("meetings_with_both", "share_with_both", "signature_overlap"),
        filters={"country": code},
        about=words("With whom its officials met over AI, of a list collected by hand."),
        charts=[{"kind": "intervals", "y": "partner", "x": "meetings_with_both", "zero": True,
                 "title": words("Meetings with both")}],
        link=lambda _column, partner: asked.href(f"pair/{code}/{partner}"),
        limit=10,
    )  # fmt: skip


def _listed(asked: Asked, code: str) -> View:
    words = asked.words
    view = asked.view(
        "listed",
        words("Papers with listed entities"),
        indicator="listed_entities",
        by=("country",),
        metrics=("listed_papers", "listed_share", "listed_share_most"),
        filters={"country": code},
        about=words("Papers with an author at an organisation that was on the US Entity List when "
                    "they appeared."),
    )  # fmt: skip
    return or_missing(view)


PAPERS = (_output, _trend, _partners, _world, _dependence, _abroad, _impact, _coverage, _listed)
