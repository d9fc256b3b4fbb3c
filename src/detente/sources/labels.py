"""Label files: what anybody says about works, keyed by the work's identifier at OpenAlex.

Two layouts, in CSV, JSON lines or Parquet, plain or (but for Parquet) gzip:

- columns of yes and no, as CSET publishes them: ``id``, ``is_ai``, ``is_nlp``, ``is_cv``,
  ``is_robotics``, ``is_llm``, ``is_ai_safety``, any of them (scheme ``cset``);
- one label a row: ``id``, ``label`` and perhaps ``score`` (scheme ``labels``).

The identifier may be ``W123``, its address or its number, in a column ``id``, ``work``,
``work_id`` or ``openalex_id``.
"""

from __future__ import annotations

import gzip
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core.errors import SourceMalformed
from detente.core.source import Definition, Reading, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

SOURCE = Source(
    name="labels",
    title="Labels of works from a file of your own, such as CSET's",
    url="https://arxiv.org/abs/2002.07143",
    licence="that of the label file, which detente does not know",
    citation=(
        "labels of works from a file given by the user; CSET's are made as in Dunham, Melot and "
        "Murdick (2020), Identifying the Development and Application of Artificial Intelligence in "
        "Scientific Text, arXiv:2002.07143"
    ),
    cadence="that of the file",
    tables=("label",),
    coverage="the works that the file names; labels of works outside the release count nowhere",
    known_gaps=(
        "a work that the file does not name has none of its labels: unlabelled looks like refused",
        "a classifier's labels err, and differently by country, year and language (methods §11)",
    ),
)

FLAGS = {
    "is_ai": ("ai", "AI or machine learning, by CSET's classifier"),
    "is_nlp": ("nlp", "natural language processing, by CSET's classifier"),
    "is_cv": ("cv", "computer vision, by CSET's classifier"),
    "is_robotics": ("robotics", "robotics, by CSET's classifier"),
    "is_llm": ("llm", "large language models, by CSET's classifier"),
    "is_ai_safety": ("ai_safety", "AI safety, by CSET's classifier"),
}
IDENTIFIERS = ("id", "work", "work_id", "openalex_id")
FLAG_SCHEME, LABEL_SCHEME = "cset", "labels"
SUFFIXES = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz", ".parquet")
YES, NO = ("true", "t", "1", "yes"), ("false", "f", "0", "no")
# What a label with a score is taken for where nobody says how sure one must be.
THRESHOLD = 0.5
MOST_LABELS = 40
_WORK = r"^(?:https?://openalex\.org/)?[Ww]?([0-9]{1,18})$"


def read(path: Path | None) -> Reading:
    """Labels of one file, or of every label file of a folder.

    Raises
    ------
    SourceMalformed
        A file is of an unknown kind, broken, or has unknown columns; a cell is not what its column
        holds; a work has the same label twice; or labels cannot be told apart by their names.
    """
    import polars as pl

    from detente.sources._csv import sha256_of
    from detente.tables import label

    if path is None:
        raise SourceMalformed("no label file is given", fix="name it: detente build … labels=FILE")
    parts, notes = [], []
    files = _files(Path(path))
    for file in files:
        rows, said = _labels(_texts(file), file.name)
        parts.append(rows)
        notes += said
    rows = pl.concat(parts).sort("work", "scheme", "label")
    _check_once(rows)
    table = label.TABLE.check(rows.to_arrow().cast(label.TABLE.schema), origin="label files")
    return Reading(
        tables={"label": table},
        retrieved="",
        inputs={file.name: sha256_of(file) for file in files},
        notes=tuple(notes),
        definitions=_definitions(rows),
    )


def _files(path: Path) -> list[Path]:
    files = [path] if path.is_file() else sorted(p for p in path.iterdir() if p.is_file())
    strange = [file.name for file in files if not file.name.lower().endswith(SUFFIXES)]
    if strange or not files:
        raise SourceMalformed(
            f"{path}: {strange[0]} is no label file" if strange else f"{path} holds no label file",
            why="label files end with " + ", ".join(SUFFIXES),
            fix="name one file, or a folder of nothing else",
        )
    return files


def _texts(file: Path) -> pl.DataFrame:
    """Every cell as text; null where there is none."""
    import polars as pl

    name = file.name.lower()
    try:
        if name.endswith(".parquet"):
            frame = pl.read_parquet(file)
        else:
            # Python checks a gzip's length and checksum to the end
            content = (
                gzip.decompress(file.read_bytes()) if name.endswith(".gz") else (file.read_bytes())
            )
            content = content.decode("utf-8-sig").encode()
            if ".csv" in name:
                frame = pl.read_csv(io.BytesIO(content), infer_schema=False)
            else:
                frame = pl.read_ndjson(io.BytesIO(content), infer_schema_length=None)
    except (OSError, EOFError, UnicodeDecodeError, pl.exceptions.PolarsError) as problem:
        raise SourceMalformed(
            f"{file.name} cannot be read", why=str(problem), fix="get the file again, whole"
        ) from problem
    nested = [n for n, kind in frame.schema.items() if kind.is_nested()]
    if nested:
        raise SourceMalformed(
            f"{file.name}: column '{nested[0]}' holds lists", why="a cell holds one value"
        )
    return frame.select(pl.all().cast(pl.String))


