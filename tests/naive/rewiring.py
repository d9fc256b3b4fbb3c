"""The null model in plain Python: one chain swap by swap, and all networks there are."""

import statistics
from itertools import permutations

from naive.bootstrap import MASK64, mix


def shuffled(edges, year, *, seed, replica, sweeps):
    """What each (citing, cited) pair cites after the swaps, in the order given."""
    cells = {}
    for citing, cited in edges:
        cells.setdefault((year[citing], year[cited]), []).append((citing, cited))
    result = {}
    for (citing_year, cited_year), cell in cells.items():
        slots = sorted(cell)
        key = ((citing_year << 32) + cited_year) & MASK64
        state = mix(key + mix(replica + mix(seed + 3)))
        now = [cited for _, cited in slots]
        for _ in range(sweeps):
            for a in range(len(slots) - 1, 0, -1):
                state = (state + 0x9E3779B97F4A7C15) & MASK64
                b = int((mix(state) >> 11) * 2.0**-53 * (a + 1))
                trial = list(now)
                trial[a], trial[b] = now[b], now[a]
                if is_simple([(slot[0], cited) for slot, cited in zip(slots, trial, strict=True)]):
                    now = trial
        result.update(zip(slots, now, strict=True))
    return [result[edge] for edge in edges]


def is_simple(edges):
    """No citation twice, no paper citing itself."""
    return len(set(edges)) == len(edges) and all(a != b for a, b in edges)


def all_networks(edges, year):
    """Every simple network with the given degrees and years, by trying every permutation."""
    citing = [a for a, _ in edges]
    cells = [(year[a], year[b]) for a, b in edges]
    found = set()
    for order in permutations([b for _, b in edges]):
        network = list(zip(citing, order, strict=True))
        if is_simple(network) and cells == [(year[a], year[b]) for a, b in network]:
            found.add(frozenset(network))
    return found


def null_score(observed, values):
    """(z, mean, sd, values known); None where it is not defined."""
    known = [value for value in values if value is not None]
    mean = statistics.fmean(known) if known else None
    deviation = statistics.stdev(known) if len(known) > 1 else None
    if observed is None or not deviation:
        return None, mean, deviation, len(known)
    return (observed - mean) / deviation, mean, deviation, len(known)
