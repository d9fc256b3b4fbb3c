"""Slow, obvious twins of what sources do cleverly: enumerate everything, keep what fits."""

from itertools import product


def every_alignment(authors, groups, names, *, silent=frozenset(), nameless=frozenset()):
    """All maps from keys to entries (-1: dropped) that would have produced the published index.

    Tries each map, writes down the index that it gives, and keeps it if that is the published one,
    names numbered by first appearance.
    """
    keys = sorted({key for author in authors for key in author} - set(silent))
    found = []
    for entries in product(range(-1, len(names)), repeat=len(keys)):
        entry_of = dict(zip(keys, entries, strict=True))
        if any(entry_of[key] != -1 for key in nameless if key in entry_of):
            continue
        if any(entry >= 0 and names[entry] == "" for entry in entries):
            continue
        if _published(authors, entry_of, names, silent) == (groups, list(names)):
            found.append(entry_of)
    return found


def published_index(authors, name_of, silent=frozenset()):
    """The index and distinct names that a collection would print for authors with these names."""
    names, groups = [], []
    for author in authors:
        group = []
        for key in author:
            if key in silent:
                continue
            name = name_of[key]
            if name not in names:
                names.append(name)
            if name:
                group.append(names.index(name))
        if group:
            groups.append(tuple(group))
    return tuple(groups), names


def _published(authors, entry_of, names, silent):
    name_of = {key: "" if entry == -1 else names[entry] for key, entry in entry_of.items()}
    return published_index(authors, name_of, silent)


def duplicate_pairs(titles, years, normalised, generic):
    """Rows of one title at most a year apart, by comparing each with each, closed transitively."""
    size = len(titles)
    group = list(range(size))
    for i in range(size):
        for j in range(size):
            same = normalised(titles[i]) == normalised(titles[j])
            long_enough = len(normalised(titles[i])) >= 10 and not generic(titles[i])
            if i != j and same and long_enough and abs(years[i] - years[j]) <= 1:
                group = [group[i] if g == group[j] else g for g in group]
    return {
        frozenset(row for row in range(size) if group[row] == g)
        for g in set(group)
        if group.count(g) > 1
    }


def expanded_rows(counts):
    """(venue, year, type, citations, authors) of each work, read off the pattern by hand."""
    works = []
    for row in counts:
        byline, _, of_work = row["pattern"].partition("|")
        rows = []
        for author, part in enumerate(byline.split(";"), start=1):
            for place, code in enumerate(part.split("+"), start=1):
                rows.append((author, place, None if code == "?" else code))
        for place, code in enumerate(of_work.split("+") if of_work else [], start=1):
            rows.append((None, place, code))
        works += [(row["venue"], row["year"], row["type"], row["citations"], tuple(rows))] * row[
            "n"
        ]
    return works
