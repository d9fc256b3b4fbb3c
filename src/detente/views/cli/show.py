"""``detente show``: the numbers of an indicator, with interval, n and what is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import choices_of, of_kind, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.core.measure import Measure
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="numbers of an indicator: partners, papers, shares, published figures",
    description="""
    Computes an indicator and prints its rows: value, 95 % interval, n (works behind it), and the
    share whose country is unknown. A dash is a number that is not known, with the reason below; it
    is never 0.

    Without a name it lists the indicators. "detente show NAME --help" says what one takes and
    gives.
    """,
    arguments=(
        Argument("indicator", "which one: detente show lists them", "INDICATOR"),
        Argument("--country", "only this country (ISO code, e.g. US, or EU)", "CODE"),
        Argument("--partner", "only this partner of the country", "CODE"),
        Argument("--by", "split by year or field, where the indicator can", "GROUP"),
        Argument("--source", "of published figures: who published them", "NAME"),
        Argument("--metric", "only these metrics, by comma", "NAMES"),
        Argument("--limit", "rows of each metric; 0 is all", "ROWS"),
        Argument("--language", "of the countries' names", "LANGUAGE", "en", ("en", "zh")),
        Argument("--draws", "bootstrap draws (default: 1000)", "NUMBER"),
    ),
    examples=(
        Example("detente show", "Lists the indicators."),
        Example(
            "detente show collaboration --country US",
            "The partners of the US, ranked, with intervals and P(first).",
        ),
        Example(
            "detente show collaboration --country US --partner CN --link per_paper",
            "One pair, each work's links adding up to 1.",
        ),
        Example(
            "detente show collaboration --country DE --territory hk_mo_with_cn",
            "Germany's partners, Hong Kong and Macao counted with China.",
        ),
        Example(
            "detente show output --country CN --by year --metric share",
            "China's share of papers by year.",
        ),
        Example("detente show output --language zh --limit 10", "The ten largest, in Chinese."),
        Example(
            "detente show published --first-partners",
            "Who is No. 1 for each of the 60 countries of NSF's matrix.",
        ),
        Example(
            "detente show published --country US --metric joint_papers --json",
            "Published figures as JSON.",
        ),
        Example(
            "detente show frontier_lag --country CN --leader US",
            "How far one country's best models come after another's, by every estimator.",
        ),
        Example(
            "detente show definitions", "What the release counts as AI, and what depends on it."
        ),
        Example("detente show dimensions", "Every analytic choice and its options."),
    ),
    open_options=True,
    dimensions=True,
)
_SHARED_FILTERS = ("country", "partner", "by", "source")


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Print an indicator, or one of the lists."""
    from detente.views.cli import lists

    name = arguments["indicator"]
    if name is None:
        lists.give_indicators(output)
    elif name == "dimensions":
        lists.give_dimensions(output)
    else:
        _show(name, arguments, output)
    return 0


def _show(name: str, arguments: Mapping[str, Any], output: Output) -> None:
    from detente.views.cli.lists import definitions_of
    from detente.views.text.arrange import arrange
    from detente.views.text.definitions import draw_definitions

    filters = _filters(name, arguments)
    limit = whole_number("limit", arguments["limit"])
    output.progress(f"computing {name}")
    lake = output.lake
    if arguments["draws"] is not None:
        lake.dataset.draws = whole_number("draws", arguments["draws"]) or 0
    measure = lake.show(name, **choices_of(arguments), **filters)
    metrics = (arguments["metric"] or "").replace(" ", "").split(",")
    shown = arrange(measure, metrics=[m for m in metrics if m], limit=limit or None)

    from detente.views.document.measure import document_of

    document = document_of(shown)
    titles: dict[str, str] = {}
    if name == "definitions":
        document["definitions"] = definitions_of(lake.dataset.release)
        titles = {d.name: d.title for d in lake.dataset.release.manifest.definitions}

    def draw(page: Page) -> None:
        if titles:
            draw_definitions(page, shown, titles)
        else:
            _draw(page, shown, language=arguments["language"], limit=limit)

    output.give(document, shown.to_arrow(), draw)


def _draw(page: Page, shown: Measure, *, language: str, limit: int | None) -> None:
    from detente.views.text.lags import draw_lags, is_lags
    from detente.views.text.measure import draw_measure
    from detente.views.text.ranking import draw_partners, is_ranking

    rows = len(shown) if limit == 0 else limit
    if is_ranking(shown):
        draw_partners(page, shown, language=language, limit=rows)
    elif is_lags(shown):
        draw_lags(page, shown, language=language)
    else:
        draw_measure(page, shown, language=language, limit=rows)


def _filters(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Filters of the indicator, each read as its annotation says."""
    from detente.core.discovery import find

    given = {key: arguments[key] for key in _SHARED_FILTERS if arguments[key] is not None}
    given |= arguments["others"]
    kinds = find("detente.indicators", "INDICATOR", name).compute.__annotations__
    return {
        # a filter that the indicator does not have is refused by name, not by its value
        key: of_kind(key, value, str(kinds[key])) if key in kinds else value
        for key, value in given.items()
    }


def help_of(words: list[str]) -> str:
    """Help about one indicator: metrics, filters, choices; empty if none is named."""
    from detente.core.discovery import modules
    from detente.views.cli.lists import indicator_help

    named = [word for word in words if word in modules("detente.indicators", "INDICATOR")]
    return indicator_help(named[0]) if named else ""
