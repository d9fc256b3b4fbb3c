"""Papers of entities by year: all of them, joint with a country, joint with another, domestic.

An entity is an institution, or several that a list of restricted parties names as one. Counting is
full: a paper counts once for each entity it names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from detente.core.territory import TERRITORIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.dimensions import Specification
    from detente.core.territory import Territory
    from detente.engine.protocol import Relation
    from detente.lake.dataset import Dataset

    Ints = NDArray[np.integer]
    Floats = NDArray[np.float64]

OWN, PARTNER, PLACEBO = "own", "partner", "placebo"
DECIMALS = 9
COUNTS = ("papers", "joint", "placebo", "domestic")
# who names an institution of the listed side, and where the others of that work are
_ROWS = """
chosen AS (
    SELECT m.work AS work, c.year AS year, c.era AS era
    FROM cell_work AS m
    INNER JOIN admitted AS c ON c.cell = m.cell
),
rows_of_works AS (
    SELECT a.work AS work, ch.year AS year, a.institution AS institution, a.country AS country,
           COALESCE(s.role, '') AS role
    FROM authorship AS a
    INNER JOIN chosen AS ch ON ch.work = a.work
    LEFT JOIN side AS s ON s.era = ch.era AND s.code = a.country
),
named AS (
    SELECT DISTINCT r.work AS work, r.year AS year, COALESCE(u.entity, r.institution) AS entity
    FROM rows_of_works AS r
    LEFT JOIN unit AS u ON u.institution = r.institution
    WHERE r.role = 'own' AND r.institution IS NOT NULL
)
"""
STATEMENT = f"""
WITH {_ROWS},
places AS (
    SELECT r.work AS work,
           MAX(CASE WHEN r.role = 'partner' THEN 1 ELSE 0 END) AS joint,
           MAX(CASE WHEN r.role = 'placebo' THEN 1 ELSE 0 END) AS placebo,
           MAX(CASE WHEN r.role <> 'own' THEN 1 ELSE 0 END) AS elsewhere
    FROM rows_of_works AS r
    GROUP BY r.work
)
SELECT n.entity AS entity, n.year AS year, COUNT(*) AS papers, SUM(p.joint) AS joint,
       SUM(p.placebo) AS placebo, SUM(1 - p.elsewhere) AS domestic
