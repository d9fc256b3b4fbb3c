"""Affiliations to countries: against the obvious way, under change of form, and trap by trap."""

import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detente.core.affiliation_parts import split, windows
from detente.core.organisation_names import normalised
from detente.sources.affiliations.gazetteer import gazetteer_of
from detente.sources.affiliations.index import indexed
from detente.sources.affiliations.places import WITHIN, country_names, postal_countries
from detente.sources.affiliations.resolve import Resolver
from detente.sources.ror import DATA, FACTS, IndexFile, resolver_of
from detente.sources.ror.dump import Organisation
from naive.affiliations import country_of

# names, country, city: two namesakes, a city in two countries, a city that one organisation has
ORGANISATIONS = (
    (("Aldermoor University", "Universität Aldermoor"), "GB", "Brookton"),
    (("Brookton Polytechnic",), "GB", "Brookton"),
    (("Brookton Observatory",), "US", "Brookton"),
    (("Fennwick University",), "US", "Harlow Falls"),
    (("Fennwick University",), "CN", "Qiaohe"),
    (("Qiaohe Teachers College",), "CN", "Qiaohe"),
    (("Harlow Falls Seminary",), "US", "Harlow Falls"),
    (("Universidade de Ríoverde", "Rioverde University"), "BR", "Ríoverde"),
    (("Vårdal Institute",), "SE", "Vårdal"),
    (("Jadeport University",), "HK", "Jadeport"),
    (("Northgate Works (Germany)", "Northgate Works"), "DE", "Elbmark"),
    (("Northgate Works (Japan)",), "JP", "Hoshimachi"),
)
COUNTRIES = {
    "United Kingdom": "GB", "UK": "GB", "England": "GB", "USA": "US", "China": "CN", "Brazil": "BR",
    "P. R. China": "CN", "Sweden": "SE", "Germany": "DE", "Japan": "JP", "Hong Kong": "HK",
}  # fmt: skip
UNITS = ("Department of Physics", "School of Computer Science", "Robotics Lab.", "Faculty of Law")


def registered(organisations):
    return [
        Organisation(f"0{n:06d}55", names[0], country, "education", names, (), city, None, None)
        for n, (names, country, city) in enumerate(organisations)
    ]


@pytest.fixture(scope="module")
def resolve():
    return Resolver(gazetteer_of(indexed(registered(ORGANISATIONS))))


NAMED = [name for names, _, _ in ORGANISATIONS[:-2] for name in names]
CITIES = sorted({city for _, _, city in ORGANISATIONS})
parts_of = st.lists(
    st.sampled_from([*NAMED, *CITIES, *COUNTRIES, *UNITS]), min_size=1, max_size=5, unique=True
)


@given(parts_of)
def test_it_says_what_looking_up_each_part_says(resolve, parts):
    expected = country_of(parts, ORGANISATIONS, countries=COUNTRIES, territories_of=WITHIN)
    assert resolve(", ".join(parts)).country == expected


@given(parts_of, st.data())
def test_case_accents_and_punctuation_do_not_matter(resolve, parts, data):
    text = ", ".join(parts)
    answer = resolve(text)
    shape = data.draw(st.sampled_from((str.upper, str.lower, str.title, str)))
    marks = data.draw(st.sampled_from((", ", "; ", ",", " ,  ", " - ", ", , ", "\n")))
    ends = data.draw(st.sampled_from(("", ".", " ", ",", " 1", "*", "†")))
    changed = marks.join(shape(accented(data, part)) for part in parts) + ends
    again = resolve(changed)
    assert (again.country, again.how) == (answer.country, answer.how), changed


def accented(data, part):
    """The part with accents above some of its letters."""
    if not data.draw(st.booleans()):
        return part
    return "".join(c + "\u0301" if c in "aeou" else c for c in part)


@given(parts_of, st.randoms(use_true_random=False))
def test_the_order_of_parts_does_not_matter(resolve, parts, random):
    shuffled = random.sample(parts, len(parts))
    assert resolve(", ".join(parts)).country == resolve(", ".join(shuffled)).country


SURE = [
    "France",
    "Germany",
    "Japan",
    "USA",
    "Sweden",
    "South Korea",
    "Viet Nam",
    "Türkiye",
    "Chile",
]


