"""A release described as a research object (RO-Crate 1.2): its files, their origins, its making."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from detente.lake.datapackage import MEDIA, cite
from detente.lake.manifest import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from detente.core.source import Source
    from detente.lake.manifest import FileEntry, Manifest
    from detente.lake.release import Release

CRATE = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/crate/1.2"
# the crate's own context has no word for the hash of a file
CONTEXT = (f"{PROFILE}/context", {"sha256": "http://schema.org/sha256"})
DATA = "data"

_AUTHORS = "#detente-authors"
_SOFTWARE = "#detente"
_MAKING = "#making"
_APACHE = "https://spdx.org/licenses/Apache-2.0"


def crate_of(release: Release, *, published: str = "") -> dict[str, Any]:
    """The research object of a release as it lies in its lake: the Parquet files and the manifest.

    Nothing is read but the manifest; :func:`describe_crate` says what ``published`` is.
    """
    import hashlib

    manifest = release.manifest
    content = (release.folder / MANIFEST).read_bytes()
    files = {path_of(entry, "parquet"): (entry.bytes, entry.sha256) for entry in manifest.files}
    files[MANIFEST] = len(content), hashlib.sha256(content).hexdigest()
    return describe_crate(release.id, manifest, files, published=published)


def path_of(entry: FileEntry, form: str) -> str:
    """Where a file of a release lies in what is exported."""
    return f"{DATA}/{entry.file.removesuffix('.parquet')}.{form}"


def describe_crate(
    release: str, manifest: Manifest, files: Mapping[str, tuple[int, str]], *, published: str = ""
) -> dict[str, Any]:
    """The metadata document of a research object.

    Parameters
    ----------
    release : str
        Its name.
    manifest : Manifest
    files : mapping of str to (int, str)
        Size and SHA-256 of each file by its path: tables and the manifest, and others beside them.
    published : str
        ISO date on which the release is made public, where whoever does it says so.

    Returns
    -------
    dict
        The same for the same release, anywhere. Unless it is said, ``datePublished`` is the day on
        which the newest of its files was retrieved, before which it cannot have been made; where
        no such day is recorded it is left out, although the specification asks for one, rather
        than made up.
    """
    made = _Crate(release, manifest, published or manifest.retrieved)
    return {
        "@context": list(CONTEXT),
        "@graph": [
            {
                "@id": CRATE,
                "@type": "CreativeWork",
                "name": f"Metadata of detente release {release}",
                "about": {"@id": "./"},
                "conformsTo": {"@id": PROFILE},
            },
            made.root(files),
            *(made.file(path, *of) for path, of in files.items()),
            *made.sources(),
            *made.licences(),
            *made.making(),
        ],
    }


@dataclass(frozen=True, slots=True)
class _Crate:
    """The entities of one release."""

    release: str
    manifest: Manifest
    published: str

    def root(self, files: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
        """The data set as a whole."""
        description = self.manifest.description
        return _known(
            {
                "@id": "./",
                "@type": "Dataset",
                "name": f"detente release {self.release}",
                "description": "How countries cooperate and compete in AI: the tables of one "
                "release. A missing value is not known; it is never 0.",
                "identifier": self.release,
                "version": description.label,
                "datePublished": self.published,
                "license": _refer(self._licence_ids(description.sources)) or "not stated",
                "author": {"@id": _AUTHORS},
                "creditText": cite(self.release, self.manifest),
                "isBasedOn": _refer(self._ids(description.sources)),
                "hasPart": _refer(quote(path) for path in files),
                "mentions": {"@id": _MAKING},
            }
        )

    def file(self, path: str, size: int, sha256: str) -> dict[str, Any]:
        """One file, and for that of a table whom its rows come from."""
        entries = {path_of(entry, path.rsplit(".", 1)[-1]): entry for entry in self.manifest.files}
        entry = entries.get(path)
        about: dict[str, Any] = {"name": path}
        if entry is not None:
            sources = [s for s in self._sources if s.name in entry.sources]
            credits = [text for source in sources for text in source.citations({entry.table})]
            about = {
                "name": f"{entry.table}: {entry.rows:,} rows",
                "license": _refer(self._licence_ids(sources)),
                "isBasedOn": _refer(self._ids(sources)),
                "creditText": "; ".join(credits),
                "dateModified": entry.retrieved if _is_day(entry.retrieved) else "",
            }
        return _known(
            {
                "@id": quote(path),
                "@type": "File",
                **about,
                "encodingFormat": MEDIA[path.rsplit(".", 1)[-1]],
                "contentSize": str(size),
                "sha256": sha256,
            }
        )

    def sources(self) -> list[dict[str, Any]]:
        """What the release was made from, with how to cite it."""
        return [
            _known(
                {
                    "@id": name,
                    "@type": "CreativeWork",
                    "name": source.title,
                    "url": source.url,
                    "creditText": source.citation,
                    "license": {"@id": licence},
                    "description": source.coverage,
                    "conditionsOfAccess": ""
                    if source.may_ship
                    else "Not for passing on without asking its publisher.",
                }
            )
            for source, name, licence in zip(
                self._sources,
                self._ids(self._sources),
                (self._licences[source.licence] for source in self._sources),
                strict=True,
            )
        ]

    def licences(self) -> list[dict[str, Any]]:
        """Each licence of a source once, in the words of its publisher."""
        return [
            {
                "@id": name,
                "@type": "CreativeWork",
                "name": licence,
                "description": "Licence as the publishers state it of: "
                + "; ".join(s.title for s in self._sources if s.licence == licence),
            }
            for licence, name in self._licences.items()
        ]

    def making(self) -> list[dict[str, Any]]:
        """How the release was made, by which program."""
        made_by = self.manifest.description.made_by
        return [
            {
                "@id": _MAKING,
                "@type": "CreateAction",
                "name": f"Making of release {self.release}",
                "instrument": {"@id": _SOFTWARE},
                "object": _refer(self._ids(self._sources)),
                "result": {"@id": "./"},
            },
            _known(
                {
                    "@id": _SOFTWARE,
                    "@type": "SoftwareApplication",
                    "name": "detente",
                    "description": "Checked statements about how countries cooperate and compete "
                    "in AI, from open data",
                    "softwareVersion": made_by.removeprefix("detente").strip(),
                    "author": {"@id": _AUTHORS},
                    "license": {"@id": _APACHE},
                }
            ),
            {"@id": _AUTHORS, "@type": "Organization", "name": "The detente authors"},
            {
                "@id": _APACHE,
                "@type": "CreativeWork",
                "name": "Apache License 2.0",
                "description": "Licence of the program, not of the data",
            },
        ]

    @property
    def _sources(self) -> tuple[Source, ...]:
        return self.manifest.description.sources

    @property
    def _licences(self) -> dict[str, str]:
        named = dict.fromkeys(source.licence for source in self._sources)
        return {licence: f"#licence-{number}" for number, licence in enumerate(named, 1)}

    def _ids(self, sources: Iterable[Source]) -> list[str]:
        """Identifiers of sources; by number, for a name may hold what no identifier can."""
        names = [source.name for source in self._sources]
        return [f"#source-{names.index(source.name) + 1}" for source in sources]

    def _licence_ids(self, sources: Iterable[Source]) -> list[str]:
        return list(dict.fromkeys(self._licences[source.licence] for source in sources))


def _refer(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": name} for name in names]


def _known(entity: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entity.items() if value not in ("", [])}


def _is_day(text: str) -> bool:
    return re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is not None
