"""What a reply says: a page of works, a work, or that an identifier is merged or deleted."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

from detente.sources.openalex.api.transport import Failure

if TYPE_CHECKING:
    from detente.sources.openalex.api.transport import Reply

_WORK = re.compile(r"https://openalex\.org/W([1-9]\d{0,17})")
# a redirect to anywhere else says nothing about a work: it may be a login page on the way
_TARGET = re.compile(r"(?:https://(?:api\.)?openalex\.org)?(?:/works)?/[Ww]([1-9]\d{0,17})")
MOVED = (301, 302, 307, 308)


class Answer:
    """What the server says about one identifier."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Work(Answer):
    """A work as the server gives it."""

    id: int
    record: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list.

    Attributes
    ----------
    works : tuple of Work
    count : int
        How many works the whole list has now.
    following : str or None
        The cursor of the next page; None after the last.
    """

    works: tuple[Work, ...]
    count: int
    following: str | None


@dataclass(frozen=True, slots=True)
class Merged(Answer):
    """An identifier that was merged into another."""

    target: int


@dataclass(frozen=True, slots=True)
class Deleted(Answer):
    """An identifier that no longer stands for anything."""


def page_of(reply: Reply) -> Page | Failure:
    """Read a reply to a list."""
    content = _content(reply)
    if isinstance(content, Failure):
        return content
    meta, results = content.get("meta"), content.get("results")
    if not isinstance(meta, dict) or not isinstance(results, list):
        return Failure("the reply is not a page: it has no 'meta' or no 'results'")
    count, following = meta.get("count"), meta.get("next_cursor")
    if type(count) is not int or count < 0 or not isinstance(following, str | None):
        return Failure("the page has no count or no cursor")
    works = tuple(work for record in results if (work := work_in(record)) is not None)
    if len(works) < len(results):
        return Failure("a record of the page has no identifier of a work")
    if following and not works:
        return Failure("the page is empty and yet names a next one")
    return Page(works, count, following or None)


def work_of(reply: Reply, asked: int) -> Answer | Failure:
    """Read a reply to the identifier that was asked for."""
    if reply.status == 404:
        return Deleted()
    if reply.status in MOVED:
        # only the identifier is taken; the address itself, which may be anywhere, is never asked
        target = _TARGET.fullmatch(reply.headers.get("location", ""))
        if target is None or int(target[1]) == asked:
            return Failure("a redirect that names no other work")
        return Merged(int(target[1]))
    content = _content(reply)
    if isinstance(content, Failure):
        return content
    return work_in(content) or Failure("the record has no identifier of a work")


def work_in(record: object) -> Work | None:
    """The work that a record is; None if it names none."""
    if not isinstance(record, dict) or not isinstance(record.get("id"), str):
        return None
    found = _WORK.fullmatch(record["id"])
    return Work(int(found[1]), record) if found else None


def message_of(reply: Reply) -> str:
    """What the server says about an error, in one short line."""
    try:
        content = json.loads(reply.body)
        text = content.get("message") or content.get("error") or ""
    except (ValueError, AttributeError, RecursionError):
        text = ""
    return " ".join(str(text).split())[:300]


def _content(reply: Reply) -> dict[str, Any] | Failure:
    if reply.status != 200:
        return Failure(f"status {reply.status} where there should be a reply")
    kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return Failure(f"the reply is '{kind[:40]}', not JSON")
    try:
        content = json.loads(reply.body, parse_constant=_refuse)
    except (ValueError, RecursionError) as problem:
        return Failure(f"the reply is not JSON: {type(problem).__name__}")
    return content if isinstance(content, dict) else Failure("the reply is not a JSON object")


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
