"""Verdicts in sentences, in the reader's language: the same numbers as on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.dimensions import DIMENSIONS
from detente.views.text.numbers import MISSING, Format, percent, probability
from detente.views.web.table import Cell
from detente.views.web.words import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from detente.views.web.parts.statement import Estimate, Statement
    from detente.views.web.words import Words

NAMES = {
    "supported": mark("Supported"),
    "contradicted": mark("Contradicted"),
    "depends_on_definition": mark("Depends on the definition"),
    "insufficient_data": mark("Insufficient data"),
}
QUALIFIERS = {
    "robust": mark("robust"),
    "leaning": mark("leaning"),
    "sign_conflict": mark("sign conflict"),
    "too_few_evaluable": mark("too few evaluable"),
    "undecided": mark("undecided"),
    "missing": mark("data are missing"),
}
MEANINGS = {
    "robust": mark("Nearly every definition says so and none says the opposite."),
    "leaning": mark("Most definitions say so, but not enough to call it robust."),
    "sign_conflict": mark("Some definitions support it, others contradict it."),
    "too_few_evaluable": mark("Most definitions lack the data to say."),
    "undecided": mark("At least half the definitions cannot tell."),
    "missing": mark("The release lacks the data; nothing is guessed."),
}
_BUT_FOR_UNKNOWN = mark(
    "Robust but for missing affiliations, which could change a definition's answer."
)
CLASSES = {
    "S": mark("supports"),
    "C": mark("contradicts"),
    "U": mark("undecided"),
    "N": mark("no data"),
}

# each title for a claim with one statement, and for one with several
_TITLES = {
    mark("Verdict"): mark("Verdict: {statement}"),
    mark("Specification curve"): mark("Specification curve: {statement}"),
    mark("Which choice decides"): mark("Which choice decides: {statement}"),
    mark("Verdict by option"): mark("Verdict by option: {statement}"),
}


def title(text: str, statement: Statement, words: Words) -> str:
    """A title, which names the statement where the claim has others."""
    if len(statement.claim.atoms) == 1:
        return words(text)
    return words(_TITLES[text], statement=statement.name(words))


def name_of(statement: Statement, words: Words) -> str:
    """The verdict, with its qualifier in parentheses."""
    return verdict_text(statement.verdict, statement.qualifier, words)


def verdict_text(name: str, qualifier: str, words: Words) -> str:
    """A verdict, with its qualifier in parentheses."""
    return words("{verdict} ({qualifier})", verdict=words(NAMES[name]),
                 qualifier=words(QUALIFIERS[qualifier]))  # fmt: skip


def meaning(statement: Statement, words: Words) -> str:
    """What the verdict says."""
    if statement.robust_but_for_unknown:
        return words(_BUT_FOR_UNKNOWN)
    return words(MEANINGS[statement.qualifier])


def shares_text(statement: Statement, words: Words) -> str:
    """How many of the definitions say what."""
    supports, contradicts, undecided, no_data = (percent(s, 1) for s in statement.shares)
    return words(
        "Of {count} definitions {supports} support it, {contradicts} contradict it, {undecided} "
        "cannot tell, {no_data} have no data.",
        count=f"{len(statement.specifications):,}",
        supports=supports,
        contradicts=contradicts,
        undecided=undecided,
        no_data=no_data,
    )


def jointly(statement: Statement, words: Words) -> str:
    """How many definitions support at once, and how surely all do."""
    joint, defined = statement.found["joint"], statement.found["curve"]["defined"]
    if not defined:
        return words("No definition has data.")
    values = {
        "share": percent(joint["mean_share"], 1),
        "low": percent(joint["low"], 1),
        "high": percent(joint["high"], 1),
        "together": probability(joint["probability_of_all"], statement.draws),
    }
    if defined == len(statement.specifications):
        return words(
            "{share} of the definitions support it in a draw, in 95 % of draws {low} to {high}; "
            "all at once: P {together}.",
            **values,
        )
    return words(
        "{share} of the definitions with data support it in a draw, in 95 % of draws {low} to "
        "{high}; all of them at once: P {together}.",
        **values,
    )


def span(statement: Statement, words: Words) -> str:
    """The median of the estimates and how far apart definitions are."""
    curve = statement.found["curve"]
    ends = [statement.shown(curve[name]) for name in ("median", "lowest", "highest")]
    if None in ends:
        return words("No definition has one.")
    times = "×" if statement.ratio else ""
    median, lowest, highest = (f"{times}{end:,.2f}" for end in ends)
    values = {"median": median, "lowest": lowest, "highest": highest}
    if curve["defined"] == len(statement.specifications):
        return words("Median {median}, from {lowest} to {highest} over all definitions.", **values)
    return words(
        "Median {median}, from {lowest} to {highest} over the {count} definitions that have data.",
        count=f"{curve['defined']:,}", **values,
    )  # fmt: skip


def decisive(statement: Statement, words: Words) -> str:
    """Which choice turns the class, and how often."""
    if statement.decisive is None:
        return words("No single choice changes the class.")
    rate = percent(statement.found["flips"][statement.decisive]["rate"])
    return words(
        "{choice}: changing it alone changes the class in {rate} of pairs of definitions.",
        choice=question(statement.decisive, words), rate=rate,
    )  # fmt: skip


def unknown(statement: Statement, words: Words) -> str:
    """How much is unknown, and whether that could turn a definition."""
    counted = words(statement.counted)
    ends = _ends((row["unknown_share"] for row in statement.specifications), percent)
    if not ends:
        return words("The share of {counted} with an unknown affiliation is not known.",
                     counted=counted)  # fmt: skip
    turns = statement.found["missing_affiliations_could_turn_it"]
    share = range_text(ends, words)
    if statement.counted == "papers":
        told = words("{share} of papers lack the country of an affiliation.", share=share)
    else:
        told = words("{share} of {counted} are unknown.", share=share, counted=counted)
    return words("{told} This could change a definition's answer.", told=told) if turns else (
        words("{told} This changes no definition's answer.", told=told)
    )  # fmt: skip


def unknown_share(statement: Statement, words: Words) -> str:
    """The share that is unknown, from the least to the most of any definition."""
    ends = _ends((row["unknown_share"] for row in statement.specifications), percent)
    return range_text(ends, words) if ends else MISSING


def counts(statement: Statement, words: Words) -> str:
    """How much is behind an estimate, from the least to the most of any definition."""
    ends = _ends((row["n"] for row in statement.specifications), "{:,}".format)
    return words("{number} {counted}", number=range_text(ends, words),
                 counted=words(statement.counted))  # fmt: skip


def counted(n: int, what: str, words: Words) -> str:
    """How many of what."""
    return words("{number} {counted}", number=f"{n:,}", counted=words(what))


def middle_n(statement: Statement, words: Words) -> str:
    """What the shown estimate rests on."""
    found = statement.estimate
    n = statement.most if found is None else found.n
    return counted(n, statement.counted, words)


def middle_unknown(statement: Statement, words: Words) -> str:
    """The unknown share behind the shown estimate, and that of all definitions."""
    found = statement.estimate
    if found is None:
        return unknown_share(statement, words)
    return words(
        "{share} ({range} over all definitions)",
        share=percent(found.unknown_share, 1), range=unknown_share(statement, words),
    )  # fmt: skip


def range_text(ends: tuple[str, ...], words: Words) -> str:
    """One number, or from one to another."""
    return words("{low} to {high}", low=ends[0], high=ends[1]) if len(ends) > 1 else ends[0]


def _ends(values: Iterable[float | None], write: Callable[[float], str]) -> tuple[str, ...]:
    known = [value for value in values if value is not None]
    return tuple(dict.fromkeys(write(end) for end in (min(known), max(known)))) if known else ()


def question(dimension: str, words: Words) -> str:
    """The question that a choice answers."""
    titles = {one.name: one.title for one in DIMENSIONS}
    return words(titles[dimension])


def estimate_texts(estimate: Estimate) -> tuple[str, str]:
    """An estimate and its interval as they are read."""
    ends = (estimate.value, estimate.low, estimate.high)
    form = Format.of("", ends)
    return ("×" if estimate.times else "") + form.write(ends[0]), form.interval(*ends[1:])


def estimate_cell(statement: Statement, row: Mapping[str, Any]) -> Cell:
    """The estimate of one definition, by itself."""
    value, low, high = (statement.shown(row[name]) for name in ("estimate", "low", "high"))
    if value is None:
        return Cell(MISSING)
    form = Format.of("", (value, low, high))
    told = low is not None or high is not None
    times = "×" if statement.ratio else ""
    interval = form.interval(low, high) if told else ""
    return Cell(times + form.write(value), value, low, high, interval)


def estimate_title(statement: Statement, words: Words) -> str:
    """What the estimate of the middle definition is."""
    found = statement.estimate
    if found is None:
        return words("No definition has enough data: n is {most} {counted} at most.",
                     most=f"{statement.most:,}", counted=words(statement.counted))  # fmt: skip
    title = words.note(found.title)
    if statement.said is None:
        return title
    if statement.atom.relation == "gt":
        return words("{title}, said to be above {said}", title=title, said=f"{statement.said:g}")
    return words("{title}, said to be below {said}", title=title, said=f"{statement.said:g}")
