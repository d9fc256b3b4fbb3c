"""What a page declares, and what it is asked: a new page is one new file of ``pages``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from detente.core.discovery import modules
from detente.core.errors import DetenteError, UnknownName
from detente.views.web.given import given_of
from detente.views.web.table import measured
from detente.views.web.view import View
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType

    from detente.core.measure import Measure
    from detente.views.web.desk import Desk
    from detente.views.web.links import Links
    from detente.views.web.state import State
    from detente.views.web.words import Words

PACKAGE = "detente.views.web.pages"
# what pictures say besides the heads and cells of their table
CHART_WORDS = {
    "small": mark("small n"),
    "missing": mark("not known"),
    "interval": mark("95 % interval"),
    "supports": mark("supports"),
    "contradicts": mark("contradicts"),
    "undecided": mark("undecided"),
    "no_data": mark("no data"),
    "beyond": mark("the interval goes on beyond the picture"),
    "target": mark("what the statement says"),
    "off_map": mark("not on the map"),
    "svg": mark("Download as SVG"),
    "png": mark("Download as PNG"),
    "map_note": mark("Borders as in Natural Earth; a map is no statement on any of them."),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A kind of page.

    Beside its declaration ``PAGE`` a file has ``build(asked) -> Content`` and, unless there is but
    one such page, ``instances(desk) -> iterable of mappings``: which ones a static copy holds.

    Attributes
    ----------
    path : str
        Its place under the language, with ``{names}`` of what differs: ``"pair/{first}/{second}"``.
    title : str
        What the menu calls it; empty if it does not stand there.
    order : int
        Its place in the menu.
    template : str
    asks : tuple of str
        Names in the query that are no choices, e.g. the sentence to check.
    served : bool
        Whether it needs a server, so that no static copy has it.
    """

    path: str
    title: str = ""
    order: int = 0
    template: str = "page.html"
    asks: tuple[str, ...] = ()
    served: bool = False

    def match(self, path: str) -> dict[str, str] | None:
        """What the names of the path stand for, or None if it is not a page of this kind."""
        found = _pattern(self.path).fullmatch(path)
        return found.groupdict() if found else None

    def fill(self, parameters: Mapping[str, str]) -> str:
        """The path with its names filled in."""
        return self.path.format_map(parameters)


@cache
def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"\{(\w+)\}", path)
    pairs = zip(parts[1::2], parts[2::2], strict=True)
    named = "".join(f"(?P<{name}>[^/]+)" + re.escape(rest) for name, rest in pairs)
    return re.compile(re.escape(parts[0]) + named)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page is asked, and what it answers from.

    Attributes
    ----------
    desk : Desk
    state : State
    words : Words
    links : Links
    path : str
    parameters : mapping of str to str
        What the names of the path stand for, and what else the query asks.
    extra : mapping of str to str
        What else the query asks, alone.
    only : str
        The one view that is wanted; empty for the whole page.
    bare : bool
        Whether its numbers are wanted alone, without a table of them.
    """

    desk: Desk
    state: State
    words: Words
    links: Links
    path: str
    parameters: Mapping[str, str]
    extra: Mapping[str, str] = field(default_factory=dict)
    only: str = ""
    bare: bool = False

    def measure(self, indicator: str, **filters: Any) -> Measure:
        """The indicator's rows under the choices of the address that matter to it."""
        return self.desk.measure(indicator, self.state, **filters)

    def href(self, path: str) -> str:
        """Where another page is, with the same choices; empty where there is none."""
        return self.links.page(path, self.state)

    def file(self, view: str, ending: str) -> str:
        """Where a view's numbers are; empty where there are none to take away."""
        return self.links.file(self.path, f"{view}.{ending}", self.state, extra=self.extra)

    def chart_text(self, chart: Mapping[str, Any]) -> str:
        """A picture of a table, as the script that draws it reads it."""
        words = {name: self.words(text) for name, text in CHART_WORDS.items()}
        merged = {"counted_with": self._counted_with()} if chart["kind"] == "map" else {}
        return json.dumps({**merged, **chart, "words": words}, ensure_ascii=False)

    def _counted_with(self) -> dict[str, str]:
        """By code, the one that has its number under the territory rule of the address."""
        from detente.core.countries import all_codes
        from detente.core.territory import ERA_STARTS, TERRITORIES

        name = self.state.specification["territory"]
        territory = next(one for one in TERRITORIES if one.name == name)
        era = len(ERA_STARTS)
        codes = {code: territory.code(code, era) for code in all_codes()}
        return {code: other for code, other in codes.items() if other != code}

    def view(
        self,
        name: str,
        title: str,
        *,
        indicator: str,
        by: Sequence[str],
        metrics: Sequence[str],
        filters: Mapping[str, Any] | None = None,
        about: str = "",
        charts: Sequence[Mapping[str, Any]] = (),
        link: Callable[[str, Any], str] = lambda _column, _value: "",
        limit: int | None = None,
        keep: Callable[[Measure], Measure] = lambda measure: measure,
    ) -> View:
        """A view of an indicator's metrics side by side, or of why there is none.

        Parameters
        ----------
        name, title : str
            The view's name in addresses, and its title in the reader's language.
        indicator : str
        by, metrics : sequence of str
            Columns of the grain that a row is about, and the metrics beside them.
        filters : mapping, optional
            Filters of the indicator.
        about : str
            How to read it.
        charts : sequence of mapping
        link, limit
            As in ``measured``.
        keep : callable
            Picks the rows that are shown and given away.
        """
        from detente.core.discovery import find
        from detente.views.text.arrange import pick

        dimensions = find("detente.indicators", "INDICATOR", indicator).INDICATOR.dimensions
        given = dict(filters or {})
        if self.only not in ("", name):
            return View(name, title, about, dimensions=dimensions)
        try:
            measure = keep(pick(self.measure(indicator, **given), metrics))
        except DetenteError as problem:
            return View(name, title, about, problem=problem, dimensions=dimensions)
        table = None if self.bare else measured(
            measure, self.words, by=by, metrics=metrics, link=link, limit=limit
        )  # fmt: skip
        return View(
            name, title, about, table, tuple(charts),
            given=given_of(measure, **given), dimensions=dimensions,
        )  # fmt: skip


def pages() -> dict[str, ModuleType]:
    """Every kind of page by its name, in the order of the menu."""
    found = modules(PACKAGE, "PAGE")
    return dict(sorted(found.items(), key=lambda item: (item[1].PAGE.order, item[0])))


def page_at(path: str) -> tuple[ModuleType, dict[str, str]]:
    """The kind of page at a path, and what its names stand for.

    Raises
    ------
    UnknownName
        There is no page.
    """
    for module in pages().values():
        parameters = module.PAGE.match(path)
        if parameters is not None:
            return module, parameters
    raise UnknownName("page", path, [module.PAGE.path for module in pages().values()])
