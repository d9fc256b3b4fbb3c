"""Counts over raw OpenAlex records, by plain loops over JSON: the answer that loading must give."""

import gzip
import itertools
import json
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass
class Counts:
    """What a set of records holds."""

    works: int = 0
    authors: int = 0
    authors_of_unknown_country: int = 0
    by_country: Counter = field(default_factory=Counter)
    by_pair: Counter = field(default_factory=Counter)
    fractional: Counter = field(default_factory=Counter)
    by_year: Counter = field(default_factory=Counter)
    citations: Counter = field(default_factory=Counter)
    references: set = field(default_factory=set)
    corresponding: int = 0
    by_institution: Counter = field(default_factory=Counter)
    retracted: int = 0
    truncated: int = 0
    identities: dict = field(default_factory=dict)
    fields: Counter = field(default_factory=Counter)
    yearly: Counter = field(default_factory=Counter)


def records_of(path):
    """Records of a file of JSON lines, an object, an array or a page of the API."""
    text = path.read_bytes()
    text = (gzip.decompress(text) if path.suffix == ".gz" else text).decode()
    if path.name.endswith(".json"):
        found = json.loads(text)
        if isinstance(found, dict):
            found = found.get("results", [found])
        return found
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def newest(records):
    """Of several versions of a work the one that was updated last."""
    best = {}
    for record in records:
        known = best.get(record["id"])
        if known is None or record["updated_date"] >= known["updated_date"]:
            best[record["id"]] = record
    return list(best.values())


def is_left_out(record):
    year = record["publication_year"]
    return (
        bool(record.get("is_xpac"))
        or record["is_paratext"]
        or record["type"] == "paratext"
        or year is None
        or year > int(record["updated_date"][:4])
    )


def countries_of(authorship):
    codes = [i["country_code"] for i in authorship["institutions"]]
    return {c for c in [*codes, *authorship.get("countries", [])] if c is not None}


def count(records):
    """Counts of the records that belong to the corpus."""
    found = Counts()
    for record in records:
        if not is_left_out(record):
            _add(found, record)
    return found


def _add(found, record):
    authorships = record["authorships"] or []
    found.works += 1
    found.by_year[record["publication_year"]] += 1
    found.retracted += record["is_retracted"]
    found.truncated += len(authorships) >= 100
    found.authors += len(authorships)
    met = [countries_of(a) for a in authorships]
    found.authors_of_unknown_country += sum(1 for codes in met if not codes)
    found.corresponding += sum(1 for a in authorships if a.get("is_corresponding"))
    countries = set().union(*met)
    found.by_country.update(countries)
    found.by_pair.update(itertools.combinations(sorted(countries), 2))
    for country in countries:
        found.citations[country] += record["cited_by_count"]
    for codes in met:
        for country in codes:
            found.fractional[country] += Fraction(1, len(met) * len(codes))
    institutions = {i["id"] for a in authorships for i in a["institutions"]}
    found.by_institution.update(int(name.rpartition("/I")[2]) for name in institutions)
    citing = int(record["id"].rpartition("/W")[2])
    for position, authorship in enumerate(authorships, start=1):
        identity = authorship["author"]
        if identity["id"] is not None:
            person = int(identity["id"].rpartition("/A")[2])
            found.identities[citing, position] = person, identity["orcid"] is not None
    for topic in record["topics"]:
        subfield = topic["subfield"]["id"].rpartition("/")[2]
        found.fields[citing, f"{subfield[:2]}/{subfield}"] += Fraction(1, len(record["topics"]))
    for entry in record["counts_by_year"]:
        if entry["cited_by_count"]:
            found.yearly[citing, entry["year"]] += entry["cited_by_count"]
    found.references |= {(citing, int(w.rpartition("/W")[2])) for w in record["referenced_works"]}


def count_tables(tables):
    """The same counts from canonical tables, by plain loops over their rows."""
    found = Counts()
    works = {row["work"]: row for row in tables["work"].to_pylist()}
    of_work = {number: {} for number in works}
    institutions = {number: set() for number in works}
    corresponding = set()
    for row in tables["authorship"].to_pylist():
        codes = of_work[row["work"]].setdefault(row["author"], set())
        codes |= {row["country"]} - {None}
        institutions[row["work"]] |= {row["institution"]} - {None}
        if row["corresponding"]:
            corresponding.add((row["work"], row["author"]))
    found.corresponding = len(corresponding)
    for number, work in works.items():
        met = list(of_work[number].values())
        found.works += 1
        found.by_year[work["year"]] += 1
        found.retracted += work["retracted"]
        found.truncated += work["truncated"]
        found.authors += len(met)
        found.authors_of_unknown_country += sum(1 for codes in met if not codes)
        countries = set().union(*met)
        found.by_country.update(countries)
        found.by_pair.update(itertools.combinations(sorted(countries), 2))
        for country in countries:
            found.citations[country] += work["citations"]
        for codes in met:
            for country in codes:
                found.fractional[country] += Fraction(1, len(met) * len(codes))
        found.by_institution.update(institutions[number])
    found.identities = {
        (row["work"], row["author"]): (row["person"], row["orcid"])
        for row in tables["author"].to_pylist()
    }
    for row in tables["work_field"].to_pylist():
        # a work has at most a few topics: the share is a fraction with a small number below
        share = Fraction(row["weight"]).limit_denominator(100)
        found.fields[row["work"], row["field"]] += share
    for row in tables["yearly_citation"].to_pylist():
        found.yearly[row["work"], row["year"]] += row["citations"]
    found.references = {(r["citing"], r["cited"]) for r in tables["citation"].to_pylist()}
    return found
