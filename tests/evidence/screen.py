"""Institutions with listed names among them, and the papers of those listed at the time."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pyarrow as pa

from answer_checks import check_against
from detente.indicators.run import run
from detente.tables import institution, listing, listing_alias
from naive import indicators as naive

INDICATORS = {"listed_entities"}
QUESTIONS = {
    "listed_entities": [
        {}, {"by": "year"}, {"country": "CN"}, {"country": "US", "partner": "CN", "by": "year"},
    ],
}  # fmt: skip
CHOICES = (
    {"entity_scope": "named", "territory": "hk_mo_tw_with_cn"},
    {"entity_scope": "affiliates", "unknown": "complete_case"},
)
# number, name, country; 8 and later have no name. Scopes: 1, 5 named; 2 campus; 3, 4 affiliates.
PLACES = [
    (1, "Hill University", "CN"),
    (2, "Hill University, Seaport", "CN"),
    (3, "Acme Robotics (Germany)", "DE"),
    (4, "Hill-Acme Joint Laboratory", "CN"),
    (5, "Acme Robotics (China)", "CN"),
    (6, "Hill University of Music", "CN"),
    (7, "Undated Institute of Widgets", "CN"),
]
SCOPES = {
    "named": {1: "hill", 5: "acme", 7: "undated"},
    "campuses": {1: "hill", 2: "hill", 5: "acme", 7: "undated"},
    "affiliates": {1: "hill", 2: "hill", 3: "acme", 4: "acme", 5: "acme", 7: "undated"},
}
# listed once, listed twice (the earlier day counts) and lapsed, listed on an unknown day
DAYS = {
    "hill": (date(2020, 6, 5), None),
    "acme": (date(2018, 9, 1), date(2021, 3, 1)),
    "undated": (None, None),
}
ENTRIES = [
    ("e1", "Hill University", "CN", "education", date(2020, 6, 5), None),
    ("e2", "Acme Robotics Co., Ltd.", "CN", "company", date(2019, 1, 1), date(2020, 1, 1)),
    ("e3", "Acme Robotics Co., Ltd.", "CN", "company", date(2018, 9, 1), date(2021, 3, 1)),
    ("e4", "Undated Institute of Widgets", "CN", "research", None, None),
]
ALIASES = [
    ("e1", "Hill University", "", "name"), ("e1", "Seaport", "", "campus"),
    ("e2", "Acme Robotics Co., Ltd.", "", "name"), ("e3", "Acme", "", "usual"),
    ("e4", "Undated Institute of Widgets", "", "name"),
]  # fmt: skip


def tables(seed):
    places = [{"institution": n, "name": name, "country": home} for n, name, home in PLACES]
    entries = [
        {"listing": number, "list": "bis-entity-list", "name": name, "entity": name,
         "country": home, "kind": kind, "listed_on": on, "removed_on": off}
        for number, name, home, kind, on, off in ENTRIES
    ]  # fmt: skip
    # another list, which does not count
    entries.append(
        {**entries[0], "listing": "m1", "list": "bis-meu", "listed_on": date(2001, 1, 1)}
    )
    names = [
        {"listing": number, "name": name, "context": context, "kind": kind, "reference": "made up"}
        for number, name, context, kind in ALIASES
    ]
    return {
        "institution": pa.Table.from_pylist(places, schema=institution.TABLE.schema),
        "listing": pa.Table.from_pylist(entries, schema=listing.TABLE.schema),
        "listing_alias": pa.Table.from_pylist(names, schema=listing_alias.TABLE.schema),
    }


def status_of(work, scope):
    """2 with an entity listed on the day, 0 surely without, 1 undecided."""
    return max((_at(work, row[1], scope) for row in work.rows), default=0)


def _at(work, place, scope):
    if place not in {n for n, *_ in PLACES}:
        return 1
    if place not in SCOPES[scope]:
        return 0
    on, off = DAYS[SCOPES[scope][place]]
    if on is None:
        return 1
    start = date(work.year, 1, 1)
    length = (date(work.year + 1, 1, 1) - start).days
    days = [work.day] if work.day else [start + timedelta(n) for n in range(length)]
    listed = {day >= on and (off is None or day < off) for day in days}
    return 1 if len(listed) > 1 else 2 * listed.pop()


def papers_with_listed(works, weights, specification, pair=None, by="total"):
    chosen = [w for w in naive.seen(works, weights, specification) if w.takes_part]
    years = sorted({w.work.year for w in naive.seen(works, weights, specification)})
    result = {}
    for year in years if by == "year" else [None]:
        here = [w for w in chosen if year in (None, w.work.year)]
        keys = [pair] if pair else sorted({c for w in chosen for c in w.known})
        for key in keys:
            mine = [w for w in here if (w.links("whole").get(key) if pair else key in w.known)]
            result |= _of(mine, key if pair else (key, None), year, specification["entity_scope"])
    return result


def _of(works, key, year, scope):
    every, listed, undecided = (
        Fraction(sum(w.weight for w in works if status_of(w.work, scope) in among))
        for among in ({0, 1, 2}, {2}, {1})
    )
    about = (*key, year)
    return {
        ("listed_papers", *about): listed,
        ("listed_share", *about): naive.over(listed, every),
        ("listed_share_most", *about): naive.over(listed + undecided, every),
        ("unknown_share", *about): naive.over(undecided, every),
    }


def check(dataset, world, specification):
    for by in ("total", "year"):
        rows = run("listed_entities", dataset, specification, by=by).to_dicts()
        answers = world.answers(papers_with_listed, specification, None, by)
        _compare(rows, answers)
        found = {(r["metric"], r["country"], None, r["year"]) for r in rows}
        assert {k for k, v in answers[0].items() if v and k[0] != "unknown_share"} <= found
    if specification["territory"] == "separate":
        rows = run("listed_entities", dataset, specification, country="US", partner="CN").to_dicts()
        answers = world.answers(papers_with_listed, specification, ("CN", "US"))
        named = [{**row, "country": "CN", "partner": "US"} for row in rows]
        assert {(row["country"], row["partner"]) for row in rows} == {("US", "CN")}
        _compare(named, answers)


def _compare(rows, answers):
    def key(row):
        return row["metric"], row["country"], row["partner"], row["year"]

    check_against(rows, answers, key, ends=lambda metric: metric != "listed_share_most")
    for row in rows:
        share = answers[0]["unknown_share", row["country"], row["partner"], row["year"]]
        assert row["unknown_share"] == (None if share is None else float(share))


CHECKS = {"listed_entities": check}
