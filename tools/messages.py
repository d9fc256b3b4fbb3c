"""Collect what pages say, and keep the catalogues of translations in step.

    python -m tools.messages            update every detente.po with what is said now
    python -m tools.messages --check    say what is missing, and fail

Messages are literal strings handed to ``words(...)`` or ``mark(...)``, those of the templates, and
the texts that declarations carry (indicators, choices, claims, rules, sources, tables), and what
notes and errors say.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from tools.said import is_prose, said

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
WEB = ROOT / "src/detente/views/web"
LOCALES = WEB / "locale"
FILE = "LC_MESSAGES/detente.po"
# without dates and names: the same messages give the same file
HEADER = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
_CALLED = ("words", "mark")


def messages() -> dict[str, list[str]]:
    """Every message, with the places where it is said."""
    found: dict[str, list[str]] = {}
    for text, place in (*_in_code(), *_in_templates(), *_declared(), *said()):
        if text:
            places = found.setdefault(text, [])
            if place not in places:
                places.append(place)
    return dict(sorted(found.items()))


def _in_code() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "src/detente/views").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in _CALLED:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value, place


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _in_templates() -> Iterator[tuple[str, str]]:
    for path in sorted((WEB / "templates").rglob("*.html")):
        place = path.relative_to(ROOT).as_posix()
        with path.open("rb") as file:
            found = extract("jinja2.ext:babel_extract", file, keywords={"_": None, "words": None})
            for _line, text, *_ in found:
                yield (text if isinstance(text, str) else text[0]), place


def _declared() -> Iterator[tuple[str, str]]:
    from detente.claims.claim import book
    from detente.core.dimensions import DIMENSIONS
    from detente.core.discovery import modules
    from detente.views.web.parts.statement import spelled

    for name, module in modules("detente.indicators", "INDICATOR").items():
        one = module.INDICATOR
        texts = [one.title, one.question, one.interval, one.minimum_data]
        texts += [text for metric in one.metrics for text in (metric.title, metric.unit)]
        texts += [metric.formula for metric in one.metrics if is_prose(metric.formula)]
        texts += [column.replace("_", " ").capitalize() for column in one.grain]
        yield from ((text, f"indicator {name}") for text in texts)
    for dimension in DIMENSIONS:
        texts = [dimension.short, dimension.title]
        texts += [text for option in dimension.options for text in (option.short, option.meaning)]
        yield from ((text, f"choice {dimension.name}") for text in texts)
    yield from _package()
    for name, module in modules("detente.claims.metrics", "METRIC").items():
        yield module.METRIC.counted, f"metric {name}"
    for claim in book().values():
        texts = [claim.title, claim.text, claim.said_by, claim.said_in]
        texts += [choice.why for choice in claim.choices]
        texts += [spelled(family) for family in claim.families]
        yield from ((text, f"claim {claim.id}") for text in texts)


def _package() -> Iterator[tuple[str, str]]:
    """What the package says of the data that come with it."""
    from detente.core.discovery import modules
    from detente.sources.rules import DATA
    from detente.sources.rules.taxonomy import read_taxonomy

    taxonomy = read_taxonomy(DATA / "taxonomy.toml")
    texts = [*taxonomy.titles.values(), *taxonomy.definitions.values()]
    yield from ((text, "taxonomy of obligations") for text in texts)
    for one in tomllib.loads((DATA / "instruments.toml").read_text(encoding="utf-8")).values():
        yield from ((text, "coded instrument") for text in (one["title"], one["language"]))
    for name, module in modules("detente.sources", "SOURCE").items():
        one = module.SOURCE
        texts = [one.cadence, one.coverage, *one.known_gaps]
        for option in one.definitions:
            texts += [option.name.replace("_", " "), option.title]
        yield from ((text, f"source {name}") for text in texts)
    for name, module in modules("detente.tables", "TABLE").items():
        yield module.TABLE.title, f"table {name}"


def update(path: Path) -> Catalog:
    """The catalogue in the file with every message of now, and none that is said no more."""
    with path.open("rb") as file:
        old = read_po(file)
    fresh = Catalog(locale=old.locale, project="detente", charset="utf-8", fuzzy=False)
    fresh.mime_headers = [("Content-Type", "text/plain; charset=utf-8")]
    for text, places in messages().items():
        known = old.get(text)
        said = known.string if known is not None and "fuzzy" not in known.flags else ""
        fresh.add(text, said, auto_comments=places)
    return fresh


def missing(catalogue: Catalog) -> list[str]:
    """What is not translated, or whose translation has other ``{names}``."""
    return [
        str(message.id)
        for message in catalogue
        if message.id
        and (not message.string or _names(str(message.id)) != _names(str(message.string)))
    ]


def _names(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w*\}", text))


def main() -> int:
    """Update, or check."""
    failed = 0
    for path in sorted(LOCALES.glob(f"*/{FILE}")):
        catalogue = update(path)
        left = missing(catalogue)
        if "--check" not in sys.argv:
            written = io.BytesIO()
            write_po(written, catalogue, width=100, omit_header=True, no_location=True)
            path.write_bytes(HEADER.format(catalogue.locale).encode() + written.getvalue())
        for text in left:
            print(f"{path.parts[-3]}: {text}")
        failed += len(left)
    print(f"{failed} messages are not translated" if failed else "every message is translated")
    return 1 if failed and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
