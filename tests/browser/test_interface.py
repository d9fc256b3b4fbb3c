"""The API asked at random: what its description allows, and what it does not."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, openapi
from schemathesis.checks import CHECKS, load_all_checks

from detente.core.discovery import modules
from detente.views.web.api.openapi import openapi as described
from detente.views.web.app import create_app
from detente.views.web.guard.guard import Guard
from detente.views.web.guard.limits import Limits

CASES = 2_000
CHECKED = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "response_headers_conformance",
)  # fmt: skip
PATHS = sorted(described()["paths"])
# what takes a name can be asked in more ways than what takes none
OPEN = [path for path in PATHS if "{indicator}" in path]
MOST = {path: 480 if path in OPEN else 100 for path in PATHS}


@pytest.fixture(scope="module")
def schema(small):
    limits = Limits(port=80, hosts=("testserver",), rate=None, seconds=600)
    return openapi.from_asgi("/openapi.json", Guard(create_app(small), limits))


@pytest.fixture(scope="module")
def checks():
    load_all_checks()
    return CHECKS.get_by_names(CHECKED)


@pytest.fixture(scope="module")
def asked():
    return []


def cases(operation):
    """As described and not as described; half of them of names that there are."""
    names = st.none() | st.sampled_from(sorted(modules("detente.indicators", "INDICATOR")))
    either = operation.as_strategy(generation_mode=GenerationMode.POSITIVE) | (
        operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        if operation.query or operation.path_parameters
        else st.nothing()
    )
    return st.tuples(either, names).map(lambda pair: named(*pair))


def named(case, name):
    if name is not None and "indicator" in case.path_parameters:
        case.path_parameters["indicator"] = name
    return case


@pytest.mark.parametrize("path", PATHS)
def test_the_answer_is_as_described(schema, checks, asked, path):
    operation = schema[path]["GET"]

    @settings(max_examples=MOST[path], deadline=None, suppress_health_check=list(HealthCheck))
    @given(cases(operation))
    def ask(case):
        asked.append(path)
        case.validate_response(case.call(), checks=checks)

    ask()


def test_enough_was_asked(asked):
    """Runs last of this file."""
    assert len(asked) >= CASES
