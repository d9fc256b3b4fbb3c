"""Building the pool of a release: the one pass over all authorships, on whichever engine.

An engine streams authorships joined with their work, sorted by work; `pool_chunk` turns a chunk
into one row a work with the hash of its credit pattern; `merge` numbers patterns and cells in an
order that does not depend on chunks, partitions or engines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.lake.canonical import canonical, country_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.core.source import Definition
    from detente.engine.protocol import Engine

    Relations = Mapping[str, Sequence[Path] | pa.Table]
    Ints = NDArray[np.integer]

# which definitions each work meets: the sum of their bits
MASKS = """
    SELECT met.work AS work, SUM(met.bit) AS mask
    FROM (
        SELECT l.work AS work, d.bit AS bit
        FROM label AS l
        INNER JOIN definition AS d ON l.scheme = d.scheme
        WHERE (d.label = '' OR d.label = l.label) AND l.score >= d.threshold
        GROUP BY l.work, d.bit
    ) AS met
    GROUP BY met.work
"""
STATEMENT = f"""
SELECT w.work AS work, a.author AS author, a.affiliation AS affiliation,
       a.institution AS institution, a.country AS country, a.corresponding AS corresponding,
       w.date AS date, w.year AS year, w.type AS type, COALESCE(m.mask, 0) AS mask
FROM work AS w
LEFT JOIN authorship AS a ON a.work = w.work
LEFT JOIN ({MASKS}) AS m ON m.work = w.work
WHERE w.retracted IS NULL OR w.retracted = FALSE
"""
LIST_COLUMNS = ("author", "institution", "country", "corresponding")
# More definitions than bits of a signed 64-bit mask cannot be told apart.
MOST_DEFINITIONS = 62


def definition_table(definitions: Sequence[Definition]) -> pa.Table:
    """The definitions of a release as rows (bit, scheme, label, threshold); '' is any label."""
    import pyarrow as pa

    if len(definitions) > MOST_DEFINITIONS:
        raise UsageError(
            f"{len(definitions)} definitions in one release",
            why=f"at most {MOST_DEFINITIONS} can be kept apart",
            fix="build the release from fewer sources, or drop definitions nobody asks for",
        )
    rows = [
        {"bit": 1 << bit, "scheme": d.scheme, "label": label, "threshold": float(d.threshold)}
        for bit, d in enumerate(definitions)
        for label in (d.labels or ("",))
    ]
    schema = pa.schema(
        [
            ("bit", pa.int64()),
            ("scheme", pa.string()),
            ("label", pa.string()),
            ("threshold", pa.float64()),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def chunk_schema() -> pa.Schema:
    """One row a work: its pattern's hash and stratum; the pattern's rows once a chunk."""
    import pyarrow as pa

    return pa.schema(
        [
            ("work", pa.int64()),
            ("low", pa.int64()),
            ("high", pa.int64()),
            ("year", pa.int16()),
            ("era", pa.int16()),
            ("type", pa.string()),
            ("mask", pa.int64()),
            ("author", pa.list_(pa.int16())),
            ("institution", pa.list_(pa.int32())),
            ("country", pa.list_(pa.string())),
            ("corresponding", pa.list_(pa.int8())),
        ]
    )


def pool_chunk(rows: pa.Table) -> pa.Table:
    """Turn the authorship rows of whole works into one row a work (see :func:`chunk_schema`).

    Rows are sorted by work, author and affiliation.
    """
    import numpy as np
    import pyarrow as pa

    from detente.kernels.pooling import pattern_hashes

    if rows.num_rows == 0:
        return chunk_schema().empty_table()
    columns = _arrays(rows)
    hashes = np.empty((2, rows.num_rows), np.uint64)
    first = np.empty(rows.num_rows, np.int64)
    for which, salt in enumerate((0x5851F42D4C957F2D, 0x14057B7EF767814F)):
        works = pattern_hashes(
            columns["work"],
            columns["author"],
            columns["institution"],
            columns["code"],
            columns["corresponding"],
            np.uint64(0),
            np.uint64(salt),
            first,
            hashes[which],
        )
    first = first[:works]
    low, high = (hashes[i, :works].view(np.int64) for i in range(2))
    heads = rows.take(pa.array(first))
    era = _eras(heads)
    shown = np.unique(np.stack([low, high]), axis=1, return_index=True)[1]
    lists = _representatives(rows, columns, first=np.append(first, rows.num_rows), shown=shown)
    columns_of_work = [
        heads["work"],
        pa.array(low),
        pa.array(high),
        heads["year"],
        pa.array(era),
        heads["type"],
        heads["mask"],
    ]
    return pa.table([*columns_of_work, *lists], names=chunk_schema().names).cast(chunk_schema())


def _arrays(rows: pa.Table) -> dict[str, Ints]:
    """Kernel arrays of authorship rows; -1 stands for unknown."""
    import numpy as np
    import pyarrow.compute as pc

    def filled(name: str, kind: str) -> Ints:
        # a copy, because whether Arrow lends its memory varies, and kernels compile for both cases
        return np.array(pc.fill_null(rows[name].cast(kind), -1).to_numpy())

    return {
        "work": filled("work", "int64"),
        "author": filled("author", "int16"),
        "institution": filled("institution", "int64"),
        "corresponding": filled("corresponding", "int8"),
        "code": country_codes(rows["country"]),
    }


def _eras(heads: pa.Table) -> NDArray[np.int16]:
    """Era of each work by its day, or by the middle of its year where the day is unknown."""
    import numpy as np
    import pyarrow as pa

    from detente.core.territory import ERA_STARTS

    starts = np.array(ERA_STARTS, "datetime64[D]")
    years = heads["year"].to_numpy()
    middle = (years.astype("int64") - 1970).astype("datetime64[Y]").astype("datetime64[M]") + 6
    days = heads["date"].cast(pa.int32()).fill_null(-(2**31)).to_numpy().astype("datetime64[D]")
    known = heads["date"].is_valid().to_numpy()
    day = np.where(known, days, middle.astype("datetime64[D]"))
    eras: NDArray[np.int16] = np.searchsorted(starts, day, side="right").astype(np.int16)
    return eras


def _representatives(
    rows: pa.Table,
    columns: dict[str, Ints],
    *,
    first: NDArray[np.int64],
    shown: NDArray[np.int64],
) -> list[pa.Array]:
    """List columns that hold a pattern's rows where it is first met and are null elsewhere."""
    import numpy as np
    import pyarrow as pa

    works = len(first) - 1
    null = np.ones(works, bool)
    null[shown] = False
    lengths = np.where(null, 0, np.diff(first))
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    keep = np.repeat(~null, np.diff(first))
    values = {
        "author": pa.array(columns["author"][keep].astype(np.int16)),
        "institution": pa.array(_ordinals(columns, keep)),
        "country": rows["country"].filter(pa.array(keep)).combine_chunks(),
        "corresponding": pa.array(columns["corresponding"][keep].astype(np.int8)),
    }
    mask = pa.array(null)
    return [
        pa.ListArray.from_arrays(pa.array(offsets), values[name], mask=mask)
        for name in LIST_COLUMNS
    ]


