"""Which country was asked for, and whether the territory policy lets it have anything.

Under a policy that counts Hong Kong as China, Hong Kong has no papers of its own: its 0 would be
read as a fact. Such a question is refused, and one that is half meaningful carries a note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.core.errors import UsageError
from detente.core.territory import BLOC, TERRITORIES
from detente.indicators.rows import joined, small

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike

    from detente.indicators.tally import Tally


def place_of(tally: Tally, code: str, *, eras: Sequence[int] | None = None) -> int:
    """Place of a country that was asked for, by the borders of all admitted works or some eras.

    Raises
    ------
    UnknownName
        No work of the release has that country.
    UsageError
        Under the territory policy, its works count for another.
    """
    place = tally.pool.place(code)
    counted = _counted_as(tally, code, eras)
    if code in counted:
        return place
    policy = tally.specification["territory"]
    if code == BLOC:
        raise UsageError(
            f"'{BLOC}' is no country under territory = {policy}",
            why="its members stand for themselves",
            fix="--territory eu_bloc counts them as one",
        )
    raise UsageError(
        f"'{code}' counts as {' or '.join(counted)} under territory = {policy}",
        why="it has nothing of its own, which is not the same as 0",
        fix=f"ask for {counted[0]}, or use --territory separate",
    )


def pair_of(
    tally: Tally, country: str, partner: str, *, eras: Sequence[int] | None = None
) -> tuple[int, int]:
    """Places of two different countries; raises as `place_of`."""
    if country == partner:
        raise UsageError(
            f"'{country}' is no partner of itself", fix="name another with --partner, e.g. CN"
        )
    return place_of(tally, country, eras=eras), place_of(tally, partner, eras=eras)


def notes(tally: Tally, codes: Sequence[str], n: ArrayLike) -> list[str]:
    """Notes of rows about countries: small cells, and countries that count as another in part."""
    caveats = {code: _caveat(tally, code) for code in set(codes)}
    return [joined(caveats[code], few) for code, few in zip(codes, small(n), strict=True)]


def _caveat(tally: Tally, code: str) -> str:
    others = [target for target in _counted_as(tally, code) if target != code]
    return f"{code} counts as {', '.join(others)} in part of these years" if others else ""


def _counted_as(tally: Tally, code: str, eras: Sequence[int] | None = None) -> list[str]:
    """What the works of a country count as in some eras, by default those of the admitted works."""
    policy = next(t for t in TERRITORIES if t.name == tally.specification["territory"])
    if code == BLOC:
        return [BLOC] if policy.bloc else []
    # without works there is no era to tell, and nothing to refuse
    return sorted(
        {policy.code(code, era) for era in tally.eras if eras is None or era in eras}
    ) or [code]
