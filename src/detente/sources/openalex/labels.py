"""What makes a work of OpenAlex AI, and which subfield it belongs to.

Each file in ``definitions/`` declares one family: topics, concepts, keywords, venues, arXiv, and
sets that several of them decide. Labels that no definition reads are never written.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from detente.core.source import Definition

FAMILIES = ("topics", "concepts", "keywords", "venues", "arxiv")


@dataclass(frozen=True, slots=True)
class Sign:
    """Labels of one scheme that speak for a set.

    Attributes
    ----------
    scheme : str
    labels : tuple of str
        Labels of that scheme that count; empty for every label of the scheme.
    threshold : float
        Least score that counts.
    """

    scheme: str
    labels: tuple[str, ...] = ()
    threshold: float = 0.0


@dataclass(frozen=True, slots=True)
class LabelSet:
    """A set of works that more than one kind of label decides.

    Attributes
    ----------
    name, title : str
        Those of its definition.
    any_of : tuple of Sign
        One of them is enough; none asks for nothing.
    all_of : tuple of tuple of Sign
        Of each group one is needed besides.
    fields : tuple of str
        Fields of science (two digits), one of which a topic must lie in; none asks for nothing.
    """

    name: str
    title: str
    any_of: tuple[Sign, ...]
    all_of: tuple[tuple[Sign, ...], ...] = ()
    fields: tuple[str, ...] = ()


@cache
def family(name: str) -> dict[str, Any]:
    """The declaration of one family, as its file has it."""
    path = resources.files("detente.sources.openalex") / "definitions" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def label_sets() -> tuple[LabelSet, ...]:
    """The sets that several kinds of label decide, in order of their file."""
    found: dict[str, LabelSet] = {}
    for entry in family("sets")["definition"]:
        found[entry["name"]] = _label_set(entry, found)
    return tuple(found.values())


def phrases(*groups: str) -> tuple[str, ...]:
    """Phrases of the named groups, of all groups where none is named."""
    declared = family("keywords")["phrases"]
    return tuple(dict.fromkeys(p for group in groups or declared for p in declared[group]))


def venues(*areas: str, every_year: bool = False) -> tuple[str, ...]:
    """Labels of the listed venues of the named areas."""
    return tuple(
        series["label"]
        for series in family("venues")["series"]
        if (series["area"] in areas or not areas) and (series.get("every_year") or not every_year)
    )


def _label_set(entry: dict[str, Any], found: dict[str, LabelSet]) -> LabelSet:
    within = entry.get("within")
    return LabelSet(
        name=entry["name"],
        title=entry["title"],
        any_of=tuple(_signs(entry)),
        all_of=(_within(within, found),) if within else (),
        fields=tuple(entry.get("fields", ())),
    )


def _signs(entry: dict[str, Any]) -> list[Sign]:
    labels = {
        "topics": tuple(entry.get("topics", ())),
        "concepts": tuple(entry.get("concepts", ())),
        "keywords": phrases(*entry["phrases"]) if "phrases" in entry else (),
        "venues": venues(*entry["areas"]) if "areas" in entry else (),
        "arxiv": tuple(entry.get("arxiv", ())),
    }
    threshold = {"concepts": float(entry.get("threshold", 0))}
    return [
        Sign(family(name)["scheme"], some, threshold.get(name, 0.0))
        for name, some in labels.items()
        if some
    ]


def _within(name: str, found: dict[str, LabelSet]) -> tuple[Sign, ...]:
    """Signs of an earlier set, or of the definition of a family."""
    if name in found:
        return found[name].any_of
    definition = next(d for d in _plain() if d.name == name)
    return (Sign(definition.scheme, definition.labels, definition.threshold),)


def _plain() -> list[Definition]:
    """Definitions that the labels of one scheme decide."""
    return [
        Definition(
            entry["name"],
            entry["title"],
            family(name)["scheme"],
            _labels_of(entry),
            float(entry.get("threshold", 0)),
            bool(entry.get("steady", False)),
        )
        for name in FAMILIES
        for entry in family(name).get("definition", ())
    ]


def _labels_of(entry: dict[str, Any]) -> tuple[str, ...]:
    if "groups" in entry:
        return phrases(*entry["groups"])
    if "labels" in entry:
        return tuple(entry["labels"])
    return venues(*entry.get("areas", ()), every_year=bool(entry.get("every_year", False)))


def _definitions() -> tuple[Definition, ...]:
    scheme = family("sets")["scheme"]
    sets = [Definition(s.name, s.title, scheme, (s.name,)) for s in label_sets()]
    return (*sets, *_plain())


DEFINITIONS: tuple[Definition, ...] = _definitions()
