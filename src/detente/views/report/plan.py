"""Which pages a static copy holds: every instance, and each definition changed by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.dimensions import DIMENSIONS
from detente.core.errors import UsageError
from detente.views.web.page import Asked, pages
from detente.views.web.state import State
from detente.views.web.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import ModuleType

    from detente.core.dimension import Dimension
    from detente.views.web.desk import Desk
    from detente.views.web.links import Links

Choices = tuple[tuple[str, str], ...]
# what a reader of the copy may change; a server combines all of them
CHANGED = ("territory", "counting", "link", "ai_definition")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is copied.

    Attributes
    ----------
    release : str
    languages : tuple of str
    moving : mapping of str to frozenset of str
        By page, the choices that move a number of it.
    variants : mapping of str to tuple of choices
        By page, the choices under which it is copied; the first are the defaults.
    """

    release: str
    languages: tuple[str, ...]
    moving: Mapping[str, frozenset[str]]
    variants: Mapping[str, tuple[Choices, ...]]

    def choices(self, path: str, state: State) -> Choices | None:
        """Under which choices the copy of a page shows what a state asks; None if under none."""
        if path not in self.variants or state.language not in self.languages:
            return None
        wanted = tuple(c for c in state.choices if c[0] in self.moving[path])
        return wanted if wanted in self.variants[path] else None

    def __len__(self) -> int:
        return len(self.languages) * sum(map(len, self.variants.values()))


def plan(
    desk: Desk,
    links: Links,
    *,
    languages: tuple[str, ...],
    changed: tuple[str, ...] = CHANGED,
    progress: Callable[[str], None] = lambda _step: None,
) -> Plan:
    """Every page of a release, under the defaults and under each change of one choice.

    Parameters
    ----------
    desk : Desk
    links : Links
        Where things are, for building the pages once.
    languages : tuple of str
    changed : tuple of str
        Dimensions whose options are copied.
    progress : callable

    Raises
    ------
    UsageError
        A name is not a dimension.
    """
    known = {dimension.name: dimension for dimension in DIMENSIONS}
    for name in changed:
        if name not in known:
            raise UsageError(f"'{name}' is no choice", fix="detente show dimensions")
    moving: dict[str, frozenset[str]] = {}
    variants: dict[str, tuple[Choices, ...]] = {}
    state = State(languages[0], desk.release)
    for path, parameters, module in _places(desk):
        progress(f"planning {path or 'the first page'}")
        asked = Asked(desk, state, Words(state.language), links, path, parameters)
        moving[path] = module.build(asked).dimensions
        variants[path] = ((), *_changes(desk, moving[path], changed))
    return Plan(desk.release, languages, moving, variants)


def _places(desk: Desk) -> Iterator[tuple[str, Mapping[str, str], ModuleType]]:
    for module in pages().values():
        if module.PAGE.served:
            continue
        instances = getattr(module, "instances", None)
        for parameters in instances(desk) if instances else ({},):
            yield module.PAGE.fill(parameters), parameters, module


def _changes(desk: Desk, moving: frozenset[str], changed: tuple[str, ...]) -> Iterator[Choices]:
    for dimension in DIMENSIONS:
        if dimension.name in changed and dimension.name in moving:
            for option in options_of(dimension, desk):
                if option != dimension.default:
                    yield ((dimension.name, option),)


def options_of(dimension: Dimension, desk: Desk) -> tuple[str, ...]:
    """Options of a dimension, which for some the release decides."""
    if dimension.name == "ai_definition":
        return desk.dataset.definitions
    return tuple(option.name for option in dimension.options)
