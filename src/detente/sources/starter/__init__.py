"""The starter: real facts that come with the package, so that the first command needs no network.

Counts of AI-conference papers (venue, year, type, countries of the authors in byline order,
citations), and the facts of each module of ``parts``. ``make starter`` builds the files;
``docs/sources.md`` lists what was repaired and left out on the way.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.discovery import modules
from detente.core.errors import IntegrityError, SourceMalformed
from detente.core.source import Definition, Reading, Source

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = "detente.sources.starter.parts"
_AREAS = "venue_area"
_PARTS = {name: module.PART for name, module in modules(PARTS, "PART").items()}
_OWN = (
    ("work", 90_000, 96_000),
    ("authorship", 350_000, 500_000),
    ("label", 110_000, 140_000),
    ("work_field", 90_000, 100_000),
)
_COUNTS = _OWN + tuple(count for part in _PARTS.values() for count in part.counts)

SOURCE = Source(
    name="starter",
    title="detente starter: AI-conference papers 1987-2025 as counts, and facts beside papers",
    url="https://ncses.nsf.gov/pubs/nsb202333",
    licence="; ".join(
        (
            "counts derived from public proceedings: no licence stated",
            *(f"{part.title}: {part.licence}" for part in _PARTS.values()),
        )
    ),
    citation=(
        "detente starter release: counts by venue, year and author countries derived from public "
        "conference proceedings."
    ),
    cadence="with each release of detente",
    tables=tuple(table for table, _, _ in _COUNTS),
    coverage="30 conference series in machine learning, vision, language, robotics and around",
    known_gaps=(
        "venue-years are missing: only CVPR, ICCV and ICML 2013-19, NeurIPS to 2018, ICLR to 2018",
        "only ACL 2021-22, AAAI 2022, IJCAI 2020-24, ICRA and IROS 2000-23 among others",
        "the venues differ from year to year: a change over time may be a change of venues",
        "2025 is partial; only the conferences already collected are there",
        "no country at all for ECCV, ICLR, KDD and SIGGRAPH before 2023",
        "robotics (ICRA and IROS) is more than a third of the works",
        "countries come from a machine-made column; Hong Kong, Macao and Taiwan from printed text",
        "corresponding authors and organisations are unknown: those counting schemes lack data",
        "no reference lists: no disruption index; citations are counts of an unknown day",
        "two works of the same venue, year, countries and citations cannot be told apart",
        *(gap for part in _PARTS.values() for gap in part.known_gaps),
    ),
    may_ship=True,
    definitions=(
        Definition("all", "every venue of the starter, graphics and the web included", _AREAS),
        Definition(
            "machine_learning",
            "machine-learning core: NeurIPS, ICML, ICLR, AISTATS, UAI, COLT and five more",
            _AREAS,
            ("machine_learning",),
        ),
        Definition("vision", "CVPR, ICCV, ECCV, WACV, 3DV", _AREAS, ("vision",)),
        Definition("language", "ACL, NAACL, COLING, COLM", _AREAS, ("language",)),
        Definition("robotics", "ICRA, IROS, RSS, CoRL", _AREAS, ("robotics",)),
        Definition(
            "steady",
            "the series present in every year 2011-23: ACML, AISTATS, COLT, IROS, RSS; for trends",
            _AREAS,
            ("steady",),
            steady=True,
        ),
    ),
    counts=_COUNTS,
    credits=tuple((table, part.citation) for part in _PARTS.values() for table in part.tables),
)

DATA = Path(__file__).parent / "data"


def read(path: Path | None = None) -> Reading:
    """Rows of the starter.

    Parameters
    ----------
    path : Path or None
        Folder with the built files; None for those of the package.

    Returns
    -------
    Reading
        Tables ``work``, ``authorship``, ``label`` and ``work_field``, and those of the parts,
        checked.

    Raises
    ------
    IntegrityError
        A file is not, byte for byte, the one its manifest names.
    SourceMalformed
        The files hold another number of rows than the source declares.
    """
    from detente.sources._csv import assert_count
    from detente.sources.starter.expand import expanded

    folder = DATA if path is None else Path(path)
    manifest = _manifest(folder)
    tables = expanded(_verified(folder, "conference.parquet", manifest))
    for part in _PARTS.values():
        tables |= {name: _verified(folder, f"{name}.parquet", manifest) for name in part.tables}
    declared = modules("detente.tables", "TABLE")
    for name, least, most in SOURCE.counts:
        tables[name] = declared[name].TABLE.check(tables[name], origin="starter")
        assert_count(SOURCE.name, name, tables[name].num_rows, least=least, most=most)
    conference = manifest["origins"]["conference"]
    return Reading(
        tables=tables,
        retrieved=conference["retrieved"],
        inputs={name: entry["sha256"] for name, entry in manifest["files"].items()},
        notes=tuple(f"left out, {why}: {count}" for why, count in conference["left_out"].items()),
    )


def facts(part: str) -> Reading:
    """The tables of one part alone, as they come with the package.

    Parameters
    ----------
    part : str
        Module in ``parts``.

    Raises
    ------
    IntegrityError
        A file is not, byte for byte, the one its manifest names.
    """
    manifest = _manifest(DATA)
    declared = modules("detente.tables", "TABLE")
    tables = {
        name: declared[name].TABLE.check(_verified(DATA, f"{name}.parquet", manifest), origin=part)
        for name in _PARTS[part].tables
    }
    return Reading(
        tables=tables,
        retrieved=manifest["origins"][part]["retrieved"],
        inputs={
            f"{name}.parquet": manifest["files"][f"{name}.parquet"]["sha256"] for name in tables
        },
    )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SourceMalformed(str(path), why=str(problem), fix="make starter") from problem
    return manifest


def _verified(folder: Path, name: str, manifest: dict[str, Any]) -> pa.Table:
    """A file of the starter, read only after its bytes are those of the manifest."""
    import hashlib
    import io

    from pyarrow import parquet

    try:
        content = (folder / name).read_bytes()
    except OSError as problem:
        raise IntegrityError(
            str(folder / name), why=str(problem), fix="install detente again, or run: make starter"
        ) from problem
    if hashlib.sha256(content).hexdigest() != manifest["files"][name]["sha256"]:
        raise IntegrityError(
            f"{folder / name} has changed",
            why="its SHA-256 is not that of the manifest",
            fix="install detente again, or run: make starter",
        )
    return parquet.read_table(io.BytesIO(content))
