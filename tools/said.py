"""What data say of themselves in English: notes of indicators, estimates of claims, errors.

They are found in the code that writes them, so that a new indicator needs no list. A value inside
stands as ``{0}``, as the pages read it (``views/web/notes.py``).
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

from detente.core import errors

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(__file__).parents[1] / "src/detente"
# what indicators and estimates may say beside a number
NOTES = ("indicators/**/*.py", "claims/metrics/*.py", "claims/relations.py",
         "claims/attribution.py", "claims/drawing.py", "claims/inflow.py", "core/errors.py",
         "simulate/release.py", "sources/supply.py")  # fmt: skip
# whose errors a page may show
ERRORS = ("claims/evaluate.py", "core/period.py", "core/dimension.py", "core/countries.py",
          "core/territory.py", "lake/citations.py", "lake/current.py", "lake/dataset.py",
          "lake/pool.py", "lake/release.py", "lake/scores.py", "views/web/*.py",
          "views/web/parts/*.py", "views/web/pages/*.py")  # fmt: skip
_RAISED = {name for name, kind in vars(errors).items()
           if isinstance(kind, type) and issubclass(kind, errors.DetenteError)}  # fmt: skip
LACKS = "insufficient data: "
# declarations have their own titles, and formulas are not translated
_DECLARATIONS = {"Metric", "Indicator"}


def said() -> Iterator[tuple[str, str]]:
    """Every text with the file that says it."""
    for path in _files(NOTES):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        texts = (one for text in _texts(tree) if _is_note(text) for one in _alone(text))
        yield from ((text, _place(path)) for text in texts if _is_note(text))
    for path in _files(ERRORS):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _name(node.func) in _RAISED:
                yield from ((text, _place(path)) for text in _of_error(node))


def _alone(text: str) -> list[str]:
    """The text, and its parts where a heading says already that data are insufficient."""
    return [text, *text.removeprefix(LACKS).split("; ")] if text.startswith(LACKS) else [text]


def _of_error(call: ast.Call) -> Iterator[str]:
    """What an error says; of a name that is unknown also what it should have named."""
    for place, argument in enumerate((*call.args, *(one.value for one in call.keywords))):
        kind = place == 0 and _name(call.func) == "UnknownName"
        texts = (one for text in _texts(argument) for one in _alone(text))
        yield from (text for text in texts if kind or _is_sentence(text))


def _files(patterns: tuple[str, ...]) -> list[Path]:
    return sorted({path for pattern in patterns for path in PACKAGE.glob(pattern)})


def _place(path: Path) -> str:
    return path.relative_to(PACKAGE.parents[1]).as_posix()


def _texts(tree: ast.AST) -> Iterator[str]:
    """Texts in a tree, without docstrings and declarations."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Call) and _name(node.func) in _DECLARATIONS:
            continue
        parts = _parts(node)
        if any(part is not None for part in parts):
            numbers = iter(range(10))
            yield "".join(f"{{{next(numbers)}}}" if p is None else p for p in parts)
        else:
            waiting += ast.iter_child_nodes(node)


def _parts(node: ast.AST) -> list[str | None]:
    """A text in parts, None for each value between them; nothing but None if it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.JoinedStr):
        return [part for value in node.values for part in _parts(value)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return [*_parts(node.left), *_parts(node.right)]
    return [None]


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_sentence(text: str) -> bool:
    words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\d\}|\w*_\w*", "", text))
    return len(words) >= 2 and " " in text and "\n" not in text and not text.startswith("SELECT")


def is_prose(formula: str) -> bool:
    """Whether a formula is told in words, so that it has a translation."""
    return len(re.findall(r"[a-z]{2,}", re.sub(r"\w*_\w*", "", formula))) >= 2


def _is_note(text: str) -> bool:
    return _is_sentence(text) and not text[0].isupper() and not text.startswith("methods §")
