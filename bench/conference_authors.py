"""Write the shared conference papers as a table of one's own, authors and keywords included.

    python -m bench.conference_authors --shared ../shared --to authors.csv
    detente build --lake authors own_table=authors.csv

Labels are the keywords of a paper, where its venue prints any, and the topics that its title names.
What the collection tells of a paper's authors is a hash of each name: namesakes are one person
there, and a person who changes the spelling is two. The table is for trying mobility and topic
adoption on real careers; nothing of it ships.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import re
from collections import Counter
from pathlib import Path

from detente.sources.starter.collection import read_papers
from detente.sources.starter.make import PAPERS, Work, works_of

COLUMNS = "work year venue type citations author person country label".split()
# Labels become definitions, of which a release has few: keep to the keywords of many papers.
_LEAST = 100
TOPICS = (
    "attention", "contrastive", "convolutional", "diffusion", "federated learning", "gan",
    "generative adversarial", "graph neural network", "language model", "neural radiance",
    "reinforcement learning", "self-supervised", "transformer",
)  # fmt: skip


def main() -> None:
    """Convert, and print how many papers and authors were written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, required=True, help="folder with data/")
    parser.add_argument("--to", type=Path, required=True, help="CSV file to write")
    options = parser.parse_args()
    source = options.shared / "data" / PAPERS
    works, _ = works_of(list(read_papers(source)))
    people, keywords = _read(source)
    common = Counter(word for words in keywords.values() for word in words)
    counts: Counter[str] = Counter()
    with options.to.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for work in works:
            names = people[work.line]
            # where the byline is not as long as the list of names, nobody knows who is where
            same = len(names) == len(work.byline.authors) and "" not in names
            counts["papers"] += 1
            counts["papers with authors"] += same
            words = [word for word in keywords[work.line] if common[word] >= _LEAST]
            words = sorted({*words, *(topic for topic in TOPICS if named(topic, work.title))})
            table.writerows(_rows(work, names if same else None, "|".join(words)))
    for what, count in counts.items():
        print(f"{what}: {count:,}")


def named(topic: str, title: str) -> bool:
    """Whether a title names a topic, in the singular or plural."""
    return re.search(rf"\b{topic}s?\b", title.casefold().replace("\u2010", "-")) is not None


def _read(source: Path) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Hashed names in byline order, and keywords, by line."""
    people, keywords = {}, {}
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for number, text in enumerate(lines, start=1):
            row = json.loads(text)
            names = [name.strip() for name in (row.get("author") or "").split(";")]
            half = len(names) // 2
            twice = len(names) % 2 == 0 and names[:half] == names[half:]
            people[number] = names[:half] if twice else names
            words = (row.get("keywords") or "").casefold().replace("|", " ").split(";")
            keywords[number] = sorted({" ".join(word.split()) for word in words} - {""})
    return people, keywords


def _rows(work: Work, names: list[str] | None, label: str) -> list[list[object]]:
    """A row for each affiliation, and for each country of the work alone."""
    about = [f"line {work.line}", work.year, work.venue, work.type, work.citations]
    authors = [
        [*about, position, names[position - 1] if names else None, country, label]
        for position, countries in enumerate(work.byline.authors, start=1)
        for country in countries
    ]
    return authors + [[*about, None, None, country, label] for country in work.byline.of_work]


if __name__ == "__main__":
    main()
