import string
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.claims import grammar, wording
from detente.claims.atom import Atom, Relation
from detente.claims.grammar import EXAMPLES, SCOPES, parse, render
from detente.core.countries import all_codes, name_of
from detente.core.errors import ClaimUnreadable, UnknownName, UsageError
from detente.core.period import Period

CODES = (*all_codes(), "EU")
years = st.integers(1900, 2098)
numbers = st.floats(-1e6, 1e6)
positive = st.floats(0, 1e6)
RELATIONS = get_args(Relation)
PAIR_METRICS = ("joint_papers", "observed_over_expected", "partner_share")
COUNTRY_METRICS = (*wording.COUNT_METRICS, *wording.RATE_METRICS)
JOINT_METRICS = tuple(f"joint_{rate}" for rate in wording.RATE_METRICS)


@st.composite
def periods(draw):
    first, last = sorted((draw(years), draw(years)))
    return Period(first, last)


@st.composite
def quantities(draw, names):
    """Subject and metric of a country, or subject, partner and metric of a pair."""
    if draw(st.booleans()):
        metric = draw(st.sampled_from(PAIR_METRICS))
        return {"subject": names[0], "partner": names[1], "metric": metric}
    return {"subject": names[0], "metric": draw(st.sampled_from(COUNTRY_METRICS))}


@st.composite
def comparisons(draw, names):
    if draw(st.booleans()):
        return draw(quantities(names)) | {"value": draw(numbers)}
    if draw(st.booleans()):
        pair = {"subject": names[0], "partner": names[1], "value": 1.0}
        return pair | {"metric": draw(st.sampled_from(JOINT_METRICS))}
    if draw(st.booleans()):
        countries = {"subject": names[0], "partner": names[1], "comparator": names[2]}
        return countries | {"metric": "joint_papers"}
    metric = draw(st.sampled_from(COUNTRY_METRICS))
    return {"subject": names[0], "comparator": names[1], "metric": metric}


@st.composite
def intervals(draw, names):
    if draw(st.booleans()):
        low, high = sorted((draw(numbers), draw(numbers)))
        return draw(quantities(names)) | {"bounds": (low, high)}
    width = draw(positive)
    countries = {"subject": names[0], "comparator": names[1]}
    metric = draw(st.sampled_from(tuple(wording.COUNT_METRICS)))
    return countries | {"metric": metric, "bounds": (-width, width)}


@st.composite
def turns(draw):
    if draw(st.booleans()):
        year = draw(years)
        return {"before": Period(None, year), "after": Period(year + 1, None)}
    a, b, c, d = sorted(draw(st.lists(years, min_size=4, max_size=4, unique=True)))
    return {"before": Period(a, b), "after": Period(c, d)}


@st.composite
def atoms(draw):
    """Any statement that the grammar has a sentence for."""
    relation = draw(st.sampled_from(RELATIONS))
    names = draw(st.lists(st.sampled_from(CODES), min_size=3, max_size=3, unique=True))
    rules = {"subject": names[0], "comparator": names[1], "metric": "rules"}
    pair = {"subject": names[0], "partner": names[1], "rank": draw(st.integers(1, 99))}
    low, high = sorted((draw(numbers), draw(numbers)))
    fields = {
        "gt": lambda: draw(comparisons(names)),
        "lt": lambda: draw(comparisons(names)),
        "within": lambda: draw(intervals(names)),
        "rank": lambda: pair | {"metric": draw(st.sampled_from(PAIR_METRICS[:2]))},
        "mutual_rank": lambda: pair | {"metric": draw(st.sampled_from(PAIR_METRICS[:2]))},
        "change": lambda: (
            draw(quantities(names))
            | draw(turns())
            | {"direction": draw(st.sampled_from(("fell", "rose")))}
        ),
        "effect": lambda: (
            {"subject": names[0], "partner": names[1]}
            | {"metric": draw(st.sampled_from(("listed_joint_papers", PAIR_METRICS[1])))}
            | {"direction": draw(st.sampled_from(("fell", "rose")))}
        ),
        "lag": lambda: rules | {"metric": "frontier_lag", "bounds": (low, high)},
        "coverage": lambda: rules | {"value": draw(positive)},
        "adds": lambda: rules | {"family": draw(st.sampled_from(("censorship", "labelling_2")))},
    }[relation]()
    if relation in ("gt", "lt", "rank", "mutual_rank", "change", "effect"):
        fields["margin"] = draw(positive)
    if relation != "change":
        fields["period"] = draw(st.none() | periods())
    return Atom(relation=relation, scope=draw(st.sampled_from((None, *SCOPES))), **fields)


