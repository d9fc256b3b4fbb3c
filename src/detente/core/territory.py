"""Which codes are one country: Hong Kong, Macao and Taiwan, and the European Union as a bloc.

Codes are mapped before any credit is given (methods §0, §1), work by work, because membership of
the European Union depends on the day the work appeared.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

BLOC = "EU"

# (country, first day, first day no longer a member), from the treaties of accession; the United
# Kingdom left at the end of 31 January 2020. https://european-union.europa.eu/easy-read_en
_FOUNDERS = date(1958, 1, 1)
MEMBERSHIP: tuple[tuple[str, date, date | None], ...] = (
    *((code, _FOUNDERS, None) for code in ("BE", "DE", "FR", "IT", "LU", "NL")),
    ("DK", date(1973, 1, 1), None),
    ("IE", date(1973, 1, 1), None),
    ("GB", date(1973, 1, 1), date(2020, 2, 1)),
    ("GR", date(1981, 1, 1), None),
    ("ES", date(1986, 1, 1), None),
    ("PT", date(1986, 1, 1), None),
    *((code, date(1995, 1, 1), None) for code in ("AT", "FI", "SE")),
    *(
        (code, date(2004, 5, 1), None)
        for code in ("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK")
    ),
    ("BG", date(2007, 1, 1), None),
    ("RO", date(2007, 1, 1), None),
    ("HR", date(2013, 7, 1), None),
)

# The days on which membership changed: an era is the time between two of them.
ERA_STARTS: tuple[date, ...] = tuple(
    sorted({day for _, start, end in MEMBERSHIP for day in (start, end) if day is not None})
)


def era_of(day: date) -> int:
    """Number of the membership era of a day: 0 before 1958, then one more at each change."""
    return sum(start <= day for start in ERA_STARTS)


def era_of_year(year: int) -> int:
    """Era of a work of which only the year is known: that of 1 July, the middle of its year."""
    return era_of(date(year, 7, 1))


def members(era: int) -> frozenset[str]:
    """Codes of the members of the European Union in an era."""
    if era == 0:
        return frozenset()
    day = ERA_STARTS[era - 1]
    return frozenset(
        code for code, start, end in MEMBERSHIP if start <= day and (end is None or day < end)
    )


@dataclass(frozen=True, slots=True)
class Territory:
    """A policy of which codes are one country.

    Attributes
    ----------
    name : str
    merged : tuple of (str, str)
        (code, code that gets its credit).
    bloc : bool
        Whether the members of the European Union count as one.
    """

    name: str
    merged: tuple[tuple[str, str], ...] = ()
    bloc: bool = False

    def code(self, code: str, era: int) -> str:
        """The code that gets the credit of ``code`` for a work of ``era``."""
        merged = dict(self.merged).get(code, code)
        return BLOC if self.bloc and merged in members(era) else merged

    def stands(self, code: str, era: int) -> bool:
        """Whether the code has credit of its own for works of ``era``."""
        if code == BLOC:
            return self.bloc and bool(members(era))
        return self.code(code, era) == code


_HK_MO = (("HK", "CN"), ("MO", "CN"))
_HK_MO_TW = (*_HK_MO, ("TW", "CN"))
TERRITORIES: tuple[Territory, ...] = (
    Territory("separate"),
    Territory("hk_mo_with_cn", _HK_MO),
    Territory("hk_mo_tw_with_cn", _HK_MO_TW),
    Territory("eu_bloc", bloc=True),
    Territory("eu_bloc_hk_mo_with_cn", _HK_MO, bloc=True),
    Territory("eu_bloc_hk_mo_tw_with_cn", _HK_MO_TW, bloc=True),
)
