"""Reading the values of options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.lake.dataset import Dataset


def choices_of(arguments: Mapping[str, Any]) -> dict[str, str]:
    """The analytic choices among the arguments of a command."""
    from detente.core.dimensions import DIMENSIONS

    return {d.name: arguments[d.name] for d in DIMENSIONS if arguments.get(d.name) is not None}


def whole_number(key: str, value: str | None) -> int | None:
    """A whole number of at least 0; None stays None.

    Raises
    ------
    UsageError
        It is something else.
    """
    if value is None:
        return None
    option = "--" + key.replace("_", "-")
    if not value.isdecimal():
        raise UsageError(
            f"{option} is a whole number of at least 0, not '{value}'",
            fix=f"write, for example, {option} 10",
        )
    return int(value)


def day(key: str, value: str | None) -> str:
    """An ISO date; empty if none is given.

    Raises
    ------
    UsageError
        It is something else.
    """
    from datetime import date

    if value is None:
        return ""
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError as problem:
        raise UsageError(
            f"--{key} is a date, not '{value}'", fix=f"write, for example, --{key} 2026-03-31"
        ) from problem


def publication(key: str, value: str | None, dataset: Dataset) -> str:
    """An ISO date on which what a release says was made public; empty if none is given.

    Raises
    ------
    UsageError
        It is something else, or before the release's newest file was retrieved.
    """
    published, retrieved = day(key, value), dataset.release.manifest.retrieved
    if published and published < retrieved:
        raise UsageError(
            f"--{key} is {published}",
            why=f"the newest file of release {dataset.release.id} was retrieved on {retrieved}",
            fix="name the day on which this release was made public",
        )
    return published


def of_kind(key: str, value: Any, kind: str) -> Any:
    """A value as the annotation of an indicator's filter says: bool, int, float or str.

    Raises
    ------
    UsageError
        It cannot be read as that.
    """
    option = "--" + key.replace("_", "-")
    if "bool" in kind:
        if value is not True:
            raise UsageError(f"{option} takes no value, not '{value}'", fix=f"write {option} alone")
        return True
    if value is True:
        raise UsageError(f"{option} needs a value", fix=f"write {option} VALUE")
    if "int" in kind:
        return whole_number(key, value)
    if "float" in kind:
        try:
            return float(value)
        except ValueError as problem:
            raise UsageError(
                f"{option} is a number, not '{value}'", fix=f"write, for example, {option} 0.5"
            ) from problem
    return value


def parts_of(given: str | None) -> tuple[str, ...]:
    """Words of a list that is written by comma."""
    return tuple(part for part in (given or "").replace(" ", "").split(",") if part)
