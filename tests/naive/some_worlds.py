"""Worlds for tests: any world at all, small enough to enumerate."""

from hypothesis import strategies as st

from detente.simulate.world import World

CODES = ("US", "CN", "HK", "GB")
chances = st.floats(0, 1).map(lambda x: round(x, 3))


def _distribution(size):
    weights = st.lists(st.integers(0, 9), min_size=size, max_size=size).filter(any)
    return weights.map(lambda w: tuple(x / sum(w) for x in w))


@st.composite
def worlds(draw, most_countries=3, most_authors=3):
    """Any world, zeros and ones among its probabilities."""
    size = draw(st.integers(1, most_countries))
    return World(
        countries=CODES[:size],
        output=draw(_distribution(size)),
        company=tuple(draw(_distribution(size)) for _ in range(size)),
        authors=draw(st.integers(1, most_authors).flatmap(_distribution)),
        dual=tuple(draw(chances) for _ in range(size)),
        missing=tuple(draw(chances) for _ in range(size)),
        years=((2019, 0.25), (2021, 0.75)),
        types=(("article", 0.9), ("editorial", 0.1)),
        labels=(("vision", 0.3),),
    )