def one(text):
    (atom,) = parse(text)
    return atom


@settings(max_examples=300)
@given(atoms())
def test_what_is_written_is_read_back(atom):
    assert parse(render(atom)) == (atom,)


@given(st.lists(atoms(), min_size=1, max_size=3))
def test_statements_are_separated_by_semicolons(several):
    assert parse("; ".join(map(render, several))) == tuple(several)


@pytest.mark.parametrize(
    "text, said",
    [
        ("CN publishes more highly-cited papers than US", "CN publishes more top papers than US"),
        (
            "CN produces fewer breakthrough papers than US",
            "CN publishes fewer breakthroughs than US",
        ),
        ("US has a lower top share than CN", "US has a lower top share than CN"),
        ("US top papers rose after 2018", "US top papers rose after 2018"),
        ("China's top papers fell after 2018", "CN top papers fell after 2018"),
        ("US's top partner is CN", "CN is US's no. 1 partner"),
        (
            "US-CN joint papers fell after the listing",
            "US-CN joint papers of listed entities fell after listing",
        ),
        (
            "CN's rules add content control to EU's rules",
            "CN's rules add content_control to EU's rules",
        ),
        ("US breakthrough share is above 0.1", "US breakthrough share is above 0.1"),
        (
            "CN-US joint papers have a lower mean citation score than China's domestic papers",
            "CN-US joint papers have a lower mean citation score than CN domestic papers",
        ),
    ],
)
def test_statements_about_impact(text, said):
    assert render(one(text)) == f"{said} in AI"


def test_joint_papers_are_compared_with_those_of_one_side():
    with pytest.raises(ClaimUnreadable, match="DE is not one of the pair US-CN") as problem:
        parse("US-CN joint papers have a higher top share than DE domestic papers")
    assert "than US domestic papers" in problem.value.fix


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_can_be_read(example):
    atom = one(example)
    assert parse(render(atom)) == (atom,)


def test_the_examples_show_every_relation():
    assert {one(example).relation for example in EXAMPLES} == set(RELATIONS)


@pytest.mark.parametrize(
    "text, expected",
    [
        (
            "US and CN are each other's no. 1 partners in AI, 2018-2022",
            Atom("mutual_rank", "joint_papers", "US", "CN", rank=1, period=Period(2018, 2022)),
        ),
        (
            "CN is GB's no. 1 partner in vision, 2015-2020",
            Atom(
                "rank",
                "joint_papers",
                "GB",
                "CN",
                rank=1,
                scope="vision",
                period=Period(2015, 2020),
            ),
        ),
        (
            "US is ranked 2 among partners of JP",
            Atom("rank", "joint_papers", "JP", "US", rank=2),
        ),
        (
            "CN publishes more papers than US in robotics, 2020-2023",
            Atom(
                "gt", "papers", "CN", comparator="US", scope="robotics", period=Period(2020, 2023)
            ),
        ),
        (
            "US-CN co-authorship fell after 2019",
            Atom(
                "change",
                "joint_papers",
                "US",
                "CN",
                direction="fell",
                before=Period(None, 2019),
                after=Period(2020, None),
            ),
        ),
        (
            "US and CN collaborate less than expected in AI",
            Atom("lt", "observed_over_expected", "US", "CN", value=1.0),
        ),
        (
            "the share of joint papers US-CN in CN international papers fell between 2017 and 2021",
            Atom(
                "change",
                "partner_share",
                "CN",
                "US",
                direction="fell",
                before=Period(2017, 2017),
                after=Period(2021, 2021),
            ),
        ),
        (
            "US has fewer joint papers with China than with the EU",
            Atom("lt", "joint_papers", "US", "CN", comparator="EU"),
        ),
    ],
)
def test_meaning(text, expected):
    assert one(text) == expected


