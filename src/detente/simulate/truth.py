"""What is true in a world: every statistic an honest analysis estimates, as an exact expectation.

Ratios are ratios of expectations, which is what the same ratio of totals tends to with more works.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UnknownName
from detente.simulate.law import law_of_countries, law_of_credit, members

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from detente.simulate.world import World

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

ROUNDS = 10_000


@dataclass(eq=False, frozen=True)
class Truth:
    """Expectations a work.

    Attributes
    ----------
    countries : tuple of str
    law : float64 array, shape (2 ** (countries + 1),)
        See :func:`detente.simulate.law.law_of_countries`.
    credit : float64 array, shape (countries + 1,)
        Expected fractional credit by author, the unknown country last.
    """

    countries: tuple[str, ...]
    law: Floats
    credit: Floats

    @cached_property
    def _holds(self) -> Flags:
        return members(len(self.countries) + 1)

    @cached_property
    def _known(self) -> Flags:
        return self._holds[:, :-1]

    @cached_property
    def _size(self) -> NDArray[np.int64]:
        return np.asarray(self._known.sum(axis=1))

    def place(self, code: str) -> int:
        """Index of a country."""
        if code not in self.countries:
            raise UnknownName("country of this world", code, self.countries)
        return self.countries.index(code)

    def merged(self, into: Mapping[str, str]) -> Truth:
        """The truth when some codes count as others, e.g. ``{"HK": "CN"}``."""
        target = np.array([self.place(into.get(code, code)) for code in self.countries])
        target = np.append(target, len(self.countries))
        becomes = np.eye(len(target))[target]
        sets = (self._holds @ becomes > 0) @ (1 << np.arange(len(target)))
        law = np.zeros(len(self.law))
        np.add.at(law, sets, self.law)
        return Truth(self.countries, law, self.credit @ becomes)

    # ---- output ----

    @cached_property
    def papers(self) -> Floats:
        """P(a work has each country)."""
        return self.law @ self._known

    def paper_share(self, code: str) -> float:
        """Works with the country / works with a known country."""
        return float(self.papers[self.place(code)] / self.law[self._size > 0].sum())

    def credit_share(self, code: str) -> float:
        """Fractional credit of the country / works, the unknown country among them."""
        return float(self.credit[self.place(code)] / self.credit.sum())

    @property
    def unknown_share(self) -> float:
        """P(a work has an author without a known country)."""
        return float(self.law @ self._holds[:, -1])

    # ---- collaboration ----

    def links(self, link: str = "whole") -> Floats:
        """Expected links a work: a symmetric matrix with an empty diagonal."""
        k = np.maximum(self._size, 2)
        weight = {
            "whole": np.ones(len(k)),
            "per_country": 1 / (k - 1),
            "per_paper": 2 / (k * (k - 1)),
        }
        matrix = self._known.T @ (self._known * (self.law * weight[link])[:, None])
        np.fill_diagonal(matrix, 0.0)
        return np.asarray(matrix)

    def joint_papers(self, code: str, partner: str, link: str = "whole") -> float:
        """Expected links of a pair, a work."""
        return float(self.links(link)[self.place(code), self.place(partner)])

    def partner_rank(self, code: str, partner: str, link: str = "whole") -> int:
        """Competition rank of a partner: 1 + the number of partners with more links."""
        row = self.links(link)[self.place(code)]
        return 1 + int((row > row[self.place(partner)] + 1e-12).sum())

    def lead(self, code: str, partner: str, link: str = "whole") -> float:
        """ln(links with the partner / links with the best other partner)."""
        row = self.links(link)[self.place(code)]
        other = np.delete(row, self.place(partner)).max()
        return float(np.log(row[self.place(partner)] / other))

    def mutual_lead(self, code: str, partner: str, link: str = "whole") -> float:
        """The smaller of the leads on both sides: above 0, each is the other's only No. 1."""
        return min(self.lead(code, partner, link), self.lead(partner, code, link))

    def international(self, code: str) -> tuple[float, float, float]:
        """P(domestic), P(international), P(either) of a work with the country."""
        mine, unknown = self._known[:, self.place(code)], self._holds[:, -1]
        joint = self._size >= 2
        kinds = (mine & ~joint & ~unknown, mine & joint, mine & ~joint & unknown)
        domestic, international, either = (float(self.law[kind].sum()) for kind in kinds)
        return domestic, international, either

    def international_share(self, code: str) -> float:
        """International / (domestic + international)."""
        domestic, international, _ = self.international(code)
        return international / (domestic + international)

    def partner_share(self, code: str, partner: str) -> float:
        """Joint works of the pair / international works of the country."""
        return self.joint_papers(code, partner) / self.international(code)[1]

    # ---- strength ----

    def salton(self, code: str, partner: str) -> float:
        """C / sqrt(n_a n_b)."""
        papers = self.papers[[self.place(code), self.place(partner)]]
        return self.joint_papers(code, partner) / float(np.sqrt(papers.prod()))

    def observed_over_expected_papers(self, code: str, partner: str) -> float:
        """C N / (n_a n_b), with works of a known country in N."""
        papers = self.papers[[self.place(code), self.place(partner)]]
        world = float(self.law[self._size > 0].sum())
        return self.joint_papers(code, partner) * world / float(papers.prod())

    def affinity(self, code: str, partner: str, link: str = "whole") -> float:
        """The probabilistic affinity index C T / (S_a S_b)."""
        strength = self.links(link).sum(axis=1)
        pair = strength[[self.place(code), self.place(partner)]]
        return self.joint_papers(code, partner, link) * float(strength.sum() / pair.prod())

    def observed_over_expected(self, code: str, partner: str, link: str = "whole") -> float:
        """Links over those of quasi-independence, with the same margins and an empty diagonal."""
        matrix = self.links(link)
        factors = _factors(matrix.sum(axis=1))
        a, b = self.place(code), self.place(partner)
        return float(matrix[a, b] / (factors[a] * factors[b]))


def truth(world: World) -> Truth:
    """What is true of the works of a world, whatever its record misses."""
    return recorded(world.complete())


def recorded(world: World) -> Truth:
    """What the record of a world says in the long run: the truth, less what is missing."""
    return Truth(world.countries, law_of_countries(world), law_of_credit(world))


def _factors(strength: Floats) -> Floats:
    """X with x_a · (Σx - x_a) = strength_a, by plain fixed-point steps."""
    factors = np.sqrt(strength)
    for _ in range(ROUNDS):
        wanted = strength / (factors.sum() - factors)
        if np.allclose(wanted, factors, rtol=1e-13, atol=0):
            break
        factors = np.sqrt(factors * wanted)
    return factors
