"""Impact, breakthroughs and citation windows paper by paper, in exact fractions.

A paper is a dictionary: ``value`` (None unknown) and ``strata``, a dictionary from stratum to
weight (None where a stratum is unknown).
"""

from __future__ import annotations

import math
import operator
from collections import defaultdict
from fractions import Fraction
from itertools import product


def is_ranked(paper):
    return paper["value"] is not None and bool(paper["strata"]) and None not in paper["strata"]


def clipped(value):
    return max(Fraction(0), min(Fraction(1), value))


def rows_of(papers, stratum):
    """Value and weight of every ranked paper of a stratum."""
    return [
        (Fraction(paper["value"]), Fraction(paper["strata"][stratum]))
        for paper in papers
        if is_ranked(paper) and stratum in paper["strata"]
    ]


def size(papers, stratum):
    return sum((weight for _, weight in rows_of(papers, stratum)), Fraction(0))


def mean(papers, stratum):
    total = size(papers, stratum)
    if not total:
        return None
    return sum(value * weight for value, weight in rows_of(papers, stratum)) / total


def membership(rows, value, top):
    """m(v) of a value among (value, weight) rows, comparing it with every one of them."""
    need = top * sum(weight for _, weight in rows)
    above = sum((weight for other, weight in rows if other > value), Fraction(0))
    tied = sum(weight for other, weight in rows if other == value)
    return clipped((need - above) / tied)


def paper_scores(papers, tops):
    """For each paper (score, weight in the mean score, memberships), or None if not ranked."""
    rows = {s: rows_of(papers, s) for paper in papers if is_ranked(paper) for s in paper["strata"]}
    means = {stratum: mean(papers, stratum) for stratum in rows}
    found = []
    for paper in papers:
        if not is_ranked(paper):
            found.append(None)
            continue
        value, strata = Fraction(paper["value"]), paper["strata"]
        cited = {s: Fraction(w) for s, w in strata.items() if means[s]}
        score = sum((w * value / means[s] for s, w in cited.items()), Fraction(0))
        members = [
            sum(Fraction(w) * membership(rows[s], value, top) for s, w in strata.items())
            for top in tops
        ]
        found.append((score if cited else None, sum(cited.values(), Fraction(0)), members))
    return found


def country_figures(papers, credit, tops):
    """P, TNCS, MNCS, P(top) and PP(top) of one country from its credit for each paper."""
    scored = [
        (Fraction(w), *found)
        for w, found in zip(credit, paper_scores(papers, tops), strict=True)
        if found is not None and w
    ]
    output = sum((w for w, *_ in scored), Fraction(0))
    total = sum((w * score for w, score, _, _ in scored if score is not None), Fraction(0))
    base = sum((w * part for w, _, part, _ in scored), Fraction(0))
    top = [sum((w * m[i] for w, _, _, m in scored), Fraction(0)) for i in range(len(tops))]
    return {
        "P": output,
        "SCORED": base,
        "TNCS": total,
        "MNCS": total / base if base else None,
        "P_top": top,
        "PP_top": [part / output if output else None for part in top],
    }


def breakthrough(papers, top_cited, top_disruptive):
    """m_cit and m_cit · m_dis of each paper; the second None where the index is unknown.

    Papers have ``index``, and ``within``: for each stratum that in which disruption is ranked.
    """
    cited = []  # paper, stratum, w · m_cit
    for number, paper in enumerate(papers):
        if is_ranked(paper):
            for stratum, weight in paper["strata"].items():
                m = membership(rows_of(papers, stratum), Fraction(paper["value"]), top_cited)
                cited.append((number, stratum, Fraction(weight) * m))
    groups = defaultdict(list)
    for number, stratum, part in cited:
        if part and papers[number]["index"] is not None:
            within = papers[number]["within"][stratum]
            groups[within].append((Fraction(papers[number]["index"]), part))
    m_cit = [Fraction(0) if is_ranked(paper) else None for paper in papers]
    m_both = list(m_cit)
    for number, stratum, part in cited:
        m_cit[number] += part
        if not part:
            continue
        if papers[number]["index"] is None:
            m_both[number] = None
            continue
        rows = groups[papers[number]["within"][stratum]]
        m_both[number] += part * membership(rows, Fraction(papers[number]["index"]), top_disruptive)
    return m_cit, m_both


