"""Definitions: how far the definitions of AI agree, and what depends on them (methods §11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from detente.core.errors import UsageError
from detente.core.indicator import STABILITY_INTERVAL, Indicator, Metric
from detente.indicators.asked import notes, pair_of
from detente.indicators.rows import NEVER_SEEN, About, joined, ratio, small
from detente.kernels import agreement

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.tally import Tally

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

INDICATOR = Indicator(
    title="Definitions of AI",
    question="How far do the definitions of AI agree, and what depends on the choice among them?",
    metrics=(
        Metric("works", "Works that meet the definition", "works", "|A|"),
        Metric("jaccard", "Overlap of two definitions (Jaccard)", "share",
               "|A ∩ B| / |A ∪ B|", 0.0, 1.0),
        Metric("country_ratio", "Papers of the country over those of the partner", "ratio",
               "papers of the country / papers of the partner, under the definition"),
        Metric("ratio_spread", "Largest over smallest ratio", "ratio",
               "max / min of the ratios over all definitions; ratios of 0 are left out", 1.0),
        Metric("sign_share", "Definitions under which the country is ahead", "share",
               "definitions under which it has more papers than the partner / definitions under "
               "which either has any", 0.0, 1.0),
    ),
    grain=("definition", "other", "country", "partner"),
    dimensions=("counting", "unknown", "territory", "document_types", "period"),
    interval=STABILITY_INTERVAL,
    minimum_data="one work; an overlap needs two definitions; ratios need a country and a partner",
    method="methods §11 AI definition",
    references=("rogan1978", "dunham2020"),
)  # fmt: skip
USUAL_PAIR = ("CN", "US")
NO_PAPERS = "undefined: the partner has no papers under this definition"
NO_WORKS = "undefined: no work meets either definition"
NEITHER = "undefined: neither country has papers under any definition"


@dataclass(frozen=True, slots=True)
class Membership:
    """Works by the set of definitions that they meet.

    Attributes
    ----------
    flags : boolean array, shape (definitions, sets)
    works : float64 array, shape (sets, 1 + draws)
    unknown : float64 array, shape (sets,)
        Works of which some affiliation's country is unknown.
    """

    flags: Flags
    works: Floats
    unknown: Floats

    def about(self, chosen: Flags) -> tuple[Floats, Floats]:
        """Works in the sets chosen (rows, sets), and the share of them with an unknown country."""
        works = chosen @ self.works[:, 0]
        return works, ratio(chosen @ self.unknown, works)


def compute(
    tally: Tally, *, country: str | None = None, partner: str | None = None
) -> list[pa.Table]:
    """Sizes and overlaps of all definitions, and the ratio of two countries under each.

    Parameters
    ----------
    tally : Tally
        Totals under the specification, whose own definition of AI plays no part.
    country, partner : str, optional
        ISO codes of the two countries compared; by default China and the United States, if the
        release has them.

    Raises
    ------
    UsageError
        One of the two is not named.
    """
    if (country is None) != (partner is None):
        raise UsageError(
            "a ratio needs two countries", fix="name both --country and --partner, or neither"
        )
    tallies = [tally.but(ai_definition=name) for name in tally.pool.definitions]
    if not tallies:
        return []
    members = membership(tallies)
    tables = _sizes(tallies, members) + _overlaps(tallies, members)
    if country is not None and partner is not None:
        pair = country, partner
    elif set(USUAL_PAIR) <= set(tally.pool.countries):
        pair = USUAL_PAIR
    else:
        return tables
    return tables + _ratios(tallies, members, pair)


def membership(tallies: Sequence[Tally]) -> Membership:
    """Works by the set of definitions that they meet, of all works that meet any.

    Parameters
    ----------
    tallies : sequence of Tally
        One under each definition of the release, in their order.
    """
    masks = tallies[0].pool.cell["definitions"].to_numpy()
    kinds = np.unique(np.concatenate([masks[tally.cells] for tally in tallies]))
    flags = np.array([(kinds & np.int64(1 << bit)) != 0 for bit in range(len(tallies))])
    works = np.zeros((len(kinds), tallies[0].columns))
    unknown = np.zeros(len(kinds))
    for flag, tally in zip(flags, tallies, strict=True):
        group = np.searchsorted(kinds, masks[tally.cells])
        works[flag] = tally.works(group, len(kinds))[flag]
        unknown[flag] = tally.but(draws=0).works_with_unknown(group, len(kinds))[flag, 0]
    return Membership(flags, works, unknown)


def _grain(**columns: list[str | None]) -> dict[str, list[str | None]]:
    size = len(next(iter(columns.values())))
    return {name: columns.get(name, [None] * size) for name in INDICATOR.grain}


def _names(tallies: Sequence[Tally]) -> list[str | None]:
    return [tally.specification["ai_definition"] for tally in tallies]


def _sizes(tallies: Sequence[Tally], members: Membership) -> list[pa.Table]:
    n, unknown = members.about(members.flags)
    about = About(_grain(definition=_names(tallies)), n, unknown, small(n))
    return [about.rows("works", members.flags @ members.works)]


def _overlaps(tallies: Sequence[Tally], members: Membership) -> list[pa.Table]:
    if len(tallies) < 2:
        return []
    first, second = np.triu_indices(len(tallies), 1)
    found = agreement.pairwise_jaccard(members.flags, weights=members.works.T)[:, first, second].T
    n, unknown = members.about(members.flags[first] | members.flags[second])
    names, shared = _names(tallies), found[:, 0] != 0
    tables = []
    for chosen in (shared, ~shared):
        one, two = first[chosen], second[chosen]
        columns = {"definition": [names[i] for i in one], "other": [names[i] for i in two]}
        about = About(_grain(**columns), n[chosen], unknown[chosen], small(n[chosen]))
        if chosen is shared:
            tables.append(about.rows("jaccard", found[chosen], undefined=NO_WORKS))
        else:
            why = [joined(NEVER_SEEN, few) for few in about.note]
            tables.append(about.plain("jaccard", found[chosen, 0], note=why))
    return tables


def _ratios(tallies: Sequence[Tally], members: Membership, pair: tuple[str, str]) -> list[pa.Table]:
    places = [list(pair_of(tally, *pair)) for tally in tallies]
    credit = np.array([t.credit()[0, two] for t, two in zip(tallies, places, strict=True)])
    papers = np.array([
        t.but(draws=0).papers()[0, two, 0] for t, two in zip(tallies, places, strict=True)
    ])  # fmt: skip
    n, unknown = papers.sum(axis=1), members.about(members.flags)[1]
    size = len(tallies)
    two: dict[str, list[str | None]] = {"country": [pair[0]] * size, "partner": [pair[1]] * size}
    few = [
        joined(*dict.fromkeys(found for found in notes(tally, pair, numbers) if found))
        for tally, numbers in zip(tallies, papers, strict=True)
    ]
    grain = _grain(definition=_names(tallies), **two)
    ratios = agreement.count_ratio(credit[:, 0], credit[:, 1])
    tables = [About(grain, n, unknown, few).rows("country_ratio", ratios, undefined=NO_PAPERS)]
    return tables + _of_all(tallies, members, credit=credit, pair=pair)


def _of_all(
    tallies: Sequence[Tally], members: Membership, *, credit: Floats, pair: tuple[str, str]
) -> list[pa.Table]:
    """Spread and sign over all definitions; credit (definitions, 2, 1 + draws)."""
    n, unknown = members.about(np.ones((1, len(members.works)), bool))
    grain = _grain(country=[pair[0]], partner=[pair[1]])
    spread = agreement.ratio_spread(agreement.count_ratio(credit[:, 0], credit[:, 1]).T)
    ahead = agreement.sign_share(credit[:, 0].T, credit[:, 1].T)
    left_out = int(spread.excluded[0])
    note = f"{left_out} of {len(tallies)} definitions left out: no ratio" if left_out else ""
    of_spread = About(grain, n, unknown, [joined(*small(n), note)])
    about = About(grain, n, unknown, small(n))
    return [
        of_spread.rows("ratio_spread", spread.value[None], undefined=NEITHER),
        about.rows("sign_share", ahead[None], undefined=NEITHER, sure_of_zero=True),
    ]
