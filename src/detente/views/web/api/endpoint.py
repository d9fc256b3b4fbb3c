"""What an endpoint of the API declares; a new endpoint is one new file of ``api``."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from detente.core.discovery import modules
from detente.core.errors import UnknownName, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import ModuleType

    import pyarrow as pa

    from detente.views.web.desk import Desk

PACKAGE = "detente.views.web.api"
ROOT = "api/v1"
FORMS = ("json", "csv", "parquet")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name that a request may give.

    Attributes
    ----------
    name, meaning : str
    kind : str
        ``string``, ``integer``, ``number`` or ``boolean``.
    options : tuple of str
        The closed set of values; empty for any.
    required : bool
    example : str
    """

    name: str
    meaning: str
    kind: str = "string"
    options: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


RELEASE = Parameter("release", "Name of the release; the current one by default.")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A path under ``/api/v1``.

    Attributes
    ----------
    path : str
        With ``{names}`` of what differs.
    summary, description : str
    parameters : tuple of Parameter
        Those of the path and of the query; ``None`` stands nowhere.
    rows : bool
        Whether it speaks CSV and Parquet too, by the ending of its path.
    open : bool
        Whether names beyond ``parameters`` are read by the endpoint itself.
    media : str
        What it answers.
    """

    path: str
    summary: str
    description: str = ""
    parameters: tuple[Parameter, ...] = (RELEASE,)
    rows: bool = False
    open: bool = False
    media: str = "application/json"

    def match(self, path: str) -> dict[str, str] | None:
        """What the names of the path stand for and the form, or None if it is another's path."""
        found = _pattern(self.path, self.rows).fullmatch(path)
        return found.groupdict() if found else None


@dataclass(frozen=True, slots=True)
class Question:
    """A request that has been read.

    Attributes
    ----------
    desk : Desk
    given : mapping of str to str
        Values by name, from the path and the query.
    """

    desk: Desk
    given: Mapping[str, str]

    def get(self, name: str) -> str | None:
        """A value, or None if it was not given."""
        return self.given.get(name)


@dataclass(frozen=True, slots=True)
class Result:
    """What an endpoint answers.

    Attributes
    ----------
    document : mapping
    rows : pyarrow.Table or None
        The same for CSV and Parquet.
    raw : bytes or None
        What is sent as it stands.
    """

    document: Mapping[str, Any] = field(default_factory=dict)
    rows: pa.Table | None = None
    raw: bytes | None = None


@cache
def _pattern(path: str, rows: bool) -> re.Pattern[str]:
    names = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(path))
    return re.compile(names + (r"(?:\.(?P<form>json|csv|parquet))?" if rows else ""))


def endpoints() -> dict[str, ModuleType]:
    """Every endpoint by the name of its file."""
    return modules(PACKAGE, "ENDPOINT")


def endpoint_at(path: str) -> tuple[ModuleType, dict[str, str]]:
    """The endpoint of a path under the root of the API, and what its names stand for.

    Raises
    ------
    UnknownName
        There is none.
    """
    for module in endpoints().values():
        found = module.ENDPOINT.match(path)
        if found is not None:
            return module, {name: value for name, value in found.items() if value is not None}
    raise UnknownName("endpoint", path, [module.ENDPOINT.path for module in endpoints().values()])


def read_query(endpoint: Endpoint, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """Values of a query by name.

    Raises
    ------
    UnknownName
        The endpoint has no such parameter, or the parameter no such option.
    UsageError
        A name is there twice.
    """
    known = {parameter.name: parameter for parameter in endpoint.parameters}
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise UsageError("a parameter is there twice", fix="give each once")
        if name not in known and not endpoint.open:
            raise UnknownName("parameter", name, known)
        options = known[name].options if name in known else ()
        if options and value not in options:
            raise UnknownName(f"value of '{name}'", value, options)
        given[name] = value
    return given
