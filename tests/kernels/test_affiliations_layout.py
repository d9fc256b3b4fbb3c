"""Authors to affiliation rows, against loops over lists."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from detente.kernels.affiliations import lay_out

codes = st.integers(0, 4)
authors = st.tuples(st.lists(st.none() | codes, max_size=4), st.lists(codes, max_size=4))
works = st.lists(st.lists(authors, max_size=4), max_size=5)


def rows_of(work):
    """(author, affiliation, its place among the author's institutions, country) by the rule."""
    for number, (homes, listed) in enumerate(work, start=1):
        rows = list(enumerate(homes))
        rows += [(None, code) for code in dict.fromkeys(listed) if code not in homes]
        for place, (institution, code) in enumerate(rows or [(None, None)], start=1):
            yield number, place, institution, code


@given(works)
def test_rows_follow_the_rule(some):
    flat = [author for work in some for author in work]
    of_author = [n for n, work in enumerate(some) for _ in work]
    of_institution = [n for n, (homes, _) in enumerate(flat) for _ in homes]
    of_listed = [n for n, (_, listed) in enumerate(flat) for _ in listed]
    homes = [-1 if code is None else code for given_homes, _ in flat for code in given_homes]
    listed = [code for _, codes_listed in flat for code in codes_listed]
    room = len(of_author) + len(of_institution) + len(of_listed)
    out = [np.empty(room, np.int32) for _ in range(5)]
    sizes, countries = np.zeros((2, len(some)), np.int64)
    arrays = [np.array(a, np.int32) for a in (of_author, of_institution, homes, of_listed, listed)]
    count = lay_out(*arrays, 5, *out, sizes, countries)
    wanted = [row for work in some for row in rows_of(work)]
    assert count == len(wanted)
    author, affiliation, person, institution, country = (column[:count].tolist() for column in out)
    begin = {one: of_institution.index(one) for one in set(of_institution)}
    found = [
        (a, p, None if i < 0 else i - begin[one], None if c < 0 else c)
        for a, p, one, i, c in zip(author, affiliation, person, institution, country, strict=True)
    ]
    assert found == wanted
    assert sizes.tolist() == [len(list(rows_of(work))) for work in some]
    assert countries.tolist() == [len({c for *_, c in rows_of(work)} - {None}) for work in some]
