"""What indicators and claims are asked of a sample, and what is true of its world."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from detente.claims.atom import Atom
from detente.claims.claim import Choice, Claim
from detente.claims.evaluate import evaluate_atom
from detente.claims.finding import AtomFinding
from detente.core.dimensions import Specification
from detente.core.period import Period
from detente.indicators import collaboration, output, strength
from detente.indicators.tally import Tally
from detente.simulate.sample import Sample
from detente.simulate.truth import Truth

US, CN, GB = "US", "CN", "GB"
DEFAULTS = Specification.of()


class Estimate(NamedTuple):
    """A number with its 95 % interval, and bounds for missing affiliations where there are some."""

    value: float
    low: float
    high: float
    least: float = np.nan
    most: float = np.nan


Answers = Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class Question:
    """A set of statistics that are computed together.

    Attributes
    ----------
    ask : function of a sample
        Gives an estimate of each statistic.
    truths : mapping of str to function of the truth of the world
        By statistic.
    """

    ask: Callable[[Sample], Answers]
    truths: Mapping[str, Callable[[Truth], float]]


# ---- claims ----


def claim(minimum: int = 25, **choices: tuple[str, ...]) -> Claim:
    """A claim with the given multiverse, of which only the atoms are ever looked at."""
    return Claim(
        id="planted",
        title="",
        text="",
        said_by="",
        said_in="",
        said_at="",
        said_on="",
        families=(),
        atoms=(),
        minimum=minimum,
        rival_of=(),
        hash="",
        choices=tuple(Choice(name, options, "", {}) for name, options in choices.items()),
    )


def find(atom: Atom, sample: Sample, **choices: tuple[str, ...]) -> AtomFinding:
    """What a sample says of an atom."""
    return evaluate_atom(claim(**choices), atom, sample)


def level(metric: str, *, partner: str | None = None) -> Atom:
    """An atom whose estimate is the metric itself, not its logarithm."""
    return Atom("within", metric, US, partner=partner, bounds=(0.0, 1e9))


def claimed(atom: Atom, **names: str) -> Callable[[Sample], Answers]:
    """Ask for an atom's estimate; ``names`` gives the statistic's name by link weight."""

    def ask(sample: Sample) -> Answers:
        found = find(atom, sample, link=tuple(names))
        ends = (found.estimates, found.low, found.high, found.bound_low, found.bound_high)
        columns = zip(*(map(float, end) for end in ends), strict=True)
        return {
            name: Estimate(*numbers) for name, numbers in zip(names.values(), columns, strict=True)
        }

    return ask


# ---- indicators ----


def shown(module, names: Mapping[str, str], *, specification=DEFAULTS, **filters):
    """Ask an indicator; ``names`` gives the statistic's name by metric."""

    def ask(sample: Sample) -> Answers:
        tables = module.compute(Tally(sample, specification), **filters)
        found = {}
        for table in tables:
            rows = table.select(["metric", "value", "low", "high"]).to_pylist()
            found |= {row["metric"]: row for row in rows if row["metric"] in names}
        return {
            name: Estimate(*(_number(found[metric][end]) for end in ("value", "low", "high")))
            for metric, name in names.items()
        }

    return ask


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)


# ---- the questions ----

SHARE = "share of papers, full counting"
FRACTION = "share of papers, fractional counting"
INTERNATIONAL = "international share"
SALTON = "Salton"
OE_PAPERS = "O/E on publications"
AFFINITY = "affinity index (PAI)"
OE = "O/E, quasi-independence"
JOINT_SHARE = "joint papers / international papers"
JOINT = "joint papers a work"
PAPERS = "log ratio of papers, US / CN"
PARTNERS = "log ratio of joint papers, CN / GB"
LEAD = "log lead of a partner"
MUTUAL = "log lead, smaller of both sides"
CHANGE = "log change of joint share"

GENERAL = (
    Question(shown(output, {"share": SHARE}, country=US), {SHARE: lambda t: t.paper_share(US)}),
    Question(
        shown(
            output,
            {"share": FRACTION},
            country=US,
            specification=DEFAULTS.but(counting="author_institution"),
        ),
        {FRACTION: lambda t: t.credit_share(US)},
    ),
    Question(
        shown(collaboration, {"international_share": INTERNATIONAL}, country=US),
        {INTERNATIONAL: lambda t: t.international_share(US)},
    ),
    Question(
        shown(
            strength,
            {
                "salton": SALTON,
                "observed_over_expected_papers": OE_PAPERS,
                "affinity": AFFINITY,
                "observed_over_expected": OE,
                "share_of_papers": JOINT_SHARE,
            },
            country=US,
            partner=CN,
        ),
        {
            SALTON: lambda t: t.salton(US, CN),
            OE_PAPERS: lambda t: t.observed_over_expected_papers(US, CN),
            AFFINITY: lambda t: t.affinity(US, CN),
            OE: lambda t: t.observed_over_expected(US, CN),
            JOINT_SHARE: lambda t: t.partner_share(US, CN),
        },
    ),
    Question(
        claimed(Atom("gt", "papers", US, comparator=CN), whole=PAPERS),
        {PAPERS: lambda t: float(np.log(t.papers[t.place(US)] / t.papers[t.place(CN)]))},
    ),
    Question(
        claimed(Atom("gt", "joint_papers", US, partner=CN, comparator=GB), per_paper=PARTNERS),
        {
            PARTNERS: lambda t: float(
                np.log(t.joint_papers(US, CN, "per_paper") / t.joint_papers(US, GB, "per_paper"))
            )
        },
    ),
)
FIRST = Question(
    claimed(Atom("rank", "joint_papers", US, partner=CN, rank=1), whole=LEAD),
    {LEAD: lambda t: t.lead(US, CN)},
)
MUTUAL_FIRST = Question(
    claimed(Atom("mutual_rank", "joint_papers", US, partner=CN, rank=1), whole=MUTUAL),
    {MUTUAL: lambda t: t.mutual_lead(US, CN)},
)


def joint_papers_a_work(sample: Sample) -> Answers:
    """The count of joint papers, divided by the works drawn, which are no random number here."""
    found = claimed(level("joint_papers", partner=CN), whole=JOINT)(sample)[JOINT]
    return {JOINT: Estimate(*(end / sample.works for end in found))}


COUNT = Question(joint_papers_a_work, {JOINT: lambda t: t.joint_papers(US, CN)})

BEFORE, AFTER = Period(2016, 2019), Period(2020, 2023)
ROSE = Atom("change", "partner_share", US, partner=CN, direction="rose", before=BEFORE, after=AFTER)


def change(sample: Sample) -> Answers:
    """Log ratio of the share of joint papers, after over before."""
    return claimed(ROSE, whole=CHANGE)(sample)
