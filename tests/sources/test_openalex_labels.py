"""The labels of OpenAlex works against rules read one after the other."""

import gzip
import json
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.lake.pooling import MOST_DEFINITIONS
from detente.sources.openalex.labelling import arxiv_label
from detente.sources.openalex.labels import DEFINITIONS, family, label_sets, phrases
from naive.labels import category, labels_of
from openalex_works import as_table, authorship, institution, load, location, record

EMPTY = {"title": None, "abstract": None, "venue": None, "topics": [], "concepts": [], "arxiv": []}


def record_of(number, columns):
    """A record with what labels are made of; without the abstract, which may be no JSON."""
    made = record(number, title=columns["title"], primary_location=location(columns["venue"]))
    made["primary_location"]["source"] = {"display_name": columns["venue"]}
    made["topics"] = [
        {"id": t["topic"], "score": t["score"], "subfield": {"id": t["subfield"]}}
        for t in columns["topics"]
    ]
    made["concepts"] = [{"id": c["concept"], "score": c["score"]} for c in columns["concepts"]]
    made["locations"] = [{"landing_page_url": address} for address in columns["arxiv"]]
    del made["abstract_inverted_index"]
    return made


def lines_of(works):
    for number, columns in enumerate(works):
        text = json.dumps(record_of(number, columns), ensure_ascii=False)
        yield f'{text[:-1]}, "abstract_inverted_index": {columns["abstract"] or "null"}}}\n'


def labels(works, form="jsonl"):
    """What loading gives, in the form of the naive answer."""
    with TemporaryDirectory() as name:
        path = Path(name) / f"works.{form}"
        if form == "jsonl":
            path.write_text("".join(lines_of(works)), encoding="utf-8")
        else:
            records = [
                {**record_of(n, columns), "abstract_inverted_index": columns["abstract"]}
                for n, columns in enumerate(works)
            ]
            pq.write_table(pa.Table.from_pylist(records, schema=parquet_schema()), path)
        tables, conversions = load(path, Path(name))
        assert conversions[path.name].quarantined == ()
        rows = tables["label"].to_pylist()
    found = [{} for _ in works]
    for row in rows:
        assert (row["scheme"], row["label"]) not in found[row["work"]]
        found[row["work"]][row["scheme"], row["label"]] = row["score"]
    return found


@cache
def parquet_schema():
    """That of a record with everything in it, which no null can blur."""
    return as_table([record(1, authorship(institution(1, "US")), cited=[1])]).schema


def is_index(abstract):
    """Whether an abstract can stand in a line of JSON."""
    try:
        return abstract is None or isinstance(json.loads(abstract), dict)
    except ValueError:
        return False


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
        return draw(st.sampled_from([None, "{", "{}", '{"a":1}', '{"machine learning"', "{]"]))
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
    return text if draw(st.integers(0, 9)) else text[: draw(st.integers(1, len(text)))]


scores = st.sampled_from(
    [0, 0.2, 0.4, 0.5, 0.6, 1.0, 1, 0.39999999999999997, 0.5999999999999999778]
)
some_subfields = [f"https://openalex.org/subfields/{n}" for n in (1702, 1707, 2707, 1311)]
topics = st.lists(
    st.fixed_dictionaries(
        {
            "topic": st.sampled_from([f"https://openalex.org/T{n}" for n in (10320, 12157)]),
            "subfield": st.sampled_from(some_subfields),
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
arxiv_names = [
    "https://arxiv.org/abs/2001.10156",
    "https://arxiv.org/abs/cmp-lg/9404001",
    "http://arxiv.org/pdf/cs/0601001",
]
other_places = ["https://example.org/arxiv", "arxiv.org", None]
works = st.fixed_dictionaries(
    {
        "title": st.one_of(st.none(), text_tokens.map(" ".join)),
        "abstract": abstracts(),
        "venue": venue,
        "topics": topics,
        "concepts": concepts,
        "arxiv": st.lists(st.sampled_from([*arxiv_names, *other_places]), max_size=3),
    }
)


def by_rules(one):
    """The naive answer; places that are not at arXiv are none of its entries."""
    entries = [address for address in one["arxiv"] if "arxiv.org/" in (address or "")]
    return labels_of({**one, "arxiv": entries})


@settings(max_examples=25, deadline=None)
@given(st.lists(works, min_size=30, max_size=45))
def test_loading_agrees_with_the_rules(some):
    in_json = [one for one in some if is_index(one["abstract"])]
    for given_work, found in zip(in_json, labels(in_json), strict=True):
        assert found == by_rules(given_work), given_work
    for given_work, found in zip(some, labels(some, "parquet"), strict=True):
        assert found == by_rules(given_work), given_work


def test_real_works_agree_with_the_rules(shared_data):
    with gzip.open(shared_data / "openalex" / "works.jsonl.gz", "rt", encoding="utf-8") as lines:
        some = [columns_of(json.loads(line)) for line in lines]
    wanted = [by_rules(one) for one in some]
    for form in ("jsonl", "parquet"):
        found = labels(some, form)
        assert found == wanted
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
        "arxiv": [place["landing_page_url"] for place in record["locations"]],
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


def test_categories_of_arxiv():
    for entry in (
        "cs.LG",
        "stat.ML",
        "2001.10156",
        "cmp-lg/9404001",
        "a-cmp-lg/9404001",
        "cs/0601001",
    ):
        assert arxiv_label(entry) == category(entry), entry
    assert arxiv_label("cmp-lg/9404001") == "cs.CL"
