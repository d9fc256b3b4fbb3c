"""Works as hypothesis makes them: every oddity that bylines have, among few countries."""

from datetime import date, timedelta

from hypothesis import strategies as st

from detente.core.territory import TERRITORIES

COUNTRIES = ("CN", "DE", "FR", "GB", "HK", "TW", "US")
POLICIES = [territory.name for territory in TERRITORIES]
BREXIT = date(2020, 2, 1)

countries = st.sampled_from((*COUNTRIES, None))
institutions = st.one_of(st.none(), st.integers(0, 3))
affiliations = st.tuples(institutions, countries)
flags = st.sampled_from((True, False, None))
authors = st.tuples(st.lists(affiliations, max_size=3), flags)
days = st.one_of(
    st.just(BREXIT), st.just(BREXIT - timedelta(1)), st.dates(date(2018, 1, 1), date(2022, 12, 31))
)


@st.composite
def works(draw):
    """One work: authors of no, one or several affiliations, some of the work's own, or nothing."""
    first = draw(st.sampled_from((1, 1, 1, 2)))
    work = []
    for place, (own, flag) in enumerate(draw(st.lists(authors, max_size=5)), start=first):
        work += [(place, *affiliation, flag) for affiliation in own or [(None, None)]]
    if draw(st.integers(0, 3)) == 0:
        work += [(None, *a, None) for a in draw(st.lists(affiliations, max_size=2))]
    return work or [(None, None, None, None)]


corpora = st.lists(works(), min_size=1, max_size=8)


def shuffled(work, random, rename=lambda institution: institution):
    """The same work with its authors after the first in another order, institutions renamed."""
    places = sorted({row[0] for row in work if row[0] is not None and row[0] > 1})
    new = dict(zip(places, random.sample(places, len(places)), strict=True))
    rows = [
        (new.get(place, place), None if name is None else rename(name), country, flag)
        for place, name, country, flag in work
    ]
    random.shuffle(rows)
    return rows


def code_of(territory, day):
    """What a territory policy makes of a code on a day, written out."""

    def mapped(code):
        if "hk_mo" in territory and code in ("HK", "MO"):
            code = "CN"
        if "tw" in territory and code == "TW":
            code = "CN"
        member = code in ("DE", "FR") or (code == "GB" and day < BREXIT)
        return "EU" if "eu_bloc" in territory and member else code

    return mapped
