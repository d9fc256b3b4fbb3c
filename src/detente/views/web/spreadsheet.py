"""CSV for spreadsheets: text that a spreadsheet would run as a formula is shown as text instead.

Excel, LibreOffice and others take a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a
formula, quoted or not, and a formula can send the rest of the sheet elsewhere. Such text gets an
apostrophe before it, which spreadsheets read as "this is text". Columns of numbers stay as they
are: the type of the column decides, not the look of a cell. The plain CSV is another file and stays
exact.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from detente.core.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa

# the full-width and small forms are what input methods for Chinese write, and Excel accepts them
_STARTS = "=+\\-@＝＋－＠﹦﹢﹣﹫\u2212"
# what readers may drop before they look at a cell: blanks, control and format characters
_DROPPED = (
    "\\s\\x00-\\x20\\x7f-\\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd"
    "\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
)
# readers split at their own country's separator, which may stand inside a cell of ours
_FORMULA = re.compile(f'(^|[;,|\\t\\r\\n"])(?=[{_DROPPED}]*[{_STARTS}])')
_CONTROL = re.compile("^(?=[\\t\\r\\n])")


def escape(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet could see a formula begin."""
    return _CONTROL.sub("'", _FORMULA.sub(r"\1'", text))


def safe(table: pa.Table) -> pa.Table:
    """The table with every text escaped, names of columns too.

    Raises
    ------
    UsageError
        A column holds neither text nor numbers, truths, days or times.
    """
    import pyarrow as pa

    columns = [
        _safe_column(name, column)
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    return pa.Table.from_arrays(columns, names=[escape(name) for name in table.column_names])


def safe_csv(table: pa.Table) -> bytes:
    """The table as CSV for spreadsheets, in UTF-8 with the mark without which Excel garbles it."""
    import pyarrow.csv

    written = io.BytesIO(b"\xef\xbb\xbf")
    written.seek(0, io.SEEK_END)
    pyarrow.csv.write_csv(safe(table), written)
    return written.getvalue()


def _safe_column(name: str, column: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        texts = [None if text is None else escape(text) for text in column.to_pylist()]
        return pa.array(texts, pa.string())
    if pa.types.is_primitive(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return column
    raise UsageError(
        f"column '{name}' of type {kind} has no form in a spreadsheet",
        why="a cell holds one text, number, truth, day or time",
        fix="download the table as JSON or Parquet",
    )
