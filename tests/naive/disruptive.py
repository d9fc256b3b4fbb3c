"""Disruption and breakthroughs of works, worked out from plain works by exact fractions."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from math import ceil

from naive import disruption as naive_disruption
from naive import evening, scored
from naive import impact as naive_impact
from naive.indicators import UNKNOWN, over, seen

LEAST = {"five_references": 5, "ten_references": 10, "naive": 0}
YEARS = {"five_years": 5, "ten_years": 10}
INDEX = {"cd": "cd", "without_n_k": "nok", "di5": "di"}
CLASSES = (10, 20, 40)
TOP = {"5%": Fraction(1, 20), "10%": Fraction(1, 10), "20%": Fraction(1, 5)}
REASONS = 6


def counted(works, specification, even=False):
    """Of each work that is not retracted: references, citations in the window, index, censored.

    What it cites may be anything; who cites it is one of them. If even, of lists of references that
    keep 80 % of what they state, rounded up.
    """
    kept = [w for w in works if not w.retracted]
    by_day = all(w.day is not None for w in kept)
    dates = {w.number: w.day if by_day else w.year for w in kept}
    references = {w.number: {o for o in w.cited if o >= 0} - {w.number} for w in kept}
    if even and any(w.stated_references is not None for w in kept):
        length = {w.number: max(w.stated_references or 0, len(references[w.number])) for w in kept}
        most = {number: ceil(Fraction(8, 10) * size) for number, size in length.items()}
        references = evening.kept(references, most)
    years, last = YEARS[specification["disruption_window"]], max(dates.values())
    found = {}
    for w in kept:
        own = dates[w.number]
        end = naive_disruption.day_years_later(own, years) if by_day else own + years
        counts = naive_disruption.counts(w.number, references, dates, end=end, shared=5)
        index = naive_disruption.indices(counts)[INDEX[specification["disruption_index"]]]
        whole = naive_disruption.indices(counts)["cd"]
        found[w.number] = (
            len(references[w.number]), counts[0] + counts[1], index, whole, end > last,
        )  # fmt: skip
    assert isinstance(last, date) == by_day
    return found


def judged(works, specification):
    """What is ranked, why each work has no index (None: it has one), and which are eligible."""
    least, facts = LEAST[specification["disruption"]], counted(works, specification)
    even = counted(works, specification, even=least > 0)
    reasons, eligible = {}, {}
    for w in scored.world_of(works, specification):
        recorded, cited, _, whole, censored = facts[w.number]
        stated = w.stated_references or 0
        holds = (
            least and recorded == 0,
            recorded < least,
            least and recorded < Fraction(8, 10) * stated,
            censored,
            least and cited < 5,
            whole is None or even[w.number][3] is None,
        )
        reasons[w.number] = next((place for place, why in enumerate(holds) if why), None)
        eligible[w.number] = not any(holds[:4])
    return even, reasons, eligible


def homes_of(world, ranked, specification, facts):
    """Strata for disruption: those of the works for which ``ranked`` has a value."""
    naive = specification["disruption"] == "naive"
    if naive:
        return defaultdict(lambda: {"all": Fraction(1)})
    return scored.strata_of(
        world, ranked, specification["reference_set"] == "by_field",
        lambda w: (sum(facts[w.number][0] >= edge for edge in CLASSES),),
    )  # fmt: skip


def disruption_scores(works, specification):
    """(rank, index, membership of the top) of each ranked work by number."""
    facts, reasons, _ = judged(works, specification)
    world = scored.world_of(works, specification)
    index = {w.number: facts[w.number][2] if reasons[w.number] is None else None for w in world}
    homes = homes_of(world, index, specification, facts)
    groups = defaultdict(list)
    for w in world:
        if index[w.number] is not None:
            for home, weight in homes[w.number].items():
                groups[home].append((index[w.number], weight))
    top = Fraction(TOP[specification["top_disruptive"]])
    scores = {}
    for number, value in index.items():
        if value is not None:
            parts = homes[number].items()
            rank = sum(weight * standing(groups[home], value) for home, weight in parts)
            member = sum(w * naive_impact.membership(groups[h], value, top) for h, w in parts)
            scores[number] = (rank, value, member)
    return scores


def standing(rows, value):
    total = sum(weight for _, weight in rows)
    below = sum((weight for other, weight in rows if other < value), Fraction(0))
    tied = sum(weight for other, weight in rows if other == value)
    return (below + tied / 2) / total


def disruption(works, weights, specification, scores, naive_scores, by):
    chosen = seen(works, weights, specification)
    years = sorted({w.work.year for w in chosen}) if by == "year" else [None]
    result = scored.Zeros(
        ("mean_disruption", "top_disruptive_share", "mean_index", "naive_mean_disruption",
         "naive_mean_index", "citations_seen")
    )  # fmt: skip
    received = seen_citations(works)
    for year in years:
        sums = defaultdict(lambda: [Fraction(0)] * 9)
        for w in (w for w in chosen if year in (None, w.work.year)):
            own, plain = scores.get(w.work.number), naive_scores.get(w.work.number)
            added = [1, *own] if own else [0] * 4
            added += [1, *plain[:2]] if plain else [0] * 3
            counted = own and w.work.citations is not None
            added += [received[w.work.number], w.work.citations] if counted else [0] * 2
            for code, credit in w.credit().items():
                if code != UNKNOWN:
                    sums[code] = [
                        a + w.weight * credit * b for a, b in zip(sums[code], added, strict=True)
                    ]
        for code, total in sums.items():
            papers, rank, index, top, all_, all_rank, all_index, within, ever = total
            result |= {
                ("ranked_papers", code, year): papers,
                ("mean_disruption", code, year): over(rank, papers),
                ("top_disruptive_share", code, year): over(top, papers),
                ("mean_index", code, year): over(index, papers),
                ("naive_mean_disruption", code, year): over(all_rank, all_),
                ("naive_mean_index", code, year): over(all_index, all_),
                ("citations_seen", code, year): over(within, ever),
            }
    return result


def seen_citations(works):
    """By number of a work: how many works that are not retracted cite it."""
    kept = [w for w in works if not w.retracted]
    return {w.number: sum(w.number in o.cited for o in kept if o is not w) for w in kept}


def excluded(works, specification, year):
    """Share of the world's works without an index, by reason, and what is seen of the others."""
    _, reasons, _ = judged(works, specification)
    received = seen_citations(works)
    chosen = [w.work for w in seen(works, [1] * len(works), specification)
              if year in (None, w.work.year)]  # fmt: skip
    here = [work.number for work in chosen]
    known = [w for w in chosen if reasons[w.number] is None and w.citations is not None]
    within = Fraction(sum(received[w.number] for w in known))
    return {"citations_seen": over(within, Fraction(sum(w.citations for w in known)))} | {
        f"excluded_{place + 1}": over(
            Fraction(sum(reasons[number] == place for number in here)), Fraction(len(here))
        )
        for place in range(REASONS)
    }