def _labels(cells: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[str]]:
    """Rows (work, scheme, label, score) of one file, and what to know about them."""
    key = _columns(cells.columns, file)
    digits = cells[key].str.strip_chars().str.extract(_WORK)
    _refuse(cells[key], digits.is_null(), f"{file}: {key}", why="is no identifier of a work")
    works = digits.str.to_integer(strict=True)
    if "label" in cells.columns:
        return _one_a_row(cells, works, file), []
    return _flagged(cells.drop(key), works, file)


def _columns(names: Sequence[str], file: str) -> str:
    """The column of identifiers, if the others are those of one layout."""
    keys = [name for name in names if name in IDENTIFIERS]
    others = [name for name in names if name not in IDENTIFIERS]
    layout = ("label", "score") if "label" in others else tuple(FLAGS)
    unknown = [name for name in others if name not in layout]
    if len(keys) == 1 and others and not unknown:
        return keys[0]
    why = (
        f"unknown columns: {', '.join(unknown)}" if unknown
        else "no column of labels" if len(keys) == 1
        else f"{len(keys)} columns of identifiers ({', '.join(IDENTIFIERS)})"
    )  # fmt: skip
    raise SourceMalformed(
        f"{file} is not laid out as a label file",
        why=why,
        fix=f"columns: id, then {', '.join(FLAGS)} (any of them); or id, label, score",
    )


def _one_a_row(cells: pl.DataFrame, works: pl.Series, file: str) -> pl.DataFrame:
    import polars as pl

    labels = cells["label"].str.strip_chars()
    _refuse(labels, labels.is_null() | (labels == ""), f"{file}: label", why="is empty")
    scores = pl.Series([1.0]).new_from_index(0, len(cells))
    if "score" in cells.columns:
        scores = cells["score"].cast(pl.Float64, strict=False)
        wrong = ~scores.is_between(0, 1).fill_null(value=False)
        _refuse(cells["score"], wrong, f"{file}: score", why="is no number from 0 to 1")
    return pl.DataFrame(
        {"work": works, "label": labels, "score": scores}
    ).select("work", pl.lit(LABEL_SCHEME).alias("scheme"), "label", "score")  # fmt: skip


def _flagged(cells: pl.DataFrame, works: pl.Series, file: str) -> tuple[pl.DataFrame, list[str]]:
    import polars as pl

    twice = works.is_duplicated()
    _refuse(works.cast(pl.String), twice, f"{file}: work", why="has two rows")
    parts, notes = [], []
    for column in cells.columns:
        text = cells[column].str.strip_chars().str.to_lowercase()
        unsaid = text.is_null() | (text == "")
        wrong = ~(text.is_in(YES) | text.is_in(NO)).fill_null(value=False) & ~unsaid
        _refuse(cells[column], wrong, f"{file}: {column}", why="is neither yes nor no")
        yes = works.filter(text.is_in(YES).fill_null(value=False))
        row = {"scheme": FLAG_SCHEME, "label": FLAGS[column][0], "score": 1.0}
        parts.append(
            pl.DataFrame({"work": yes}).with_columns(pl.lit(v).alias(k) for k, v in row.items())
        )
        if unsaid.any():
            notes.append(f"{file}: {column} is empty for {unsaid.sum():,} works, which is not no")
    return pl.concat(parts), notes


def _refuse(cells: pl.Series, wrong: pl.Series, place: str, *, why: str) -> None:
    """Stop at the first wrong cell."""
    if wrong.any():
        row = wrong.arg_true()[0]
        raise SourceMalformed(
            f"{place}, row {row + 1}",
            why=f"{cells[row]!r} {why}; {wrong.sum():,} rows in all",
            fix="correct or remove these rows",
        )


def _check_once(rows: pl.DataFrame) -> None:
    twice = rows.select("work", "scheme", "label").is_duplicated()
    if twice.any():
        first = rows.filter(twice).row(0, named=True)
        raise SourceMalformed(
            f"work {first['work']} has the label '{first['label']}' twice",
            why="one of them would win by chance",
            fix="keep one row of each work and label",
        )


def _definitions(rows: pl.DataFrame) -> tuple[Definition, ...]:
    """One definition a label that occurs."""
    titles = dict(FLAGS.values())
    found = rows.select("scheme", "label").unique().sort("scheme", "label").rows()
    if len(found) > MOST_LABELS:
        raise SourceMalformed(
            f"the label files hold {len(found)} different labels",
            why=f"each becomes a definition, and a release has room for {MOST_LABELS} of them",
            fix="keep the labels that questions will be asked about",
        )
    made: dict[str, Definition] = {}
    for scheme, label in found:
        flag = scheme == FLAG_SCHEME
        name = f"{'cset' if flag else 'label'}_{re.sub('[^a-z0-9]+', '_', label.lower())}"
        if name in made:
            raise SourceMalformed(
                f"the labels '{label}' and '{made[name].labels[0]}' would share the name {name}",
                fix="rename one of them in the file",
            )
        title = titles[label] if flag else f"labelled '{label}' in a file, from {THRESHOLD}"
        made[name] = Definition(name, title, scheme, (label,), 0.0 if flag else THRESHOLD)
    return tuple(made.values())
