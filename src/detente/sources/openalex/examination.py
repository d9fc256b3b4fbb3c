"""The fields of works to rows of the stage; what is not as declared gets the name of its field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from detente.kernels.span_values import NO_DAY, NO_MOMENT, sort_within
from detente.kernels.spans import NONE, ODD
from detente.sources.openalex import reasons
from detente.sources.openalex.authors import WORD, Authors, authors_of
from detente.sources.openalex.labelling import Signs, signs_of
from detente.sources.openalex.record import MOST_AUTHORS
from detente.sources.openalex.texts import by_code

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from detente.sources.openalex.columns import Columns
    from detente.sources.openalex.texts import Texts

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]
    Codes = NDArray[np.int32]

WORK = "https://openalex.org/W"
YEARS = (1000, 2200)
LEFT_OUT = (reasons.EXTENDED, reasons.PARATEXT, reasons.NO_YEAR, reasons.FUTURE)
_MOST = 2**31 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Examined:
    """Works of a batch, sound or not.

    Attributes
    ----------
    work, updated, days, year, citations, references : ndarray of int64
        Number, moment of the last update, day of publication (``NO_DAY`` for none), year (-1 for
        none), citations received, and references stated.
    title : Texts
    types, languages, venues : tuple of (ndarray of int32, Texts)
        Number of the text of each work, and the texts.
    retracted : ndarray of int8
    authors : Authors
    cited, yearly : tuple of (ndarray of int32, ndarray)
        The work of each reference, and its number, in order; the same of years, with citations.
    signs : Signs
        What speaks for labels and fields.
    left_out : ndarray of int8
        Place of the reason in ``LEFT_OUT``; -1 for works that are kept.
    fault : ndarray of int8
        Place in ``faults`` of what is wrong with each record; -1 where nothing is.
    faults : list of str
    """

    work: Numbers
    updated: Numbers
    days: Numbers
    year: Numbers
    citations: Numbers
    references: Numbers
    title: Texts
    types: tuple[Codes, Texts]
    languages: tuple[Codes, Texts]
    venues: tuple[Codes, Texts]
    retracted: NDArray[np.int8]
    authors: Authors
    cited: tuple[Codes, Numbers]
    yearly: tuple[Codes, Numbers, Numbers]
    signs: Signs
    left_out: NDArray[np.int8]
    fault: NDArray[np.int8] = field(init=False)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.fault = np.full(len(self.work), -1, np.int8)

    def blame(self, name: str, rows: Flags) -> None:
        """Say what is wrong with some records, unless something else is known to be."""
        if rows.any():
            self.fault[rows & (self.fault < 0)] = len(self.faults)
            self.faults.append(name)


def examine(columns: Columns) -> Examined:
    """Convert every field strictly, and hold it against what is declared."""
    days, without_day = columns.days("publication_date")
    types = columns.texts("type").distinct()
    year, updated = columns.whole("publication_year"), _moments(columns)
    flags = {name: columns.flags(name) for name in ("is_xpac", "is_paratext", "is_retracted")}
    venues = columns.texts("primary_location.source.display_name").distinct()
    title = columns.texts("title")
    found = Examined(
        work=columns.texts("id").numbers_after(WORK),
        updated=updated,
        days=days,
        year=year,
        citations=columns.whole("cited_by_count"),
        references=columns.whole("referenced_works_count"),
        title=title,
        types=types,
        languages=columns.texts("language").distinct(),
        venues=venues,
        retracted=flags["is_retracted"],
        authors=authors_of(columns),
        cited=_cited(columns),
        yearly=_yearly(columns),
        signs=signs_of(columns, title=title, venues=venues),
        left_out=_left_out(flags, types, (year, updated)),
    )
    _judge_texts(found, without_day)
    _judge_numbers(found)
    _judge_lists(found, columns)
    for name, values in flags.items():
        unsaid = columns.unsaid() if name == "is_xpac" else values < 0
        found.blame(name, unsaid)
    _judge_authors(found, columns)
    return found


def _moments(columns: Columns) -> Numbers:
    found, texts = columns.moments("updated_date")
    if texts is not None:
        for row in np.flatnonzero((found == NO_MOMENT) & (texts.spans[:, 0] >= 0)).tolist():
            found[row] = _unusual(texts.take(np.array([row])).strings()[0] or "")
    return found


def _unusual(text: str) -> int:
    """A moment with a time zone, or more decimals than are usual."""
    if len(text) > 20 and text[4:5] == "-" and text[10:11] in "T ":
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return NO_MOMENT
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        since = zoned - _EPOCH
        return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return NO_MOMENT


def _left_out(
    flags: dict[str, NDArray[np.int8]],
    types: tuple[Codes, Texts],
    times: tuple[Numbers, Numbers],
) -> NDArray[np.int8]:
    year, updated = times
    codes, names = types
    said = [name == "paratext" for name in names.strings()]
    paratext = by_code(said, odd=False, missing=False)[codes]
    last = updated.view("datetime64[us]").astype("datetime64[Y]").astype(np.int64) + 1970
    met = [flags["is_xpac"] == 1, (flags["is_paratext"] == 1) | paratext, year == NONE, year > last]
    return np.select(met, range(len(LEFT_OUT)), -1).astype(np.int8)


def _cited(columns: Columns) -> tuple[Codes, Numbers]:
    of_work = columns.parents("referenced_works")
    numbers = columns.texts("referenced_works").numbers_after(WORK)
    sort_within(of_work, numbers)
    return of_work, numbers


def _yearly(columns: Columns) -> tuple[Codes, Numbers, Numbers]:
    of_work = columns.parents("counts_by_year")
    year = columns.whole("counts_by_year.year")
    order = np.argsort(of_work.astype(np.int64) * 2**20 + np.minimum(year, 2**20 - 1))
    return of_work[order], year[order], columns.whole("counts_by_year.cited_by_count")[order]


def _judge_texts(found: Examined, without_day: Flags) -> None:
    found.blame("id", found.work < 0)
    found.blame("updated_date", found.updated == NO_MOMENT)
    codes, names = found.types
    words = [bool(WORD.fullmatch(name or "")) for name in names.strings()]
    found.blame("type", ~by_code(words, odd=False, missing=False)[codes])
    codes, names = found.languages
    sound = [_is_language(name or "") for name in names.strings()]
    found.blame("language", ~by_code(sound, odd=False, missing=True)[codes])
    found.blame("title", found.title.odd)
    found.blame("primary_location", found.venues[0] == ODD)
    found.blame("publication_date", (found.days == NO_DAY) & ~without_day)
    both = (found.days != NO_DAY) & (found.year != NONE)
    year = found.days.view("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    found.blame("publication_date is not in publication_year, which", both & (year != found.year))


def _is_language(name: str) -> bool:
    head, dash, tail = name.partition("-")
    return len(head) == 2 and all(
        part.isascii() and part.isalpha() and part.islower()
        for part in ((head, tail) if dash else (head,))
    )


def _judge_numbers(found: Examined) -> None:
    first, last = YEARS
    unlikely = (found.year != NONE) & ((found.year < first) | (found.year > last))
    found.blame("publication_year", unlikely)
    found.blame("cited_by_count", (found.citations < 0) | (found.citations > _MOST))
    found.blame("referenced_works_count", (found.references < 0) | (found.references > _MOST))


def _judge_lists(found: Examined, columns: Columns) -> None:
    works = len(found.work)
    found.blame("topics", found.signs.bad_topics | columns.faulty("topics"))
    found.blame("concepts", found.signs.bad_concepts | columns.faulty("concepts"))
    found.blame("abstract_inverted_index", columns.broken_abstracts())
    found.blame("locations", found.signs.bad_locations | columns.faulty("locations"))
    of_work, numbers = found.cited
    counts = np.bincount(of_work, minlength=works)
    listed = columns.faulty("referenced_works")
    found.blame("referenced_works_count", ~listed & (counts != found.references))
    found.blame("referenced_works", listed | _having(of_work[numbers < 0], works))
    of_work, year, citations = found.yearly
    again = np.zeros(len(year), np.bool_)
    again[1:] = (of_work[1:] == of_work[:-1]) & (year[1:] == year[:-1])
    bad = again | (year < YEARS[0]) | (year > YEARS[1]) | (citations < 0) | (citations > _MOST)
    found.blame("counts_by_year", columns.faulty("counts_by_year") | _having(of_work[bad], works))


def _having(rows: Codes, works: int) -> Flags:
    """Which works are named."""
    flags = np.zeros(works, np.bool_)
    flags[rows] = True
    return flags


def _judge_authors(found: Examined, columns: Columns) -> None:
    stated = columns.whole("countries_distinct_count")
    found.blame("countries_distinct_count", (stated < 0) | (stated > _MOST))
    kept = found.left_out < 0
    found.blame("authorships", kept & found.authors.faulty)
    cut = found.authors.number >= MOST_AUTHORS
    agrees = (stated == found.authors.countries) | (cut & (stated > found.authors.countries))
    found.blame("countries_distinct_count", kept & ~agrees)
