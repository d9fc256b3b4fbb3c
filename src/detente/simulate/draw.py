"""Drawing works from a world: the canonical tables, as a source would give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.world import ANY_LABEL, SCHEME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.random import Generator
    from numpy.typing import NDArray

    from detente.simulate.world import World

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

# institutions of a country that its authors are spread over
INSTITUTIONS = 100


def draw(
    world: World, *, works: int, seed: int | Sequence[int], first_work: int = 0
) -> dict[str, pa.Table]:
    """Draw works of a world.

    Two worlds that differ only in what is missing give, from one seed, the same works with more or
    fewer gaps in their record.

    Parameters
    ----------
    world : World
    works : int
    seed : int or sequence of int
    first_work : int
        Identifier of the first work; the others follow.

    Returns
    -------
    dict of str to pyarrow.Table
        ``work``, ``authorship`` and ``label``, not yet checked against their declarations.
    """
    generator = np.random.default_rng(seed)
    number = np.arange(first_work, first_work + works, dtype=np.int64)
    return {
        "authorship": _authorships(world, number, generator),
        "work": _works(world, number, generator),
        "label": _labels(world, number, generator),
    }


def _authorships(world: World, number: Ints, generator: Generator) -> pa.Table:
    company = np.array(world.company)
    lead = _pick(np.array(world.output), generator, len(number))
    size = 1 + _pick(np.array(world.authors), generator, len(number))
    work = np.repeat(np.arange(len(number)), size)
    first = np.repeat(np.cumsum(size) - size, size)
    position = np.arange(len(work)) - first
    country = np.where(position == 0, lead[work], _pick(company[lead[work]], generator))
    second = _pick(company[country], generator)
    lost = generator.random(len(work)) < np.array(world.missing)[country]
    two = (generator.random(len(work)) < np.array(world.dual)[country]) & ~lost
    corresponding = position == (generator.random(len(number)) * size).astype(np.int64)[work]
    institution = generator.integers(0, INSTITUTIONS, (2, len(work)))
    rows = 1 + two
    author = np.repeat(np.arange(len(work)), rows)
    affiliation = np.arange(len(author)) - np.repeat(np.cumsum(rows) - rows, rows)
    place = np.where(affiliation == 0, country[author], second[author])
    place[lost[author]] = -1
    known = {
        "work": number[work[author]],
        "author": position[author] + 1,
        "affiliation": affiliation + 1,
        "corresponding": corresponding[author],
        "institution": place * INSTITUTIONS + institution[affiliation, author],
    }
    return _table(world, known, place)


def _table(world: World, known: Mapping[str, Ints], place: Ints) -> pa.Table:
    import pyarrow as pa

    from detente.tables.authorship import TABLE

    unknown = place < 0
    codes = pa.DictionaryArray.from_arrays(
        pa.array(place.astype(np.int32), mask=unknown), pa.array(world.countries)
    )
    columns = {
        **{name: pa.array(values, TABLE.schema.field(name).type) for name, values in known.items()},
        "institution": pa.array(known["institution"], mask=unknown),
        "country": codes.cast(pa.string()),
        "raw_affiliation": pa.nulls(len(place), pa.string()),
    }
    return pa.table([columns[name] for name in TABLE.schema.names], schema=TABLE.schema)


def _works(world: World, number: Ints, generator: Generator) -> pa.Table:
    import pyarrow as pa

    from detente.tables.work import TABLE

    chosen = {
        name: np.array([value for value, _ in options])[
            _pick(np.array([chance for _, chance in options]), generator, len(number))
        ]
        for name, options in (("year", world.years), ("type", world.types))
    }
    known = {"work": number, "year": chosen["year"].astype(np.int16), "type": chosen["type"]}
    columns = [
        pa.array(known[field.name], field.type)
        if field.name in known
        else pa.nulls(len(number), field.type)
        for field in TABLE.schema
    ]
    return pa.table(columns, schema=TABLE.schema)


def _labels(world: World, number: Ints, generator: Generator) -> pa.Table:
    import pyarrow as pa

    from detente.tables.label import TABLE

    names = (ANY_LABEL, *(name for name, _ in world.labels))
    chances = np.array([1.0, *(chance for _, chance in world.labels)])
    work, label = np.nonzero(generator.random((len(number), len(names))) < chances)
    return pa.table(
        {
            "work": number[work],
            "scheme": pa.array([SCHEME]).take(pa.array(np.zeros(len(work), np.int64))),
            "label": pa.array(names).take(pa.array(label)),
            "score": np.ones(len(work)),
        },
        schema=TABLE.schema,
    )


def _pick(chances: Floats, generator: Generator, size: int | None = None) -> Ints:
    """One option for each row of probabilities, or ``size`` options of a single row."""
    rising = np.cumsum(chances, axis=-1)[..., :-1]
    if size is not None:
        return np.searchsorted(rising, generator.random(size), side="right").astype(np.int64)
    return np.asarray((generator.random(len(rising))[:, None] >= rising).sum(axis=1))
