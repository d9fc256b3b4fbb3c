"""Claims, slowly: every specification and every draw on its own, from raw authorship rows.

A work is a `Work`; its rows are those of `naive.credit`. Undefined is None.
"""

import datetime as dt
import math
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from naive import bootstrap
from naive.credit import credits_of, mapped
from naive.links import joins, links_of
from naive.strength import proportional_fitting, ranks
from works import code_of

RESEARCH = {"article", "proceedings-article", "review", "book", "book-chapter", "report"}
MOST = math.log(1000)
weight = bootstrap.weight
PAIR_METRICS = {"joint_papers", "partner_share", "observed_over_expected"}
ADDS_UP = {"papers", "joint_papers", "international_papers"}


@dataclass(frozen=True)
class Work:
    """One publication."""

    number: int
    rows: tuple
    year: int
    type: str = "article"
    meets: frozenset = frozenset({"all"})
    date: dt.date | None = None

    @property
    def day(self):
        return self.date or dt.date(self.year, 7, 1)

    @property
    def open(self):
        return any(row[2] is None for row in self.rows)

    def filled(self, rows):
        return replace(self, rows=tuple(rows))


def admitted(works, specification):
    """Works that meet the definition, document types and period."""
    first, last = years_of(specification["period"])
    return [
        work
        for work in works
        if specification["ai_definition"] in work.meets
        and (specification["document_types"] == "all" or work.type in RESEARCH)
        and first <= work.year <= last
    ]


def years_of(period):
    if period == "all":
        return 0, 9999
    first, dash, last = period.partition("-")
    return int(first or 0), int(last or 9999) if dash else int(first)


CHOICES = ("territory", "unknown", "counting", "link", "dual_affiliation")


def parts_of(work, specification, metric):
    """What a work adds: {(kind, countries …): amount}."""
    return parts(work, metric, *(specification[name] for name in CHOICES))


@cache
def parts(work, metric, territory, treatment, counting, link, dual):
    """The same, written down once for each work and choice."""
    mapping = code_of(territory, work.day)
    if metric == "papers":
        credit = credits_of(work.rows, counting, treatment, mapping)
        return {("papers", c): float(v) for c, v in credit.items() if c != "UNK"}
    rows = mapped(work.rows, mapping)
    two = dual == "needs_two_authors"
    left_out = treatment == "complete_case" and work.open
    links = links_of(work.rows, link, treatment, mapping, two_authors=two)
    countries = {row[2] for row in rows if row[2] is not None}
    given = {}
    for (a, b), value in links.items():
        for one, other in ((a, b), (b, a)):
            given["links", one, other] = float(value)
    if links:
        assert joins(rows, two)
        given |= {("international", c): 1.0 for c in countries}
    elif not left_out and not work.open:
        given |= {("domestic", c): 1.0 for c in countries}
    return given


def totals_of(works, weights, specification, metric):
    """Summed parts; `weights` is one number a work."""
    sums = {}
    for work in works:
        if weights[work.number]:
            for key, value in parts_of(work, specification, metric).items():
                sums[key] = sums.get(key, 0.0) + value * weights[work.number]
    return sums


def expected_links(totals, countries):
    """Expected links under quasi-independence, None where nothing can be expected."""
    strengths = [
        sum(totals.get(("links", a, b), 0.0) for b in countries if b != a) for a in countries
    ]
    largest = max(strengths, default=0.0)
    others = sum(strengths) - largest
    if largest == 0 or others <= largest * (1 + 1e-9):
        return None
    return proportional_fitting(strengths)


def level_of(metric, totals, countries):
    """A function (country, partner) -> level or None."""
    if metric == "observed_over_expected":
        expected = expected_links(totals, countries)

    def level(country, partner=None):
        if metric in ("papers", "international_papers"):
            kind = "papers" if metric == "papers" else "international"
            return totals.get((kind, country), 0.0)
        joint = totals.get(("international", country), 0.0)
        if metric == "international_share":
            known = joint + totals.get(("domestic", country), 0.0)
            return joint / known if known else None
        links = totals.get(("links", country, partner), 0.0)
        if metric == "joint_papers":
            return links
        if metric == "partner_share":
            return links / joint if joint else None
        if expected is None:
            return None
        cell = expected[countries.index(country)][countries.index(partner)]
        return links / cell if cell else None

    return level


