"""The panel of a country's entities, those on the Entity List among them (methods §7).

Which institution is which listed entity, and since when, is what screening says
(`detente.lake.screening`); what it cannot match with an institution is not in the panel, and
counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from detente.core.errors import DataMissing
from detente.lake.citations import SUPPLY
from detente.lake.entity_panel import Listings, entity_panel
from detente.lake.pool import FILTER_CHOICES
from detente.lake.screen import ENTITY_LIST
from detente.lake.screening import screened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Any

    from detente.core.dimensions import Specification
    from detente.lake.dataset import Dataset
    from detente.lake.entity_panel import EntityPanel

LISTED_CHOICES = (*FILTER_CHOICES, "territory", "entity_scope")
"""Dimensions that change a panel; the others change how it is read."""
NEEDED = ("authorship", "institution", "listing", "listing_alias")


@dataclass(eq=False, frozen=True, slots=True)
class ListedPanel:
    """A panel, and the listed entities of the country that are not in it.

    Attributes
    ----------
    panel : EntityPanel
    unresolved : int
        Entities on the list under the country of which no paper was found, or no day of listing.
    """

    panel: EntityPanel
    unresolved: int

    @property
    def unresolved_share(self) -> float:
        """Share of the country's listed entities that are not in the panel; NaN without any."""
        total = self.unresolved + int((~np.isnan(self.panel.listed)).sum())
        return self.unresolved / total if total else float("nan")


def listed_panel(
    dataset: Dataset, specification: Specification, *, own: str, partner: str, placebo: str
) -> ListedPanel:
    """The panel of a country's entities; made once for the choices that change it.

    Parameters
    ----------
    dataset : Dataset
    specification : Specification
    own, partner, placebo : str
        Codes of the listed side, of the sanctioning side, and of a country that listed nobody.

    Raises
    ------
    DataMissing
        The release has no institutions, or no list.
    """
    _need(dataset)
    choices = tuple(specification[name] for name in LISTED_CHOICES)
    key = ("listed panel", choices, own, partner, placebo, dataset.pool_again)
    if key not in dataset.memory:
        found = _listings(screened(dataset, scope=specification["entity_scope"]).to_pylist())
        panel = entity_panel(
            dataset, specification, found, own=own, partner=partner, placebo=placebo
        )
        inside = int((~np.isnan(panel.listed)).sum())
        unresolved = max(_on_list(dataset, own) - inside, 0)
        dataset.memory[key] = ListedPanel(panel, unresolved)
    return cast("ListedPanel", dataset.memory[key])


def _need(dataset: Dataset) -> None:
    try:
        dataset.need(*NEEDED)
    except DataMissing as missing:
        raise DataMissing(
            f"insufficient data: {missing.what}",
            why="who was listed is known by the names of institutions and of a list",
            fix=f"{SUPPLY} entity_list",
        ) from missing


def _listings(rows: Sequence[Mapping[str, Any]]) -> Listings:
    """Each listed entity under the smallest of its institutions."""
    members: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        members.setdefault(row["entity"], []).append(row)
    listed, removed, undated = {}, {}, set()
    pairs = []
    for found in members.values():
        number = min(row["institution"] for row in found)
        pairs += [(row["institution"], number) for row in found]
        first: date | None = found[0]["listed_on"]
        if first is None:
            undated.add(number)
            continue
        listed[number] = first.year
        if found[0]["removed_on"] is not None:
            removed[number] = found[0]["removed_on"].year
    institution, entity = np.array(sorted(pairs), np.int64).reshape(-1, 2).T
    return Listings(institution, entity, listed, removed, frozenset(undated))


def _on_list(dataset: Dataset, country: str) -> int:
    from detente.tables.listing import TABLE

    rows = dataset.release.table(TABLE, columns=["list", "entity", "country"]).to_pylist()
    return len({r["entity"] for r in rows if (r["list"], r["country"]) == (ENTITY_LIST, country)})