def breakthrough_scores(works, specification):
    """(membership, part of the cited, that part without an index) of each ranked work."""
    facts, reasons, eligible = judged(works, specification)
    world, citations = scored.world_of(works, specification), scored.citations(works, specification)
    sets = scored.strata_of(
        world, citations, specification["reference_set"] == "by_field", by_row=True
    )
    able = {w.number: 1 if eligible[w.number] else None for w in world}
    naive = specification["disruption"] == "naive"
    homes = scored.strata_of(
        world, able, specification["reference_set"] == "by_field",
        lambda w: (sum(facts[w.number][0] >= edge for edge in CLASSES),), by_row=True,
    )  # fmt: skip
    rows = [
        (w, set_, "all" if naive else homes[w.number][place][0], weight)
        for w in world
        if eligible[w.number] and citations[w.number] is not None
        for place, (set_, weight) in enumerate(sets[w.number])
    ]
    top, x = (Fraction(scored.TOP[specification["top_share"]]),
              Fraction(TOP[specification["top_disruptive"]]))  # fmt: skip
    by_set, by_home = defaultdict(list), defaultdict(list)
    for w, set_, _, weight in rows:
        by_set[set_].append((Fraction(citations[w.number]), weight))
    cited = [
        naive_impact.membership(by_set[set_], Fraction(citations[w.number]), top)
        for w, set_, _, _ in rows
    ]
    index = {w.number: facts[w.number][2] if reasons[w.number] is None else None for w in world}
    for (w, _, home, weight), m in zip(rows, cited, strict=True):
        if m and index[w.number] is not None:
            by_home[home].append((index[w.number], weight * m))
    scores = defaultdict(lambda: [Fraction(0)] * 3)
    for (w, _, home, weight), m in zip(rows, cited, strict=True):
        known = index[w.number] is not None
        member = Fraction(0)
        if m and known:
            member = naive_impact.membership(by_home[home], index[w.number], x)
        added = (weight * m * member, weight * m, 0 if known else weight * m)
        scores[w.number] = [a + b for a, b in zip(scores[w.number], added, strict=True)]
    return dict(scores)


def breakthrough(works, weights, specification, scores, by):
    chosen = seen(works, weights, specification)
    years = sorted({w.work.year for w in chosen}) if by == "year" else [None]
    result = scored.Zeros(("breakthrough_share",))
    for year in years:
        sums = defaultdict(lambda: [Fraction(0)] * 2)
        for w in (w for w in chosen if year in (None, w.work.year) and w.work.number in scores):
            for code, credit in w.credit().items():
                if code != UNKNOWN:
                    added = (w.weight * credit, w.weight * credit * scores[w.work.number][0])
                    sums[code] = [a + b for a, b in zip(sums[code], added, strict=True)]
        for code, (papers, member) in sums.items():
            result |= {
                ("eligible_papers", code, year): papers,
                ("breakthroughs", code, year): member,
                ("breakthrough_share", code, year): over(member, papers),
            }
    return result


def unjudged(works, specification, scores, year):
    here = [w.work.number for w in seen(works, [1] * len(works), specification)
            if year in (None, w.work.year)]  # fmt: skip
    parts = [scores[number] for number in here if number in scores]
    return over(sum((p[2] for p in parts), Fraction(0)), sum((p[1] for p in parts), Fraction(0)))
