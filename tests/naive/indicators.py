"""Every indicator worked out from plain works, one dictionary and one fraction at a time.

Each function takes works of `small_release`, a weight for each (1, or its bootstrap weight in a
draw) and a specification, and gives `{(metric, key …): value}` with None for what is undefined.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np

from naive import concentration as naive_concentration
from naive import strength as naive_strength
from naive.credit import authors_of, credits_of, mapped
from naive.links import joins, links_of
from works import code_of

RESEARCH = {"article", "proceedings-article", "review", "book", "book-chapter", "report"}
LABELS = {"all": (None, 0.0), "vision": ("vision", 0.5), "language": ("language", 0.0)}
UNKNOWN = "UNK"


def over(above, below):
    return above / below if below > 0 else None


def meets(work, definition):
    wanted, threshold = LABELS[definition]
    return any(score >= threshold for name, score in work.labels.items() if wanted in (None, name))


def admitted(work, specification):
    first, last = specification.period.first, specification.period.last
    return (
        not work.retracted
        and meets(work, specification["ai_definition"])
        and (specification["document_types"] == "all" or work.type in RESEARCH)
        and (first is None or work.year >= first)
        and (last is None or work.year <= last)
    )


class Seen:
    """One admitted work as a specification sees it."""

    def __init__(self, work, weight, specification):
        code = code_of(specification["territory"], work.appeared)
        self.work, self.weight = work, weight
        self.raw = work.rows or [(None, None, None, None)]
        self.rows = mapped(self.raw, code)
        self.code = code
        self.known = {row[2] for row in self.rows if row[2] is not None}
        self.unknown = any(row[2] is None for row in self.rows)
        self.takes_part = not (specification["unknown"] == "complete_case" and self.unknown)
        self.joint = joins(self.rows, specification["dual_affiliation"] == "needs_two_authors")
        self.several = len(self.known) >= 2
        self.specification = specification

    def credit(self, counting=None, unknown=None):
        chosen = self.specification
        return credits_of(
            self.raw, counting or chosen["counting"], unknown or chosen["unknown"], self.code
        )

    def links(self, link=None):
        chosen = self.specification
        return links_of(
            self.raw, link or chosen["link"], chosen["unknown"], self.code,
            two_authors=chosen["dual_affiliation"] == "needs_two_authors",
        )  # fmt: skip

    @property
    def kind(self):
        if self.several and self.joint:
            return "international"
        return "indeterminate" if self.unknown else "domestic"


def seen(works, weights, specification):
    return [
        Seen(work, weight, specification)
        for work, weight in zip(works, weights, strict=True)
        if admitted(work, specification)
    ]


def summed(parts):
    total = defaultdict(Fraction)
    for weight, amounts in parts:
        for key, value in amounts.items():
            total[key] += weight * value
    return total


def papers_of(works):
    return summed((w.weight, w.credit("full")) for w in works)


def credits_by_country(works):
    return summed((w.weight, w.credit()) for w in works)


def links_by_pair(works, link=None):
    return summed((w.weight, w.links(link)) for w in works)


def count(works, holds=lambda _: True):
    return Fraction(sum(w.weight for w in works if holds(w)))


def linked(links, a, b):
    return links[min(a, b), max(a, b)]


# ---- output ----


def output(works, weights, specification, by="total"):
    groups = {None: specification}
    if by == "field":
        groups = {f: specification.but(ai_definition=f) for f in LABELS}
    result = {}
    for field, narrowed in groups.items():
        chosen = seen(works, weights, narrowed)
        years = sorted({w.work.year for w in chosen}) if by == "year" else [None]
        for year in years:
            here = [w for w in chosen if year in (None, w.work.year)]
            about = (year, field or specification["ai_definition"])
            result |= _output(here, specification["counting"], about)
    return result


def _output(works, counting, about):
    credit = credits_by_country(works)
    unknown = credit.pop(UNKNOWN, Fraction(0))
    known = count(works, lambda w: w.takes_part and w.known)
    world = known + unknown if counting == "full" else sum(credit.values()) + unknown
    base = known if counting == "full" else world
    result = {("unknown_papers", None, *about): unknown, ("world_papers", None, *about): world}
    for country in {*credit, *papers_of(works)} - {UNKNOWN}:
        result["papers", country, *about] = credit[country]
        result["share", country, *about] = over(credit[country], base)
    return result


# ---- collaboration ----


def collaboration(works, weights, specification, countries):
    chosen = seen(works, weights, specification)
    links = links_by_pair(chosen)
    result = {}
    rows = {
        c: [linked(links, c, o) if o != c else Fraction(0) for o in countries] for c in countries
    }
    for country, row in rows.items():
        ranks = naive_strength.ranks([value or None for value in row])
        for place, partner in enumerate(countries):
            if partner == country:
                continue
            best = max(v for p, v in enumerate(row) if p != place and countries[p] != country)
            result["joint_papers", country, partner] = row[place]
            result["partner_rank", country, partner] = ranks[place][0]
            result["lead", country, partner] = row[place] - best if any(row) else None
            for name, strict in (("strict", True), ("weak", False)):
                pair = countries.index(country), place
                result[f"mutual_first_{name}", country, partner] = naive_strength.mutual_first(
                    list(rows.values()), pair, strict
                )
    for country in countries:
        result |= {(metric, country, None): v for metric, v in _scopes(chosen, country).items()}
    return result


def _scopes(works, country):
    def number(kind, everyone=False):
        return count(
            works, lambda w: country in w.known and w.kind == kind and (everyone or w.takes_part)
        )

    domestic, international = number("domestic"), number("international")
    least, either = number("international", True), number("indeterminate", True)
    total = number("domestic", True) + least + either
    leads = [
        w
        for w in works
        if w.takes_part and any(a[2] and country in a[1] for a in authors_of(w.rows))
    ]
    return {
        "domestic_papers": domestic,
        "international_papers": international,
        "indeterminate_papers": either,
        "international_share": over(international, domestic + international),
        "international_share_least": over(least, total),
        "international_share_most": over(least + either, total),
        "single_country_papers": count(leads, lambda w: not w.several),
        "multi_country_papers": count(leads, lambda w: w.several),
    }


# ---- strength ----


def strength(works, weights, specification, countries, country, fit=True):
    chosen = seen(works, weights, specification)
    years = sorted({w.work.year for w in chosen})
    whole = _strengths(chosen, countries, country, fit)
    parts = [[w for w in chosen if w.work.year == year] for year in years]
    yearly = [_strengths(part, countries, country, fit) for part in parts]
    for partner in [c for c in countries if c != country]:
        for metric, of in (
            ("count_slope", "joint_papers"),
            ("share_slope", "share_of_papers"),
            ("strength_slope", "observed_over_expected"),
        ):
            series = [values[of, country, partner] for values in yearly]
            broken = len(years) < 3 or any(value is None for value in series)
            slope = None if broken else naive_strength.slope(years, series)
            whole[metric, country, partner] = slope
    return whole


def _strengths(works, countries, country, fit):
    links, papers = links_by_pair(works), papers_of(works)
    margins = {
        c: sum((v for pair, v in links.items() if c in pair), Fraction(0)) for c in countries
    }
    international = {
        c: count(works, lambda w, c=c: c in w.known and w.kind == "international" and w.takes_part)
        for c in countries
    }
    world = count(works, lambda w: w.takes_part and w.known)
    fitted = _fitted([margins[c] for c in countries]) if fit else None
    own = countries.index(country)
    result = {}
    for place, partner in enumerate(countries):
        if partner == country:
            continue
        joint = linked(links, country, partner)
        both = (country, partner)
        measures = naive_strength.pair_measures(
            joint,
            [papers[c] for c in both],
            [international[c] for c in both],
            world,
            (sum(margins.values()), *(margins[c] for c in both)),
        )
        shares = [measures["share_of_b_in_a_papers"], measures["share_of_a_in_b_papers"]]
        expected = None if fitted is None else fitted[own][place]
        values = {
            "joint_papers": joint,
            **{name: measures[name] for name in ("salton", "jaccard", "inclusion", "association")},
            "observed_over_expected_papers": measures["oe_publications"],
            "affinity": measures["pai_links"],
            "affinity_symmetric": measures["pai_symmetric"],
            "observed_over_expected": float(joint) / expected if expected else None,
            "share_of_papers": shares[0],
            "share_of_papers_back": shares[1],
            "share_of_links": measures["share_of_b_in_a_links"],
            "share_of_links_back": measures["share_of_a_in_b_links"],
            "asymmetry": float(np.log(float(shares[0] / shares[1]))) if all(shares) else None,
            "newman": sum((w.weight * newman(w.rows, *both) for w in works), Fraction(0)),
        }
        result |= {(metric, *both): value for metric, value in values.items()}
    return result


def _fitted(margins):
    """Expected links by scaling; None where no matrix has the margins."""
    largest, total = max(margins), sum(margins)
    if total == 0 or 2 * largest > total:
        return None
    if 2 * largest == total:  # a star: every link has the hub at one end
        hub = margins.index(largest)
        cells = [[0.0] * len(margins) for _ in margins]
        for place, margin in enumerate(margins):
            if place != hub:
                cells[hub][place] = cells[place][hub] = float(margin)
        return cells
    return naive_strength.proportional_fitting([float(m) for m in margins])


def newman(rows, one, other):
    """Pairs of authors, one in each country, over the other authors of the work."""
    authors = [sorted({c for c in countries if c}) for _, countries, _ in authors_of(rows)]
    total = Fraction(0)
    for a, b in combinations(authors, 2):
        for x, y in ((a, b), (b, a)):
            if one in x and other in y:
                total += Fraction(1, len(x) * len(y) * (len(authors) - 1))
    return total


# ---- concentration ----


def concentration(works, weights, specification, countries, units):
    """`countries` and `units` are those that the estimate has, in the order of ties."""
    chosen = seen(works, weights, specification)
    credit = credits_by_country(chosen)
    amounts = [credit[c] for c in countries]
    measures = naive_concentration.measures(amounts) or {}
    ordered = sorted(amounts, reverse=True)
    lead = countries[amounts.index(ordered[0])] if any(amounts) else None
    second = ordered[1] if len(ordered) > 1 else Fraction(0)
    result = {
        (name, None): measures.get(name)
        for name in ("hhi", "hhi_10000", "hhi_normalised", "effective_number")
    }
    result["lead"] = lead
    result["leaders"] = [c for c in countries if lead and credit[c] == ordered[0]]
    result["lead_share"] = over(ordered[0], sum(amounts))
    result["lead_over_second"] = over(ordered[0], second)
    held = papers_of_institutions(chosen)
    sizes = [held[unit] for unit in units]
    index = (naive_concentration.measures(sizes) or {}).get("hhi")
    result["institution_hhi", None] = index
    result["institution_effective_number", None] = over(1, index) if index else None
    counts = top_counts(sizes, [country == lead for _, country in units], 10)
    ratio = ordered[0] / second if second else float("inf")
    enough = lead is not None and len(units) >= 10
    for suffix, number in zip(("", "_least", "_most"), counts, strict=True):
        result[f"top_institutions{suffix}"] = result[f"monopoly_risk{suffix}"] = None
        if enough:
            result[f"top_institutions{suffix}"] = number
            risk = naive_concentration.risk(number, ratio)
            result[f"monopoly_risk{suffix}"] = ("low", "medium", "high").index(risk)
    return result


def papers_of_institutions(works):
    held = defaultdict(Fraction)
    for w in works:
        named = {(row[1], row[2]) for row in w.rows if row[1] is not None}
        for unit in named if w.takes_part else ():
            held[unit] += w.weight
    return held


def top_counts(sizes, member, places):
    """Expected, least and most members among the first places; ties share what is left."""
    present = sorted((size for size in sizes if size > 0), reverse=True)
    last = present[min(places, len(present)) - 1] if present else Fraction(0)
    inside = [m for size, m in zip(sizes, member, strict=True) if size > last > 0]
    level = [m for size, m in zip(sizes, member, strict=True) if size == last > 0]
    left = min(places - len(inside), len(level))
    sure, tied = sum(inside), sum(level)
    expected = sure + Fraction(left * tied, len(level)) if level else Fraction(sure)
    return expected, sure + max(0, left - (len(level) - tied)), sure + min(left, tied)


# ---- definitions ----


def definitions(works, weights, specification, country, partner):
    chosen = {d: seen(works, weights, specification.but(ai_definition=d)) for d in LABELS}
    held = {d: {id(w.work): w.weight for w in found} for d, found in chosen.items()}
    result = {("works", d, None): Fraction(sum(of.values())) for d, of in held.items()}
    for one, other in combinations(LABELS, 2):
        both = sum(w for work, w in held[one].items() if work in held[other])
        either = sum({**held[one], **held[other]}.values())
        result["jaccard", one, other] = over(Fraction(both), Fraction(either))
    amounts = {d: credits_by_country(found) for d, found in chosen.items()}
    ratios = {d: over(of[country], of[partner]) for d, of in amounts.items()}
    result |= {("country_ratio", d, None): ratio for d, ratio in ratios.items()}
    usable = [ratio for ratio in ratios.values() if ratio]
    result["ratio_spread", None, None] = max(usable) / min(usable) if usable else None
    with_any = [of for of in amounts.values() if of[country] or of[partner]]
    ahead = sum(of[country] > of[partner] for of in with_any)
    result["sign_share", None, None] = over(Fraction(ahead), Fraction(len(with_any)))
    return result


# ---- coverage ----


def coverage(works, weights, specification, countries, strata="year"):
    chosen = seen(works, weights, specification)
    total = count(chosen)
    complete = count(chosen, lambda w: not w.unknown)
    groups = {getattr(w.work, strata) for w in chosen}
    result = gaps(chosen, lambda _: None)
    for country in countries:
        known = count(chosen, lambda w, c=country: c in w.known)
        sure = count(chosen, lambda w, c=country: c in w.known and not w.unknown)
        open_ = count(chosen, lambda w, c=country: c not in w.known and w.unknown)
        parts = []
        for group in groups:
            here = [w for w in chosen if getattr(w.work, strata) == group]
            size = count(here)
            share = over(
                count(here, lambda w, c=country: c in w.known and not w.unknown),
                count(here, lambda w: not w.unknown),
            )
            parts.append(Fraction(0) if size == 0 else None if share is None else share * size)
        adjusted = None if None in parts else over(sum(parts), total)
        result |= {
            ("share_least", country): over(known, total),
            ("share_most", country): over(known + open_, total),
            ("share_complete_case", country): over(sure, complete),
            ("share_adjusted", country): adjusted,
        }
    return result


def gaps(works, label):
    """Works without a known country, and with some unknown one, by a label of each work."""
    result = {}
    for name in {label(w) for w in works} or {None}:
        here = [w for w in works if label(w) == name]
        total = count(here)
        result["no_country_share", name] = over(count(here, lambda w: not w.known), total)
        result["some_unknown_share", name] = over(count(here, lambda w: w.unknown), total)
    return result


# ---- network ----


def network(works, weights, specification, nodes):
    links = links_by_pair(seen(works, weights, specification))
    graph = nx.Graph()
    graph.add_nodes_from(nodes)
    for (a, b), value in links.items():
        if value:
            graph.add_edge(a, b, weight=value)
    matrix = [[linked(links, a, b) if a != b else Fraction(0) for b in nodes] for a in nodes]
    between = naive_concentration.betweenness(matrix) if len(nodes) > 2 else [None] * len(nodes)
    central = _eigenvector(graph)
    return {
        key: value
        for place, node in enumerate(nodes)
        for key, value in {
            ("degree", node): graph.degree(node),
            ("strength", node): sum(matrix[place]),
            ("betweenness", node): between[place],
            ("eigenvector", node): central.get(node),
        }.items()
    }


def _eigenvector(graph):
    """Of the component with most nodes, then most weight, then the first node."""
    if not graph.number_of_edges():
        return {}
    order = list(graph)
    best = max(
        nx.connected_components(graph),
        key=lambda part: (
            len(part), graph.subgraph(part).size("weight"), -min(order.index(n) for n in part)
        ),
    )  # fmt: skip
    members = sorted(best)
    block = nx.to_numpy_array(graph, nodelist=members, dtype=float)
    _, vectors = np.linalg.eigh(block)
    return dict(zip(members, np.abs(vectors[:, -1]), strict=True))
