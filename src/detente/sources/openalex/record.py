"""One record, looked at exactly: every declared field is there, of its type, and they agree.

Slow and thorough. It names what is wrong with a record that the fast way refuses.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from detente.sources.openalex.fields import MARK, MAY_BE_NULL, WORK

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_AUTHORS = 100
"""Where OpenAlex cuts the list of authors."""

_WORDS = {"text": str, "flag": bool, "words": dict}


def fault_of_line(line: bytes) -> str | None:
    """What is wrong with a line of JSON; None where nothing is."""
    try:
        record = json.loads(line, object_pairs_hook=_fields, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        return f"not JSON: {problem}"
    return fault(record)


def fault(record: object) -> str | None:
    """What is wrong with a record; None where nothing is.

    Parameters
    ----------
    record : object
        A work as JSON gives it.
    """
    if not isinstance(record, dict):
        return f"an object is expected, not {_kind(record)}"
    found = next(_misshapen(record, WORK, ""), None)
    return found or next(_disagreeing(record), None)


class _Fields(dict[str, Any]):
    """An object of JSON, and the names that stand in it twice."""

    twice: frozenset[str] = frozenset()


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = _Fields(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.twice = frozenset(name for name in names if names.count(name) > 1)
    return found


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def _misshapen(value: Any, shape: object, path: str) -> Iterator[str]:
    if isinstance(shape, str):
        yield from _wrong_word(value, shape, path)
    elif value is None and path in MAY_BE_NULL:
        return
    elif isinstance(shape, dict):
        yield from _wrong_object(value, shape, path)
    elif isinstance(shape, list):
        yield from _wrong_list(value, shape[0], path)


def _wrong_word(value: Any, shape: str, path: str) -> Iterator[str]:
    kind = shape.rstrip("?")
    if value is None:
        if not shape.endswith("?"):
            yield f"{path} is null"
    elif kind in _WORDS:
        if not isinstance(value, _WORDS[kind]):
            yield f"{path}: {kind} is expected, not {_kind(value)}"
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield f"{path}: a number is expected, not {_kind(value)}"
    elif kind == "whole" and not isinstance(value, int):
        yield f"{path}: a whole number is expected, not {value!r}"


def _wrong_object(value: Any, shape: dict[str, object], path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{path}: an object is expected, not {_kind(value)}"
        return
    for name, inner in shape.items():
        place = f"{path}.{name}".lstrip(".")
        if name in getattr(value, "twice", ()):
            yield f"{place} stands twice"
        elif name in value:
            yield from _misshapen(value[name], inner, place)
        elif place != "is_xpac" or MARK in value:
            yield f"{place} is missing"


def _wrong_list(value: Any, shape: object, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield f"{path}: a list is expected, not {_kind(value)}"
        return
    for item in value:
        if item is None:
            yield f"{path} holds null"
        else:
            yield from _misshapen(item, shape, path)


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {dict: "an object", list: "a list", str: "text", bool: "a flag"}
    return names.get(type(value), "a number")


def _disagreeing(record: dict[str, Any]) -> Iterator[str]:
    """Counts that OpenAlex states beside the lists they count, and the year beside the date."""
    authorships = record["authorships"] or []
    countries = {code for authorship in authorships for code in _countries(authorship)}
    stated = record["countries_distinct_count"]
    cut = len(authorships) >= MOST_AUTHORS
    if not (stated == len(countries) or (cut and stated > len(countries))):
        yield f"countries_distinct_count is {stated}, but {len(countries)} are listed"
    cited, listed = record["referenced_works_count"], len(record["referenced_works"])
    if cited != listed:
        yield f"referenced_works_count is {cited}, but {listed} are listed"
    date, year = record["publication_date"], record["publication_year"]
    if date is not None and year is not None and not date.startswith(f"{year:04d}-"):
        yield f"publication_date {date!r} is not in publication_year {year}"


def _countries(authorship: dict[str, Any]) -> set[str]:
    codes = {institution["country_code"] for institution in authorship["institutions"]}
    return (codes | set(authorship["countries"])) - {None}
