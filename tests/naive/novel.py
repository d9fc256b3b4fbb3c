"""Novelty and delayed recognition of works, worked out from plain works.

Networks of the null model are given: drawing them is held against `naive.rewiring` elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

from naive import impact as naive_impact
from naive import novelty as naive_novelty
from naive import recognition, scored
from naive.indicators import UNKNOWN, over, seen

PAPERS = ("combining_papers", "pairing_papers", "recognised_papers")
COMPARED = ("atypical_share", "mean_conventionality", "new_pair_share", "mean_novelty",
            "mean_beauty", "sleeping_beauty_share")  # fmt: skip
SIGNED = ("mean_conventionality", "mean_beauty")


class Literature:
    """Works that are not retracted, by number, with references among them."""

    def __init__(self, works):
        self.works = {w.number: w for w in sorted(works, key=lambda w: w.number) if not w.retracted}
        self.references = {
            number: [other for other in sorted(set(w.cited)) if other in self.works]
            for number, w in self.works.items()
        }
        for number, others in self.references.items():
            self.references[number] = [other for other in others if other != number]
        self.cites = {
            number: any(other >= 0 and other != number for other in w.cited)
            for number, w in self.works.items()
        }
        self.years = [w.year for w in self.works.values()]
        self.last = max(self.years) - 1

    def edges(self):
        return [(a, b) for a, others in self.references.items() for b in others]

    def venues(self, cited):
        return [self.works[other].venue for other in cited]


def atypical(literature, networks):
    """What `naive.novelty.atypicality` says of each work; each network maps a work to its list."""
    found = {}
    for year in set(literature.years):
        mine = [number for number, w in literature.works.items() if w.year == year]
        observed = naive_novelty.pair_counts(
            [literature.venues(literature.references[number]) for number in mine]
        )
        replicas = [
            naive_novelty.pair_counts([literature.venues(network[number]) for number in mine])
            for network in networks
        ]
        z = {
            pair: naive_novelty.place(count, [replica[pair] for replica in replicas])
            for pair, count in observed.items()
        }
        for number in mine:
            venues = literature.venues(literature.references[number])
            found[number] = naive_novelty.atypicality(venues, z)
    return found


def fresh(literature):
    """(least, most, new pairs, pairs without a distance) of each work; None if not judged."""
    papers = [literature.venues(others) for others in literature.references.values()]
    result = naive_novelty.new_combinations(
        papers, literature.years, min(literature.years), literature.last
    )
    return dict(zip(literature.works, result, strict=True))


def slept(literature):
    """(B, awakening, peak) of each work; Nones if nobody cites it in time."""
    place = {number: i for i, number in enumerate(literature.works)}
    edges = [(place[a], place[b]) for a, b in literature.edges()]
    histories = recognition.histories(edges, literature.years, literature.last)
    found = [recognition.sleeping_beauty(history) for history in histories]
    return dict(zip(literature.works, found, strict=True))


def beauties(works, specification, asleep):
    """Membership of the sleeping beauties of each work of the world that has a coefficient."""
    world = scored.world_of(works, specification)
    beauty = {w.number: asleep[w.number][0] for w in world}
    homes = scored.strata_of(world, beauty, specification["reference_set"] == "by_field")
    groups = defaultdict(list)
    for w in world:
        for home, weight in homes[w.number].items():
            groups[home].append((beauty[w.number], weight))
    top = Fraction(scored.TOP[specification["top_share"]])
    return {
        w.number: sum(
            weight * naive_impact.membership(groups[home], beauty[w.number], top)
            for home, weight in homes[w.number].items()
        )
        for w in world
        if beauty[w.number] is not None
    }


class Scores:
    """All that is known of each work under a specification."""

    def __init__(self, works, specification, networks):
        self.literature = Literature(works)
        self.atypical = atypical(self.literature, networks)
        self.fresh = fresh(self.literature)
        self.slept = slept(self.literature)
        self.top = beauties(works, specification, self.slept)

    def added(self, number):
        """What a work adds to each sum, by name."""
        combined, new = self.atypical[number], self.fresh[number]
        beauty, awakening, _ = self.slept[number]
        sums = defaultdict(Fraction)
        if combined["atypical"] is not None:
            sums |= {"combining": 1, "atypical": int(combined["atypical"])}
            if combined["conventionality"] is None:
                sums["unresolved"] = 1
            else:
                sums |= {"resolved": 1, "median": combined["conventionality"]}
        if new is not None:
            least, most, pairs, undefined = new
            sums |= {"pairing": 1, "new": int(pairs > 0), "least": least, "most": most}
            sums["open_ended"] = int(undefined > 0)
        if beauty is not None:
            sums |= {"recognised": 1, "beauty": beauty, "awakening": awakening,
                     "top": self.top[number]}  # fmt: skip
        return sums


def metrics(sums, open_ended=False):
    """Metrics from sums by name; whether some work of the estimate has an unknown distance."""
    shares = {
        "atypical_share": ("atypical", "combining"),
        "mean_conventionality": ("median", "resolved"),
        "unresolved_share": ("unresolved", "combining"),
        "new_pair_share": ("new", "pairing"),
        "least_mean_novelty": ("least", "pairing"),
        "most_mean_novelty": ("most", "pairing"),
        "mean_beauty": ("beauty", "recognised"),
        "mean_awakening": ("awakening", "recognised"),
        "sleeping_beauty_share": ("top", "recognised"),
    }
    result = {name: over(sums[a], sums[b]) for name, (a, b) in shares.items()}
    # a resample without the papers of unknown distances would still be asked about them
    known = result["least_mean_novelty"] if not open_ended else None
    result["mean_novelty"] = known
    return result | {name: sums[name.removesuffix("_papers")] for name in PAPERS}


def novelty(works, weights, specification, scores, by):
    """Metrics by (name, country, year); country None is all works, each once."""
    chosen = seen(works, weights, specification)
    years = sorted({w.work.year for w in chosen}) if by == "year" else [None]
    result = scored.Zeros(tuple(metrics(defaultdict(Fraction)).keys() - set(PAPERS)))
    for year in years:
        sums, open_ended = defaultdict(lambda: defaultdict(Fraction)), set()
        for w in (w for w in chosen if year in (None, w.work.year)):
            added = scores.added(w.work.number)
            for code, credit in [*w.credit().items(), (None, 1)]:
                if code != UNKNOWN:
                    for name, value in added.items():
                        sums[code][name] += w.weight * credit * value
                        if name == "open_ended" and credit and value:
                            open_ended.add(code)
        for code, total in sums.items():
            found = metrics(total, code in open_ended)
            result |= {(name, code, year): value for name, value in found.items()}
    return result


def compared(answer, one, other):
    result = {}
    for name in COMPARED:
        mine, theirs = answer[name, one, None], answer[name, other, None]
        both = None not in (mine, theirs)
        result[f"{name}_difference"] = mine - theirs if both else None
        if name not in SIGNED:
            result[f"{name}_ratio"] = over(mine, theirs) if both else None
    return result


def excluded(works, specification, scores, year):
    """Share of the world's works that are not judged, by family and reason."""
    literature, found = scores.literature, {}
    here = [w.work.number for w in seen(works, [1] * len(works), specification)
            if year in (None, w.work.year)]  # fmt: skip
    for family, reasons_of in (
        ("atypicality", _combining), ("novelty", _pairing), ("recognition", _recognised),
    ):  # fmt: skip
        held = {number: reasons_of(literature, number, scores) for number in here}
        first = {n: next((i for i, why in enumerate(h) if why), None) for n, h in held.items()}
        for place in range(len(next(iter(held.values()), ()))):
            count = sum(first[number] == place for number in here)
            found[f"{family}_excluded_{place + 1}"] = over(Fraction(count), Fraction(len(here)))
    return found


def _combining(literature, number, scores):
    venues = literature.venues(literature.references[number])
    known = [venue for venue in venues if venue is not None]
    return not literature.cites[number], len(known) < 2, scores.atypical[number]["atypical"] is None


def _pairing(literature, number, _):
    venues = literature.venues(literature.references[number])
    year = literature.works[number].year
    return (
        not literature.cites[number], len({*venues} - {None}) < 2, year < min(literature.years) + 3,
        year > literature.last - 3,
    )  # fmt: skip


def _recognised(literature, number, scores):
    return literature.works[number].year > literature.last, scores.slept[number][0] is None


def quality(works, literature):
    """What weakens the references of the release."""
    edges, years = literature.edges(), {n: w.year for n, w in literature.works.items()}
    given = [(w.number, other) for w in works for other in set(w.cited)]
    outside = [(a, b) for a, b in given if a not in literature.works or b not in literature.works]
    unknown = [b for _, b in edges if literature.works[b].venue is None]
    early = [(a, b) for a, b in edges if years[a] < years[b]]
    return {
        "outside_share": Fraction(len(outside), len(outside) + len(edges)),
        "unknown_venue_share": Fraction(len(unknown), len(edges)),
        "too_early_share": Fraction(len(early), len(edges)),
    }
