"""The world that ``detente demo --world simulated`` shows: what trackers confuse is planted in it.

China publishes more, and cites itself more; the US publishes what is cited more and what replaces
what it builds on; part of the references of Chinese works is not recorded, which a naive index of
disruption takes for breakthroughs; and joint works are cited more than others.
"""

from __future__ import annotations

from dataclasses import replace

from detente.simulate.citing import CitationWorld
from detente.simulate.families import level_world

FIRST_YEAR, LAST_YEAR, YEARLY_GROWTH = 2004, 2024, 0.05
WORKS, SEED = 40_000, 2004
SUBFIELDS = (("machine_learning", 0.5), ("vision", 0.4), ("language", 0.3), ("robotics", 0.25))
OUTPUT = (0.2, 0.44, 0.12, 0.1, 0.08, 0.06)
MISSING = 0.02


def demonstration_world() -> CitationWorld:
    """Six countries, of which two differ from the rest and from each other."""
    plain = level_world()
    world = replace(
        plain,
        output=OUTPUT,
        missing=(MISSING,) * len(plain.countries),
        years=_years(),
        labels=SUBFIELDS,
    )
    planted = CitationWorld(world).planting(
        quality={"US": 1.6}, disruption={"US": 0.2}, home={"CN": 0.2}, loss={"CN": 0.45}
    )
    return replace(planted, dividend=1.2, pairs=(("US", "CN", 1.2),))


def _years() -> tuple[tuple[int, float], ...]:
    volume = [(1 + YEARLY_GROWTH) ** n for n in range(LAST_YEAR - FIRST_YEAR + 1)]
    return tuple((FIRST_YEAR + n, v / sum(volume)) for n, v in enumerate(volume))
