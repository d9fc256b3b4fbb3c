"""The canonical tables of a drawn literature, as a source that misses what is lost gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from detente.simulate.growth import MAJOR, MINOR

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from detente.simulate.graph import Graph
    from detente.simulate.literature import Literature

    Ints = NDArray[np.integer]

VENUES = 12
"""Venues of each field."""
TABLES = ("work", "authorship", "label", "citation", "work_field", "yearly_citation")


def tables_of(literature: Literature, *, record: Graph | None = None) -> dict[str, pa.Table]:
    """All tables of the record, not yet checked against their declarations.

    Citations that a work received, in all and by year, are counts of rows of ``citation``;
    ``stated_references`` counts all references of a work, the lost ones too.

    Parameters
    ----------
    literature : Literature
    record : Graph, optional
        Citations to take for those in the record, as when there are traps among them.

    Returns
    -------
    dict of str to pyarrow.Table
        ``work``, ``authorship``, ``label``, ``citation``, ``work_field`` and ``yearly_citation``,
        each in the order that it declares.
    """
    record = literature.record() if record is None else record
    return {
        "work": _works(literature, record),
        "authorship": literature.drawn["authorship"],
        "label": literature.drawn["label"],
        "citation": citation_table(record),
        "work_field": _fields(literature),
        "yearly_citation": yearly_table(record),
    }


def _works(literature: Literature, record: Graph) -> pa.Table:
    import pyarrow as pa

    table, stated = literature.drawn["work"], np.diff(literature.graph.first)
    for name, values in (
        ("venue", _venues(literature)),
        ("date", pa.array(record.day, pa.int32()).cast(pa.date32())),
        ("year", pa.array(record.year, pa.int16())),
        ("citations", pa.array(record.received.astype(np.int32))),
        ("stated_references", pa.array(stated.astype(np.int32))),
    ):
        place = table.schema.get_field_index(name)
        table = table.set_column(place, table.schema.field(name), values)
    return table


def _venues(literature: Literature) -> pa.Array:
    """A venue of its field for each work, without regard to anything else."""
    import pyarrow as pa

    paths = [field.path for field in literature.world.fields]
    names = [f"{path} {number}" for path in paths for number in range(1, VENUES + 1)]
    # a multiplicative hash (Knuth): neighbours in time are not in the same venue
    number = (np.arange(len(literature.lead), dtype=np.uint64) * np.uint64(2654435761)) % VENUES
    place = literature.graph.field.astype(np.int64) * VENUES + number.astype(np.int64)
    return pa.array(names, pa.string()).take(pa.array(place))


def citation_table(graph: Graph) -> pa.Table:
    """The table ``citation`` of a graph."""
    import pyarrow as pa

    from detente.tables.citation import TABLE

    columns = [graph.citing.astype(np.int64), graph.cited.astype(np.int64)]
    return pa.table([pa.array(column) for column in columns], schema=TABLE.schema)


def yearly_table(graph: Graph) -> pa.Table:
    """The table ``yearly_citation`` of a graph."""
    import pyarrow as pa

    from detente.tables.yearly_citation import TABLE

    begin = int(graph.year.min(initial=9999))
    years = int(graph.year.max(initial=begin)) - begin + 1
    key = graph.cited.astype(np.int64) * years + (graph.year[graph.citing] - begin)
    found, counts = np.unique(key, return_counts=True)
    columns = (found // years, (found % years + begin).astype(np.int16), counts.astype(np.int32))
    return pa.table([pa.array(column) for column in columns], schema=TABLE.schema)


def _fields(literature: Literature) -> pa.Table:
    import pyarrow as pa

    from detente.tables.work_field import TABLE

    paths = np.array([field.path for field in literature.world.fields])
    alphabet = np.argsort(paths)
    rank = np.argsort(alphabet)
    main, second = rank[literature.graph.field], rank[literature.second]
    both = main != second
    work = np.arange(len(main))
    rows = np.concatenate([work, work[both]])
    field = np.concatenate([main, second[both]])
    weight = np.concatenate([np.where(both, MAJOR, 1.0), np.full(both.sum(), MINOR)])
    order = np.lexsort([field, rows])
    names = pa.DictionaryArray.from_arrays(field[order], paths[alphabet]).cast(pa.string())
    return pa.table([rows[order], names, weight[order]], schema=TABLE.schema)
