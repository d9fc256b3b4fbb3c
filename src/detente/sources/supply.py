"""Which sources would bring the tables that a release lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import DataMissing
from detente.sources.build import known_sources
from detente.sources.listing import root_of

if TYPE_CHECKING:
    from collections.abc import Sequence


def supply(tables: Sequence[str]) -> str:
    """What to add to a build, as words of its command line.

    Parameters
    ----------
    tables : sequence of str
        Names of canonical tables.

    Returns
    -------
    str
        The sources that bring all of them; a folder is asked for where no files come with the
        package.
    """
    givers = [n for n, source in known_sources().items() if set(tables) <= set(source.tables)]
    named = ", or ".join(f"`detente build {_argument(name)}`" for name in givers)
    if not named:
        return "no source alone brings them: `detente sources` says what each does"
    return f"{named}, beside the sources you have; `detente sources` says where files come from"


def _argument(name: str) -> str:
    try:
        root_of(name, None)
    except DataMissing:
        return f"{name}=FOLDER"
    return name
