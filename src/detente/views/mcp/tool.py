"""What a tool declares, and the check of what it is asked.

A tool is a module of ``views/mcp/tools`` with ``TOOL = Tool(...)`` and
``answer(reader, arguments) -> dict``, where ``arguments`` are checked and have their defaults.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from detente.core.discovery import modules
from detente.core.errors import UnknownName, UsageError
from detente.views.mcp.untrusted import NOTICE

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import ModuleType

PACKAGE = "detente.views.mcp.tools"
_SHOWN = 200
# every answer says these, whatever the tool
_PROVENANCE: Mapping[str, Any] = {
    "notice": {"type": "string", "const": NOTICE},
    "simulated": {"type": "string", "description": "there only if all of it is invented"},
    "release": {"type": "string", "description": "the release that is read"},
    "version": {"type": "string", "description": "of detente"},
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One question that an agent can ask.

    Attributes
    ----------
    title, description : str
        For people, and for the model that chooses among tools.
    takes : mapping of str to mapping
        JSON schema of each argument; one with a ``default`` may be left out, and so may one that
        is not ``required``.
    gives : mapping of str to mapping
        JSON schema of each part of the answer, beside what every answer says.
    required : tuple of str
        Arguments that must be given.
    """

    title: str
    description: str
    takes: Mapping[str, Mapping[str, Any]]
    gives: Mapping[str, Mapping[str, Any]]
    required: tuple[str, ...] = ()

    @property
    def input_schema(self) -> dict[str, Any]:
        """JSON schema of the arguments."""
        return {
            "type": "object",
            "properties": {name: dict(schema) for name, schema in self.takes.items()},
            "required": list(self.required),
            "additionalProperties": False,
        }

    @property
    def output_schema(self) -> dict[str, Any]:
        """JSON schema of the answer."""
        return {
            "type": "object",
            "properties": {**_PROVENANCE, **{n: dict(s) for n, s in self.gives.items()}},
            "required": ["notice", "release", "version", *self.gives],
            "additionalProperties": False,
        }

    def checked(self, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments as they are used: checked, with defaults, None where left out.

        Raises
        ------
        UnknownName
            There is no such argument.
        UsageError
            An argument is missing, or is not what its schema says.
        """
        from jsonschema import Draft202012Validator

        for key in given:
            if key not in self.takes:
                raise UnknownName(f"argument of tool '{name}'", key[:_SHOWN], self.takes)
        for problem in Draft202012Validator(self.input_schema).iter_errors(dict(given)):
            place = ".".join(str(part) for part in problem.absolute_path) or "arguments"
            raise UsageError(
                f"{place[:_SHOWN]} of tool '{name}' cannot be used",
                why=problem.message[:_SHOWN],
                fix=f"it takes: {_spelled(self.takes)}",
            )
        return {key: given.get(key, schema.get("default")) for key, schema in self.takes.items()}


def _spelled(takes: Mapping[str, Mapping[str, Any]]) -> str:
    return "; ".join(f"{key}: {schema['description']}" for key, schema in takes.items())


def tools() -> dict[str, ModuleType]:
    """Every tool there is, by name."""
    return modules(PACKAGE, "TOOL")
