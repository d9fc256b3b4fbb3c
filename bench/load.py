"""OpenAlex files to tables, beside DuckDB's bare parse of the same files and columns."""

import multiprocessing
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.openalex_files import COLUMNS, write_files, write_parquet

PROCESSES = 2
MEMORY = 2**30


@dataclass
class Loaded:
    """What loading some works took.

    Attributes
    ----------
    works : int
    gigabytes : float
        Of JSON.
    parse : float
        Seconds of DuckDB's bare parse of the JSON lines, on as many threads.
    lines, merging : float
        Seconds from JSON lines to tables, and what merging took of that.
    parquet : float
        Seconds from Parquet to tables.
    memory : float
        GB of all processes at their peaks, added up.
    parse_processor, lines_processor, parquet_processor : float
        Seconds of processor time, of all threads and processes: what a busy machine changes least.
    """

    works: int
    gigabytes: float
    parse: float
    lines: float
    merging: float
    parquet: float
    memory: float
    parse_processor: float
    lines_processor: float
    parquet_processor: float


def compare(works, files, turns=2):
    """Load made-up works; the best of some turns, taken side by side."""
    with TemporaryDirectory() as name:
        root = Path(name)
        size = write_files(root / "works", works, files)
        sources = sorted((root / "works").rglob("*.gz"))
        write_parquet(root / "parquet", sources)
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(PROCESSES, mp_context=context) as workers:
            _load(root / "parquet", root, workers, files=PROCESSES)  # imports, and disk
            parse, lines, parquet = [], [], []
            for _ in range(turns):
                parse.append(_parse(sources))
                lines.append(_load(root / "works", root, workers))
                parquet.append(_load(root / "parquet", root, workers))
        seconds, merging, _, _ = min(lines)
        return Loaded(
            works, size / 1e9, min(parse)[0], seconds, merging, min(parquet)[0],
            memory=max(one[2] for one in lines),
            parse_processor=min(one[1] for one in parse),
            lines_processor=min(one[3] for one in lines),
            parquet_processor=min(one[3] for one in parquet),
        )  # fmt: skip


def _parse(sources):
    import duckdb

    columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    paths = ", ".join(f"'{source}'" for source in sources)
    start, processor = time.perf_counter(), time.process_time()
    with duckdb.connect(config={"threads": PROCESSES}) as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.sql(
            f"SELECT count(COLUMNS(*)) FROM read_json([{paths}], columns = {{{columns}}},"
            " format = 'newline_delimited', hive_partitioning = false)"
        ).fetchall()
    return time.perf_counter() - start, time.process_time() - processor


def _load(folder, root, workers, files=None):
    """Seconds in all, seconds of merging, GB, and seconds of processor time."""
    from detente.lake.writer import write_rows
    from detente.sources import openalex

    with TemporaryDirectory(dir=root) as name:
        out = Path(name)
        start, processor = time.perf_counter(), time.process_time()
        pieces = openalex.pieces(folder)[:files]
        targets = [out / f"{number}.stage" for number in range(len(pieces))]
        done = list(workers.map(_convert, pieces, targets))
        converted = time.perf_counter()
        scratch = out / "scratch"
        scratch.mkdir()
        merged = openalex.merge(targets, folder, scratch=scratch, memory=MEMORY)
        for table, stream in merged.items():
            declared = import_module(f"detente.tables.{table}").TABLE
            write_rows(out / f"{table}.parquet", stream(), table=declared)
        end = time.perf_counter()
        memory = _peak() + sum({process: peak for process, peak, _ in done}.values())
        processor = time.process_time() - processor + sum(seconds for _, _, seconds in done)
        return end - start, end - converted, memory, processor


def _convert(piece, target):
    import os

    from detente.sources import openalex

    processor = time.process_time()
    conversion = openalex.convert(piece, target)
    assert not conversion.quarantined
    return os.getpid(), _peak(), time.process_time() - processor


def _peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
