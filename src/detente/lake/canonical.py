"""The one order in which a credit pattern is written, whatever work it was first met in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.integer]


def canonical(rows: pa.Table) -> pa.Table:
    """Put the rows of each pattern in an order that depends on its content alone.

    The first author stays first; other authors follow by a hash of their countries, work-level
    affiliations come last, and institutions are numbered so that each country keeps its number of
    distinct ones. Two partitions that met different works of a pattern then write the same bytes.
    """
    import numpy as np
    import pyarrow as pa

    from detente.kernels.pooling import author_hashes

    number = rows["pattern"].to_numpy().astype(np.int64)
    author = np.array(rows["author"].to_numpy())
    # the first affiliation of an author speaks for all; what belongs to no author has no flag
    corresponding = np.where(
        author <= 0, -1, rows["corresponding"].to_numpy()[_starts(number, author)]
    ).astype(np.int8)
    code = country_codes(rows["country"])
    hashes = np.empty(len(number), np.uint64)
    author_hashes(number, author, code, corresponding, np.uint64(1), hashes)
    hashes[author <= 0] = 0
    order = np.lexsort((code, author, hashes, author != 1, author <= 0, number))
    number, author, code = number[order], author[order], code[order]
    return pa.table(
        {
            "pattern": number,
            "row": np.arange(len(number)) - _starts(number),
            "author": _renumbered(number, author),
            "institution": _spread(number, code, rows["institution"].to_numpy()[order]),
            "country": rows["country"].take(pa.array(order)),
            "corresponding": corresponding[order],
        }
    )


def _starts(*groups: Ints) -> NDArray[np.int64]:
    """For each row the position at which its run of equal values begins."""
    import numpy as np

    fresh = np.zeros(len(groups[0]), bool)
    fresh[:1] = True
    for group in groups:
        fresh[1:] |= group[1:] != group[:-1]
    return np.maximum.accumulate(np.where(fresh, np.arange(len(fresh)), 0))


def _renumbered(number: NDArray[np.int64], author: Ints) -> NDArray[np.int64]:
    """Count authors from 1 if the first author is known, else from 2; -1 stays."""
    import numpy as np

    fresh = np.append(True, (number[1:] != number[:-1]) | (author[1:] != author[:-1]))
    running = np.cumsum(fresh[: len(number)])
    starts = _starts(number)
    has_first = author[starts] == 1
    return np.where(author <= 0, -1, running - running[starts] + np.where(has_first, 1, 2))


def _spread(
    number: NDArray[np.int64], code: NDArray[np.uint64], institution: Ints
) -> NDArray[np.int64]:
    """Institutions renumbered per pattern, keeping only what the hash keeps of them.

    That is how many named ones each country has, and whether a known country has an unnamed one.
    """
    import numpy as np
    import polars as pl

    known, group = pl.col("institution") >= 0, ["number", "code"]
    here = pl.DataFrame(
        {"number": number, "code": code.astype(np.int64), "institution": institution}
    )
    spread = here.select(
        "number",
        "code",
        named=pl.col("institution").filter(known).n_unique().over(group).cast(pl.Int64),
        unnamed=((pl.col("code") != 0) & ~known).any().over(group).cast(pl.Int64),
        row=pl.int_range(pl.len()).over(group),
    ).select(
        "number",
        # distinct institutions of different countries must not share a number
        name=pl.when((pl.col("row") >= pl.col("unnamed")) & (pl.col("named") > 0)).then(
            pl.min_horizontal(pl.col("row") - pl.col("unnamed"), pl.col("named") - 1)
            + pl.col("code") * 2**32
        ),
    )
    ordinal = pl.col("name").rank("dense").over("number").cast(pl.Int64) - 1
    return spread.select(ordinal.fill_null(-1)).to_series().to_numpy()


def country_codes(countries: pa.ChunkedArray) -> NDArray[np.uint64]:
    """A number for each two-letter code that is the same everywhere; 0 for unknown."""
    import numpy as np

    encoded = countries.combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    codes = np.array([ord(name[0]) * 256 + ord(name[1]) for name in names] + [0], np.uint64)
    places: Ints = encoded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    return codes[places]
