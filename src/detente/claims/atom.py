"""One checkable statement: a relation about a metric of a country or of a pair (methods §10)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from math import isfinite
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from detente.core.countries import all_codes
from detente.core.errors import UnknownName, UsageError
from detente.core.territory import BLOC

if TYPE_CHECKING:
    from detente.core.period import Period

Relation = Literal[
    "gt", "lt", "within", "rank", "mutual_rank", "change", "effect", "lag", "coverage", "adds"
]
Direction = Literal["fell", "rose"]

_ALWAYS = frozenset({"relation", "metric", "subject", "scope", "period"})
# relation: (fields it needs, fields it may have)
_FIELDS = MappingProxyType(
    {
        "gt": ((), ("partner", "comparator", "value", "margin")),
        "lt": ((), ("partner", "comparator", "value", "margin")),
        "within": (("bounds",), ("partner", "comparator")),
        "rank": (("partner", "rank"), ("margin",)),
        "mutual_rank": (("partner", "rank"), ("margin",)),
        "change": (("direction", "before", "after"), ("partner", "margin")),
        "effect": (("direction", "partner"), ("margin",)),
        "lag": (("comparator", "bounds"), ()),
        "coverage": (("comparator", "value"), ()),
        "adds": (("comparator", "family"), ()),
    }
)


@dataclass(frozen=True, slots=True)
class Atom:
    """A statement that data can support or contradict.

    Attributes
    ----------
    relation : str
        ``gt``, ``lt``: the subject's metric is above or below the comparator's, or ``value``.
        ``within``: it lies in ``bounds``, or so does its log ratio to the comparator's.
        ``rank``: ``partner`` has rank ``rank`` among the subject's partners; ``mutual_rank``: and
        the subject has it among the partner's. ``change``: it ``fell`` or ``rose`` from ``before``
        to ``after``. ``effect``: it ``fell`` or ``rose`` through a listing. ``lag``: the subject
        comes ``bounds`` months after the comparator. ``coverage``: the subject's rules cover at
        least ``value`` of the comparator's. ``adds``: the subject's rules hold the obligation
        ``family``, the comparator's do not.
    metric : str
        Name of what is compared, e.g. ``papers`` or ``joint_papers``; checked where it is computed.
    subject : str
        Country code, or ``EU``; for ``partner_share`` the country whose papers are the base.
    partner : str or None
        The other country of a pair metric.
    comparator : str or None
        The country that the subject is compared with; for a pair metric, the other partner.
    value, rank, bounds, family, direction, before, after
        What the relation needs, see above.
    margin : float
        M: how far the natural logarithm of (left side / right side) must be above 0, at least 0.
    scope : str or None
        Option of ``ai_definition`` that the statement is about; None for AI as a whole, where the
        multiverse may vary the definition.
    period : Period or None
        Years the statement is about; None where it does not say.

    Raises
    ------
    UsageError
        The fields do not make a statement of this relation.
    """

    relation: Relation
    metric: str
    subject: str
    partner: str | None = None
    comparator: str | None = None
    value: float | None = None
    rank: int | None = None
    bounds: tuple[float, float] | None = None
    family: str | None = None
    direction: Direction | None = None
    before: Period | None = None
    after: Period | None = None
    margin: float = 0.0
    scope: str | None = None
    period: Period | None = None

    def __post_init__(self) -> None:
        if self.relation not in _FIELDS:
            raise UnknownName("relation", self.relation, _FIELDS)
        self._check_fields()
        self._check_countries()
        self._check_numbers()
        if self.direction is not None and self.direction not in get_args(Direction):
            raise self._wrong("goes in a direction, 'fell' or 'rose'")
        if self.relation == "change":
            self._check_years()

    def _check_fields(self) -> None:
        needed, allowed = _FIELDS[self.relation]
        given = {f.name for f in fields(self) if getattr(self, f.name) is not None}
        given -= {"margin"} if self.margin == 0.0 else set()
        missing = sorted(set(needed) - given)
        extra = sorted(given - _ALWAYS - set(needed) - set(allowed))
        if missing or extra:
            raise self._wrong(
                f"needs {', '.join(missing)}" if missing else f"has no {', '.join(extra)}"
            )
        if self.relation in {"gt", "lt"} and (self.comparator is None) == (self.value is None):
            raise self._wrong("compares with either another country or a number")

    def _check_countries(self) -> None:
        known = (*all_codes(), BLOC)
        named = [c for c in (self.subject, self.partner, self.comparator) if c is not None]
        for code in named:
            if code not in known:
                raise UnknownName("country code", code, known)
        if len(set(named)) != len(named):
            raise self._wrong(f"names {', '.join(named)}: a country is not compared with itself")

    def _check_numbers(self) -> None:
        numbers = [self.margin, *(self.bounds or ()), *([] if self.value is None else [self.value])]
        if not all(isfinite(number) for number in numbers) or self.margin < 0:
            raise self._wrong("needs finite numbers and a margin of at least 0")
        if self.bounds is not None and self.bounds[0] > self.bounds[1]:
            raise self._wrong(f"has bounds {self.bounds} in the wrong order")
        if self.rank is not None and self.rank < 1:
            raise self._wrong("counts ranks from 1")

    def _check_years(self) -> None:
        last = self.before.last if self.before is not None else None
        first = self.after.first if self.after is not None else None
        if last is None or first is None or last >= first:
            raise self._wrong("needs years before that end ahead of the years after")
        if self.period is not None and (last not in self.period or first not in self.period):
            raise self._wrong(f"turns between {last} and {first}, outside {self.period}")

    def _wrong(self, why: str) -> UsageError:
        return UsageError(
            f"'{self.relation}' about {self.metric} of {self.subject} is no statement",
            why=f"the relation '{self.relation}' {why}",
            fix="docs/claims.md lists what each relation needs",
        )
