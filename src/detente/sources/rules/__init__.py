"""Our own coding of rules on AI: which obligations the EU's and China's instruments impose.

The coding is part of the package: facts about public laws in our own words, by the manual in
``docs/rules.md``. The texts are not.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from detente.core.errors import SourceMalformed
from detente.core.source import Reading, Source
from detente.sources._csv import assert_count, sha256_of
from detente.sources.rules.coding import read_pass
from detente.sources.rules.taxonomy import FIX, read_instruments, read_taxonomy

if TYPE_CHECKING:
    import pyarrow as pa

    from detente.core.table import Table

SOURCE = Source(
    name="rules",
    title="Obligations in the EU's and China's rules on AI, coded twice",
    url="https://eur-lex.europa.eu/eli/reg/2024/1689/oj",
    licence="Apache-2.0: our own coding; the laws are public and are not reproduced",
    citation=(
        "detente coding of Regulation (EU) 2024/1689 and of China's measures on generative AI "
        "(2023), deep synthesis (2022) and algorithmic recommendation (2021), two passes."
    ),
    cadence="with each version of the coding",
    tables=("instrument", "obligation"),
    coverage="every article of four instruments, two independent passes, one taxonomy",
    known_gaps=(
        "no standards, guidelines or local rules, and no law on data or privacy",
        "China's labelling measures of 2025 and its older laws on online content are not coded",
        "Chinese instruments were read in English translation",
        "both passes were made by a language model by one manual, not by lawyers: docs/rules.md",
        "what a text obliges to is not what is enforced",
    ),
    may_ship=True,
    counts=(("instrument", 4, 4), ("obligation", 350, 1500)),
)

DATA = Path(__file__).parent / "data"


def read(path: Path | None = None) -> Reading:
    """The coded instruments and the rows of every pass.

    Parameters
    ----------
    path : Path or None
        Folder with ``instruments.toml``, ``taxonomy.toml`` and ``pass_*.csv``; None for the
        package's own.

    Returns
    -------
    Reading
        Tables ``instrument`` and ``obligation``.

    Raises
    ------
    SourceMalformed
        A file is absent or breaks the manual, or an article is not coded.
    """
    from detente.tables.instrument import TABLE as INSTRUMENT
    from detente.tables.obligation import TABLE as OBLIGATION

    folder = DATA if path is None else Path(path)
    instruments = read_instruments(folder / "instruments.toml")
    taxonomy = read_taxonomy(folder / "taxonomy.toml")
    passes = sorted(folder.glob("pass_*.csv"))
    if not passes:
        raise SourceMalformed(f"{folder} holds no pass_*.csv", why="nothing is coded", fix=FIX)
    articles = {name: entry["articles"] for name, entry in instruments.items()}
    rows = [row for file in passes for row in read_pass(file, taxonomy, articles=articles)]
    tables = {
        "instrument": _table(INSTRUMENT, [{"instrument": n} | e for n, e in instruments.items()]),
        "obligation": _table(OBLIGATION, rows),
    }
    for name, least, most in SOURCE.counts if path is None else ():  # others may code other rules
        assert_count(SOURCE.name, name, tables[name].num_rows, least=least, most=most)
    files = [folder / "instruments.toml", folder / "taxonomy.toml", *passes]
    return Reading(
        tables=tables,
        retrieved="",
        inputs={file.name: sha256_of(file) for file in files},
        notes=(f"taxonomy version {taxonomy.version}, {len(passes)} passes",),
    )


def _table(declared: Table, rows: list[dict[str, Any]]) -> pa.Table:
    import pyarrow as pa

    ordered = sorted(rows, key=lambda row: tuple(row[name] for name in declared.sort))
    columns = {c.name: [row[c.name] for row in ordered] for c in declared.columns}
    try:
        table = pa.table(columns, schema=declared.schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError) as problem:
        raise SourceMalformed(f"table {declared.name}", why=str(problem), fix=FIX) from problem
    return declared.check(table, origin=SOURCE.name)