def log_ratio(left, right):
    if left is None or right is None or (left == 0 and right == 0) or left < 0 or right < 0:
        return None
    if left == 0 or right == 0:
        return MOST if right == 0 else -MOST
    return min(MOST, max(-MOST, math.log(left / right)))


def sides_of(atom):
    pair = (atom.subject, atom.partner)
    return [pair, pair[::-1]] if atom.relation == "mutual_rank" else [pair]


def lead(level, country, partner, countries):
    """Log lead of a partner over the best other one."""
    others = [level(country, c) or 0.0 for c in countries if c not in (country, partner)]
    return log_ratio(level(country, partner), max(others, default=0.0))


def rank(level, country, partner, countries):
    rivals = [c for c in countries if c != country]
    values = [level(country, c) or None for c in rivals]
    return ranks(values)[rivals.index(partner)][0]


def statistic(atom, levels, countries, scale=1.0):
    """The number that must lie above the margin, or in the target."""
    level = levels[-1]
    if atom.relation in ("rank", "mutual_rank"):
        kind = lead if atom.rank == 1 else rank
        sides = [kind(level, a, b, countries) for a, b in sides_of(atom)]
        if None in sides:
            return None
        return min(sides) if atom.rank == 1 else max(sides, key=lambda r: (abs(r - atom.rank), r))
    left = level(atom.subject, atom.partner)
    if atom.relation == "change":
        before = levels[0](atom.subject, atom.partner)
        after = None if left is None else left * scale
        return log_ratio(after, before) if atom.direction == "rose" else log_ratio(before, after)
    if atom.value is not None:
        right = atom.value
    elif atom.comparator is None:
        return left
    elif atom.partner is not None:
        right = level(atom.subject, atom.comparator)
    else:
        right = level(atom.comparator)
    return log_ratio(right, left) if atom.relation == "lt" else log_ratio(left, right)


def spans_of(atom, works, specification):
    """(first, last) year of each period that is added up apart, clipped to the years there are."""
    bounds = years_of(specification["period"])
    if atom.relation != "change":
        return [bounds]
    years = [work.year for work in admitted(works, specification)]
    here = (min(years), max(years)) if years else bounds
    spans = []
    for side in (atom.before, atom.after):
        first = max(bounds[0], here[0], side.first or 0)
        spans.append((first, min(bounds[1], here[1], side.last or 9999)))
    return spans


def stands(code, works, specification):
    """Whether a code is a country of its own for every admitted work."""
    territory = specification["territory"]
    if code == "EU":
        return "eu_bloc" in territory
    return all(
        code_of(territory, work.day)(code) == code for work in admitted(works, specification)
    )


def quantile(values, q):
    """The smallest value v with CDF(v) ≥ q."""
    ordered = sorted(values)
    for place, value in enumerate(ordered, start=1):
        if place >= q * len(ordered) - 1e-9:
            return value
    return None


def percentile_interval(values, tail=0.025):
    known = [value for value in values if value is not None]
    if not known or len(values) - len(known) > 0.05 * len(values):
        return None, None
    # the same from both ends, so that swapping the sides swaps the ends
    return quantile(known, tail), -quantile([-value for value in known], tail)


def evaluate(atom, works, specification, *, draws, seed, countries):
    """Estimate, draws, interval and number of works of one specification, from scratch."""
    nothing = {"estimate": None, "draws": [None] * draws, "low": None, "high": None, "n": 0}
    chosen = admitted(works, specification)
    nothing["unknown_share"] = sum(work.open for work in chosen) / len(chosen) if chosen else None
    spans = spans_of(atom, works, specification)
    named = [c for c in (atom.subject, atom.partner, atom.comparator) if c is not None]
    if any(first > last for first, last in spans):
        return nothing
    if not all(stands(code, works, specification) for code in named):
        return nothing
    slices = [[w for w in chosen if first <= w.year <= last] for first, last in spans]
    scale = 1.0
    if atom.relation == "change" and atom.metric in ADDS_UP:
        before, after = (last - first + 1 for first, last in spans)
        scale = before / after
    columns, leads = [], []
    for draw in range(-1, draws):
        weights = {w.number: 1 if draw < 0 else weight(seed, w.number, draw) for w in chosen}
        levels = [
            level_of(atom.metric, totals_of(part, weights, specification, atom.metric), countries)
            for part in slices
        ]
        columns.append(statistic(atom, levels, countries, scale))
        leads.append({side: all_levels(levels[0], side[0], countries) for side in sides_of(atom)})
    low, high = percentile_interval(columns[1:])
    if atom.relation in ("rank", "mutual_rank") and atom.rank == 1:
        low, high = interval_of_first(leads, draws)
    keys = relevant(atom)
    n = sum(
        any(keys(key) for key in parts_of(work, specification, atom.metric))
        for part in slices
        for work in part
    )
    return nothing | {
        "estimate": columns[0], "draws": columns[1:], "low": low, "high": high, "n": n
    }  # fmt: skip


