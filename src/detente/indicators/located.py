"""Events by country: codes under a territory policy, and which of them a reader may ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.core.territory import BLOC, TERRITORIES, era_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from detente.core.dimensions import Specification


def counted_as(codes: Iterable[str], day: date, specification: Specification) -> frozenset[str]:
    """Codes that an event of a day counts for under the territory policy, each once."""
    policy = next(t for t in TERRITORIES if t.name == specification["territory"])
    return frozenset(policy.code(code, era_of(day)) for code in codes)


def need_own(code: str, days: Iterable[date], specification: Specification) -> None:
    """Raise if a country has nothing of its own on any of the days, which is not the same as 0.

    Raises
    ------
    UsageError
        Under the policy its events count for another.
    """
    policy = next(t for t in TERRITORIES if t.name == specification["territory"])
    eras = {era_of(day) for day in days}
    if eras and not any(policy.stands(code, era) for era in eras):
        raise UsageError(
            f"'{code}' has nothing of its own under territory = {policy.name}",
            why="its events count for another, which is not the same as 0",
            fix="use --territory " + ("eu_bloc" if code == BLOC else "separate"),
        )
