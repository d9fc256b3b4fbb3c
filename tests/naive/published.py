"""First partners and recounted cells, the slow and obvious way."""

from __future__ import annotations

RESEARCH = {"article", "proceedings-article", "review", "book", "book-chapter", "report"}


def first_partners(rows):
    """{country: (largest value, set of partners that have it)} among known pairs."""
    found = {}
    for row in rows:
        if row["metric"] != "joint_papers" or row["value"] is None:
            continue
        best, partners = found.get(row["country"], (0, set()))
        if row["value"] > best:
            best, partners = row["value"], {row["partner"]}
        elif row["value"] == best and best > 0:
            partners = partners | {row["partner"]}
        found[row["country"]] = best, partners
    return found


def recount(tables, figure, country, partner, first, last):
    """Works of a period that a publisher would count for a country, or a pair, one by one."""
    works = [
        w
        for w in tables["work"].to_pylist()
        if first <= w["year"] <= last and w["type"] in RESEARCH
    ]
    by_work = {w["work"]: [] for w in works}
    for row in tables["authorship"].to_pylist():
        if row["work"] in by_work:
            by_work[row["work"]].append(row["country"])
    count = 0
    for codes in by_work.values():
        known = {code for code in codes if code is not None}
        if country not in known:
            continue
        if figure == "papers_full":
            count += 1
        elif figure == "joint_papers":
            count += partner in known
        elif figure == "international_papers":
            count += len(known) > 1
        else:
            count += len(known) == 1 and None not in codes
    return count
