"""One analytic choice: a question with named answers and a default."""

from __future__ import annotations

from dataclasses import dataclass

from detente.core.errors import UnknownName
from detente.core.period import Period


@dataclass(frozen=True, slots=True)
class Option:
    """One way to decide a dimension.

    Attributes
    ----------
    name : str
        Its code in commands, addresses and files.
    short : str
        What tables and charts call it: a word or a few, plain beside the dimension's own.
    meaning : str
        What it does, in a sentence.
    """

    name: str
    short: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """An analytic choice.

    Attributes
    ----------
    name, short, title : str
        Its code, what tables and charts call it, and the question that it answers.
    options : tuple of Option
        The closed set of answers; empty where the data decide which there are (``ai_definition``)
        or where they are written rather than chosen (``period``).
    default : str
    """

    name: str
    short: str
    title: str
    options: tuple[Option, ...]
    default: str

    def accept(self, value: str) -> str:
        """Return ``value`` if it is an option, else say which options there are."""
        if self.name == "period":
            return str(Period.read(value))
        names = [option.name for option in self.options]
        if names and value not in names:
            raise UnknownName(f"option of '{self.name}'", value, names)
        return value
