"""Which institutions of a release are on the Entity List, and since when.

References: methods §7 (screening).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from detente.lake.screen import DEFAULT_SCOPE, Screen

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.lake.dataset import Dataset


def screened(dataset: Dataset, *, scope: str = DEFAULT_SCOPE) -> pa.Table:
    """Institutions of a release that are on the Entity List; made once for each scope.

    Parameters
    ----------
    dataset : Dataset
    scope : str
        See :meth:`detente.lake.screen.Screen.screen`.

    Returns
    -------
    pyarrow.Table
        Sorted by ``institution``: ``institution`` (int64, as in ``authorship``), ``entity``
        (string), ``listed_on`` (date32, the earliest; null where the list gives no date),
        ``removed_on`` (date32, null while listed) and ``score`` (float64).

    Raises
    ------
    DataMissing
        The release has no institutions or no lists.
    UnknownName
        There is no such scope.
    """
    key = ("screened", scope)
    if key not in dataset.memory:
        dataset.memory[key] = _screened(dataset, scope)
    return cast("pa.Table", dataset.memory[key])


def screen_of(dataset: Dataset) -> Screen:
    """What screens names against the Entity List of a release; made once.

    Raises
    ------
    DataMissing
        The release has no lists.
    """
    from detente.tables import listing, listing_alias

    if "screen" not in dataset.memory:
        dataset.need("listing", "listing_alias")
        dataset.memory["screen"] = Screen(
            dataset.release.table(listing.TABLE).to_pylist(),
            dataset.release.table(listing_alias.TABLE).to_pylist(),
        )
    return cast("Screen", dataset.memory["screen"])


def _screened(dataset: Dataset, scope: str) -> pa.Table:
    import pyarrow as pa

    from detente.tables import institution

    dataset.need("institution")
    screen = screen_of(dataset)
    places = dataset.release.table(institution.TABLE).sort_by("institution")
    found = screen.screen(places["name"].to_pylist(), places["country"].to_pylist(), scope=scope)
    pairs = zip(places["institution"].to_pylist(), found, strict=True)
    rows = [(number, one, one.party) for number, one in pairs if one.party is not None]
    return pa.table(
        {
            "institution": pa.array([number for number, _, _ in rows], pa.int64()),
            "entity": pa.array([party.entity for _, _, party in rows], pa.string()),
            "listed_on": pa.array([party.listed_on for _, _, party in rows], pa.date32()),
            "removed_on": pa.array([party.removed_on for _, _, party in rows], pa.date32()),
            "score": pa.array([one.score for _, one, _ in rows], pa.float64()),
        }
    )
