"""Reading the worked examples of the methods reference and comparing with them."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(os.environ.get("DETENTE_EXAMPLES", Path(__file__).parent / "examples"))


def load(name: str) -> dict[str, Any]:
    """The example whose file is called ``name``, with or without ``.json``."""
    return json.loads((FOLDER / f"{name.removesuffix('.json')}.json").read_text("utf-8"))


def matrix_of(links: Mapping[str, float]) -> tuple[list[str], np.ndarray]:
    """Names in order, and the symmetric matrix, of links given as ``{"A-B": value}``."""
    names = sorted({name for pair in links for name in pair.split("-")})
    matrix = np.zeros((len(names), len(names)))
    for pair, value in links.items():
        a, b = (names.index(name) for name in pair.split("-"))
        matrix[a, b] = matrix[b, a] = value
    return names, matrix


def plain(value: Any) -> Any:
    """Arrays and numpy scalars as Python values, with null for what is undefined."""
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        return plain(value.tolist())
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def assert_matches(actual: Any, expected: Any, tolerance: float = 1e-9, where: str = "") -> None:
    """Same keys, same lengths, null exactly where expected, numbers within the tolerance."""
    actual, expected = plain(actual), plain(expected)
    if isinstance(expected, dict):
        assert isinstance(actual, dict), f"{where}: {actual!r} is not a mapping"
        assert actual.keys() == expected.keys(), f"{where}: {sorted(actual)} != {sorted(expected)}"
        for key, entry in expected.items():
            assert_matches(actual[key], entry, tolerance, f"{where}/{key}")
    elif isinstance(expected, list):
        assert isinstance(actual, list), f"{where}: {actual!r} is not a list"
        assert len(actual) == len(expected), f"{where}: {actual} != {expected}"
        for position, entry in enumerate(expected):
            assert_matches(actual[position], entry, tolerance, f"{where}[{position}]")
    elif isinstance(expected, int | float) and not isinstance(expected, bool):
        assert actual is not None, f"{where}: undefined, expected {expected}"
        near = math.isclose(actual, expected, rel_tol=tolerance, abs_tol=tolerance)
        assert near, f"{where}: {actual} != {expected}"
    else:
        assert actual == expected, f"{where}: {actual!r} != {expected!r}"


def assert_exact(actual: Any, exact: Any, where: str = "") -> None:
    """Fractions of ``actual`` equal the exact rationals, for every entry that has one."""
    if isinstance(exact, dict):
        for key, entry in exact.items():
            assert_exact(actual[key], entry, f"{where}/{key}")
    elif isinstance(exact, list):
        for position, entry in enumerate(exact):
            assert_exact(actual[position], entry, f"{where}[{position}]")
    else:
        assert actual == Fraction(exact), f"{where}: {actual} != {exact}"
