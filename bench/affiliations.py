"""``make affiliations``: how well raw affiliation strings are resolved to countries.

    python -m bench.affiliations --shared ../shared [--show HALF]

Every distinct affiliation of the shared conference papers whose row is intact (affiliations,
organisations and countries stand one for one) is resolved and held against the machine-made country
column. Strings are halved by their hash: rules and lists were written while looking at the first
half only. The column calls Hong Kong, Macao and Taiwan China; agreement is counted as it stands and
with the three folded into China.

``affiliations_read.csv`` says, by hash, who was found wrong when disagreements were read;
``--show`` prints those of a half for reading. No string is kept in the repository.
"""

import argparse
import csv
import hashlib
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from detente.core.organisation_names import normalised
from detente.kernels.coverage import wilson
from detente.sources.affiliations.known import MULTINATIONAL
from detente.sources.ror import index_file, resolver_of
from detente.sources.starter.collection import read_papers
from detente.sources.starter.gazetteer import machine_code

PAPERS = "conference_papers/papers.jsonl.gz"
READ = Path(__file__).with_name("affiliations_read.csv")
DEVELOPED, NEVER_SEEN = "developed on", "never seen"
CLASSES = ("printed", "organisation", "place", "fuzzy")
EXACT = {"printed", "organisation"}
CHINESE = {"CN", "HK", "MO", "TW"}
OURS, BOTH = "ours", "two in one"
LINE = "{:<14} {:>8} {:>8} {:>8}  {:<22} {:>8}  {:>8}"


@dataclass(frozen=True)
class Case:
    """A distinct affiliation: what the column says, what we say."""

    text: str
    organisation: str
    firm: bool
    times: int
    column: str
    country: str | None
    how: str

    @property
    def half(self):
        return NEVER_SEEN if hashlib.sha256(self.text.encode()).digest()[0] & 1 else DEVELOPED

    @property
    def agrees(self):
        return self.country == self.column

    @property
    def agrees_folded(self):
        return self.agrees or (self.column == "CN" and self.country in CHINESE)

    @property
    def key(self):
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def sightings(shared):
    """(affiliation, organisation, country) of every author of the rows that are intact."""
    for paper in read_papers(shared / "data" / PAPERS):
        organisations, countries = paper.organisations, paper.countries
        if organisations is None or countries is None:
            continue
        shape = [*map(len, paper.affiliations)]
        if not shape == [*map(len, organisations.groups)] == [*map(len, countries.groups)]:
            continue
        groups = zip(paper.affiliations, organisations.groups, countries.groups, strict=True)
        for texts, names, places in groups:
            for text, name, place in zip(texts, names, places, strict=True):
                yield text, organisations.names[name], machine_code(countries.names[place])


def firm_in(text):
    """Whether an affiliation names a firm that has laboratories in many countries."""
    words = f" {normalised(text)} "
    return any(f" {firm} " in words for firm in MULTINATIONAL)


def cases(shared):
    """Distinct affiliations with a country in the column, resolved; speed of all, of the exact."""
    times, said = Counter(), {}
    for text, organisation, country in sightings(shared):
        if country is not None:
            times[text] += 1
            if said.setdefault(text, (organisation, country))[1] != country:
                raise SystemExit("the column gives one text two countries")
    resolve = resolver_of(index_file())
    resolve("Exampel Universty")  # near names are prepared when first asked for
    answers, spent = {}, Counter()
    for text in times:
        started = time.process_time()
        answers[text] = resolve(text)
        spent[answers[text].how in EXACT] += time.process_time() - started
    exact = sum(answer.how in EXACT for answer in answers.values())
    speeds = len(answers) / spent.total(), exact / spent[True]
    found = [
        Case(text, said[text][0], firm_in(text), times[text], said[text][1], one.country, one.how)
        for text, one in answers.items()
    ]
    return found, speeds


