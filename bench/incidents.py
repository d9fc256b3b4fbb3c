"""How well countries and kinds of incidents are read from their text.

    python -m bench.incidents --shared ../shared

240 incidents of the AI Incident Database, drawn by the hash of their numbers, were read and
labelled by hand: the countries where the incident happened, or where those harmed or those who did
it are (homes of firms left out), and its kinds. The rules were written while looking at the first
120; the others were labelled before the rules saw them. ``incidents_read.csv`` keeps numbers and
labels alone, no text.
"""

import argparse
import csv
from dataclasses import dataclass
from pathlib import Path

from detente.kernels.coverage import wilson
from detente.sources import aiid
from detente.sources.aiid.kinds import Kinds

READ = Path(__file__).with_name("incidents_read.csv")
SAMPLES = ("development", "held_out")
MEASURED = ("country", *Kinds._fields)
LINE = "{:<12} {:<11} {:>6} {:>6} {:>7}  {:<25} {:<25}"


@dataclass(frozen=True)
class Score:
    """How many labels were found, wrongly found and missed."""

    found: int
    wrong: int
    missed: int

    @property
    def precision(self):
        return self.found / (self.found + self.wrong)

    @property
    def recall(self):
        return self.found / (self.found + self.missed)


def labels(sample):
    """(incident, measure) to the set of labels given by hand."""
    with READ.open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["sample"] == sample]
    wanted = {(row["incident"], "country"): set(row["countries"].split()) for row in rows}
    for row in rows:
        wanted |= {(row["incident"], k): {k} & set(row["kinds"].split()) for k in Kinds._fields}
    return wanted


def answers(shared):
    """The same from the rules, for every incident."""
    tables = aiid.read(shared / "data" / "aiid").tables
    given = {}
    for row in tables["incident"].to_pylist():
        given[row["incident"], "country"] = set()
        given |= {(row["incident"], kind): {kind} if row[kind] else set() for kind in Kinds._fields}
    for row in tables["incident_country"].to_pylist():
        if row["basis"] == "text":
            given[row["incident"], "country"].add(row["country"])
    return given


def score(wanted, given, measure):
    pairs = [(labelled, given[key]) for key, labelled in wanted.items() if key[1] == measure]
    return Score(
        sum(len(labelled & answer) for labelled, answer in pairs),
        sum(len(answer - labelled) for labelled, answer in pairs),
        sum(len(labelled - answer) for labelled, answer in pairs),
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    given = answers(parser.parse_args().shared)
    print(LINE.format("sample", "measure", "found", "wrong", "missed", "precision", "recall"))
    for sample in SAMPLES:
        wanted = labels(sample)
        for measure in MEASURED:
            result = score(wanted, given, measure)
            shares = [
                (result.precision, wilson(result.found, result.found + result.wrong)),
                (result.recall, wilson(result.found, result.found + result.missed)),
            ]
            shown = [f"{v:.3f} ({float(e.low):.3f}-{float(e.high):.3f})" for v, e in shares]
            counts = (result.found, result.wrong, result.missed)
            print(LINE.format(sample, measure, *counts, *shown).rstrip())


if __name__ == "__main__":
    main()
