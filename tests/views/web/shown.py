"""What a page shows, read from its HTML as browsers do, and whether it is what it gives away."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shlex
from dataclasses import dataclass
from html.parser import HTMLParser


@dataclass
class Cell:
    attributes: dict
    text: str = ""

    def number(self, name):
        value = self.attributes.get(name)
        return None if value is None else float(value)


class _Sections(HTMLParser):
    """Tables of a page by the section they stand in: heads, then rows of cells."""

    def __init__(self):
        super().__init__()
        self.sections, self.rows, self.cell = {}, None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "section" and "view" in given.get("class", "").split():
            self.rows = self.sections.setdefault(given["id"], [])
        elif tag == "tr" and self.rows is not None:
            self.rows.append([])
        elif tag in ("th", "td") and self.rows is not None:
            self.cell = Cell(given)
            self.rows[-1].append(self.cell)

    def handle_endtag(self, tag):
        if tag in ("th", "td"):
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.text += data


def tables_of(page):
    """By section: its rows of cells, the heads first; empty where it has no table."""
    parser = _Sections()
    parser.feed(page)
    return parser.sections


def command_of(page, section):
    """The commands that a section says print the same, as words."""
    part = page[page.index(f'<section class="view" id="{section}"') :]
    found = re.search(r"<code>(detente show [^<]*)</code>", part.partition("</section>")[0])
    return [shlex.split(one)[1:] for one in html.unescape(found[1]).split(" && ")] if found else []


def check_views(get, detente, path, query="", *, narrowed=()):
    """Numbers of every table are those of its CSV, its JSON and the command that it names.

    ``narrowed`` names the views that pick rows of what their command prints. Gives the names of the
    views that show numbers.
    """
    page = get(path, query).body.decode()
    checked = []
    for section, (heads, *rows) in ((s, rows) for s, rows in tables_of(page).items() if rows):
        given = json.loads(get(f"{path}/{section}.json", query).body)["rows"]
        _check_files(get, f"{path}/{section}", query, given)
        printed = [
            row
            for command in command_of(page, section)
            for row in detente(*command, "--limit", 0, "--json").json["rows"]
        ]
        assert sorted(map(str, given)) == sorted(
            str(row) for row in printed if section not in narrowed or row in given
        ), section
        _check_cells(heads, rows, given)
        checked.append(section)
    return checked


def _check_files(get, stem, query, given):
    lines = csv.DictReader(io.StringIO(get(f"{stem}.csv", query).body.decode()))
    values = [float(line["value"]) if line["value"] else None for line in lines]
    assert values == [row["value"] for row in given]


def _check_cells(heads, rows, given):
    columns = [head.attributes["data-column"] for head in heads]
    numbers = ["number" in head.attributes.get("class", "") for head in heads]
    metrics = {row["metric"] for row in given}
    for row in rows:
        cells = dict(zip(columns, row, strict=True))
        keys = {
            token
            for name, cell, number in zip(columns, row, numbers, strict=True)
            if not number and name not in ("metric", "meaning")
            for token in cell.attributes.get("data-value", "").split(" ")
        } - {""}
        shown = {name: cells[name] for name in columns if name in metrics}
        if "metric" in cells:
            shown = {cells["metric"].attributes["data-value"]: cells["value"]}
        assert shown
        for metric, cell in shown.items():
            ends = tuple(cell.number(f"data-{end}") for end in ("value", "low", "high"))
            alike = [
                (one["value"], one["low"], one["high"])
                for one in given
                if one["metric"] == metric and keys <= {str(value) for value in one.values()}
            ]
            assert ends in alike or (ends == (None, None, None) and not alike), (metric, keys)
