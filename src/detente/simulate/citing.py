"""A world whose works cite each other: what is planted in it, country by country.

A work belongs to the country that leads it. Its countries and authors are those of a
`detente.simulate.world.World`; its citations follow `detente.simulate.growth.Growth`, and depart
from it as the leading countries do.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from math import inf, isclose
from typing import TYPE_CHECKING, Any

from detente.core.errors import UnknownName, UsageError
from detente.simulate.growth import USUAL, Growth

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.simulate.world import World

    Shares = tuple[float, ...]

PLANTED = ("quality", "disruption", "home", "loss")
"""What a country can have more of than another."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field of science.

    Attributes
    ----------
    path : str
        From coarse to fine, e.g. ``"cs/vision"``.
    share : float
        Share of works in it; those of a world sum to 1.
    references : float
        How much longer its lists of references are than those of others.
    """

    path: str
    share: float
    references: float = 1.0


FIELDS = (
    Field("cs/learning", 0.35, 1.3),
    Field("cs/vision", 0.3),
    Field("cs/language", 0.2, 0.8),
    Field("engineering/robotics", 0.15, 0.6),
)


@dataclass(frozen=True, slots=True)
class CitationWorld:
    """A superpopulation of works with citations. Nothing is planted unless it is said.

    Attributes
    ----------
    world : World
        Countries, authors, years, types and labels of works.
    fields : tuple of Field
        Fields of every country alike.
    two_fields : float
        Share of works that lie in a second field with a quarter of their weight.
    quality : tuple of float
        By country: factor of the fitness of the works that it leads.
    disruption : tuple of float
        By country: added to P(who finds a work that it leads leaves its references aside).
    home : tuple of float
        By country: P(a work that it leads seeks a reference in its own country).
    loss : tuple of float
        By country: P(the record lacks a reference of a work that it leads).
    dividend : float
        Factor of the fitness of works of two or more countries.
    pairs : tuple of (str, str, float)
        Two countries, and a further factor of the fitness of their joint works.
    growth : Growth
        How papers cite otherwise.

    Raises
    ------
    UsageError
        A number of entries does not fit, or a share or factor is out of its range.
    """

    world: World
    fields: tuple[Field, ...] = FIELDS
    two_fields: float = 0.2
    quality: Shares = ()
    disruption: Shares = ()
    home: Shares = ()
    loss: Shares = ()
    dividend: float = 1.0
    pairs: tuple[tuple[str, str, float], ...] = ()
    growth: Growth = USUAL

    def __post_init__(self) -> None:
        leave = self.growth.leave
        self._settle("quality", 1.0, low=0.0, high=inf)
        self._settle("disruption", 0.0, low=-leave, high=1 - leave)
        self._settle("home", 0.0, low=0.0, high=1.0)
        self._settle("loss", 0.0, low=0.0, high=1.0)
        _check_range("two_fields", (self.two_fields,), low=0.0, high=1.0)
        _check_range("dividend", (self.dividend, *(x for _, _, x in self.pairs)), low=0, high=inf)
        if min(self.quality) <= 0:
            raise _wrong("quality", "must be above 0, as every work can be cited")
        total = sum(field.share for field in self.fields)
        if len({field.path for field in self.fields}) != len(self.fields) or not isclose(total, 1):
            raise _wrong("fields", "needs different paths whose shares sum to 1")
        for code, other, _ in self.pairs:
            self.place(code), self.place(other)

    def _settle(self, name: str, neutral: float, *, low: float, high: float) -> None:
        """Write out what is left open, and check it."""
        size = len(self.world.countries)
        given = tuple(getattr(self, name)) or (neutral,) * size
        object.__setattr__(self, name, given)
        if len(given) != size:
            raise _wrong(name, f"needs one entry for each of {size} countries")
        _check_range(name, given, low=low, high=high)

    def place(self, code: str) -> int:
        """Index of a country."""
        if code not in self.world.countries:
            raise UnknownName("country of this world", code, self.world.countries)
        return self.world.countries.index(code)

    def planting(self, **planted: Mapping[str, float]) -> CitationWorld:
        """The same world with something planted, e.g. ``quality={"US": 1.3}``.

        Countries that are not named keep what they have.
        """
        changes: dict[str, Any] = {}
        for name, by_country in planted.items():
            values = list(getattr(self, name))
            for code, value in by_country.items():
                values[self.place(code)] = value
            changes[name] = tuple(values)
        return replace(self, **changes)

    def complete(self) -> CitationWorld:
        """The same world with nothing missing from its record: no affiliation, no reference."""
        return replace(self, world=self.world.complete(), loss=())

    def parameters(self) -> dict[str, Any]:
        """Everything that is planted, as plain values."""
        return asdict(self)

    def planted(self, name: str, code: str, other: str) -> float:
        """By how much ``quality``, ``disruption``, ``home`` or ``loss`` of a country exceeds
        another's.
        """
        if name not in PLANTED:
            raise UnknownName("planted property", name, PLANTED)
        values: Shares = getattr(self, name)
        return values[self.place(code)] - values[self.place(other)]

    def signs(self, code: str, other: str) -> dict[str, int]:
        """Which of two countries has more of each planted property: 1 the first, -1, or 0 neither.

        Quality shows in citations, disruption in ranks by the disruption index, loss in recorded
        over stated references. A sign is that of a measured difference only if the two countries
        differ in nothing else: home bias, too, brings citations to countries that have much of it.
        """
        gaps = {name: self.planted(name, code, other) for name in PLANTED}
        return {name: (gap > 0) - (gap < 0) for name, gap in gaps.items()}


def _check_range(name: str, values: Shares, *, low: float, high: float) -> None:
    if not all(low <= value <= high for value in values):
        raise _wrong(name, f"must lie in {low:g} to {high:g}")


def _wrong(name: str, why: str) -> UsageError:
    return UsageError(
        f"a world cannot cite with these {name}",
        why=f"{name} {why}",
        fix="see simulate.citing.CitationWorld",
    )
