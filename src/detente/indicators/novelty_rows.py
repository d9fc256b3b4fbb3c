"""Rows of novelty: of countries, of the world, of two sides, and of what is not judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.indicators.novelty_families import SIGNED
from detente.indicators.rows import UNDEFINED, About, joined, small
from detente.indicators.scored import GRAIN, compared
from detente.lake.novel import WHY_NOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.indicators.novelty_families import Family, Value
    from detente.indicators.scored import Sums
    from detente.lake.novel import Novel

    Floats = NDArray[np.float64]

NOT_DRAWN = "not computed: no networks were drawn; ask with --replicas 10"
WORLD = "without a country: all papers, each once"


def excluded_name(family: str, place: int) -> str:
    """Name of the share that the reason at a place of ``WHY_NOT`` leaves out."""
    return f"{family}_excluded_{place + 1}"


def family_rows(family: Family, sums: Sums, places: Sequence[int]) -> Iterator[pa.Table]:
    """Metrics of some countries."""
    return _rows(family, sums.by_country, sums.about(places), places=places)


def world_rows(family: Family, sums: Sums) -> Iterator[pa.Table]:
    """The same metrics of all papers together, each once."""
    tally = sums.tally
    drawn = tally.dataset.work_pool.draw_world(
        tally.specification, family.columns, draws=tally.columns - 1, seed=tally.dataset.seed
    )
    judged = drawn[:, 0, 0]
    notes = [joined(WORLD, few) for few in small(judged)]
    about = About(sums.world().grain, judged, sums.unknown_share, notes)
    return _rows(family, drawn, about, places=[0])


def compared_rows(family: Family, sums: Sums, pair: tuple[str, str]) -> Iterator[pa.Table]:
    """Two countries in the same draws; raises as :func:`detente.indicators.scored.compared`."""
    values = family.values(sums.by_country)
    places = [sums.tally.pool.place(code) for code in pair]
    for name in family.compared:
        value = values[name]
        caveat = joined(*set(_caveats(value, places))) if family.drawn else NOT_DRAWN
        for table in compared(sums, pair, {name: value.totals}, signed=SIGNED):
            yield _noted(table, [caveat])


def excluded_rows(family: Family, sums: Sums, found: Novel) -> Iterator[pa.Table]:
    """Papers of the world that are not judged, by reason."""
    here = sums.tally.dataset.work_pool.admitted(sums.tally.specification)
    about, note = sums.world(), "a count of what is left out: no interval"
    for place in range(len(WHY_NOT[family.name])):
        name = excluded_name(family.name, place)
        if not family.drawn:
            yield about.nulls(name, NOT_DRAWN)
            continue
        why = found.why_not[family.name][here]
        share = (why == place).mean() if len(here) else np.nan
        yield about.plain(name, [share], note=note)


def quality_rows(found: Novel) -> list[pa.Table]:
    """What weakens the references of the release."""
    literature, combined = found.found.literature, found.found.combined
    inside, outside = len(literature.references.edges.citing), literature.references.outside
    some = inside or np.nan
    shares = {
        "outside_share": outside / (inside + outside),
        "unknown_venue_share": 1.0 - literature.known_venues.sum() / some,
        "too_early_share": found.found.awakened.too_early.sum() / some,
    }
    about = About({name: [None] for name in GRAIN}, len(literature.venue), np.nan)
    note = "of the release, whatever is asked: no interval"
    tables = [about.plain(name, [share], note=note) for name, share in shares.items()]
    if combined is None:
        return [*tables, about.nulls("moved_share", NOT_DRAWN)]
    return [*tables, about.plain("moved_share", [combined[1].moved], note=note)]


def _rows(
    family: Family, sums: Floats, about: About, *, places: Sequence[int]
) -> Iterator[pa.Table]:
    for name, value in family.values(sums).items():
        if family.drawn:
            yield _noted(about.rows(name, value.totals[places]), _caveats(value, places))
        else:
            yield about.nulls(name, NOT_DRAWN)


def _caveats(value: Value, places: Sequence[int]) -> list[str]:
    return [value.caveat if value.weak is not None and value.weak[p] else "" for p in places]


def _noted(table: pa.Table, caveats: Sequence[str]) -> pa.Table:
    """Rows with one more note each, which is also why there is no value where there is none."""
    import pyarrow as pa

    notes = []
    for given, caveat in zip(table["note"].to_pylist(), caveats, strict=True):
        parts = [part for part in (given or "").split("; ") if not (caveat and part == UNDEFINED)]
        notes.append(joined(*parts, caveat) or None)
    at = table.schema.get_field_index("note")
    return table.set_column(at, "note", pa.array(notes, pa.string()))
