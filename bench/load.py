"""OpenAlex files to tables, beside DuckDB's bare parse of the same files and columns."""

import multiprocessing
import os
import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

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
            _begin(workers)
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


def _begin(workers):
    """Start the processes as those that read files of others are started."""
    from detente.sources.sandbox import Limits, environment

    with patch.dict(os.environ, environment(Limits(workers=PROCESSES))):
        workers.submit(_ready).result()


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
    from detente.sources import openalex

    with TemporaryDirectory(dir=root) as name:
        out = Path(name)
        start = time.perf_counter()
        pieces = openalex.pieces(folder)[:files]
        targets = [out / f"{number}.stage" for number in range(len(pieces))]
        done = list(workers.map(_convert, pieces, targets))
        converted = time.perf_counter()
        # a process of its own: this one has parsed and written by DuckDB, and may hold its memory
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as merger:
            merger.submit(_ready).result()
            started = time.perf_counter()
            merging = merger.submit(_merge, targets, folder, out).result()
            seconds = time.perf_counter() - started
        peaks = {process: peak for process, peak, _ in done}
        processor = merging[1] + sum(used for _, _, used in done)
        return converted - start + seconds, seconds, sum(peaks.values()) + merging[0], processor


def _ready():
    """What the processes that convert have imported before they are timed."""
    import_module("detente.lake.writer")
    import_module("detente.sources.openalex.merging")


def _merge(targets, folder, out):
    """GB, and seconds of processor time."""
    from detente.lake.writer import write_rows
    from detente.sources import openalex
    from detente.sources.side_by_side import side_by_side

    def write(table, stream):
        declared = import_module(f"detente.tables.{table}").TABLE
        write_rows(out / f"{table}.parquet", stream(), table=declared)

    processor = time.process_time()
    scratch = out / "scratch"
    scratch.mkdir()
    merged = openalex.merge(targets, folder, scratch=scratch, memory=MEMORY)
    tasks = [partial(write, table, stream) for table, stream in merged.items()]
    side_by_side(tasks, workers=PROCESSES, stop=lambda: None, tell=lambda _done: None)
    return _peak(), time.process_time() - processor


def _convert(piece, target):
    from detente.sources import openalex

    processor = time.process_time()
    conversion = openalex.convert(piece, target)
    assert not conversion.quarantined
    return os.getpid(), _peak(), time.process_time() - processor


def _peak():
    """GB that this process has held at most; what it was forked from does not count."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return int(status.read_text().partition("VmHWM:")[2].split()[0]) / 2**20