@pytest.mark.parametrize(
    "text, canonical",
    [
        ("China is the UK's No. 1 partner in AI research", "CN is GB's no. 1 partner in AI"),
        ("China is the number one partner of the UK", "CN is GB's no. 1 partner in AI"),
        ("China is the UK's 1st collaborator.", "CN is GB's no. 1 partner in AI"),
        ("中国 is 英国's top partner", "CN is GB's no. 1 partner in AI"),
        ("The UK's leading AI research partner is China", "CN is GB's no. 1 partner in AI"),
        (
            "South Korea’s second-largest partner is the United States of America in vision, 2021",
            "US is KR's no. 2 partner in vision, 2021",
        ),
        (
            "The U.S. and China are each other’s number one collaborators, from 2018 to 2022",
            "US and CN are each other's no. 1 partners in AI, 2018-2022",
        ),
        (
            "Bosnia and Herzegovina publishes fewer AI papers than Guinea-Bissau",
            "BA publishes fewer papers than GW in AI",
        ),
        ("China is 1 to 2 years behind the US", "CN is 12 to 24 months behind US in AI"),
        (
            "EU's rules cover at least 50 % of China's rules",
            "EU's rules cover at least 0.5 of CN's rules in AI",
        ),
        (
            "France's third partner by collaboration strength is Italy",
            "IT is FR's no. 3 partner by collaboration strength in AI",
        ),
        (
            "US international share is below 40% in natural language processing",
            "US international share is below 0.4 in language",
        ),
        ("US papers rose after 2019 in computer vision", "US papers rose after 2019 in vision"),
        (
            "US–CN joint papers grew from 2015-2017 to 2020 with a margin of 0.1",
            "US-CN joint papers rose from 2015-2017 to 2020 with margin 0.1 in AI",
        ),
        ("IN is NO's no. 1 partner in AI, in 2020", "IN is NO's no. 1 partner in AI, 2020"),
        ("AI is AS's no. 1 partner", "AI is AS's no. 1 partner in AI"),
    ],
)
def test_other_wordings(text, canonical):
    assert render(one(text)) == canonical


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_country_can_be_called_by_name(language):
    for code in all_codes():
        other = "FR" if code != "FR" else "DE"
        text = f"{name_of(code, language)} publishes more papers than {other}"
        assert one(text).subject == code, text