def _ordinals(columns: dict[str, Ints], keep: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number institutions from 0 (identities beyond equality are not wanted in a pattern)."""
    import numpy as np

    institution = columns["institution"][keep]
    names, places = np.unique(institution, return_inverse=True)
    return np.where(institution < 0, -1, places - int((names < 0).any())).astype(np.int32)


def merge(chunks: pa.Table) -> dict[str, pa.Table]:
    """Number patterns and cells of all chunks: the tables ``pattern``, ``cell`` and ``cell_work``.

    The order is that of the hashes, years, types and masks, never that of arrival.
    """
    import polars as pl

    from detente.tables import cell, cell_work, pattern

    frame = pl.DataFrame(pl.from_arrow(chunks))
    stratum = ["year", "era", "type", "mask"]
    shapes = (
        frame.filter(pl.col("author").is_not_null())
        .unique(["low", "high"], keep="any")
        .sort("low", "high")
        .with_row_index("pattern")
    )
    works = frame.select("work", "low", "high", *stratum).join(
        shapes.select("low", "high", "pattern"), on=["low", "high"], how="inner"
    )
    cells = (
        works.group_by("pattern", *stratum)
        .len("works")
        .sort("pattern", *stratum)
        .with_row_index("cell")
    )
    members = (
        works.join(cells, on=["pattern", *stratum], how="inner")
        .select("cell", "work")
        .sort("cell", "work")
    )
    rows = shapes.select("pattern", *LIST_COLUMNS).explode(LIST_COLUMNS)
    named = cells.rename({"mask": "definitions"}).drop("cell")
    tables: dict[str, pa.Table] = {
        "pattern": pattern.TABLE.check(canonical(rows.to_arrow()), origin="pool"),
        "cell": cell.TABLE.check(named.to_arrow(), origin="pool"),
        "cell_work": cell_work.TABLE.check(members.to_arrow(), origin="pool"),
    }
    return tables


def build_pool(
    engine: Engine, relations: Relations, definitions: Sequence[Definition]
) -> dict[str, pa.Table]:
    """Pool all works of the given ``work``, ``authorship`` and ``label`` relations.

    Returns
    -------
    dict of str to pyarrow.Table
        The tables ``pattern``, ``cell`` and ``cell_work``; identical on every engine.
    """
    inputs = {name: relations[name] for name in ("work", "authorship", "label")}
    chunks = engine.map_sorted(
        STATEMENT,
        {**inputs, "definition": definition_table(definitions)},
        key="work",
        then=("author", "affiliation"),
        function=pool_chunk,
        schema=chunk_schema(),
    )
    return merge(chunks)