FROM named AS n
INNER JOIN places AS p ON p.work = n.work
GROUP BY n.entity, n.year
"""
FIELDS = f"""
WITH {_ROWS}
SELECT n.entity AS entity, f.field AS field, SUM(f.weight) AS weight
FROM named AS n
INNER JOIN wanted AS w ON w.entity = n.entity
INNER JOIN work_field AS f ON f.work = n.work
WHERE n.year < w.before
GROUP BY n.entity, f.field
"""


class Listings(NamedTuple):
    """Which institutions are which listed entity, and from when to when.

    Attributes
    ----------
    institution, entity : integer arrays, shape (matched,)
        The entity is the smallest of its institutions.
    listed, removed : mapping of int to int
        First and last year by entity; an entity that is still listed has no last one.
    undated : frozenset of int
        Listed entities of which the list gives no day: neither listed ones nor controls.
    """

    institution: Ints
    entity: Ints
    listed: Mapping[int, int]
    removed: Mapping[int, int]
    undated: frozenset[int] = frozenset()


@dataclass(eq=False, frozen=True, slots=True)
class EntityPanel:
    """Counts of entities by year.

    Attributes
    ----------
    entity : int64 array, shape (entities,)
        Ascending identifiers.
    years : int64 array, shape (years,)
        Every year from the first to the last.
    listed : float64 array, shape (entities,)
        Year of listing; NaN for never.
    papers, joint, placebo, domestic : float64 arrays, shape (entities, years)
        All papers, those with the sanctioning country, with the placebo partner, and without any
        other country or unknown affiliation; NaN in years without papers and after a removal.
    mix : float64 array, shape (entities, fields)
        Share of each field in the papers before any listing; no fields where none are known.
    kind : array of str, shape (entities,)
        Kind of organisation; empty where it is not known.
    """

    entity: Ints
    years: Ints
    listed: Floats
    papers: Floats
    joint: Floats
    placebo: Floats
    domestic: Floats
    mix: Floats
    kind: NDArray[np.str_]

    @property
    def others(self) -> Floats:
        """Papers without the sanctioning country."""
        return np.asarray(self.papers - self.joint)

    def of(self, rows: NDArray[np.bool_] | Ints) -> EntityPanel:
        """Some of the entities."""
        chosen = {
            name: getattr(self, name)[rows] for name in ("entity", "listed", *COUNTS, "mix", "kind")
        }
        return replace(self, **chosen)


def entity_panel(
    dataset: Dataset,
    specification: Specification,
    listings: Listings,
    *,
    own: str,
    partner: str,
    placebo: str,
    least_joint: int = 1,
) -> EntityPanel:
    """Count the papers of the listed entities of a country and of its other institutions.

    Parameters
    ----------
    dataset : Dataset
    specification : Specification
        Which works count, and which codes are one country.
    listings : Listings
    own, partner, placebo : str
        Codes of the listed side, of the sanctioning side, and of a country that listed nobody.
    least_joint : int
        Unlisted institutions with fewer joint papers in all years are left out: they can be no
        controls, and are most of a large release.

    Raises
    ------
    DataMissing
        The release has no authorships.
    """
    dataset.need("authorship")
    roles = {own: OWN, partner: PARTNER, placebo: PLACEBO}
    relations = _relations(dataset, specification, listings=listings, roles=roles)
    rows = dataset.engine.query(STATEMENT, relations)
    panel = _filled(rows, listings, least_joint)
    if len(panel.entity) == 0:
        return panel
    return replace(panel, mix=_mix(dataset, panel, relations), kind=_kinds(dataset, panel))


def _relations(
    dataset: Dataset,
    specification: Specification,
    *,
    listings: Listings,
    roles: Mapping[str, str],
) -> dict[str, Relation]:
    import pyarrow as pa

    pool = dataset.pool
    cells = pool.admitted(specification)
    policy = next(t for t in TERRITORIES if t.name == specification["territory"])
    eras = pool.cell["era"].to_numpy()[cells]
    return {
        "authorship": dataset.release.files("authorship"),
        "cell_work": pool.cell_work if dataset.pool_again else dataset.release.files("cell_work"),
        "admitted": pa.table({"cell": cells.astype(np.int64), "year": pool.years[cells],
                              "era": eras}),
        "side": _sides(policy, pool.countries, eras=np.unique(eras), roles=roles),
        "unit": pa.table({"institution": listings.institution.astype(np.int64),
                          "entity": listings.entity.astype(np.int64)}),
    }  # fmt: skip


def _sides(
    policy: Territory, codes: tuple[str, ...], *, eras: Ints, roles: Mapping[str, str]
) -> pa.Table:
    """What each code is in each era: of the listed side, the sanctioning one, or the placebo."""
    import pyarrow as pa

    rows = [
        {"era": int(era), "code": code, "role": roles[policy.code(code, int(era))]}
        for era in eras
        for code in codes
        if policy.code(code, int(era)) in roles
    ]
    schema = pa.schema([("era", pa.int64()), ("code", pa.string()), ("role", pa.string())])
    return pa.Table.from_pylist(rows, schema)


def _filled(rows: pa.Table, listings: Listings, least_joint: int) -> EntityPanel:
    columns = {name: rows[name].to_numpy() for name in ("entity", "year", *COUNTS)}
    entity, place = np.unique(columns["entity"], return_inverse=True)
    kept = np.bincount(place, columns["joint"], minlength=len(entity)) >= least_joint
    kept |= np.isin(entity, list(listings.listed))
    kept &= ~np.isin(entity, list(listings.undated))
    new_place = np.cumsum(kept) - 1
    inside = kept[place]
    place, year = new_place[place[inside]], columns["year"][inside]
    entity = entity[kept].astype(np.int64)
    years = np.arange(year.min(), year.max() + 1) if len(year) else np.empty(0, np.int64)
    counts = {name: np.full((len(entity), len(years)), np.nan) for name in COUNTS}
    for name, matrix in counts.items():
        matrix[place, year - (years[0] if len(years) else 0)] = columns[name][inside]
    listed = np.array([listings.listed.get(one, np.nan) for one in entity.tolist()], float)
    for row, one in enumerate(entity.tolist()):
        if one in listings.removed:
            for matrix in counts.values():
                matrix[row, years >= listings.removed[one]] = np.nan
    return EntityPanel(
        entity, years.astype(np.int64), listed, **counts, mix=np.empty((len(entity), 0)),
        kind=np.full(len(entity), "", dtype=object),
    )  # fmt: skip


def _mix(dataset: Dataset, panel: EntityPanel, relations: Mapping[str, Relation]) -> Floats:
    """Share of each field in the papers before the first listing; empty if fields are unknown."""
    import pyarrow as pa

    if not dataset.release.has("work_field"):
        return np.empty((len(panel.entity), 0))
    first = np.nanmin(panel.listed, initial=float(panel.years[-1] + 1))
    before = np.full(len(panel.entity), int(first), np.int64)
    wanted = pa.table({"entity": panel.entity, "before": before})
    files = {"work_field": dataset.release.files("work_field"), "wanted": wanted}
    rows = dataset.engine.query(FIELDS, {**relations, **files})
    place = np.searchsorted(panel.entity, rows["entity"].to_numpy())
    names, field = np.unique(np.array(rows["field"].to_pylist(), dtype=str), return_inverse=True)
    weight = np.zeros((len(panel.entity), len(names)))
    weight[place, field] = rows["weight"].to_numpy()
    total = weight.sum(axis=1, keepdims=True)
    shares = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    # engines add doubles in any order, and entities that are alike must stay alike
    return np.asarray(np.round(shares, DECIMALS))


def _kinds(dataset: Dataset, panel: EntityPanel) -> NDArray[np.str_]:
    if not dataset.release.has("institution"):
        return panel.kind
    from detente.tables.institution import TABLE

    table = dataset.release.table(TABLE).select(["institution", "kind"])
    kinds = dict(zip(table["institution"].to_pylist(), table["kind"].to_pylist(), strict=True))
    return np.array([kinds.get(one) or "" for one in panel.entity.tolist()], dtype=object)
