"""The API behind an address: read the question, find the endpoint, answer in the form asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from detente.core.errors import (
    BudgetExhausted,
    DataMissing,
    DetenteError,
    IntegrityError,
    UnknownName,
    UsageError,
)
from detente.views.document.plain import simulated, simulated_rows
from detente.views.web.answer import Answer
from detente.views.web.api.busy import Pending
from detente.views.web.api.endpoint import Question, endpoint_at, read_query
from detente.views.web.formats import csv_bytes, json_bytes, parquet_bytes

if TYPE_CHECKING:
    from detente.views.web.api.endpoint import Result
    from detente.views.web.site import Site

_CACHED = (("Cache-Control", "public, max-age=3600"),)
_UNCACHED = (("Cache-Control", "no-store"),)
PROBLEM = "application/problem+json"
# seconds after which a reader may ask again where too much is waiting
BUSY = 60


def answer_api(site: Site, path: str, query: str) -> Answer:
    """What the API answers to a path under its root; an error is a problem document."""
    try:
        return _answer(site, path, query)
    except DetenteError as problem:
        return problem_answer(problem)


def _answer(site: Site, path: str, query: str) -> Answer:
    module, named = endpoint_at(path)
    form = named.pop("form", "json")
    given = {**read_query(module.ENDPOINT, parse_qsl(query, keep_blank_values=True)), **named}
    pinned = "release" in given or not any(p.name == "release" for p in module.ENDPOINT.parameters)
    desk = site.desk(given.get("release"))
    result: Result = module.answer(Question(desk, given))
    if desk.simulated:
        rows = None if result.rows is None else simulated_rows(result.rows)
        result = replace(result, document=simulated(result.document), rows=rows)
    # what is asked of the current release changes when another becomes current
    headers = _CACHED if pinned else (("Cache-Control", "no-cache"),)
    if result.raw is not None:
        return Answer(result.raw, module.ENDPOINT.media, headers=headers)
    if form == "json" or result.rows is None:
        return Answer(json_bytes(result.document), "application/json", headers=headers)
    if form == "csv":
        return Answer(csv_bytes(result.rows), "text/csv; charset=utf-8", headers=headers)
    return Answer(parquet_bytes(result.rows), "application/vnd.apache.parquet", headers=headers)


def status_of(problem: DetenteError) -> int:
    """The HTTP status of an error."""
    if isinstance(problem, Pending | BudgetExhausted):
        return 503
    if isinstance(problem, UnknownName | DataMissing):
        return 404
    if isinstance(problem, UsageError):
        return 400
    return 500


def problem_answer(problem: DetenteError) -> Answer:
    """What went wrong, as RFC 9457 has it; of a damaged release no more than that it is."""
    status = status_of(problem)
    if isinstance(problem, IntegrityError):
        problem = IntegrityError("the release is damaged")
    document = {
        "type": "about:blank", "title": problem.what, "status": status,
        **({"detail": problem.why} if problem.why else {}),
        **({"next": problem.fix} if problem.fix else {}),
    }  # fmt: skip
    seconds = problem.seconds if isinstance(problem, Pending) else BUSY
    waits = (("Retry-After", str(seconds)),) if status == 503 else ()
    return Answer(json_bytes(document), PROBLEM, status, (*_UNCACHED, *waits))
