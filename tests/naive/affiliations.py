"""The country of an affiliation, the slow and obvious way, for texts of known parts."""

import unicodedata


def plain(text):
    """Letters and digits only, in small type, without accents."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in apart if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


def country_of(parts, organisations, *, countries, territories_of):
    """Country of an affiliation that consists of these parts, or None.

    ``organisations`` are (names, country, city); ``countries`` gives codes by name; a territory of
    ``territories_of`` is meant where its state is printed too.
    """
    printed = {code for part in parts for name, code in countries.items() if same(part, name)}
    for state, territories in territories_of.items():
        if printed & territories:
            printed.discard(state)
    if printed:
        return printed.pop() if len(printed) == 1 else None
    evidence = []
    for part in parts:
        named = {c for names, c, _ in organisations if any(same(part, n) for n in names)}
        placed = [c for _, c, city in organisations if same(part, city)]
        if named:
            evidence.append(named)
        if len(placed) > 1:  # a city that one organisation alone has is no known place
            evidence.append(set(placed))
    if not evidence:
        return None
    left = set.intersection(*evidence)
    return left.pop() if len(left) == 1 else None


def same(one, other):
    return plain(one) == plain(other)