def all_levels(level, country, countries):
    return {c: level(country, c) for c in countries if c != country}


def relevant(atom):
    """Which parts of a work count it among those behind the estimate."""
    centres = {atom.subject}
    if atom.relation == "mutual_rank":
        centres.add(atom.partner)
    elif atom.comparator is not None and atom.metric not in PAIR_METRICS:
        centres.add(atom.comparator)
    everyone = atom.metric == "observed_over_expected"
    kinds = {
        "papers": ("papers",),
        "international_papers": ("international",),
        "international_share": ("international", "domestic"),
    }.get(atom.metric, ("links",))
    return lambda key: key[0] in kinds and (everyone or key[1] in centres)


def interval_of_first(leads, draws, out_of_reach=0.005, tail=0.025):
    """The leads over all rivals within reach, on all sides, bounded together.

    `leads` holds, for the estimate and each draw, {(country, partner): {country: level}}.
    """
    rows = []
    for side in leads[0]:
        _, partner = side
        columns = [column[side] for column in leads]
        rivals = [c for c, v in columns[0].items() if c != partner and v is not None and v > 0]
        if not rivals:
            rows.append([log_ratio(column[partner], 0.0) for column in columns])
            continue
        best = max(rivals, key=lambda c: columns[0][c])

        def beats(rival, best=best, columns=columns):
            return sum(
                column[rival] is not None
                and column[best] is not None
                and column[rival] >= column[best]
                for column in columns[1:]
            )

        near = [c for c in rivals if c == best or beats(c) > out_of_reach * draws]
        rows += [[log_ratio(column[partner], column[c]) for column in columns] for c in near]
    said = [d for d in range(1, draws + 1) if any(row[d] is not None for row in rows)]
    if not said or len(said) < 0.95 * draws:
        return None, None
    rows = [[math.inf if v is None else v for v in row] for row in rows]
    lowest = min(rows, key=lambda row: row[0])
    rows = [
        [row[d] for d in said]
        for row in rows
        if row is lowest or sum(row[d] <= lowest[d] for d in said) > out_of_reach * len(said)
    ]
    low = min(quantile(row, tail) for row in rows)
    for place in range(len(said)):
        limits = [sorted(row)[place] for row in rows]
        held = sum(
            all(row[d] <= limit for row, limit in zip(rows, limits, strict=True))
            for d in range(len(said))
        )
        if held >= (1 - tail) * len(said) - 1e-9:
            return low, min(limits)
    return low, None


def class_of(low, high, goal, evaluable):
    """S, C, U or N of one specification for a goal (least, most); `most` None is a margin."""
    if not evaluable or low is None or high is None:
        return "N"
    least, most = goal
    if most is None:
        return "S" if low > least + 1e-9 else "C" if high < least - 1e-9 else "U"
    if low >= least - 1e-9 and high <= most + 1e-9:
        return "S"
    return "C" if high < least - 1e-9 or low > most + 1e-9 else "U"


def goal_of(atom):
    if atom.bounds is not None:
        return atom.bounds
    if atom.relation in ("rank", "mutual_rank") and atom.rank != 1:
        return atom.rank, atom.rank
    return atom.margin, None


def completions(work, places):
    """The work with every unknown affiliation put in one of the places, in all ways.

    A work of which not even the number of authors is known may be by one author or by two.
    """
    unknown = [i for i, row in enumerate(work.rows) if row[2] is None]
    if all(row[0] is None and row[2] is None for row in work.rows):
        yield from (work.filled([(1, None, place, True)]) for place in places)
        for pair in product(places, repeat=2):
            yield work.filled([(1, None, pair[0], True), (2, None, pair[1], None)])
        return
    for chosen in product(places, repeat=len(unknown)):
        rows = list(work.rows)
        for i, place in zip(unknown, chosen, strict=True):
            rows[i] = (*rows[i][:2], place, rows[i][3])
        yield work.filled(rows)
