"""Pages as HTML: the templates, and what each of them is told."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from detente.core.dimensions import DIMENSIONS, Specification
from detente.views.web.formats import formats
from detente.views.web.options import option_meaning, option_name
from detente.views.web.page import pages
from detente.views.web.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jinja2

    from detente.core.dimension import Dimension
    from detente.views.web.page import Asked, Page
    from detente.views.web.view import Content

# the choices that nearly every number depends on stand open; others are folded
FRONT = ("territory", "counting", "link", "ai_definition", "unknown", "period")
SPANS = ("all", "2018-", "2020-2024", "2015-2019")


def render(asked: Asked, page: Page, content: Content) -> str:
    """The page, whole."""
    return _template(page.template).render(
        asked=asked,
        content=content,
        page=page,
        menu=[
            (module.PAGE.path, asked.words(module.PAGE.title), asked.href(module.PAGE.path))
            for module in pages().values()
            if module.PAGE.title
        ],
        languages=_languages(asked),
        controls=controls(asked, content),
        formats=formats().values(),
        _=asked.words,
        words=asked.words,
        state=asked.state,
        desk=asked.desk,
        href=asked.href,
        links=asked.links,
    )


def render_view(asked: Asked, content: Content, view: str) -> str:
    """One view alone, to be framed by others."""
    shown = next(one for one in content.views if one.id == view)
    return _template("embed.html").render(
        asked=asked, content=content, view=shown, _=asked.words, words=asked.words,
        state=asked.state, desk=asked.desk, href=asked.href, links=asked.links,
        formats=formats().values(),
    )  # fmt: skip


def render_problem(template_words: dict[str, Any]) -> str:
    """What went wrong, and what to do next."""
    return _template("problem.html").render(**template_words)


def controls(asked: Asked, content: Content) -> list[dict[str, Any]]:
    """Every choice that moves a number of the page, each option with where it leads."""
    found = sorted(
        (d for d in DIMENSIONS if d.name in content.dimensions),
        key=lambda d: FRONT.index(d.name) if d.name in FRONT else len(FRONT),
    )
    chosen = asked.state.specification
    return [
        {
            "name": dimension.name,
            "title": asked.words(dimension.title),
            "front": dimension.name in FRONT,
            "changed": chosen[dimension.name] != Specification.of()[dimension.name],
            "options": _options(asked, dimension, chosen[dimension.name], offered=content.options),
        }
        for dimension in found
    ]


def _options(
    asked: Asked, dimension: Dimension, chosen: str, *, offered: Mapping[str, tuple[str, ...]]
) -> list[dict[str, Any]]:
    if dimension.name in offered:
        names = [chosen, *offered[dimension.name]]
    elif dimension.name == "ai_definition":
        names = [one.name for one in asked.desk.dataset.release.manifest.definitions]
    elif dimension.name == "period":
        names = [*SPANS, chosen]
    else:
        names = [option.name for option in dimension.options]
    return [
        {
            "name": name,
            "title": option_name(dimension.name, name, asked.words),
            "meaning": option_meaning(dimension.name, name, desk=asked.desk, words=asked.words),
            "chosen": name == chosen,
            "href": asked.links.page(
                asked.path, asked.state.but(**{dimension.name: name}), extra=asked.extra
            ),
        }
        for name in dict.fromkeys(names)
    ]


def _languages(asked: Asked) -> list[tuple[str, str, str]]:
    from dataclasses import replace

    return [
        (code, name, asked.links.page(asked.path, replace(asked.state, language=code), asked.extra))
        for code, name in LANGUAGES.items()
    ]


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.PackageLoader("detente.views.web"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template(name: str) -> jinja2.Template:
    return _environment().get_template(name)
