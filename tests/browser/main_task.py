"""The numbers that the main task asks for, as a page shows them and as a command prints them."""

import csv
import io

from views.web.shown import command_of

FIRST = "partners_first"
RULE, RULE_NAME = "hk_mo_with_cn", "HK, Macao as China"
METRICS = ("joint_papers", "partner_rank", "p_first")
CELLS = """(table) => {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.dataset.column);
  const read = ({ cells }) => heads.map((name, place) => [name, cells[place].dataset.value]);
  return [...table.tBodies[0].rows].map((row) => Object.fromEntries(read(row)));
}"""


def numbers(page, view):
    """Values of a table, row by row, as a script reads them."""
    return page.locator(f"#{view}-table td.number").evaluate_all(
        "cells => cells.map((cell) => cell.dataset.value ?? null)"
    )


def printed(detente, page, view):
    """What the command that a view names prints as CSV."""
    (words,) = command_of(page.content(), view)
    return detente(*words, "--limit", "0", "--csv")


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def check_shown(page, detente, view=FIRST):
    """The numbers of a table are those that the command prints."""
    told = {
        (row["partner"], row["metric"]): row["value"] for row in rows(printed(detente, page, view))
    }
    shown = page.locator(f"#{view}-table").evaluate(CELLS)
    for cells in shown:
        for metric in METRICS:
            assert float(cells[metric]) == float(told[cells["partner"], metric])
    assert len(shown) > 3
