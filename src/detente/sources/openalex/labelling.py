"""Labels and fields of works: what topics, concepts, phrases, venues and places on arXiv say.

Rules stand in ``definitions/``; here they are put to whole columns. Of what differs little between
works (venues, addresses) each is looked at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from detente.kernels.phrases import Phrases, compile_phrases, found_by, in_texts
from detente.kernels.spans import ODD
from detente.sources.openalex.labels import family, label_sets, phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from detente.sources.openalex.columns import Columns
    from detente.sources.openalex.labels import LabelSet, Sign
    from detente.sources.openalex.texts import Texts

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Codes = NDArray[np.int32]

TOPIC, SUBFIELD = "https://openalex.org/T", "https://openalex.org/subfields/"
CONCEPT = "https://openalex.org/C"
ARXIV = "arxiv.org/"
LABEL = pa.struct([("scheme", pa.string()), ("label", pa.string()), ("score", pa.float64())])
_WORD = re.compile("[0-9A-Za-z_]+")
_VENUES = 2**16
"""Names of venues whose labels are remembered."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for the labels and fields of some works.

    Attributes
    ----------
    work, label : ndarray of int32
        Work and place among ``all_labels()``, in that order, each once.
    score : ndarray of float64
        The largest of each.
    topic_of, subfield : ndarray
        Work and subfield of each topic.
    bad_topics, bad_concepts, bad_locations : ndarray of bool
        Works with one that is not what is declared.
    """

    work: Codes
    label: Codes
    score: NDArray[np.float64]
    topic_of: Codes
    subfield: Numbers
    bad_topics: Flags
    bad_concepts: Flags
    bad_locations: Flags

    def labels(self, kept: Flags) -> tuple[Numbers, pa.StructArray]:
        """Labels of the works that are kept: how many each has, and all of them."""
        some = kept[self.work]
        schemes, names = zip(*all_labels(), strict=True)
        places = pa.array(self.label[some])
        columns = [pa.array(schemes).take(places), pa.array(names).take(places)]
        sizes = np.bincount(self.work[some], minlength=len(kept))
        return sizes, pa.StructArray.from_arrays(
            [*columns, pa.array(self.score[some])], fields=list(LABEL)
        )


@cache
def all_labels() -> tuple[tuple[str, str], ...]:
    """Every (scheme, label) that can be given, in order."""
    labels = {
        "topics": family("topics")["subfields"],
        "concepts": family("concepts")["concepts"],
        "keywords": phrases(),
        "venues": [series["label"] for series in family("venues")["series"]],
        "arxiv": [*family("arxiv")["categories"], family("arxiv")["any_label"]],
        "sets": [one.name for one in label_sets()],
    }
    return tuple(sorted({(family(n)["scheme"], one) for n, some in labels.items() for one in some}))


@cache
def _place_of() -> dict[tuple[str, str], int]:
    return {label: place for place, label in enumerate(all_labels())}


def _places(name: str, labels: Iterable[str]) -> list[int]:
    scheme = family(name)["scheme"]
    return [_place_of()[scheme, label] for label in labels]


@cache
def compiled_phrases() -> Phrases:
    """All phrases, for the kernels."""
    return compile_phrases(phrases())


@dataclass(slots=True)
class _Entries:
    """Labels as they are found."""

    works: list[NDArray[Any]]
    labels: list[NDArray[Any]]
    scores: list[NDArray[Any]]

    def add(self, works: Any, labels: Any, scores: Any = 1.0) -> None:
        self.works.append(np.asarray(works, np.int32))
        self.labels.append(np.asarray(labels, np.int32))
        self.scores.append(np.broadcast_to(np.asarray(scores, np.float64), self.works[-1].shape))

    def each_once(self) -> tuple[Codes, Codes, NDArray[np.float64]]:
        work, label, score = map(np.concatenate, (self.works, self.labels, self.scores))
        order = np.lexsort([-score, label, work])
        work, label, score = work[order], label[order], score[order]
        first = np.ones(len(work), np.bool_)
        first[1:] = (work[1:] != work[:-1]) | (label[1:] != label[:-1])
        return work[first], label[first], score[first]


def signs_of(columns: Columns, *, title: Texts, venues: tuple[Codes, Texts]) -> Signs:
    """What speaks for the labels of works.

    Parameters
    ----------
    columns : Columns
    title : Texts
    venues : tuple of (ndarray of int32, Texts)
        Number of the venue of each work, and their names.
    """
    entries, works = _Entries([], [], []), len(columns)
    topic_of, subfield, bad_topics = _topics(columns, entries)
    bad_concepts = _concepts(columns, entries)
    keywords = np.array(_places("keywords", phrases()))
    tree = compiled_phrases()
    in_titles = found_by(in_texts, title.data, title.spans, tree)
    for found in (in_titles, columns.phrases(tree)):
        entries.add(found[:, 0], keywords[found[:, 1]])
    _venues(*venues, entries)
    bad_locations = _arxiv(columns, entries)
    work, label, score = entries.each_once()
    fields = _flags(works, topic_of, subfield // 100)
    for one in label_sets():
        met = _met(one, (work, label, score), works=works, fields=fields)
        entries.add(np.flatnonzero(met), np.full(met.sum(), _places("sets", [one.name])[0]))
    work, label, score = entries.each_once()
    return Signs(work, label, score, topic_of, subfield, bad_topics, bad_concepts, bad_locations)


def _flags(works: int, rows: Codes, values: Numbers) -> NDArray[np.bool_]:
    """Which of the values 0 to 99 each work has."""
    flags = np.zeros((works, 100), np.bool_)
    fits = (values >= 0) & (values < 100)
    flags[rows[fits], values[fits]] = True
    return flags


def _topics(columns: Columns, entries: _Entries) -> tuple[Codes, Numbers, Flags]:
    declared = family("topics")
    of_work = columns.parents("topics")
    topic = columns.texts("topics.id").numbers_after(TOPIC)
    subfield = columns.texts("topics.subfield.id").numbers_after(SUBFIELD)
    misfiled = [int(name[1:]) for name in declared["misfiled"]]
    wanted = np.isin(subfield, list(map(int, declared["subfields"]))) & ~np.isin(topic, misfiled)
    score = columns.scores("topics.score", wanted)
    names = _places("topics", declared["subfields"])
    places = np.full(10_000, -1)
    places[list(map(int, declared["subfields"]))] = names
    entries.add(of_work[wanted], places[subfield[wanted]], score[wanted])
    bad = (topic < 0) | (subfield < 1000) | (subfield > 9999) | ~((score >= 0) & (score <= 1))
    return of_work, subfield, _having(of_work[bad], len(columns))


def _concepts(columns: Columns, entries: _Entries) -> Flags:
    of_work = columns.parents("concepts")
    concept = columns.texts("concepts.id").numbers_after(CONCEPT)
    known = sorted(family("concepts")["concepts"], key=lambda name: int(name[1:]))
    numbers = np.array([int(name[1:]) for name in known])
    place = np.minimum(np.searchsorted(numbers, concept), len(numbers) - 1)
    wanted = numbers[place] == concept
    score = columns.scores("concepts.score", wanted)
    labels = np.array(_places("concepts", known))
    entries.add(of_work[wanted], labels[place[wanted]], score[wanted])
    bad = (concept < 0) | ~((score >= 0) & (score <= 1))
    return _having(of_work[bad], len(columns))


def _having(rows: Codes, works: int) -> Flags:
    flags = np.zeros(works, np.bool_)
    flags[rows] = True
    return flags


def _venues(codes: Codes, names: Texts, entries: _Entries) -> None:
    for code, name in enumerate(names.strings()):
        for label in venue_labels(name or ""):
            works = np.flatnonzero(codes == code)
            entries.add(works, np.full(len(works), _places("venues", [label])[0]))


@lru_cache(_VENUES)
def venue_labels(name: str) -> tuple[str, ...]:
    """Labels of a venue by its name."""
    declared = family("venues")
    plain = " ".join(_WORD.findall(name)).lower()
    if not any(part in plain for part in declared["likely"]):
        return ()
    padded = f" {plain} "
    if any(f" {word} " in padded for word in declared["without"]):
        return ()
    return tuple(
        series["label"]
        for series in declared["series"]
        if plain in series.get("is", ())
        or any(f" {part} " in padded for part in series.get("names", ()))
    )


def _arxiv(columns: Columns, entries: _Entries) -> Flags:
    addresses = columns.texts("locations.landing_page_url")
    of_work = columns.parents("locations")
    rows = np.flatnonzero(addresses.contain(ARXIV))
    labels = [arxiv_label(address or "") for address in addresses.take(rows).strings()]
    entries.add(of_work[rows], _places("arxiv", labels))
    return _having(of_work[addresses.spans[:, 0] == ODD], len(columns))


def arxiv_label(entry: str) -> str:
    """The category of AI that an address, identifier or category at arXiv stands for."""
    declared = family("arxiv")
    if entry in declared["categories"]:
        return entry
    for archive, category in declared["archives"].items():
        if re.search(rf"(?:^|[/:]){re.escape(archive)}/[0-9]", entry):
            return str(category)
    return str(declared["any_label"])


def _met(
    one: LabelSet,
    entries: tuple[Codes, Codes, NDArray[np.float64]],
    *,
    works: int,
    fields: NDArray[np.bool_],
) -> Flags:
    """Works with a label that the set asks for, of each group."""
    work, label, score = entries
    met = _having(work, works)
    for signs in filter(None, (one.any_of, *one.all_of)):
        speaks = np.zeros(len(work), np.bool_)
        for sign in signs:
            speaks |= _wanted(sign)[label] & (score >= sign.threshold)
        met &= _having(work[speaks], works)
    if one.fields:
        met &= fields[:, list(map(int, one.fields))].any(axis=1)
    return met


@cache
def _wanted(sign: Sign) -> Flags:
    """Which labels count as a sign."""
    return np.array(
        [
            scheme == sign.scheme and (not sign.labels or label in sign.labels)
            for scheme, label in all_labels()
        ]
    )
