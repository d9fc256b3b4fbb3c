"""detente measures how countries cooperate and compete in AI, and checks claims about it.

import detente as dt

lake = dt.open("lake")
lake.collaboration(country="US", partner="CN")
lake.check("US and CN are each other's no. 1 partners in AI, 2018-2022")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.dimensions import Specification
from detente.core.errors import DetenteError
from detente.core.version import __version__

if TYPE_CHECKING:
    from os import PathLike

    from detente.engine.protocol import Engine
    from detente.indicators.cd_index import CdIndex
    from detente.views.python import Lake

__all__ = ["DetenteError", "Specification", "__version__", "cd_index", "open"]


def open(
    path: str | PathLike[str] = "lake", *, release: str | None = None, engine: Engine | None = None
) -> Lake:
    """Open a lake for reading.

    Parameters
    ----------
    path : path
        The lake's folder, made by ``detente build`` or ``detente demo``.
    release : str, optional
        A release's name; the current one by default.
    engine : Engine, optional
        Where statements run; DuckDB in this process by default.

    Returns
    -------
    Lake
        With one method for every indicator, and ``check`` for claims.

    Raises
    ------
    DataMissing
        There is no lake, or no release in it.
    IntegrityError
        The release is damaged.
    """
    from detente.views.python import Lake

    return Lake(path, release=release, engine=engine)


def cd_index(edges: object, dates: object, *, window: int | None = 5, **options: Any) -> CdIndex:
    """The CD index of every paper of a citation graph of your own.

    Parameters
    ----------
    edges, dates : path or table
        Parquet files, or tables of pyarrow, polars or pandas, with the columns ``citing`` and
        ``cited``; ``paper`` and either ``year`` or ``date``.
    window : int or None
        Years after a paper in which citing papers count; None has no end.
    **options
        Those of `detente.indicators.cd_index.cd_index`: ``shared``, ``minimum_references``, …

    Returns
    -------
    CdIndex
        ``table``, a row a paper, and ``summary``.

    Raises
    ------
    SourceMalformed
        A table is not what it should be; says the file, the column and the row.
    """
    from detente.indicators import cd_index as indicator

    return indicator.cd_index(edges, dates, window=window, **options)
