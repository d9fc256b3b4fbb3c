"""The CD index against rewired networks: kernels and naive twins give one z."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citation_worlds import columns, networks
from detente.kernels.citation_graph import citation_graph
from detente.kernels.disruption import cd, disruption
from detente.kernels.null_scores import null_scores
from detente.kernels.rewiring import rewire
from naive import disruption as naive
from naive import rewiring as naive_rewiring

WINDOW = 5


def by_kernel(citing, cited, year):
    counts = disruption(citation_graph(citing, cited, year), window=WINDOW, until=None)
    return cd(counts.n_i, counts.n_j, counts.n_k)


def by_twin(edges, year):
    dates = dict(enumerate(year))
    references = naive.citations(edges, dates).references
    found = []
    for paper, born in dates.items():
        n_i, n_j, n_k, *_ = naive.counts(paper, references, dates, end=born + WINDOW)
        total = n_i + n_j + n_k
        found.append((n_i - n_j) / total if total else None)
    return found


@given(networks(papers=9, edges=30), st.integers(0, 9))
@settings(max_examples=30)
def test_scores_of_the_cd_index_equal_their_twin(network, seed):
    edges, year = network
    citing, cited = columns(edges)
    drawn = rewire(citing, cited, np.array(year), replicas=5, seed=seed, sweeps=2)
    found = null_scores(
        by_kernel(citing, cited, np.array(year)),
        (by_kernel(citing, one.cited, np.array(year)) for one in drawn),
    )
    observed = by_twin(edges, year)
    replicas = [
        by_twin(
            list(
                zip(
                    citing.tolist(),
                    naive_rewiring.shuffled(edges, year, seed=seed, replica=number, sweeps=2),
                    strict=True,
                )
            ),
            year,
        )
        for number in range(5)
    ]
    for paper, value in enumerate(observed):
        z, _, _, defined = naive_rewiring.null_score(value, [row[paper] for row in replicas])
        assert found.defined[paper] == defined
        if z is None:
            assert math.isnan(found.z[paper])
        else:
            assert found.z[paper] == pytest.approx(z, rel=1e-9, abs=1e-9)
