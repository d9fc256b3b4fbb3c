"""Finding tables, sources, indicators and commands: by walking a package, never by a list."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from detente.core.errors import UnknownName

if TYPE_CHECKING:
    from types import ModuleType


@cache
def modules(package: str, attribute: str) -> dict[str, ModuleType]:
    """Modules of a package that declare ``attribute``, by name, in alphabetical order.

    Parameters
    ----------
    package : str
        Dotted name, e.g. ``"detente.indicators"``.
    attribute : str
        The declaration a module must have, e.g. ``"INDICATOR"``.
    """
    parent = importlib.import_module(package)
    found = {}
    for info in sorted(pkgutil.iter_modules(parent.__path__), key=lambda item: item.name):
        module = importlib.import_module(f"{package}.{info.name}")
        if hasattr(module, attribute):
            found[info.name] = module
    return found


def find(package: str, attribute: str, name: str) -> ModuleType:
    """The module called ``name``.

    Raises
    ------
    UnknownName
        There is none; says which there are.
    """
    known = modules(package, attribute)
    if name not in known:
        raise UnknownName(attribute.lower(), name, known)
    return known[name]
