"""Are verdicts right where the truth is clear, and silent where it is a tie?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bench.planted import questions as q
from bench.planted.scale import Scale
from detente.claims.atom import Atom
from detente.claims.verdict import decide
from detente.simulate.families import disagreeing_world, ring_world, with_gaps
from detente.simulate.sample import Sample
from detente.simulate.world import World

YES, NO = "supported (robust)", "contradicted (robust)"
TIE, MIXED = "insufficient_data (undecided)", "depends_on_definition (sign_conflict)"

MUTUAL = Atom("mutual_rank", "joint_papers", q.US, partner=q.CN, rank=1)
FIRST = Atom("rank", "joint_papers", q.US, partner=q.CN, rank=1)
USUAL = {
    "link": ("whole", "per_country", "per_paper"),
    "dual_affiliation": ("counts", "needs_two_authors"),
    "unknown": ("as_unknown", "complete_case"),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A world, a claim about it, and the verdict that is right.

    ``right`` is what the claim deserves when nothing is missing; a claim that is checked on a
    record with gaps must not be answered robustly.
    """

    name: str
    number: int
    world: World
    right: str
    atom: Atom = MUTUAL
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: USUAL)


CASES = (
    Case("each other's No. 1: clearly true", 11, ring_world(2.0), YES),
    Case("each other's No. 1: clearly false", 12, ring_world(0.5), NO),
    Case("No. 1: tie with one other", 13, ring_world(1.0), TIE, FIRST),
    Case("No. 1: tie with two others", 14, ring_world(1.0, rivals=2), TIE, FIRST),
    Case("each other's No. 1: tie, one rival each", 15, ring_world(1.0), TIE),
    Case("each other's No. 1: tie, two rivals each", 16, ring_world(1.0, rivals=2), TIE),
    Case(
        "each other's No. 1: with Hong Kong only",
        17,
        disagreeing_world(),
        MIXED,
        choices={"territory": ("separate", "hk_mo_with_cn"), "link": USUAL["link"]},
    ),
)
GAPS = (
    Case("true, 75 % of China's authors missing", 21, with_gaps(ring_world(1.25), CN=0.75), YES),
    Case(
        "false, 90 % of rivals' authors missing", 22, with_gaps(ring_world(0.8), GB=0.9, KR=0.9), NO
    ),
    Case(
        "true, 3 % missing everywhere",
        23,
        with_gaps(ring_world(2.0), US=0.03, CN=0.03, GB=0.03, DE=0.03, JP=0.03, KR=0.03),
        YES,
    ),
)


ALL = {case.name: case for case in (*CASES, *GAPS)}


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What was said of one case over many worlds.

    ``naive`` is the verdict before the bounds of missing affiliations are looked at.
    """

    case: Case
    worlds: int
    said: Counter[str]
    naive: Counter[str]

    def share(self, verdict: str, naive: bool = False) -> float:
        """Share of the worlds with that verdict."""
        return (self.naive if naive else self.said)[verdict] / self.worlds

    def wrong(self, naive: bool = False) -> float:
        """Share of the worlds in which a side that is not right is called robust."""
        return sum(self.share(side, naive) for side in (YES, NO) if side != self.case.right)

    def one_sided(self) -> float:
        """Share of the worlds in which a side is taken, robustly or leaning."""
        sides = [name for name in self.said if name.startswith(("supported", "contradicted"))]
        return sum(self.share(name) for name in sides)


def observe(name: str, scale: Scale, index: int) -> tuple[str, str]:
    """The verdict on one sample of a case, without and with the bounds."""
    case = ALL[name]
    seed = scale.seed_of(case.number, index)
    sample = Sample.of(case.world, works=scale.works, draws=scale.draws, seed=seed)
    found = q.find(case.atom, sample, **case.choices)
    return str(decide(found.classes, found.weights)), str(found.verdict)


def summarise(name: str, worlds: Sequence[tuple[str, str]]) -> Verdicts:
    """How often each verdict was given."""
    naive, said = (Counter(side) for side in zip(*worlds, strict=True))
    return Verdicts(ALL[name], len(worlds), said, naive)
