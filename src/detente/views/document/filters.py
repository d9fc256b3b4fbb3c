"""Filters of indicators as strangers may use them: plain words and small numbers, never files."""

from __future__ import annotations

import inspect
from typing import Any

from detente.core.discovery import find
from detente.core.errors import UsageError

MOST = 2200
"""Largest whole number: years are the largest that are asked for."""
_KINDS = {"str": str, "int": int, "float": float, "bool": bool}
_TRUTHS = {"true": True, "false": False}
NAMES = {str: "text", int: "whole number", float: "number", bool: "true or false"}


def filters_of(name: str) -> dict[str, type]:
    """Filters of an indicator and the type of each.

    A filter that also takes rows, or the name of a file with them, is for people at their own
    machine and is left out.
    """
    module = find("detente.indicators", "INDICATOR", name)
    parameters = inspect.signature(module.compute).parameters
    written = {key: str(value.annotation) for key, value in parameters.items()}
    return {
        key: _KINDS[kind.removesuffix(" | None")]
        for key, kind in written.items()
        if kind.removesuffix(" | None") in _KINDS
    }


def value_of(key: str, value: Any, kind: type) -> Any:
    """The value of a filter, of its own type.

    Raises
    ------
    UsageError
        It is of another type, or out of range.
    """
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if type(value) is not kind:
        raise UsageError(
            f"filter {key} takes a {NAMES[kind]}",
            why=f"it was given a {NAMES[type(value)]}",
            fix="ask 'indicators' what each filter takes",
        )
    if isinstance(value, int) and kind is int and not 0 <= value <= MOST:
        raise UsageError(f"filter {key} is out of range", fix=f"give a number from 0 to {MOST}")
    return value


def read_value(key: str, text: str, kind: type) -> Any:
    """The value of a filter from the text of an address.

    Raises
    ------
    UsageError
        It is no such value, or out of range.
    """
    if kind is bool:
        if text not in _TRUTHS:
            raise UsageError(f"filter {key} takes true or false", fix=f"write {key}=true")
        return _TRUTHS[text]
    try:
        value = kind(text)
    except ValueError as problem:
        raise UsageError(
            f"filter {key} takes a {NAMES[kind]}", fix=f"write, for example, {key}=10"
        ) from problem
    return value_of(key, value, kind)