@given(
    st.one_of(parts_of.map(", ".join), st.text(string.printable + "éüñ香港", max_size=60)),
    st.sampled_from(SURE),
)
def test_a_printed_country_never_yields_another_one(resolve, text, country):
    code = country_names()[normalised(country)]
    answer = resolve(f"{text}, {country}")
    assert answer.country in (code, None) or answer.country in WITHIN.get(code, ())


@given(st.text(max_size=80))
def test_any_text_has_an_answer_and_always_the_same(resolve, text):
    answer = resolve(text)
    assert answer == resolve(text)
    assert (answer.country is None) == (answer.how == "")
    assert answer.organisation is None or answer.organisation.country == answer.country


@pytest.mark.parametrize(
    "text, country",
    [
        ("Aldermoor University, P.R. China", "CN"),  # the printed country stands
        ("Institute of Example, Hong Kong, China", "HK"),
        ("Institute of Example, Macau SAR, P. R. China", "MO"),
        ("Example Lab, Taipei, Taiwan, R.O.C.", "TW"),
        ("Jadeport University, China", "CN"),
        ("Somewhere, Georgia", None),
        ("Tbilisi, Georgia", None),  # the small index knows no Tbilisi
        ("University of New Mexico", None),
        ("University of New South Wales", None),
        ("Example College, Lebanon", None),
        ("Inner Mongolia University", None),
        ("Example GmbH, DE", None),  # Delaware or Germany
        ("Northgate Works", None),  # a firm in two countries
        ("Northgate Works, Elbmark", None),  # one organisation alone is there
        ("Northgate Works, Japan", "JP"),
        ("Google, Zürich", None),
        ("Example Institute, UK and Germany", None),
        ("Example Institute, UK; Example Institute, Germany", None),
        ("Italy and Example Institute, Germany", None),
        ("Univ. of Rioverde", None),
        ("Fennwick University", None),  # namesakes in two countries
        ("Fennwick University, Qiaohe", "CN"),
        ("Fennwick University, Harlow Falls", "US"),
        ("Dept. of Physics, Aldermoor Univ.", "GB"),
        ("Physics Department Aldermoor University", "GB"),
        ("AldermoorUniversity", "GB"),
        ("Aldermoor Unversity", "GB"),
        ("Aldermor University", "GB"),
        ("National Aldermoor University", None),  # another name
        ("Example, Springfield, IL 62701", "US"),
        ("Example, Ottawa ON K1A 0B1", "CA"),
        ("Example, D-52074 Somewhere", "DE"),
        ("12345", None),
        ("", None),
    ],
)
def test_traps(resolve, text, country):
    assert resolve(text).country == country


WELL_KNOWN = """
    US  University of Georgia, Athens, Georgia
    US  Georgia Institute of Technology, Atlanta, Georgia, USA
    GE  Ivane Javakhishvili Tbilisi State University, Tbilisi, Georgia
    -   University of Georgia
    LB  American University of Beirut, Beirut, Lebanon
    US  Dartmouth Hitchcock Medical Center, Lebanon, NH
    JO  University of Jordan, Amman, Jordan
    GB  University of Cambridge
    US  Cambridge, MA
    -   Cambridge
    GB  Microsoft Research, Cambridge, UK
    -   Microsoft Research
    CN  Microsoft Research, Beijing
    CA  Western University, London, Ontario
    -   Rome, GA
    -   Venice, CA
    US  Birmingham, AL
    GB  Queen's University Belfast, Northern Ireland
    -   Trinity College
    IE  Trinity College Dublin
    GR  University of Macedonia, Thessaloniki, Greece
    US  Hope College, Holland, Michigan
    US  University of New Mexico
    MX  Mexico City
    CR  San José, Costa Rica
    AR  Cordoba, Argentina
    HK  The Hong Kong University of Science and Technology
    CN  The Hong Kong University of Science and Technology (Guangzhou)
    CN  HKUST(GZ)
    CN  Chinese University of Hong Kong, Shenzhen
    -   National University of Singapore (Suzhou)
    -   HKUST(GZ), Stanford University
    MO  University of Macau, Macau, China
    TW  National Tsing Hua University
    CN  Tsinghua University
    TW  National Taiwan University, Taipei, Taiwan, R.O.C.
    CN  University of Nottingham Ningbo China
    AE  NYU Abu Dhabi
    QA  Carnegie Mellon University Qatar
    US  MIT
    US  M.I.T.
    -   Manipal Institute of Technology, MIT
    CH  EPFL, CH-1015 Lausanne
    -   USC
    -   NTU
    SG  NTU Singapore
    CH  IBM Research - Zurich
    -   IBM Research
    CN  Institute of Automation, Chinese Academy of Sciences
    -   Ministry of Education
    -   Institute of Physics
    -   National University
    -   Department of Computer Science
    -   Independent researcher
    KP  Kim Il Sung University, Pyongyang, DPR Korea
    KR  Korea University, Seoul, Korea
    PR  University of Puerto Rico
    DE  Max-Planck-Institut f ¨ur Intelligente Systeme, T ¨ubingen, Germany
    CA  Universit´e de Montr´eal
    CA  Universitu00e9 de Montru00e9al
    US  CarnegieMellonUniversity
    US  Department of Statistics, Harvard Univerity
"""


