"""The labels of OpenAlex works: one expression against rules read one after the other."""

import gzip
import json
from collections import Counter

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.lake.pooling import MOST_DEFINITIONS
from detente.sources.openalex.label_sql import overlap, patterns
from detente.sources.openalex.labels import (
    DEFINITIONS,
    family,
    label_expression,
    label_sets,
    phrases,
)
from naive.labels import labels_of

COLUMNS = {
    "title": "VARCHAR",
    "abstract": "VARCHAR",
    "venue": "VARCHAR",
    "topics": "STRUCT(topic VARCHAR, subfield VARCHAR, score DOUBLE)[]",
    "concepts": "STRUCT(concept VARCHAR, score DOUBLE)[]",
    "arxiv": "VARCHAR[]",
}
EMPTY = dict.fromkeys(COLUMNS)


def labels(works):
    """What the expression gives, in the form of the naive answer."""
    connection = duckdb.connect()
    declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"CREATE TABLE works (number INTEGER, {declared})")
    connection.executemany(
        "INSERT INTO works VALUES (?, ?, ?, ?, ?, ?, ?)",
        [[number, *(work[name] for name in COLUMNS)] for number, work in enumerate(works)],
    )
    rows = connection.execute(f"SELECT {label_expression()} FROM works ORDER BY number").fetchall()
    found = [row[0] for row in rows]
    for entries in found:
        assert max(Counter((e["scheme"], e["label"]) for e in entries).values(), default=1) == 1
    return [{(e["scheme"], e["label"]): e["score"] for e in entries} for entries in found]


def work(**columns):
    return {**EMPTY, **columns}


WORDS = sorted({word for phrase in phrases() for word in phrase.split()})
MARKS = ["", "", "", "", "(", "“", '"', "-", "\\", "é", ",", "_", "/", "s", "\x1f", "x", ".", "\n"]
token = st.one_of(
    st.tuples(
        st.sampled_from(MARKS),
        st.one_of(
            st.sampled_from(WORDS),
            st.sampled_from(phrases()).map(lambda p: p.replace(" ", "-")),
            st.sampled_from(phrases()),
            st.sampled_from(["of", "Machine", "LEARNING", "neural"]),
        ),
        st.sampled_from(MARKS),
    ).map("".join),
    st.text("abc-“ é", max_size=4),
)
phrase_tokens = st.sampled_from(phrases()).map(str.split)
text_tokens = st.lists(st.one_of(token.map(lambda t: [t]), phrase_tokens), max_size=6).map(
    lambda parts: [t for part in parts for t in part]
)


