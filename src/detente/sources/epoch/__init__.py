"""Models and benchmark scores as Epoch AI publishes them.

Reads whatever of an export lies in a folder, at any depth: lists of models, lists of versions, runs
of benchmarks, tables of one benchmark, and sheets of models with scores beside them. Files are told
apart by their columns, because names change from export to export. Quirks that reading has to know
(``docs/sources.md``):

- Of several lists of models only the latest counts; a model renamed between them would count twice.
- Dates begin with the year or with the day, by file.
- "Multinational" stands among the countries, and the newer lists print several countries for one
  multinational laboratory, so that countries and organisations are not equally long.
- The list of versions has neither developer nor openness; its models are looked up in the list,
  and else in our own coding (:mod:`detente.sources.epoch.developers`).
- One model has many versions, and one version many runs, with other prompts, tools and budgets.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.core.source import Reading, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from detente.sources.epoch.models import Models
    from detente.sources.epoch.scores import Scores
    from detente.sources.epoch.sheets import Sheet

SOURCE = Source(
    name="epoch",
    title="Epoch AI: notable models and benchmark scores",
    url="https://epoch.ai/data",
    licence="CC BY 4.0",
    citation=(
        "Epoch AI, Data on AI models and AI benchmarking, https://epoch.ai/data (CC BY 4.0); "
        "developers of versions and seats of owners coded by detente."
    ),
    cadence="about weekly; an export is the state of its day",
    tables=("model", "score"),
    coverage=(
        "models that Epoch calls notable, since 1950, and scores of model versions in some 45 "
        "benchmarks, mostly language, since 2019"
    ),
    known_gaps=(
        "notability is judged by citations, state of the art, history or use: English sources lead",
        "benchmarks are English and Western, and fewer Chinese models are run on them",
        "a score may come from the developer, a leaderboard or Epoch's own run, with other prompts",
        "release is neither the end of training nor access; China-only access counts as release",
        "training compute is often an estimate, and for many closed models unknown",
        "scores of a leaked benchmark measure memory, and distilled models follow their teachers",
    ),
    may_ship=True,
)


def read(path: Path) -> Reading:
    """Models and scores of an export.

    Parameters
    ----------
    path : Path
        A file of the export, or a folder that holds its CSV files at any depth.

    Returns
    -------
    Reading
        Tables ``model`` and ``score``; the notes say what was left out, superseded or coded.

    Raises
    ------
    SourceMalformed
        There is no CSV file; one is empty or not UTF-8, is of no known kind, lacks the column of a
        score, or has a cell that is not what its column holds.
    """
    path = Path(path)
    files = [path] if path.is_file() else sorted(path.rglob("*.csv"))
    if not files:
        raise SourceMalformed(f"{path} holds no CSV file", fix="name the folder of an export")
    return read_files(files, path if path.is_dir() else path.parent)


def read_files(files: Sequence[Path], folder: Path) -> Reading:
    """Models and scores of these files together, named in the manifest as under the folder."""
    import pyarrow as pa

    from detente.sources._csv import sha256_of
    from detente.sources.epoch.models import Models
    from detente.sources.epoch.scores import Scores
    from detente.sources.epoch.sheets import read_sheet
    from detente.tables import model, score

    models = Models()
    scores = Scores(models)
    _gather([read_sheet(file) for file in files], models, scores)
    rows = {model.TABLE: models.table_rows(), score.TABLE: scores.table_rows()}
    tables = {}
    for table, found in rows.items():
        data = pa.Table.from_pylist(found, schema=table.schema)
        data = data.sort_by([(name, "ascending") for name in table.sort])
        tables[table.name] = table.check(data, origin=str(folder))
    said = [f"{why}: {count}" for why, count in sorted((models.said + scores.said).items())]
    return Reading(
        tables=tables,
        retrieved="",
        inputs={str(file.relative_to(folder)): sha256_of(file) for file in files},
        notes=(*models.notes, *scores.notes, *said),
    )


def _gather(sheets: list[Sheet], models: Models, scores: Scores) -> None:
    """Lists before what refers to them."""
    of_kind = {sheet.kind: [other for other in sheets if other.kind == sheet.kind]
               for sheet in sheets}  # fmt: skip
    if "models" in of_kind:
        models.add_list(of_kind["models"])
    for sheet in of_kind.get("versions", ()):
        models.add_versions(sheet)
    for sheet in of_kind.get("wide", ()):
        models.add_sheet(sheet)
        scores.add_sheet(sheet)
    for sheet in of_kind.get("benchmarks", ()):
        scores.add_benchmarks(sheet)
    for sheet in of_kind.get("runs", ()):
        scores.add_runs(sheet)
    for sheet in of_kind.get("scores", ()):
        scores.add_table(sheet)
    for sheet in of_kind.get("distilled", ()):
        models.mark_distilled(sheet)
