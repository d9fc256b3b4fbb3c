"""Names and borders: the policy, what each choice does, members of the Union, disputed cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.countries import SHORT_NAMES
from detente.core.territory import MEMBERSHIP, TERRITORIES
from detente.views.web.options import option_name
from detente.views.web.page import Page
from detente.views.web.parts.facts import fact_view
from detente.views.web.parts.territory_cases import (
    CASES,
    CONFIGURE,
    MAP,
    NAMES,
    NOTHING_OF_ITS_OWN,
    OF_THE_DAY,
    PRINCIPLES,
)
from detente.views.web.table import Cell, Column
from detente.views.web.view import Content

if TYPE_CHECKING:
    from detente.views.web.page import Asked
    from detente.views.web.view import View

PAGE = Page("territory", template="territory.html")
SOURCES = (
    ("Unicode CLDR", "https://cldr.unicode.org"),
    ("ISO 3166-1", "https://www.iso.org/iso-3166-country-codes.html"),
    ("Natural Earth", "https://www.naturalearthdata.com"),
    ("European Union", "https://european-union.europa.eu/easy-read_en"),
)


def build(asked: Asked) -> Content:
    """The policy in words, then its tables."""
    words = asked.words
    return Content(
        words("Names and borders"),
        words("What is counted as a country, what it is called, and what maps draw."),
        (_cases(asked), _options(asked), _members(asked), _names(asked)),
        extra={
            "principles": PRINCIPLES,
            "map": MAP,
            "configure": CONFIGURE,
            "sources": SOURCES,
        },
    )


def _cases(asked: Asked) -> View:
    words = asked.words
    rows = [
        {"codes": " ".join(c.codes), "name": c.name, "counted": c.counted, "drawn": c.drawn}
        for c in CASES
    ]
    return fact_view(
        asked,
        "disputed",
        words("Disputed cases"),
        rows=rows,
        columns=(
            Column("name", words("Territory")),
            Column("codes", words("Codes")),
            Column("counted", words("How its numbers are counted")),
            Column("drawn", words("How the map draws it")),
        ),
        cells={
            name: [Cell(words(row[name]), row[name]) for row in rows]
            for name in ("name", "counted", "drawn")
        },
        method="docs/territory.md",
        command="detente show dimensions",
    )


def _options(asked: Asked) -> View:
    """Every choice, with a link to this page under it."""
    from detente.core.dimensions import DIMENSIONS

    words = asked.words
    meanings = {o.name: o.meaning for d in DIMENSIONS if d.name == "territory" for o in d.options}
    rows: list[dict[str, Any]] = [
        {
            "territory": policy.name,
            "meaning": meanings[policy.name],
            "merged": " ".join(f"{code}→{target}" for code, target in policy.merged),
            "bloc": policy.bloc,
        }
        for policy in TERRITORIES
    ]
    return fact_view(
        asked,
        "choices",
        words("What each choice does"),
        rows=rows,
        columns=(
            Column("territory", words("Option")),
            Column("meaning", words("Meaning")),
            Column("merged", words("Codes that count as another")),
            Column("bloc", words("European Union as one")),
        ),
        cells={
            "territory": [
                Cell(option_name("territory", name, words), name, code=name)
                for name in (row["territory"] for row in rows)
            ],
            "meaning": [Cell(words(row["meaning"]), row["meaning"]) for row in rows],
            "bloc": [Cell(words("yes") if row["bloc"] else words("no")) for row in rows],
        },
        about=words(NOTHING_OF_ITS_OWN),
        method="docs/territory.md",
        command="detente show dimensions",
        dimensions=("territory",),
    )


def _members(asked: Asked) -> View:
    words = asked.words
    rows = [
        {"country": code, "since": start.isoformat(), "until": end.isoformat() if end else None}
        for code, start, end in MEMBERSHIP
    ]
    return fact_view(
        asked,
        "members",
        words("Members of the European Union"),
        rows=rows,
        columns=(
            Column("country", words("Country")),
            Column("since", words("Since")),
            Column("until", words("No longer a member from")),
        ),
        cells={
            "country": [Cell(words.country(row["country"]), row["country"]) for row in rows],
        },
        about=words(OF_THE_DAY),
        method="docs/territory.md",
        command="detente show dimensions",
    )


def _names(asked: Asked) -> View:
    words = asked.words
    rows = [
        {"code": code, "english": english, "chinese": chinese}
        for code, (english, chinese) in SHORT_NAMES.items()
    ]
    return fact_view(
        asked,
        "names",
        words("Names"),
        rows=rows,
        columns=(
            Column("code", words("Code")),
            Column("english", "English"),
            Column("chinese", "中文"),
        ),
        about=words(NAMES),
        method="docs/territory.md",
        command="python tools/make_countries.py",
    )
