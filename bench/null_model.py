"""How free the null model is after so many passes, and what so many replicas resolve."""

import numpy as np

from bench.reference_lists import reference_lists
from detente.kernels.novelty import atypicality
from detente.kernels.rewiring import rewire

THREADS = 2
PAPERS = 60


def passes(references, sweeps, replicas=300):
    """On a dense network of 60 papers: mean share of new citations, and of swaps refused."""
    random = np.random.default_rng(1)
    year = np.sort(random.integers(2000, 2005, PAPERS))
    lists = [
        random.choice(paper, min(paper, references), replace=False) for paper in range(1, PAPERS)
    ]
    citing = np.repeat(np.arange(1, PAPERS), [len(cited) for cited in lists])
    options = {"replicas": replicas, "seed": 1, "sweeps": sweeps, "threads": 1}
    drawn = list(rewire(citing, np.concatenate(lists), year, **options))
    refused = sum(one.refused for one in drawn) / sum(one.proposed for one in drawn)
    return np.mean([one.moved for one in drawn]), refused


def resolved(papers, replicas):
    """Of a made-up corpus: atypical papers, papers without a median, pairs beyond all replicas."""
    lists = reference_lists(papers)
    given = {"venue": lists.venue, "year": lists.year, "threads": THREADS}
    found, _ = atypicality(lists.first, lists.cited, replicas=replicas, seed=1, **given)
    scored = found.pairs > 0
    return (
        found.atypical[scored].mean(),
        np.isnan(found.conventionality[scored]).mean(),
        found.beyond.sum() / found.pairs.sum(),
    )
