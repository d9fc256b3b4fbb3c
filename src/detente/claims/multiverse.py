"""The specifications a claim is checked under: every combination of options held to be equivalent.

Options of a dimension share its weight equally, and an option that is declared to be a duplicate of
another shares that one's weight: writing the same choice twice moves no verdict (methods §10).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from detente.core.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Weights = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Multiverse:
    """A full factorial of options.

    Specifications are numbered in canonical order: dimensions as declared, the last one fastest.

    Attributes
    ----------
    dimensions : mapping of str to tuple of str
        Options by dimension.
    duplicates : mapping of str to mapping of str to str
        By dimension, options that ask the same as another one: ``{option: original}``.

    Raises
    ------
    UsageError
        A dimension has no option or one twice, or a duplicate has no original of its own.

    Examples
    --------
    >>> both = Multiverse({"link": ("whole", "per_paper"), "territory": ("separate",)})
    >>> both.specification(1)
    {'link': 'per_paper', 'territory': 'separate'}
    """

    dimensions: Mapping[str, tuple[str, ...]]
    duplicates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, options in self.dimensions.items():
            if not options or len(set(options)) != len(options):
                raise UsageError(
                    f"dimension '{name}': {len(options)} options, {len(set(options))} different",
                    why="a multiverse needs each option once, and at least one",
                    fix="name every option of the dimension once",
                )
        for name, copies in self.duplicates.items():
            self._check_duplicates(name, copies)

    def _check_duplicates(self, name: str, copies: Mapping[str, str]) -> None:
        options = self._options(name)
        for option in (*copies, *copies.values()):
            if option not in options:
                raise UnknownName(f"option of dimension '{name}'", option, options)
        chained = sorted(set(copies.values()) & set(copies))
        if chained:
            raise UsageError(
                f"dimension '{name}': '{chained[0]}' is declared a duplicate and an original",
                fix="name one original for all duplicates of it",
            )

    def _options(self, name: str) -> tuple[str, ...]:
        if name not in self.dimensions:
            raise UnknownName("dimension of this multiverse", name, self.dimensions)
        return self.dimensions[name]

    @staticmethod
    def of(specifications: Sequence[Mapping[str, str]], names: Sequence[str]) -> Multiverse:
        """The multiverse that a list of specifications spans, options in order of appearance."""
        return Multiverse(
            {name: tuple(dict.fromkeys(s[name] for s in specifications)) for name in names}
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of options of each dimension."""
        return tuple(len(options) for options in self.dimensions.values())

    def __len__(self) -> int:
        return prod(self.shape)

    def specification(self, position: int) -> dict[str, str]:
        """The specification at a canonical position."""
        indices = np.unravel_index(position, self.shape) if self.shape else ()
        chosen = zip(self.dimensions.items(), indices, strict=True)
        return {name: options[int(i)] for (name, options), i in chosen}

    def specifications(self) -> tuple[dict[str, str], ...]:
        """All specifications in canonical order."""
        names = tuple(self.dimensions)
        chosen = product(*self.dimensions.values())
        return tuple(dict(zip(names, options, strict=True)) for options in chosen)

    def position(self, specification: Mapping[str, str]) -> int:
        """Canonical position of a specification; choices in other dimensions do not matter.

        Raises
        ------
        UnknownName
            The specification lacks a dimension or picks an option that is not in the multiverse.
        """
        position = 0
        for name, options in self.dimensions.items():
            option = specification.get(name, "")
            if option not in options:
                raise UnknownName(f"option of dimension '{name}'", option, options)
            position = position * len(options) + options.index(option)
        return position

    def positions(self, specifications: Iterable[Mapping[str, str]]) -> Positions:
        """Canonical position of each of a complete list of specifications, in any order.

        Raises
        ------
        UsageError
            A specification occurs twice, or some are missing: rates and effects of a partial grid
            would be approximations that look exact.
        """
        found = [self.position(specification) for specification in specifications]
        missing = len(self) - len(set(found))
        if missing or len(found) != len(self):
            raise UsageError(
                f"{len(found)} specifications do not make the full factorial of {len(self)}",
                why=f"{missing} are missing and {len(found) + missing - len(self)} occur again",
                fix="give every combination of options once, undefined where it has no value",
            )
        return np.array(found, dtype=np.int64)

    def choices(self, name: str) -> Positions:
        """Per specification, the index of its option in one dimension."""
        self._options(name)
        axis = tuple(self.dimensions).index(name)
        inner = prod(self.shape[axis + 1 :])
        return np.asarray(np.arange(len(self)) // inner % self.shape[axis], dtype=np.int64)

    def groups(self, name: str) -> Positions:
        """Per option of one dimension, a number that a duplicate shares with its original."""
        options = self._options(name)
        copies = self.duplicates.get(name, {})
        return np.array([options.index(copies.get(o, o)) for o in options], dtype=np.int64)

    def option_weights(self, name: str) -> Weights:
        """Weights of one dimension's options; sum 1, a duplicate halving its original's."""
        groups = self.groups(name)
        sizes = np.bincount(groups)
        return np.asarray(1.0 / (np.count_nonzero(sizes) * sizes[groups]), dtype=np.float64)

    def weights(self) -> Weights:
        """Weights of the specifications in canonical order; sum 1."""
        weights = np.ones(1)
        for name in self.dimensions:
            weights = np.multiply.outer(weights, self.option_weights(name)).ravel()
        return weights