def merged(rows, minimum):
    """(level, key) of the stratum of each row; a row is (keys from finest to coarsest, weight)."""
    home = [None] * len(rows)
    levels = len(rows[0][0]) if rows else 0
    for level in range(levels):
        pooled = defaultdict(list)
        for number, (keys, _) in enumerate(rows):
            if home[number] is None:
                pooled[keys[level]].append(number)
        for key, members in pooled.items():
            if level == levels - 1 or sum(rows[n][1] for n in members) >= minimum:
                for number in members:
                    home[number] = (level, key)
    return home


def window(published, citations, counts, span, counted_from, complete_to):
    """Citations in the years published … published + span, or None; `counts` maps year to count."""
    years = range(published, published + span + 1)
    if citations is None or years[-1] > complete_to:
        return None
    if years[0] < counted_from and sum(counts.values()) != citations:
        return None
    return sum(counts.get(year, 0) for year in years)


def origins(edges, countries, published=None, span=None):
    """Foreign, domestic and undetermined citations of each paper, and of each (paper, country)."""
    of_paper = {p: [0, 0, 0] for p in range(len(countries))}
    of_country = {(p, c): [0, 0, 0] for p, own in enumerate(countries) for c in own}
    for citing, cited in edges:
        if published is not None and not 0 <= published[citing] - published[cited] <= span:
            continue
        theirs, ours = countries[citing], countries[cited]
        kind = 2 if not theirs or not ours else 1 if theirs & ours else 0
        of_paper[cited][kind] += 1
        for country in ours:
            of_country[cited, country][2 if not theirs else 1 if country in theirs else 0] += 1
    return of_paper, of_country


def resampled(amounts, entries, weights, slots):
    """Σ credit × amount × weight by slot and column; `entries` is a list of (slot, credit)."""
    columns = len(amounts[0])
    out = [[Fraction(0)] * columns for _ in range(slots)]
    for row, credits, weight in zip(amounts, entries, weights, strict=True):
        for (slot, credit), column in product(credits, range(columns)):
            out[slot][column] += Fraction(credit) * Fraction(row[column]) * weight
    return out


def efron_differences(credit_a, credit_b, values):
    """PP_A and PP_B in every resample of as many papers, each drawn with replacement."""
    papers = range(len(values))
    for drawn in product(papers, repeat=len(values)):
        figures = []
        for credit in (credit_a, credit_b):
            base = sum(credit[p] for p in drawn)
            figures.append(sum(credit[p] * values[p] for p in drawn) / base if base else None)
        yield tuple(figures)


def poisson_signs(credit_a, credit_b, values, most=7):
    """P(PP_A > PP_B), P(=), P(<) of the defined, and P(undefined), if each paper weighs Poisson(1).

    All weights up to `most` are gone through; what is above them has probability 1e-5 a paper.
    """
    chance = [math.exp(-1) / math.factorial(k) for k in range(most + 1)]
    signs = {1: 0.0, 0: 0.0, -1: 0.0}
    undefined = 0.0
    # in whole numbers: 12 makes them of halves and of products of halves and thirds
    a, b = ([int(12 * c) for c in credit] for credit in (credit_a, credit_b))
    top_a, top_b = (
        [int(12 * c * v) for c, v in zip(credit, values, strict=True)]
        for credit in (credit_a, credit_b)
    )
    for weights in product(range(most + 1), repeat=len(values)):
        p = math.prod(chance[k] for k in weights)
        base_a, base_b, p_a, p_b = (
            sum(map(operator.mul, row, weights)) for row in (a, b, top_a, top_b)
        )
        if base_a and base_b:
            change = p_a * base_b - p_b * base_a
            signs[(change > 0) - (change < 0)] += p
        else:
            undefined += p
    known = sum(signs.values())
    return [signs[sign] / known for sign in (1, 0, -1)], undefined
