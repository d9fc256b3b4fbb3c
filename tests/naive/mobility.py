"""Mobility in plain Python: one person at a time, fractions throughout."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction


def main_countries(papers):
    """Main country of each active year of a person whose papers are (year, countries) pairs."""
    found = []
    for year in sorted({year for year, _ in papers}):
        weight = Counter()
        for countries in (set(c) for y, c in papers if y == year):
            for country in countries:
                weight[country] += Fraction(1, len(countries))
        first = [country for country in weight if weight[country] == max(weight.values())]
        previous = found[-1][1] if found else None
        if previous in first:
            found.append((year, previous))
        elif len(first) == 1:
            found.append((year, first[0]))
    return found


def spells(active, gap=None):
    """Stretches of active years without a gap that is too long."""
    parts = []
    for year, country in active:
        if not parts or (gap is not None and year - parts[-1][-1][0] > gap):
            parts.append([])
        parts[-1].append((year, country))
    return parts


def moves(active, confirm=2, gap=None):
    """Moves as (from, to, after, by)."""
    found = []
    for spell in spells(active, gap):
        home = spell[0][1]
        for i, (year, country) in enumerate(spell):
            following = [c for _, c in spell[i : i + confirm]]
            if country != home and following == [country] * confirm:
                after = max(y for y, c in spell[:i] if c == home)
                found.append((home, country, after, year))
                home = country
    return found


def kind(papers, confirm=2, gap=None):
    """The class of a person."""
    active = main_countries(papers)
    moved = moves(active, confirm, gap)
    if all(len(spell) < 2 for spell in spells(active, gap)):
        return "not_at_risk"
    if moved:
        return "returnee" if moved[-1][1] == active[0][1] else "migrant"
    return "traveller" if len({c for _, some in papers for c in some}) > 1 else "immobile"


def effectiveness(inward, outward):
    """Net over gross moves; None without any."""
    return Fraction(inward - outward, inward + outward) if inward + outward else None


# ---- the indicator ----


def careers(works, person_at, code):
    """Papers of each person as (year, countries).

    `person_at` gives the persons of a work by position, `code` what a country counts as.
    """
    found = {}
    for work in works:
        of_person = {}
        for position, person in person_at(work).items():
            mine = of_person.setdefault(person, set())
            mine |= {code(row[2]) for row in work.rows if row[0] == position and row[2]}
        for person, countries in of_person.items():
            found.setdefault(person, []).append((work.year, countries))
    return found


CONFIRM = {"none": 1, "next_year": 2, "two_years": 3}
GAP = {"any": None, "five_years": 5, "three_years": 3}
KINDS = ("migrant", "returnee", "traveller", "immobile")


def histories(people, specification):
    """What each person did: origin, class, countries of main papers, moves."""
    confirm, gap = CONFIRM[specification["move_confirmation"]], GAP[specification["career_gap"]]
    found = {}
    for person, papers in people.items():
        active = main_countries(papers)
        found[person] = (
            active[0][1] if active else None,
            kind(papers, confirm, gap) if active else "not_at_risk",
            {country for _, country in active},
            moves(active, confirm, gap) if active else [],
        )
    return found


def indicator(past, weights, countries, years):
    """Everything that can be asked: {(metric, country, partner, year): value}."""
    classes, at_risk = authors_by_class(past, weights)
    found = {}
    for country in (None, *countries):
        cell = country, None, None
        exposed = sum(classes[country, what] for what in KINDS)
        missed = classes[country, "not_at_risk"]
        found["authors", *cell] = exposed + missed
        found["at_risk_authors", *cell] = at_risk[country] if country else exposed
        found["not_at_risk_share", *cell] = _over(missed, exposed + missed)
        for what in KINDS:
            found[f"{what}_share", *cell] = _over(classes[country, what], exposed)
    flows = flows_of(past, weights)
    for year in (None, *years):
        found["moves", None, None, year] = flows["moves", year]
        for country in countries:
            for partner in (None, *(c for c in countries if c != country)):
                cell = country, partner, year
                inward, outward = flows[*cell, "in"], flows[*cell, "out"]
                found["moves_in", *cell], found["moves_out", *cell] = inward, outward
                found["net_moves", *cell] = inward - outward
                found["effectiveness", *cell] = effectiveness(inward, outward)
                found["net_rate", *cell] = _over(inward - outward, at_risk[country])
                found["out_rate", *cell] = _over(outward, at_risk[country])
    return found


def authors_by_class(past, weights):
    """Authors by (origin or None for all, class), and those at risk by country of the career."""
    classes, at_risk = Counter(), Counter()
    for person, (origin, what, homes, _) in past.items():
        for country in (None, origin) if origin else (None,):
            classes[country, what] += weights[person]
        for home in homes if what != "not_at_risk" else ():
            at_risk[home] += weights[person]
    return classes, at_risk


def flows_of(past, weights):
    """Moves by (country, partner or None for all, year or None for all, in or out), and in all."""
    flows = Counter()
    for person, (*_, moved) in past.items():
        for a, b, _, by in moved:
            for year in (None, by):
                flows["moves", year] += weights[person]
                for partner in (None, b):
                    flows[a, partner, year, "out"] += weights[person]
                for partner in (None, a):
                    flows[b, partner, year, "in"] += weights[person]
    return flows


def _over(above, below):
    return Fraction(above, below) if below else None
