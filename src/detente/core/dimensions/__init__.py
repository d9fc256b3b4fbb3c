"""The analytic choices that trackers hide, named, and a specification that makes all of them.

Each file of this folder is a group of choices; a new file needs no list to be edited.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from detente.core.discovery import modules
from detente.core.errors import UnknownName
from detente.core.period import Period

if TYPE_CHECKING:
    from detente.core.dimension import Dimension

DIMENSIONS: tuple[Dimension, ...] = tuple(
    dimension
    for module in modules("detente.core.dimensions", "DIMENSIONS").values()
    for dimension in module.DIMENSIONS
)
_BY_NAME = {dimension.name: dimension for dimension in DIMENSIONS}


@dataclass(frozen=True, slots=True)
class Specification(Mapping[str, str]):
    """One option for every dimension: what fixes a number down to the last choice.

    Examples
    --------
    >>> Specification.of(link="per_paper")["territory"]
    'separate'
    """

    choices: tuple[tuple[str, str], ...]
    _named: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_named", dict(self.choices))

    @staticmethod
    def of(choices: Mapping[str, str] | None = None, **named: str) -> Specification:
        """Fill in defaults around the given choices.

        Raises
        ------
        UnknownName
            A name is not a dimension, or a value is not one of its options.
        """
        return _DEFAULTS.but(**{**(choices or {}), **named})

    def but(self, **named: str) -> Specification:
        """The same specification with some choices changed."""
        accepted = {name: _dimension(name).accept(value) for name, value in named.items()}
        return Specification(tuple({**self._named, **accepted}.items()))

    @property
    def period(self) -> Period:
        """The period as a range of years."""
        return Period.read(self["period"])

    def __getitem__(self, name: str) -> str:
        return self._named[name]

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.choices)

    def __len__(self) -> int:
        return len(self.choices)

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in self.choices)


def _dimension(name: str) -> Dimension:
    if name not in _BY_NAME:
        raise UnknownName("dimension", name, _BY_NAME)
    return _BY_NAME[name]


_DEFAULTS = Specification(tuple((d.name, d.accept(d.default)) for d in DIMENSIONS))
