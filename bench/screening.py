"""``make screening``: how well organisations are screened against the Entity List.

    python -m bench.screening [--shared ../shared]

876 affiliations of conference papers, read and labelled one by one, are held against the Entity
List that the package carries: first by Jaro-Winkler similarity alone, then by the whole screen. The
screen's rules and names were written while looking at the part *tuning*; *held out* was drawn and
labelled afterwards and looked at once. ``--shared`` names the folder of the collection, of which
every distinct affiliation is screened for its speed.

How names were drawn and labelled: ``docs/screening.md``.
"""

import argparse
import csv
import math
import time
from pathlib import Path

from detente.core.organisation_names import normalised
from detente.kernels.coverage import wilson
from detente.kernels.jaro_winkler import best_match
from detente.kernels.screening import quality
from detente.lake.screen import DEFAULT_SCOPE, SCOPES, THRESHOLD, Screen
from detente.sources import starter
from detente.sources.starter.collection import read_papers

LABELLED = Path(__file__).resolve().parent.parent / "tests" / "data" / "listed_names.csv"
PAPERS = "conference_papers/papers.jsonl.gz"
PARTS = ("tuning", "held out")
# relations to a listed entity that count under each scope
RELATIONS = {
    "named": {"self"},
    "campuses": {"self", "campus"},
    "affiliates": {"self", "campus", "affiliate", "joint"},
}
THRESHOLDS = (0.75, 0.85, 0.9, THRESHOLD, 0.97, 1.0)
AT_RANDOM = ("neighbours", "others")
LINE = "{:<10} {:>8} {:>8} {:>8}  {:<24} {:<24} {:>6}"


def labelled():
    """The labelled names, as rows."""
    with LABELLED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def tables():
    """The Entity List of the package: entries and names."""
    read = starter.read(None).tables
    return [read[name].to_pylist() for name in ("listing", "listing_alias")]


class Labels:
    """Labelled names with the parties they are, as numbers of a screen."""

    def __init__(self, screen, listings):
        self.screen = screen
        number = {party.entity: place for place, party in enumerate(screen.parties)}
        self.number = number
        self.party = {row["name"]: number[row["entity"]] for row in listings}

    def truths(self, row, scope):
        """Numbers of the parties that a name is under a scope; several where it names several."""
        if row["relation"] not in RELATIONS[scope]:
            return set()
        return {self.party[name] for name in (row["listed"], row["also"]) if name}

    def of(self, rows, found, scope):
        """(found, truth) of names as arrays for `quality`: the first party unless it is another."""
        truth = []
        for row, said in zip(rows, found, strict=True):
            known = self.truths(row, scope)
            truth.append(said if said in known else min(known, default=-1))
        return found, truth

    def screened(self, rows, scope, threshold=THRESHOLDS[0]):
        """Scores and parties that the whole screen gives."""
        answers = self.screen.screen([r["name"] for r in rows], scope=scope, threshold=threshold)
        found = [-1 if a.party is None else self.number[a.party.entity] for a in answers]
        return [a.score for a in answers], found


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.screening", description=__doc__)
    parser.add_argument("--shared", type=Path, help="folder with data/")
    options = parser.parse_args()
    listings, aliases = tables()
    labels = Labels(Screen(listings, aliases), listings)
    rows = labelled()
    print(f"{len(rows)} labelled names; Entity List: {len(listings):,} entries, "
          f"{len(labels.screen.parties):,} parties, {len(aliases):,} names\n")  # fmt: skip
    similarity_alone(labels, rows, listings, aliases)
    for part in PARTS:
        mine = [row for row in rows if row["part"] == part]
        for scope in SCOPES:
            score, found = labels.screened(mine, scope)
            report(f"the screen, {part}, scope {scope}", score, *labels.of(mine, found, scope))
    at_random(labels, rows)
    if options.shared:
        whole(labels.screen, options.shared)


def similarity_alone(labels, rows, listings, aliases):
    """What Jaro-Winkler does without aliases of our own, token containment and places."""
    of_listing = {row["listing"]: labels.number[row["entity"]] for row in listings}
    texts = sorted({
        (normalised(a["name"]), of_listing[a["listing"]])
        for a in aliases if a["kind"] in ("name", "alias")
    })  # fmt: skip
    best = best_match([normalised(r["name"]) for r in rows], [text for text, _ in texts])
    found = [texts[place][1] for place in best.place]
    report("Jaro-Winkler alone, all names", best.score, *labels.of(rows, found, DEFAULT_SCOPE))


def report(title, score, found, truth):
    """A line for each threshold: what is flagged, what of it is right, what is missed."""
    positives = sum(one >= 0 for one in truth)
    print(f"{title}: {len(truth)} names, {positives} of listed entities")
    print(LINE.format("threshold", "flagged", "right", "missed", "precision", "recall", "F1"))
    result = quality(score, found, truth, THRESHOLDS)
    for row, threshold in enumerate(THRESHOLDS):
        flagged, hits = result.flagged[row], result.true_positives[row]
        print(LINE.format(
            threshold, flagged, hits, positives - hits, rate(hits, flagged),
            rate(hits, positives), number(result.f1[row]),
        ))  # fmt: skip
    print()


def rate(hits, of):
    """A share with its Wilson interval."""
    if not of:
        return "null"
    low, high = wilson(hits, of)
    return f"{hits / of:.3f} [{low:.3f}, {high:.3f}]"


def number(value):
    return "null" if math.isnan(value) else f"{value:.3f}"


def at_random(labels, rows):
    """What is missed among names that were drawn at random and are not flagged."""
    mine = [row for row in rows if row["stratum"] in AT_RANDOM]
    _, found = labels.screened(mine, "affiliates", THRESHOLD)
    silent = [row for row, said in zip(mine, found, strict=True) if said < 0]
    missed = sum(row["relation"] != "none" for row in silent)
    print(f"drawn at random and not flagged: {len(silent)}, of these listed: {missed} "
          f"({rate(missed, len(silent))})\n")  # fmt: skip


def whole(screen, shared):
    """Every distinct affiliation of the collection: how many are flagged, and how fast."""
    papers = read_papers(shared / "data" / PAPERS)
    names = sorted({t for p in papers for several in p.affiliations for t in several if t})
    screen.screen(["Exampel Universty"])  # what slips are compared with is prepared when first used
    started = time.process_time()
    answers = screen.screen(names)
    spent = time.process_time() - started
    flagged = [answer for answer in answers if answer.party is not None]
    print(f"the collection: {len(names):,} distinct affiliations, {len(flagged):,} flagged, of "
          f"{len({a.party.entity for a in flagged})} parties; {len(names) / spent:,.0f} names a "
          "second of processor time, one thread")  # fmt: skip


if __name__ == "__main__":
    main()
