"""``detente propose``: articles of two laws that may state the same obligation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from detente.core.errors import UsageError
from detente.views.cli.command import Argument, Command, Example
from detente.views.cli.values import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from detente.indicators.candidates import Candidates
    from detente.views.cli.output import Output
    from detente.views.text.page import Page

COMMAND = Command(
    group="Ask",
    summary="articles of two laws that may state the same obligation",
    description="""
    Reads the texts of two laws from a folder of AGORA's files, which do not come with the package,
    and proposes for each article of the first those of the second whose words are most alike. It
    needs no lake.

    Likeness only proposes; people decide. For laws that come coded it says which types of
    obligation all coders found in both articles, which types they differ on, and how many of the
    pairs that all coders know are among the first k, beside what chance would find.

    FIRST and SECOND are eu_ai_act, cn_generative_ai, cn_deep_synthesis, cn_recommendation, or the
    number of a document of AGORA whose text has numbered articles.
    """,
    arguments=(
        Argument("folder", "AGORA's CSV files", "FOLDER", required=True),
        Argument("first", "the law whose articles are asked about", "FIRST", required=True),
        Argument("second", "the law whose articles are proposed", "SECOND", required=True),
        Argument("--by", "what likeness is", "METHOD", "tfidf", ("tfidf", "bm25")),
        Argument("-k", "articles proposed for each", "COUNT", "5"),
        Argument("--limit", "pairs shown; 0 is all", "ROWS", "20"),
        Argument("--draws", "bootstrap draws (default: 1000)", "NUMBER"),
    ),
    examples=(
        Example(
            "detente propose FOLDER cn_generative_ai eu_ai_act",
            "What in the EU's act may correspond to each article of China's measures.",
        ),
        Example(
            "detente propose FOLDER 37 1137 -k 1 --csv",
            "A draft beside what became of it, one line a pair, to be read in a spreadsheet.",
        ),
    ),
)


def run(arguments: Mapping[str, Any], output: Output) -> int:
    """Read, compare, and print the proposals."""
    from detente.indicators.candidates import candidates

    k = whole_number("k", arguments["k"])
    if not k:
        raise UsageError("-k is a whole number of at least 1", fix="such as -k 5")
    output.progress("reading AGORA's files")
    found = candidates(
        arguments["folder"],
        arguments["first"],
        arguments["second"],
        method=arguments["by"],
        k=k,
        draws=whole_number("draws", arguments["draws"]),
    )
    asked = {name: arguments[name] for name in ("first", "second", "by")}
    document = {
        **asked, "k": k, "recall": found.recall.to_pylist(), "pairs": found.pairs.to_pylist(),
    }  # fmt: skip
    limit = whole_number("limit", arguments["limit"])
    output.give(document, found.pairs, lambda page: _draw(page, found, asked, limit=limit or None))
    return 0


def _draw(page: Page, found: Candidates, asked: Mapping[str, str], *, limit: int | None) -> None:
    from detente.views.text.page import Column

    page.say(f"Articles of {asked['first']} and {asked['second']} that are alike", style="bold")
    page.paragraph("Proposals by likeness of words. Whether two state the same, people decide.")
    page.say()
    _draw_recall(page, found, asked["by"])
    pairs = found.pairs.to_pylist()
    rows = [
        [
            str(row["first_article"]), str(row["second_article"]), f"{row['similarity']:.3f}",
            row["words"], _types(row),
        ]
        for row in pairs[:limit]
    ]  # fmt: skip
    columns = [
        Column("first", right=True), Column("second", right=True), Column("alike", right=True),
        Column("rarest words of both", cut=True), Column("types of both", cut=True),
    ]  # fmt: skip
    page.grid(columns, rows)
    if len(rows) < len(pairs):
        page.say(f"{len(pairs) - len(rows)} more: --limit 0", style="dim")
    if any("?" in row[-1] for row in rows):
        page.say("?: not every coder found the type in both", style="dim")


def _types(row: Mapping[str, Any]) -> str:
    if row["types"] is None:
        return "not coded"
    disputed = [f"{name}?" for name in row["disputed"].split(", ") if name]
    return ", ".join([name for name in (row["types"], *disputed) if name])


def _draw_recall(page: Page, found: Candidates, method: str) -> None:
    from detente.views.text.numbers import percent
    from detente.views.text.page import Column

    rows = [row for row in found.recall.to_pylist() if row["method"] == method]
    for note in sorted({row["note"] for row in rows} - {""}):
        page.say(f"Recall of known pairs: {note}")
    told = [
        [
            str(row["k"]), percent(row["value"]),
            f"[{percent(row['low'])}, {percent(row['high'])}]",
            percent(row["chance"]), f"{row['n']:,}",
        ]
        for row in rows
        if row["value"] is not None
    ]  # fmt: skip
    if told:
        page.say("Known pairs among the first k of each article")
        titles = ("k", "recall", "95 % interval", "by chance", "n")
        page.grid([Column(title, right=True) for title in titles], told)
    page.say()
