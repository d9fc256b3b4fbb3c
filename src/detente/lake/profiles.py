"""Patterns as a territory policy sees them, with their rows ready for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.territory import TERRITORIES
from detente.kernels import passes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]
    Piece = tuple[dict[str, Ints], int, Ints]


@dataclass(frozen=True, slots=True)
class Profiles:
    """One profile a pattern, or one a pattern and era where the policy has a bloc.

    Attributes
    ----------
    cell : integer array, shape (cells,)
        Profile of each cell of the pool.
    work, rows : integer arrays, shape (affiliations,)
        Profile and pattern row of each affiliation.
    cuts : tuple of (first profile, last + 1, territory)
        Profiles that share one mapping of country places.
    columns : mapping of str to integer array
        The pattern rows.
    countries, authors, unknown, two_authors : integer arrays, shape (profiles,)
        Distinct countries, authors, affiliations of unknown country, and whether two different
        authors are in different countries.
    """

    cell: Ints
    work: Ints
    rows: Ints
    cuts: tuple[tuple[int, int, Ints], ...]
    columns: Mapping[str, Ints]
    countries: Ints
    authors: Ints
    unknown: Ints
    two_authors: Ints

    @property
    def size(self) -> int:
        """Number of profiles."""
        return len(self.countries)

    def pieces(self) -> Iterator[Piece]:
        """Kernel arrays, number of profiles and territory of each cut."""
        for low, high, territory in self.cuts:
            start, stop = np.searchsorted(self.work, [low, high])
            taken = self.rows[start:stop]
            columns = {name: values[taken] for name, values in self.columns.items()}
            yield {**columns, "work": self.work[start:stop]}, high - low, territory

    def filled(self, place: int | None) -> Iterator[Piece]:
        """The same with every unknown country known: ``place``, or for None one of its own each.

        Each of these affiliations is then an institution of its own, for a pattern does not keep
        which of them are the same.
        """
        for columns, size, territory in self.pieces():
            country, missing = columns["country"], columns["country"] < 0
            work, count = columns["work"], np.cumsum(missing)
            # number of each unknown affiliation within its work
            number: Ints = count - 1 - (count - missing)[np.searchsorted(work, work)]
            named = columns["institution"].max(initial=-1) + 1
            institution = np.where(missing, named + number, columns["institution"])
            new = np.minimum(len(territory) + number, np.iinfo(np.int16).max)
            own = np.where(missing, new if place is None else place, country).astype(np.int16)
            extended = np.arange(max(len(territory), own.max(initial=-1) + 1), dtype=np.int16)
            extended[: len(territory)] = territory
            columns |= {"country": own, "institution": institution.astype(np.int32)}
            yield columns, size, extended

    @staticmethod
    def of(
        cell: pa.Table, columns: Mapping[str, Ints], *, countries: Sequence[str], territory: str
    ) -> Profiles:
        """Profiles of the patterns of all cells under a territory policy."""
        policy = next(t for t in TERRITORIES if t.name == territory)
        eras = cell["era"].to_numpy() if policy.bloc else np.zeros(cell.num_rows, np.int16)
        patterns, number = cell["pattern"].to_numpy(), columns["pattern"]
        starts = np.searchsorted(number, np.arange(number[-1] + 2 if len(number) else 1))
        of_cell = np.zeros(cell.num_rows, np.int64)
        work, rows, cuts, total = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [], 0
        for era in np.unique(eras):
            here = np.flatnonzero(eras == era)
            wanted, place = np.unique(patterns[here], return_inverse=True)
            of_cell[here] = total + place
            lengths = starts[wanted + 1] - starts[wanted]
            begin = np.repeat(starts[wanted] - np.cumsum(lengths) + lengths, lengths)
            rows.append(begin + np.arange(lengths.sum()))
            work.append(np.repeat(np.arange(len(wanted)) + total, lengths))
            codes = [countries.index(policy.code(code, int(era))) for code in countries]
            cuts.append((total, total + len(wanted), np.array(codes, np.int16)))
            total += len(wanted)
        facts = [np.zeros(total, np.int32) for _ in range(4)]
        profiles = Profiles(
            of_cell, np.concatenate(work), np.concatenate(rows), tuple(cuts), columns, *facts
        )
        for (low, high, _), (c, _, places) in zip(cuts, profiles.pieces(), strict=True):
            passes.describe_works(
                c["work"], c["author"], c["country"], places, *(fact[low:high] for fact in facts)
            )
        return profiles
