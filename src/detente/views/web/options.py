"""What choices and their options are called where people read: a few words, never their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.dimensions import DIMENSIONS

if TYPE_CHECKING:
    from detente.core.dimension import Dimension, Option
    from detente.views.web.desk import Desk
    from detente.views.web.words import Words

_DECLARED: dict[str, Dimension] = {one.name: one for one in DIMENSIONS}


def choice_name(dimension: str, words: Words) -> str:
    """What a dimension is called."""
    return words(_DECLARED[dimension].short)


def option_name(dimension: str, option: str, words: Words) -> str:
    """What an option is called; one that the data bring, by its own name.

    Examples
    --------
    >>> from detente.views.web.words import Words
    >>> option_name("link", "per_paper", Words("en")), option_name("period", "2018-", Words("en"))
    ('1 per paper', 'since 2018')
    """
    if dimension == "period":
        return _years(option, words)
    declared = _option(dimension, option)
    return words(declared.short if declared else option.replace("_", " "))


def chosen_name(dimension: str, option: str, words: Words) -> str:
    """A choice with the option that was taken."""
    return words("{choice}: {option}", choice=choice_name(dimension, words),
                 option=option_name(dimension, option, words))  # fmt: skip


def option_meaning(dimension: str, option: str, *, desk: Desk, words: Words) -> str:
    """What an option means; what a release defines is said by the release."""
    if dimension == "ai_definition":
        defined = desk.dataset.release.manifest.definitions
        return next((words(one.title) for one in defined if one.name == option), "")
    declared = _option(dimension, option)
    return words(declared.meaning) if declared else ""


def _option(dimension: str, option: str) -> Option | None:
    return next((one for one in _DECLARED[dimension].options if one.name == option), None)


def _years(period: str, words: Words) -> str:
    if period == "all":
        return words("all years")
    first, _, last = period.partition("-")
    if period.endswith("-"):
        return words("since {year}", year=first)
    return period if first else words("until {year}", year=last)