@pytest.fixture(scope="module")
def resolve_shipped():
    return resolver_of(IndexFile(DATA, json.loads((DATA / FACTS).read_text(encoding="utf-8"))))


@pytest.mark.parametrize("line", [line.strip() for line in WELL_KNOWN.strip().splitlines()])
def test_well_known_places_and_traps_with_the_index_that_ships(resolve_shipped, line):
    country, _, text = line.partition(" ")
    assert resolve_shipped(text.strip()).country == (None if country == "-" else country)


def test_a_country_that_is_printed_leaves_an_organisation_elsewhere_unset(resolve):
    assert resolve("Aldermoor University, France").organisation is None
    assert resolve("Aldermoor University, UK").organisation.name == "Aldermoor University"
    assert resolve("Northgate Works, Japan").organisation.name == "Northgate Works (Japan)"


def test_how_an_answer_was_found(resolve):
    texts = {
        "Brookton Polytechnic, UK": "printed",
        "Brookton Polytechnic": "organisation",
        "Harlow Falls": "place",
        "Brookton Politechnic": "fuzzy",
        "Brookton": "",
    }
    assert {text: resolve(text).how for text in texts} == texts


def test_a_slip_that_is_a_word_of_another_name_is_no_slip():
    near = (
        (("Hunan Example University",), "CN", "A"),
        (("Henan Example College",), "CN", "B"),
        (("Henan Example Institute",), "JP", "C"),
    )
    resolve = Resolver(gazetteer_of(indexed(registered(near))))
    assert resolve("Hunen Example University").country == "CN"
    assert resolve("Henan Example University").country is None


def test_names_in_either_direction_of_a_name_are_not_mixed_up(resolve):
    assert resolve("University of Aldermoor Studies of Example").country is None


@pytest.mark.parametrize(
    "text, key",
    [
        ("The  University of T ¨ubingen", "university of tubingen"),
        ("ØRSTED Inst.", "orsted institute"),
        ("U. S. A.", "usa"),
        ("King’s Coll.", "kings college"),
        ("Straße", "strasse"),
        ("北京大学", "北京大学"),
        ("", ""),
    ],
)
def test_normalised(text, key):
    assert normalised(text) == key


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text):
    once = normalised(text)
    assert normalised(once) == once or once.startswith("the ")


def test_parts_lose_marks_numbers_and_addresses():
    text = "1 Example Lab2, Examplestr. 5, 12345 Town†Other∗ a@b.org http://x.org (EXL) / More"
    keys = [part.key for part in split(text)]
    assert keys == ["example laboratory", "examplestr", "town", "other", "exl", "more"]


def test_windows_keep_what_is_a_name():
    assert "stanford university" in windows("department of physics stanford university")
    assert "national university" not in windows("chonnam national university")
    assert list(windows("school of computer science")) == []


def test_postal_codes_need_their_state_or_country():
    assert postal_countries("Pittsburgh, PA 15213") == {"US"}
    assert postal_countries("52074 Aachen, 15213") == frozenset()
    assert postal_countries("CH-1015 Lausanne and F-91190 Gif") == {"CH", "FR"}