@st.composite
def abstracts(draw):
    """Inverted indices, with gaps, capitals, escapes and sometimes the end cut off."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.sampled_from([None, "null", "[]", "{", '{"a":1}', '"machine learning"']))
    at, index = 0, {}
    for word in draw(text_tokens):
        index.setdefault(word.upper() if draw(st.booleans()) else word, []).append(at)
        at += draw(st.sampled_from([1, 1, 1, 1, 2, 0]))
    if draw(st.integers(0, 7)) == 0:
        index["machine"] = draw(
            st.sampled_from([["0"], [1.5], [10**12], [10**30], [], 3, {"learning": [2]}])
        )
    tight = draw(st.booleans())
    text = json.dumps(
        index, ensure_ascii=draw(st.booleans()), separators=(",", ":") if tight else (", ", ": ")
    )
    return text if draw(st.integers(0, 9)) else text[: draw(st.integers(0, len(text)))]


scores = st.one_of(st.none(), st.sampled_from([0.2, 0.4, 0.5, 0.6, 1.0]))
some_subfields = [f"https://openalex.org/subfields/{n}" for n in (1702, 1707, 2707, 1311)]
topics = st.lists(
    st.fixed_dictionaries(
        {
            "topic": st.sampled_from(
                [f"https://openalex.org/T{n}" for n in (10320, 12157)] + [None]
            ),
            "subfield": st.sampled_from([*some_subfields, None]),
            "score": scores,
        }
    ),
    max_size=3,
)
concept_names = [f"https://openalex.org/{c}" for c in (*family("concepts")["concepts"], "C1")]
concepts = st.lists(
    st.fixed_dictionaries({"concept": st.sampled_from(concept_names), "score": scores}), max_size=4
)
venue_names = [
    n.title() for s in family("venues")["series"] for n in (*s.get("names", ()), *s.get("is", ()))
]
venue = st.one_of(
    st.none(),
    st.tuples(
        st.sampled_from(["", "2019 ", "Proceedings of the ", "Workshop on "]),
        st.sampled_from(venue_names),
        st.sampled_from(["", " (CVPR)", ", Part II", " Workshops", "s"]),
    ).map("".join),
)
arxiv_names = ["2001.10156", "https://arxiv.org/abs/cmp-lg/9404001", "cs.LG", "cs/0601001", None]
works = st.fixed_dictionaries(
    {
        "title": st.one_of(st.none(), text_tokens.map(" ".join)),
        "abstract": abstracts(),
        "venue": venue,
        "topics": st.one_of(st.none(), topics),
        "concepts": st.one_of(st.none(), concepts),
        "arxiv": st.one_of(st.none(), st.lists(st.sampled_from(arxiv_names), max_size=3)),
    }
)


@settings(max_examples=15, deadline=None)
@given(st.lists(works, min_size=30, max_size=60))
def test_the_expression_agrees_with_the_rules(some):
    for given_work, found in zip(some, labels(some), strict=True):
        assert found == labels_of(given_work), given_work


def test_real_works_agree_with_the_rules(shared_data):
    with gzip.open(shared_data / "openalex" / "works.jsonl.gz", "rt", encoding="utf-8") as lines:
        some = [columns_of(json.loads(line)) for line in lines]
    found = labels(some)
    assert found == [labels_of(one) for one in some]
    assert sum(("openalex_keyword", "machine learning") in one for one in found) >= 5


def columns_of(record):
    place = (record["primary_location"] or {}).get("source") or {}
    index = record.get("abstract_inverted_index")
    return {
        "title": record["title"],
        "abstract": None if index is None else json.dumps(index),
        "venue": place.get("display_name"),
        "topics": [
            {"topic": t["id"], "subfield": t["subfield"]["id"], "score": t["score"]}
            for t in record["topics"]
        ],
        "concepts": [{"concept": c["id"], "score": c["score"]} for c in record["concepts"]],
        "arxiv": [
            place["landing_page_url"]
            for place in record["locations"]
            if "arxiv" in (place["landing_page_url"] or "")
        ],
    }


@pytest.mark.parametrize(
    "title, wanted",
    [
        ("Deep-learning for maps", {"deep learning"}),
        ("MACHINE LEARNING, deep learning", {"machine learning", "deep learning"}),
        ("Semi-supervised learning", {"semi supervised learning"}),
        ("A fuzzy-neural network", set()),
        ("Graph neural networks", {"neural network"}),
        ("Neural network accelerators", {"neural network", "neural network accelerator"}),
        ("Learning by machine", set()),
        ("Machine “learning”", {"machine learning"}),
        ("Machines learning", set()),
    ],
)
def test_phrases_of_a_title(title, wanted):
    found = labels([work(title=title)])[0]
    assert {label for scheme, label in found if scheme == "openalex_keyword"} == wanted


def test_an_abstract_is_read_in_its_order():
    near = {"Learning": [1], "machine": [0], "deep": [3]}
    apart = {"machine": [0], "of": [1], "learning": [2]}
    found = labels([work(abstract=json.dumps(index)) for index in (near, apart)])
    assert ("openalex_keyword", "machine learning") in found[0]
    assert found[1] == {}


def test_misfiled_topics_say_nothing():
    subfield = "https://openalex.org/subfields/1702"
    topic = {"topic": "https://openalex.org/T13018", "subfield": subfield, "score": 0.99}
    assert labels([work(topics=[topic])]) == [{}]


def test_nothing_is_known_of_an_empty_work():
    assert labels([EMPTY]) == [{}]


def test_declarations_are_whole():
    names = [definition.name for definition in DEFINITIONS]
    assert len(set(names)) == len(names) <= MOST_DEFINITIONS
    for definition in DEFINITIONS:
        assert definition.title
        assert definition.labels
    assert {"all", "machine_learning", "vision", "language", "robotics", "steady"} <= set(names)
    assert [d.name for d in DEFINITIONS if d.steady] == ["steady"]
    assert all(one.any_of or one.all_of for one in label_sets())


def test_every_label_that_a_definition_reads_can_be_given():
    given_labels = {
        family("topics")["scheme"]: set(family("topics")["subfields"]),
        family("concepts")["scheme"]: set(family("concepts")["concepts"]),
        family("keywords")["scheme"]: set(phrases()),
        family("venues")["scheme"]: {s["label"] for s in family("venues")["series"]},
        family("arxiv")["scheme"]: {*family("arxiv")["categories"], family("arxiv")["any_label"]},
        family("sets")["scheme"]: {one.name for one in label_sets()},
    }
    signs = [s for one in label_sets() for group in (one.any_of, *one.all_of) for s in group]
    for reader in (*DEFINITIONS, *signs):
        assert set(reader.labels) <= given_labels[reader.scheme]


def test_no_listed_venue_is_passed_over():
    declared = family("venues")
    for series in declared["series"]:
        for name in (*series.get("names", ()), *series.get("is", ())):
            assert any(part in name for part in declared["likely"]), name


def test_phrases_can_be_told_apart():
    known = phrases()
    assert not {f"{phrase}s" for phrase in known} & set(known)
    assert all(phrase == phrase.lower() and phrase.isascii() for phrase in known)
    assert len(patterns(known)) <= 4
    assert overlap("neural network", "neural network accelerator")
    assert overlap("deep learning", "learning rate")
    assert not overlap("deep learning", "machine learning")
