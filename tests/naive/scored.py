"""Indicators of scored works, worked out from plain works by exact fractions.

Scores are those of `naive.impact`; which works are compared, and with what, is told here.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from naive import impact as naive_impact
from naive.indicators import UNKNOWN, Seen, admitted, over, seen

TOP = {f"{x}%": Fraction(x) / 100 for x in ("50", "10", "5", "1", "0.1")}
YEARS = {"open": None, "three_years": 3, "five_years": 5}
COMPARED = ("top_papers", "top_share_of_papers", "total_score", "mean_score")
MINIMUM = 50
FIRST_COUNTED = 2019


def world_of(works, specification):
    """Works that others are compared with: those admitted, of every year."""
    return [w for w in works if admitted(w, specification.but(period="all"))]


def citations(works, specification):
    """Citations of each work by number that count; None unknown."""
    kept = [w for w in works if not w.retracted]
    span = YEARS[specification["window"]]
    if specification["domestic_citations"] == "dropped":
        return _foreign(kept, specification, span)
    if span is None:
        return {w.number: w.citations for w in kept}
    years = [year for w in kept for year in w.yearly]
    return {
        w.number: naive_impact.window(
            w.year, w.citations, w.yearly, span, min(years), max(years) - 1
        )
        for w in kept
    }


def _foreign(works, specification, span):
    place = {w.number: i for i, w in enumerate(works)}
    edges = [(place[w.number], place[o]) for w in works for o in w.cited if o in place]
    known = [Seen(w, 1, specification.but(unknown="as_unknown")).known for w in works]
    years = [w.year for w in works]
    origins, _ = naive_impact.origins(edges, known, None if span is None else years, span)
    return {
        w.number: None
        if span is not None and w.year + span >= max(years)
        else origins[place[w.number]][0] + origins[place[w.number]][2]
        for w in works
    }


def keys_of(path, year, kind, by_field, depth):
    """Reference sets of a row from the finest to the coarsest."""
    parts = path.split("/") if path else []
    paths = ["/".join(parts[: depth - level]) for level in range(depth)] if by_field else []
    return [*((cut, year, kind) for cut in paths), ("", year, kind), (year,)]


def strata_of(works, counted, by_field, extra=lambda _: (), by_row=False):
    """Reference set and weight of each field of each work, small sets merged.

    By work: the weight by set, or by row the sets and weights in the order of its fields.
    """
    paths = {path for w in works for path in w.fields} | {""}
    depth = max(len(path.split("/")) for path in paths)
    rows = [
        (w, path, Fraction(weight))
        for w in works
        for path, weight in ((w.fields or {"": 1}).items() if by_field else [("", 1)])
    ]
    ranked = [(w, p, weight) for w, p, weight in rows if counted[w.number] is not None]
    given = []
    for w, path, weight in ranked:
        keys = keys_of(path, w.year, w.type, by_field, depth)
        given.append(([*((*key, *extra(w)) for key in keys), keys[-1]], weight))
    homes = naive_impact.merged(given, MINIMUM)
    strata = defaultdict(list if by_row else dict)
    for (w, _, weight), home in zip(ranked, homes, strict=True):
        if by_row:
            strata[w.number].append((home, weight))
            continue
        strata[w.number][home] = strata[w.number].get(home, 0) + weight
    return strata


def impact_scores(works, specification):
    """(score, weight in the mean, membership, merged part) of each ranked work by number."""
    world, counted = world_of(works, specification), citations(works, specification)
    strata = strata_of(world, counted, specification["reference_set"] == "by_field")
    papers = [{"value": counted[w.number], "strata": strata[w.number]} for w in world]
    top = TOP[specification["top_share"]]
    found = naive_impact.paper_scores(papers, [top])
    scores = {}
    for work, one in zip(world, found, strict=True):
        if one is not None:
            score, part, (member,) = one
            merged = sum(v for (level, _), v in strata[work.number].items() if level > 0)
            scores[work.number] = (score or Fraction(0), part, member, merged)
    return scores


def impact(works, weights, specification, scores, by):
    chosen = seen(works, weights, specification)
    years = sorted({w.work.year for w in chosen}) if by == "year" else [None]
    result = Zeros(("top_share_of_papers", "mean_score"))
    for year in years:
        sums = defaultdict(lambda: [Fraction(0)] * 4)
        for w in (w for w in chosen if year in (None, w.work.year) and w.work.number in scores):
            score, part, member, _ = scores[w.work.number]
            for code, credit in w.credit().items():
                if code == UNKNOWN:
                    continue
                added = [w.weight * credit * x for x in (1, member, score, part)]
                sums[code] = [a + b for a, b in zip(sums[code], added, strict=True)]
        for code, (papers, top, score, part) in sums.items():
            result |= {
                ("cited_papers", code, year): papers,
                ("top_papers", code, year): top,
                ("top_share_of_papers", code, year): over(top, papers),
                ("total_score", code, year): score,
                ("mean_score", code, year): over(score, part),
            }
    return result


class Zeros(dict):
    """A country that is not there has no papers, and no mean of them."""

    def __init__(self, means):
        super().__init__()
        self.means = means

    def __missing__(self, key):
        return None if key[0] in self.means else Fraction(0)


def compared(answer, one, other):
    result = {}
    for name in COMPARED:
        mine, theirs = answer[name, one, None], answer[name, other, None]
        both = None not in (mine, theirs)
        result[f"{name}_difference"] = mine - theirs if both else None
        result[f"{name}_ratio"] = over(mine, theirs) if both else None
    return result


def missing(works, specification, scores, year):
    here = [w.work for w in seen(works, [1] * len(works), specification)]
    here = [w for w in here if year in (None, w.year)]
    known = [w for w in here if w.number in scores]
    merged = sum((scores[w.number][3] for w in known), Fraction(0))
    return {
        "uncounted_share": over(Fraction(len(here) - len(known)), Fraction(len(here))),
        "merged_share": over(merged, Fraction(len(known))),
    }
