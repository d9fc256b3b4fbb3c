"""Where a command's answer goes: a page for people, or JSON, CSV and Parquet for programs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from detente.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType

    import pyarrow as pa

    from detente.views.python import Lake
    from detente.views.text.page import Page

MARK = "simulated │ "
CLEAR = "\r\x1b[K"


@dataclass(eq=False)
class Output:
    """The answer of one command.

    Attributes
    ----------
    form : str
        ``text``, ``json`` or ``csv``.
    parquet : Path or None
        A file to write as well.
    color : str
        ``auto``, ``always`` or ``never``.
    lake_path : Path
        The lake that the command reads or writes.
    """

    form: str = "text"
    parquet: Path | None = None
    color: str = "auto"
    lake_path: Path = Path("lake")
    _pending: bool = False

    @staticmethod
    def of(arguments: Mapping[str, Any]) -> Output:
        """The output that the arguments of a command ask for.

        Raises
        ------
        UsageError
            Two forms are asked for at once.
        """
        forms = [form for form in ("json", "csv") if arguments.get(form)]
        if len(forms) > 1:
            raise UsageError("--json and --csv exclude each other", fix="give one of them")
        file = arguments.get("parquet")
        lake = arguments.get("lake") or os.environ.get("DETENTE_LAKE") or "lake"
        return Output(
            forms[0] if forms else "text",
            Path(file) if file else None,
            arguments.get("color") or "auto",
            Path(lake),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    @cached_property
    def lake(self) -> Lake:
        """The lake, opened for reading."""
        import detente

        return detente.open(self.lake_path)

    @cached_property
    def page(self) -> Page:
        """The page that people read."""
        from detente.views.text.page import Page

        page = Page.on(sys.stdout, color=self.color)
        page.mark = MARK if self.simulated else ""
        return page

    @property
    def simulated(self) -> bool:
        """Whether what was read from the lake is a simulated release."""
        from detente.simulate.release import is_simulated

        return "lake" in self.__dict__ and is_simulated(self.lake.dataset.release)

    def progress(self, step: str) -> None:
        """Show what is being done, on stderr and only if that is a terminal."""
        if sys.stderr.isatty():
            # a line that wraps could not be taken away again
            width = max(20, shutil.get_terminal_size().columns - 3)
            print(f"{CLEAR}{step[:width]} …", end="", file=sys.stderr, flush=True)
            self._pending = True

    def clear(self) -> None:
        """Take the last line of progress away."""
        if self._pending:
            print(CLEAR, end="", file=sys.stderr, flush=True)
            self._pending = False

    def give(
        self,
        document: Mapping[str, Any],
        rows: pa.Table | None,
        draw: Callable[[Page], None],
    ) -> None:
        """Print or write an answer in the form that was asked for.

        Parameters
        ----------
        document : mapping
            The answer for JSON; NaN becomes null.
        rows : pyarrow.Table or None
            The answer for CSV and Parquet; None where it has no rows.
        draw : callable
            Puts the answer on a page.
        """
        from detente.views.document.plain import plain, simulated, simulated_rows

        self.clear()
        if self.simulated:
            document = simulated(document)
            rows = None if rows is None else simulated_rows(rows)
        if self.parquet is not None and rows is not None:
            write_parquet(rows, self.parquet)
        if self.form == "json":
            print(json.dumps(plain(document), ensure_ascii=False, indent=1, allow_nan=False))
        elif self.form == "csv" and rows is not None:
            sys.stdout.write(csv_text(rows))
        elif self.parquet is None:
            draw(self.page)
        else:
            print(
                f"wrote {rows.num_rows if rows is not None else 0:,} rows to {self.parquet}",
                file=sys.stderr,
            )


def csv_text(rows: pa.Table) -> str:
    """Rows as RFC 4180: a header, CRLF, quotes where needed; null is an empty field."""
    import csv
    import io

    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(rows.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in rows.columns), strict=True))
    return text.getvalue()


def write_parquet(rows: pa.Table, path: Path) -> None:
    """Write rows and their metadata in one atomic step.

    Raises
    ------
    UsageError
        The folder is not there.
    """
    import io

    import pyarrow.parquet as pq

    from detente.lake.disk import replace_bytes

    if not path.parent.is_dir():
        raise UsageError(
            f"folder {path.parent} does not exist", fix="make it first, or name another"
        )
    data = io.BytesIO()
    pq.write_table(rows, data)
    replace_bytes(path, data.getvalue())
