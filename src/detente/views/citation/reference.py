"""What is cited: a view of a release, pinned to the last choice, and the sources behind it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from detente.core.errors import UsageError
from detente.views.document.visible import one_line

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from detente.core.measure import Measure
    from detente.core.source import Source
    from detente.lake.manifest import Manifest

AUTHORS = "The detente authors"
_URL = "-._~:/?#[]@!$&'()*+,;=%"


@dataclass(frozen=True, slots=True)
class Reference:
    """One thing to cite; every text is one visible line, and empty where nothing is known.

    Attributes
    ----------
    title : str
    author : str
        An organisation, never split into a first and a last name.
    published, accessed : str
        ISO dates.
    version : str
        Of the program.
    url : str
        A web address in ASCII, or empty.
    note : str
        What else pins it.

    Raises
    ------
    UsageError
        A date is none.
    """

    title: str
    author: str = ""
    published: str = ""
    accessed: str = ""
    version: str = ""
    url: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        for name in ("title", "author", "version", "note"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        object.__setattr__(self, "url", _address(self.url))
        for day in (self.published, self.accessed):
            _check_day(day)

    @property
    def key(self) -> str:
        """Its name in a bibliography: of plain letters, and no other reference's."""
        words = re.findall(r"[a-z0-9]+", self.title.lower())[:4]
        content = json.dumps(asdict(self), sort_keys=True)
        return "-".join([*words, hashlib.sha256(content.encode()).hexdigest()[:8]])


def of_measure(
    measure: Measure, manifest: Manifest, *, title: str = "", url: str = "", published: str = ""
) -> tuple[Reference, ...]:
    """A view of an indicator, then the sources behind it.

    Parameters
    ----------
    measure : Measure
    manifest : Manifest
        Of the release that it was computed from.
    title : str
        Of the view; the indicator's by default.
    url : str
        Where the view stands; other than a web address it is left out.
    published : str
        ISO date on which the release was made public; by default the day on which its newest file
        was retrieved. Where neither is known there is no date: today is never one.
    """
    p = measure.provenance
    choices = ", ".join(f"{name} {option}" for name, option in p.specification.items())
    view = Reference(
        title=f"{title or measure.indicator.title} (detente {p.version}, release {p.release})",
        author=AUTHORS,
        published=published or manifest.retrieved,
        version=p.version,
        url=url,
        note=f"Release {p.release}; {p.method}; {choices}; {p.draws} draws, seed {p.seed}",
    )
    return view, *_of_sources(p.sources, manifest)


def of_finding(
    document: Mapping[str, Any],
    manifest: Manifest,
    *,
    title: str = "",
    url: str = "",
    published: str = "",
) -> tuple[Reference, ...]:
    """A checked claim, then the sources behind it; see :func:`of_measure`.

    Parameters
    ----------
    document : mapping
        As :func:`detente.views.document.finding.document_of` gives it.
    manifest : Manifest
    title, url, published : str
    """
    claim, p, statements = document["claim"], document["provenance"], document["statements"]
    options: dict[str, dict[str, None]] = {}
    for statement in statements:
        for name, verdicts in statement["by_option"].items():
            options.setdefault(name, {}).update(dict.fromkeys(verdicts))
    choices = "; ".join(f"{name}: {', '.join(named)}" for name, named in options.items())
    view = Reference(
        title=f"{title or claim['title']} (detente {p['version']}, release {p['release']})",
        author=AUTHORS,
        published=published or manifest.retrieved,
        version=p["version"],
        url=url,
        note=f"Release {p['release']}; {p['method']}; claim {claim['id']}, sha256 "
        f"{claim['sha256']}; every specification of {choices}; {p['draws']} draws, "
        f"seed {p['seed']}",
    )
    cited = dict.fromkeys(source for statement in statements for source in statement["sources"])
    return view, *_of_sources(cited, manifest)


def of_view(
    title: str,
    note: str,
    sources: Iterable[str],
    *,
    manifest: Manifest,
    url: str = "",
    published: str = "",
) -> tuple[Reference, ...]:
    """Numbers under a name, then the sources behind them; see :func:`of_measure`.

    Parameters
    ----------
    title, note : str
        What they are, and what else pins them.
    sources : iterable of str
        Citations, as the sources of the release give them.
    manifest : Manifest
    url, published : str
    """
    from detente.core.version import __version__

    view = Reference(
        title=title,
        author=AUTHORS,
        published=published or manifest.retrieved,
        version=__version__,
        url=url,
        note=note,
    )
    return view, *_of_sources(sources, manifest)


def _of_sources(cited: Iterable[str], manifest: Manifest) -> Iterable[Reference]:
    """Sources by the citations that numbers carry."""
    sources = manifest.description.sources
    for citation in cited:
        source = next((s for s in sources if citation in s.citations(s.tables)), None)
        if source is None:
            yield Reference(title=citation)
            continue
        own = citation == source.citation
        yield Reference(
            title=source.title if own else citation,
            accessed=_retrieved(source, manifest),
            url=source.url,
            note=f"Cite as: {citation} Licence: {source.licence}",
        )


def _retrieved(source: Source, manifest: Manifest) -> str:
    """The day on which the newest file of a source was retrieved."""
    from dataclasses import replace

    mine = tuple(entry for entry in manifest.files if source.name in entry.sources)
    return replace(manifest, files=mine).retrieved


def _check_day(day: str) -> None:
    try:
        if day:
            date.fromisoformat(day)
    except ValueError as problem:
        raise UsageError(f"'{day}' is no date", fix="write it as in 2026-03-31") from problem


def _address(url: str) -> str:
    """A web address with everything quoted that could end it; empty for anything else."""
    address = quote(url.strip(), safe=_URL, errors="replace")
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.netloc else ""


def dates(day: str) -> list[int]:
    """Year, month and day of an ISO date, as far as it says."""
    return [int(part) for part in day.split("-")] if day else []


def distinct(references: Collection[Reference]) -> Mapping[str, Reference]:
    """References by their keys, each once, in order."""
    return {reference.key: reference for reference in references}