@pytest.mark.parametrize(
    "text, place, said",
    [
        ("US and CN are best friends", "best", "expected 'each other's'"),
        ("Chnia is GB's no. 1 partner", "Chnia", "no country is called 'Chnia'"),
        ("QQ is GB's no. 1 partner", "QQ", "no country is called 'QQ'"),
        ("US publishes more papers then CN", "then", "expected 'than'"),
        ("日本 publishes more papers then US", "then", "expected 'than'"),
        ("US-CN co-authorship fell after 2019 in cooking", "cooking", "is no field"),
        ("the share of joint papers US-CN in GB international papers fell after 2019", "GB", "of"),
        ("US publishes more papers than US", "US", "not compared with itself"),
        ("US publishes more papers than CN, 2022-2018", "2022-2018", "ends before it begins"),
        ("US is ranked 1.5 among partners of JP", "1.5", "a whole number"),
        ("US is ranked 0 among partners of JP", "US", "counts ranks from 1"),
        ("US-CN co-authorship fell after 2019, 2015-2018", "US", "outside 2015-2018"),
        ("US papers fell from 2018 to 2016", "US", "ahead of the years after"),
        ("US-CN joint papers fell from 2018-2016 to 2020", "2018-2016", "ends before"),
        ("US papers are up", "are", "expected 'fell' or 'is' or 'rose'"),
        ("US papers cost $5", "cost", "expected"),
        ("$US papers", "$", "a country"),
        ("US is within 5 of CN", "5", "the country's 's"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text, place, said):
    with pytest.raises(ClaimUnreadable) as caught:
        parse(text)
    shown, line, caret = caught.value.what.splitlines()
    assert shown == "this claim cannot be read"
    assert line.strip() == text
    wide = sum(ord(c) > 0x2E80 for c in text[: text.index(place)])
    assert caret.index("^") - wide == 4 + text.index(place)
    assert said in caught.value.why
    assert sum(example in caught.value.fix for example in EXAMPLES) == 3


@pytest.mark.parametrize("text", ["", "  ", "US and CN are each other's", "US-CN joint papers"])
def test_a_claim_that_stops_too_early_says_what_is_missing(text):
    with pytest.raises(ClaimUnreadable, match="go on with") as caught:
        parse(text)
    assert caught.value.what.splitlines()[-1].index("^") == 4 + len(text.rstrip())


def test_a_misspelt_country_gets_suggestions_and_is_not_guessed():
    with pytest.raises(ClaimUnreadable, match=r"did you mean Germany \(DE\)"):
        parse("Germny is GB's no. 1 partner")
    with pytest.raises(ClaimUnreadable, match="ISO 3166-1"):
        parse("Xyzzyland is GB's no. 1 partner")


def test_the_nearest_sentences_are_offered():
    with pytest.raises(ClaimUnreadable) as caught:
        parse("US and JP are one another's no. 1 partners in AI, 2018-2022")
    assert caught.value.fix.splitlines()[1].strip() == EXAMPLES[0]


def test_fields_are_those_the_data_know():
    assert parse("US papers rose after 2019 in deep learning", scopes=["deep_learning"])
    with pytest.raises(ClaimUnreadable, match="deep learning"):
        parse("US papers rose after 2019 in vision", scopes=["deep_learning"])


@settings(max_examples=150)
@given(
    st.text(max_size=60)
    | st.text(alphabet=string.ascii_letters + " '-,;.0123456789", max_size=60)
    | st.builds(
        lambda example, cut, more: example[:cut] + more + example[cut + len(more) :],
        st.sampled_from(EXAMPLES),
        st.integers(0, 60),
        st.text(max_size=5),
    )
)
def test_any_text_is_read_or_refused_with_reasons(text):
    try:
        outcome = parse(text)
    except ClaimUnreadable as refusal:
        outcome = (refusal.why, refusal.fix)
    assert all(outcome)


def test_every_terminal_has_words():
    names = {t.name for t in grammar._parser().terminals} - {"__IGNORE_0"}
    assert all(not wording.terminal(name).startswith("'__") for name in names)
    assert set(wording.TERMINALS) - {"$END"} <= names


@pytest.mark.parametrize(
    "atom",
    [
        Atom("gt", "salton", "US", comparator="CN"),
        Atom(
            "change",
            "papers",
            "US",
            direction="fell",
            before=Period(None, 2018),
            after=Period(2019, 2022),
        ),
        Atom("gt", "papers", "US", "GB", comparator="CN"),
        Atom("gt", "observed_over_expected", "US", value=1.0),
        Atom("gt", "salton", "US", "CN", value=0.1),
        Atom("rank", "salton", "US", "CN", rank=1),
        Atom("within", "papers", "US", comparator="CN", bounds=(-0.1, 0.2)),
        Atom("lag", "topic_lag", "US", comparator="CN", bounds=(1.0, 2.0)),
        Atom("coverage", "tags", "US", comparator="CN", value=0.5),
        Atom("gt", "papers", "US", comparator="CN", period=Period(2018, None)),
        Atom(
            "change",
            "papers",
            "US",
            direction="fell",
            before=Period(None, 2018),
            after=Period(2020, None),
        ),
    ],
)
def test_a_statement_without_a_sentence_is_not_written(atom):
    with pytest.raises(UsageError, match="no sentence"):
        render(atom)


@pytest.mark.parametrize(
    "fields, said",
    [
        ({"relation": "rank"}, "needs partner, rank"),
        ({"relation": "gt", "comparator": "CN", "rank": 1}, "has no rank"),
        ({"relation": "gt"}, "either another country or a number"),
        ({"relation": "gt", "comparator": "CN", "value": 1.0}, "either another country"),
        ({"relation": "gt", "value": float("nan")}, "finite"),
        ({"relation": "gt", "value": 1.0, "margin": -0.1}, "margin of at least 0"),
        ({"relation": "within", "bounds": (2.0, 1.0)}, "wrong order"),
        ({"relation": "within", "bounds": (1.0, 2.0), "margin": 0.1}, "has no margin"),
        ({"relation": "rank", "partner": "CN", "rank": 0}, "from 1"),
        (
            {
                "relation": "change",
                "direction": "sank",
                "before": Period(1, 2),
                "after": Period(3, 4),
            },
            "'fell' or 'rose'",
        ),
        (
            {
                "relation": "change",
                "direction": "fell",
                "before": Period(1, None),
                "after": Period(3, 4),
            },
            "years before",
        ),
    ],
)
def test_fields_that_make_no_statement_are_refused(fields, said):
    with pytest.raises(UsageError) as caught:
        Atom(metric="papers", subject="US", **fields)
    assert said in caught.value.why


def test_unknown_relations_and_countries_are_refused():
    with pytest.raises(UnknownName, match="relation"):
        Atom("equals", "papers", "US", comparator="CN")
    with pytest.raises(UnknownName, match="country"):
        Atom("gt", "papers", "US", comparator="XX")


def test_the_parser_is_built_once():
    assert grammar._parser() is grammar._parser()
