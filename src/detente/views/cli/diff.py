"""``detente diff``: what another release changes, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from detente.claims.difference import FigureChange, VerdictChange
    from detente.lake.difference import Change, TableDifference
    from detente.lake.store import Store
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="which figures and verdicts differ between two releases, and why",
    description="""
    Compares the verdicts of the book and a fixed set of figures (output, US and CN together,
    concentration, coverage, definitions) of two releases of the lake, and says what lies between
    them: records added, removed and changed by table and column, and sources, definitions and
    inputs that are others. Exit code 0 whether or not anything differs.
    """,
    arguments=(
        Argument("before", "the earlier release; without it, lists the releases", "BEFORE"),
        Argument("after", "the later one (default: the current one)", "AFTER"),
        Argument("--limit", "figures shown; 0 is all", "ROWS", "20"),
        Argument("--draws", "bootstrap draws (default: 1000)", "NUMBER"),
    ),
    examples=(
        Example("detente diff", "The releases there are to compare."),
        Example(
            "detente diff BEFORE AFTER --lake FOLDER", "Two releases of the lake in that folder."
        ),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Compare, and print what differs."""
    from detente.claims.difference import compare_figures, compare_verdicts
    from detente.engine.duckdb_engine import DuckDBEngine
    from detente.lake.dataset import DRAWS, Dataset
    from detente.lake.difference import compare_declarations, compare_tables
    from detente.lake.store import Store
    from detente.views.text.difference import draw_difference

    store = Store(output.lake_path)
    if arguments["before"] is None:
        _give_releases(store, output)
        return 0
    earlier = store.release(arguments["before"])
    later = store.release(arguments["after"]) if arguments["after"] else store.current()
    draws = whole_number("draws", arguments["draws"])
    limit = whole_number("limit", arguments["limit"])
    with DuckDBEngine() as engine:
        old, new = (
            Dataset(release, engine, draws=DRAWS if draws is None else draws)
            for release in (earlier, later)
        )
        tables = compare_tables(earlier, later, engine, progress=output.progress)
        declared = compare_declarations(earlier, later)
        figures, asked = compare_figures(old, new, progress=output.progress)
        verdicts, checked = compare_verdicts(old, new, progress=output.progress)

    def draw(page: Page) -> None:
        page.say(f"From {earlier.id} to {later.id}", style="bold")
        draw_difference(
            page, tables=tables, declared=declared, figures=figures, verdicts=verdicts,
            counts=(asked, checked), limit=limit or None,
        )  # fmt: skip

    document = {
        "before": earlier.id,
        "after": later.id,
        "verdicts_compared": checked,
        "verdicts": [asdict(change) for change in verdicts],
        "figures_compared": asked,
        "figures": [asdict(change) for change in figures],
        "tables": [asdict(table) for table in tables],
        "declared": [asdict(change) for change in declared],
    }
    output.give(document, _rows(verdicts, figures, tables, declared=declared), draw)
    return 0


def _give_releases(store: Store, output: Output) -> None:
    import pyarrow as pa

    current = store.current().id
    rows = [{"release": name, "current": name == current} for name in store.releases()]

    def draw(page: Page) -> None:
        for row in rows:
            page.say(f"{row['release']}{'  (current)' if row['current'] else ''}")
        page.say()
        page.say("Compare two: detente diff BEFORE [AFTER]", style="dim")

    output.give({"releases": rows}, pa.Table.from_pylist(rows), draw)


def _rows(
    verdicts: Sequence[VerdictChange],
    figures: Sequence[FigureChange],
    tables: Sequence[TableDifference],
    *,
    declared: Sequence[Change],
) -> pa.Table:
    """Everything that differs, one line each: kind, name, what, before, after."""
    import pyarrow as pa

    rows: list[tuple[str, str, str, Any, Any]] = [
        ("verdict", f"{v.claim}: {v.statement}", "turned" if v.turned else "moved",
         v.before, v.after)
        for v in verdicts
    ]  # fmt: skip
    rows += [
        ("figure", f"{f.indicator} {f.metric} {f.about}".strip(), "beyond" if f.beyond else "moved",
         f.before, f.after)
        for f in figures
    ]  # fmt: skip
    for table in tables:
        if not table.same:
            rows.append(("table", table.table, "rows", table.before, table.after))
            parts = {"added": table.added, "removed": table.removed, "changed": table.changed}
            rows += [("table", table.table, what, "", n) for what, n in parts.items() if n]
            rows += [("column", f"{table.table}.{c}", "changed", "", n)
                     for c, n in table.columns.items()]  # fmt: skip
    rows += [(c.kind, c.name, c.what, c.before, c.after) for c in declared]
    names = ("kind", "name", "what", "before", "after")
    cells = [[None if cell is None else str(cell) for cell in row] for row in rows]
    columns = list(zip(*cells, strict=True)) or [()] * len(names)
    return pa.table({n: pa.array(c, pa.string()) for n, c in zip(names, columns, strict=True)})
