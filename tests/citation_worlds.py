"""Small citation networks for hypothesis: papers of a few years, citations that may be dense."""

import numpy as np
from hypothesis import strategies as st


@st.composite
def networks(draw, papers=8, years=3, edges=24):
    """(edges, year): each citation once, no paper citing itself, into the future as well."""
    year = draw(st.lists(st.integers(2000, 1999 + years), min_size=2, max_size=papers))
    paper = st.integers(0, len(year) - 1)
    pairs = st.tuples(paper, paper).filter(lambda pair: pair[0] != pair[1])
    return draw(st.lists(pairs, max_size=edges, unique=True)), year


def columns(edges):
    """Citing and cited paper of each citation."""
    citing, cited = np.array(edges, np.int32).reshape(-1, 2).T
    return np.ascontiguousarray(citing), np.ascontiguousarray(cited)