def main():
    parser = argparse.ArgumentParser(prog="python -m bench.affiliations", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--show", choices=("developed", "never-seen"), help="print disagreements")
    options = parser.parse_args()
    found, speeds = cases(options.shared)
    by_half = defaultdict(list)
    for case in found:
        by_half[case.half].append(case)
    if options.show:
        show(by_half[DEVELOPED if options.show == "developed" else NEVER_SEEN])
        return
    print(f"{len(found):,} distinct affiliations, {sum(c.times for c in found):,} occurrences")
    print(f"resolved: {speeds[0]:,.0f} distinct a second of processor time, one thread;")
    print(f"those with a country or an organisation by its exact name: {speeds[1]:,.0f}\n")
    for half in (DEVELOPED, NEVER_SEEN):
        report(half, by_half[half])
    known = {case.organisation for case in by_half[DEVELOPED]}
    new = [case for case in by_half[NEVER_SEEN] if case.organisation not in known]
    report("never seen, of organisations never seen", new)
    read_report(by_half)


def report(title, half):
    """Precision by class and recall, by distinct affiliation and by occurrence."""
    print(f"{title}: {len(half):,} distinct, {sum(c.times for c in half):,} occurrences")
    print(LINE.format("", "answers", "agree", "folded", "precision (folded)", "as is", "by occur."))
    for name in (*CLASSES, "all"):
        answers = [c for c in half if c.country and name in (c.how, "all")]
        if answers:
            print(row(name, answers))
    right = [c for c in half if c.agrees_folded]
    low, high = wilson(len(right), len(half))
    share = len([c for c in half if c.country]) / len(half)
    occurrences = sum(c.times for c in right) / sum(c.times for c in half)
    print(
        f"recall (right of all): {len(right) / len(half):.4f} [{low:.4f}, {high:.4f}], by "
        f"occurrence {occurrences:.4f}; answered {share:.4f}"
    )
    silent = [c for c in half if c.country is None]
    firms = [c for c in silent if c.firm]
    print(
        f"unknown: {len(silent):,}, {sum(c.times for c in silent):,} occurrences; "
        f"of firms in many countries: {len(firms):,}, {sum(c.times for c in firms):,} occurrences\n"
    )


def row(name, answers):
    agree = sum(c.agrees for c in answers)
    folded = sum(c.agrees_folded for c in answers)
    low, high = wilson(folded, len(answers))
    times = sum(c.times for c in answers)
    weighted = sum(c.times for c in answers if c.agrees_folded) / times
    precision = f"{folded / len(answers):.4f} [{low:.4f}, {high:.4f}]"
    return LINE.format(
        name, len(answers), agree, folded, precision, f"{agree / len(answers):.4f}",
        f"{weighted:.4f}",
    )  # fmt: skip


def read_report(by_half):
    """What reading the disagreements found, and the precision that follows from it."""
    if not READ.exists():
        return
    with READ.open(encoding="utf-8", newline="") as file:
        verdicts = {line["affiliation"]: line["wrong"] for line in csv.DictReader(file)}
    for half, every in by_half.items():
        answers = [c for c in every if c.country]
        apart = [c for c in answers if not c.agrees_folded]
        kinds = Counter(verdicts.get(c.key, "not read") for c in apart)
        print(f"{half}: {len(apart)} disagreements (Hong Kong, Macao and Taiwan apart), wrong is:")
        for kind, count in kinds.most_common():
            print(f"  {count:>4}  {kind}")
        for label, kinds_wrong in (("ours", {OURS}), ("ours, or two in one", {OURS, BOTH})):
            wrong = sum(kinds[kind] for kind in {*kinds_wrong, "not read"})
            low, high = wilson(len(answers) - wrong, len(answers))
            print(
                f"  precision if wrong is {label}: "
                f"{1 - wrong / len(answers):.4f} [{low:.4f}, {high:.4f}]"
            )
        territories = [c for c in answers if c.agrees_folded and not c.agrees]
        named = Counter(c.country for c in territories)
        shown = ", ".join(f"{code} {count}" for code, count in named.most_common())
        print(f"  China in the column, and here: {shown}\n")


def show(half):
    """Disagreements as tab-separated lines, for reading."""
    for case in sorted(half, key=lambda c: c.key):
        if case.country and not case.agrees_folded:
            sys.stdout.write(
                f"{case.key}\t{case.column}\t{case.country}\t{case.how}\t{case.times}\t"
                f"{case.text}\t{case.organisation}\n"
            )


if __name__ == "__main__":
    main()
