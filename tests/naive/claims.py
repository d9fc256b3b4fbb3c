"""Slow, obvious answers for verdicts and attribution: loops and fractions."""

from fractions import Fraction
from itertools import combinations, permutations, product
from statistics import fmean


def verdict(shares):
    """Rules of methods §10 on exact shares {S, C, U, N}."""
    none = Fraction(shares["N"])
    if none > Fraction(1, 2):
        return "insufficient_data", "too_few_evaluable"
    q = {letter: Fraction(shares[letter]) / (1 - none) for letter in "SCU"}
    if q["S"] >= Fraction(9, 10) and q["C"] == 0:
        return "supported", "robust"
    if q["C"] >= Fraction(9, 10) and q["S"] == 0:
        return "contradicted", "robust"
    if q["S"] >= Fraction(1, 20) and q["C"] >= Fraction(1, 20):
        return "depends_on_definition", "sign_conflict"
    if q["U"] >= Fraction(1, 2):
        return "insufficient_data", "undecided"
    return ("supported" if q["S"] > q["C"] else "contradicted"), "leaning"


def simplex(steps):
    """All share vectors over S, C, U, N in steps of 1/steps."""
    for s, c, u in product(range(steps + 1), repeat=3):
        if s + c + u <= steps:
            counts = {"S": s, "C": c, "U": u, "N": steps - s - c - u}
            yield {letter: Fraction(count, steps) for letter, count in counts.items()}


def pairs(specifications, dimension):
    """Positions of specifications that differ in one dimension only."""
    for i, j in combinations(range(len(specifications)), 2):
        one, other = specifications[i], specifications[j]
        if {name for name in one if one[name] != other[name]} == {dimension}:
            yield i, j


def flips(specifications, classes, dimension):
    """(pairs, evaluable pairs, flipped pairs)."""
    all_pairs = list(pairs(specifications, dimension))
    evaluable = [(i, j) for i, j in all_pairs if "N" not in (classes[i], classes[j])]
    return len(all_pairs), len(evaluable), sum(classes[i] != classes[j] for i, j in evaluable)


def explained(specifications, values, names):
    """Var(E[value | names]) with every specification equally likely."""
    groups = {}
    for specification, value in zip(specifications, values, strict=True):
        groups.setdefault(tuple(specification[name] for name in names), []).append(Fraction(value))
    centre = sum(map(Fraction, values)) / len(values)
    means = [(len(group), sum(group) / len(group)) for group in groups.values()]
    return sum(size * (mean - centre) ** 2 for size, mean in means) / len(values)


def shapley(specifications, values):
    """Average gain of a dimension over every order in which dimensions are told."""
    names = list(specifications[0])
    total = explained(specifications, values, names)
    orders = list(permutations(names))
    effects = dict.fromkeys(names, Fraction(0))
    for order in orders:
        for place, name in enumerate(order):
            after = explained(specifications, values, order[: place + 1])
            before = explained(specifications, values, order[:place])
            effects[name] += (after - before) / total / len(orders)
    return effects


def joint_shares(draws, margin):
    """Share of specifications above the margin, draw by draw."""
    return [fmean(value > margin + 1e-9 for value in draw) for draw in draws]
