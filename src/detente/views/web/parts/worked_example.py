"""A worked example of an indicator: small numbers put into its formula."""

from __future__ import annotations

import ast
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from detente.core.discovery import modules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PACKAGE = "detente.views.web.worked"
_DO: Mapping[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


@dataclass(frozen=True, slots=True)
class Worked:
    """Numbers in a formula, and what to mind.

    Attributes
    ----------
    metric : str
        Which number of the indicator it works out.
    given : str
        The small world, in a sentence.
    formula : str
        Arithmetic: numbers, + - * / ** and brackets.
    proof : tuple of str
        A shared worked example, and where in what it expects the same result stands; empty where
        a test of its own holds it.
    pitfalls : tuple of str
        What the number is often taken for and is not.
    """

    metric: str
    given: str
    formula: str
    proof: tuple[str, ...] = ()
    pitfalls: tuple[str, ...] = ()

    @property
    def result(self) -> float:
        """What the formula gives."""
        return _value(ast.parse(self.formula, mode="eval").body)

    @property
    def shown(self) -> str:
        """The formula as it is read."""
        written = self.formula.replace(" ** 0.5", "^½").replace(" ** 2", "²")
        return written.replace("*", "×").replace(" - ", " − ")


def worked(indicator: str) -> Worked | None:
    """The worked example of an indicator, if it has one."""
    module = modules(PACKAGE, "WORKED").get(indicator)
    found: Worked | None = None if module is None else module.WORKED
    return found


def _value(node: ast.expr) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.BinOp):
        return _DO[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(f"no arithmetic: {ast.dump(node)}")
