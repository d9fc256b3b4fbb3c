"""Reading what a page shows, as a reader or a script would: rows of its tables."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser


class Tables(HTMLParser):
    """Cells of every table of numbers, by the id of the table."""

    def __init__(self, page):
        super().__init__()
        self.found, self._table, self._heads, self._row = {}, None, [], None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "table":
            self._table = self.found.setdefault(given["id"].removesuffix("-table"), [])
            self._heads = []
        elif tag == "tr" and self._table is not None:
            self._row = []
        elif tag in ("th", "td") and self._row is not None:
            if "data-column" in given:
                self._heads.append(given["data-column"])
            else:
                ends = tuple(_number(given.get(f"data-{end}")) for end in ("low", "high"))
                self._row.append((given.get("data-value"), *ends))

    def handle_endtag(self, tag):
        if tag == "tr" and self._row:
            self._table.append(dict(zip(self._heads, self._row, strict=True)))
        if tag == "table":
            self._table = None
        if tag == "tr":
            self._row = None


def tables_of(answer):
    return Tables(answer.body.decode()).found


def number(cell):
    """Value, low and high of a cell."""
    return (_number(cell[0]), *cell[1:])


def _number(text):
    return None if text is None else float(text)


def rows_of(answer):
    """Rows of a CSV file, empty cells as nothing and numbers as such."""
    return list(csv.DictReader(io.StringIO(answer.body.decode())))


def document_of(answer):
    return json.loads(answer.body)


def same_numbers(csv_rows, rows):
    """Whether the CSV holds what the rows of JSON hold."""
    assert len(csv_rows) == len(rows)
    for ours, theirs in zip(csv_rows, rows, strict=True):
        for name, value in theirs.items():
            if isinstance(value, float):
                assert float(ours[name]) == value
            else:
                assert ours[name] == ("" if value is None else str(value))
