"""Sources that can be fetched: found by their declaration, never by a list."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from detente.core.fetch import Fetch

PACKAGE = "detente.sources"


@cache
def fetchable() -> dict[str, Fetch]:
    """Every declaration ``FETCH``, by the name of its source, in alphabetical order."""
    parent = importlib.import_module(PACKAGE)
    found = {}
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda item: item.name):
        places = [f"{PACKAGE}.{info.name}"]
        if info.ispkg and importlib.util.find_spec(f"{places[0]}.fetch") is not None:
            places.append(f"{places[0]}.fetch")
        for place in places:
            module = importlib.import_module(place)
            if hasattr(module, "FETCH"):
                found[info.name] = module.FETCH
    return found


def find_fetch(name: str) -> Fetch:
    """The declaration of the source called ``name``.

    Raises
    ------
    UnknownName
        There is none; says which there are.
    """
    known = fetchable()
    if name not in known:
        raise UnknownName("source that can be fetched", name, known)
    return known[name]
