"""Coded articles of the release, with who found what there, under the choices of an address."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from detente.core.dimensions.rules import ADDRESSED, CHINESE_INSTRUMENTS
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.lake.dataset import Dataset
    from detente.sources.rules.taxonomy import Taxonomy
    from detente.views.web.state import State

    Record = dict[str, Any]

CHOICES = ("chinese_rules", "addressees", "coders")
# by identifier; an instrument or addressee without a name here is called by its identifier
INSTRUMENTS = {
    "eu_ai_act": mark("AI Act"),
    "cn_generative_ai": mark("Generative AI"),
    "cn_deep_synthesis": mark("Deep synthesis"),
    "cn_recommendation": mark("Recommendation"),
}
ADDRESSEES = {
    "provider": mark("provider"),
    "deployer": mark("deployer"),
    "distributor": mark("distributor"),
    "supplier": mark("supplier"),
    "user": mark("user"),
    "assessor": mark("assessor"),
    "authority": mark("authority"),
    "industry": mark("industry"),
    "anyone": mark("anyone"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """An obligation of one type in one article.

    Attributes
    ----------
    side, instrument : str
    article : int
    family, type : str
    coders : tuple of str
        Who found it there.
    strengths : tuple of int
        How strong each of them found it.
    agreed : bool
        Whether every coder who read the article found it.
    """

    side: str
    instrument: str
    article: int
    family: str
    type: str
    coders: tuple[str, ...]
    strengths: tuple[int, ...]
    agreed: bool

    def row(self) -> Record:
        """As files hold it."""
        plain = asdict(self)
        plain["coders"] = " ".join(self.coders)
        plain["strengths"] = " ".join(map(str, self.strengths))
        return plain


def coded(dataset: Dataset, state: State) -> list[Record]:
    """Rows of the coding with side and address, as far as the choices let them count."""
    from detente.indicators.codings import Coded

    found, chosen = Coded.of(dataset), state.only(CHOICES)
    allowed = CHINESE_INSTRUMENTS[chosen["chinese_rules"]]
    addressed = ADDRESSED[chosen["addressees"]]
    read = {
        row["instrument"]: {"side": row["jurisdiction"], "url": row["url"]}
        for row in found.instruments
        if allowed is None or row["jurisdiction"] != "CN" or row["instrument"] in allowed
    }
    return [
        {**read[row["instrument"]], **row}
        for row in found.obligations
        if row["instrument"] in read
        and row["type"] is not None
        and (addressed is None or row["addressee"] in addressed)
    ]


def articles(dataset: Dataset, state: State) -> list[Found]:
    """Every pair of an article and a type that a coder found there, in order."""
    from detente.indicators.codings import Coded

    everybody = {row["coder"] for row in Coded.of(dataset).obligations}
    held: dict[tuple[Any, ...], dict[str, int]] = {}
    for row in coded(dataset, state):
        key = tuple(row[name] for name in ("side", "instrument", "article", "family", "type"))
        votes = held.setdefault(key, {})
        # several passages of one article: the strongest counts, as in the measures
        votes[row["coder"]] = max(row["strength"], votes.get(row["coder"], 0))
    both = state.only(CHOICES)["coders"] == "both"
    return [
        _found(key, votes, agreed=set(votes) == everybody)
        for key, votes in sorted(held.items())
        if not both or set(votes) == everybody
    ]


def _found(key: tuple[Any, ...], votes: dict[str, int], *, agreed: bool) -> Found:
    side, instrument, article, family, kind = key
    coders = tuple(sorted(votes))
    return Found(
        side=side, instrument=instrument, article=article, family=family, type=kind,
        coders=coders, strengths=tuple(votes[name] for name in coders), agreed=agreed,
    )  # fmt: skip


def instruments(dataset: Dataset, state: State) -> list[Record]:
    """What was read, with how many articles of it any coder found to oblige somebody."""
    from detente.indicators.codings import Coded

    found = articles(dataset, state)
    return [
        {
            **row,
            "in_force": row["in_force"].isoformat() if row["in_force"] else None,
            "operative": len({o.article for o in found if o.instrument == row["instrument"]}),
        }
        for row in Coded.of(dataset).instruments
        if row["instrument"] in {one.instrument for one in found}
    ]


def place_of(kind: str) -> str:
    """The path of a type's page; empty if its name, which data bring, is no part of a path."""
    return f"rules/{kind}" if re.fullmatch("[a-z0-9_]+", kind) else ""


def titles() -> dict[str, str]:
    """What families and types of the taxonomy are called."""
    return dict(_taxonomy().titles)


def definition(name: str) -> str:
    """What a type or family of the taxonomy takes in; empty if it is not in it."""
    return _taxonomy().definitions.get(name, "")


def _taxonomy() -> Taxonomy:
    from detente.sources.rules import DATA
    from detente.sources.rules.taxonomy import read_taxonomy

    return read_taxonomy(DATA / "taxonomy.toml")


def of_type(rows: Iterable[Record], kind: str) -> list[Record]:
    """Rows about one type of obligation, in the order of the articles."""
    names = ("side", "instrument", "article", "coder", "row")
    return sorted(
        (row for row in rows if row["type"] == kind),
        key=lambda row: tuple(row[name] for name in names),
    )
