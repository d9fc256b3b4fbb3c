"""Notes that the data bring, in the reader's language: why a number is weak, or missing.

Indicators and errors write them in English with values inside. A message of the catalogue holds
``{0}`` where a value stands; what is read must begin, go on and end as the message does. A value is
put in as it is and is never a format: names in the data may hold braces. What no message fits stays
in English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_VALUE = re.compile(r"\{\d\}")
# what is longer is no note, and a value in a value in a value is none either
LONGEST, DEEPEST = 600, 4


@dataclass(frozen=True, slots=True)
class Pattern:
    """A message with values in it.

    Attributes
    ----------
    literals : tuple of str
        What stands before, between and after the values.
    meaning : str
        The message in another language.
    """

    literals: tuple[str, ...]
    meaning: str

    @staticmethod
    def of(message: str, meaning: str) -> Pattern:
        """The pattern of a message and its translation."""
        return Pattern(tuple(_VALUE.split(message)), meaning)

    @property
    def weight(self) -> int:
        """Letters that are told: of two patterns that fit, the longer one is meant."""
        return sum(map(len, self.literals))

    def values(self, text: str) -> list[str] | None:
        """The values in a text; None if it does not fit. Each is as short as it can be."""
        first, *middle, last = self.literals
        end = len(text) - len(last)
        if end < len(first) or not text.startswith(first) or not text.endswith(last):
            return None
        found, at = [], len(first)
        for literal in middle:
            place = text.find(literal, at, end)
            if place < 0:
                return None
            found.append(text[at:place])
            at = place + len(literal)
        return [*found, text[at:end]]

    def filled(self, values: list[str]) -> str:
        """The meaning with values in their places."""
        return _VALUE.sub(lambda place: values[int(place.group()[1])], self.meaning)


@dataclass(eq=False)
class Notes:
    """What is known to be said in notes.

    Attributes
    ----------
    plain : mapping of str to str
        Messages without values, with their meanings.
    patterns : tuple of Pattern
        The others, those that tell most first.
    joint : str
        What stands between two notes.
    """

    plain: Mapping[str, str]
    patterns: tuple[Pattern, ...]
    joint: str

    @staticmethod
    def of(messages: Iterable[tuple[str, str]], joint: str) -> Notes:
        """The notes among the messages of a catalogue."""
        pairs = [(text, meaning) for text, meaning in messages if text]
        found = [Pattern.of(*pair) for pair in pairs if _VALUE.search(pair[0])]
        ordered = sorted(found, key=lambda one: (-one.weight, one.literals))
        return Notes(dict(pairs), tuple(ordered), joint)

    def say(self, text: str, depth: int = 0) -> str:
        """A note, or several with semicolons between, in the other language."""
        if text in self.plain:
            return self.plain[text]
        if depth == DEEPEST or len(text) > LONGEST:
            return text
        parts = [part for part in text.split("; ") if part]
        said = [self.say(part, depth + 1) for part in parts] if parts != [text] else []
        # a semicolon may also stand within a note: it does where a part alone says nothing
        if said and all(one != part for one, part in zip(said, parts, strict=True)):
            return self.joint.join(said)
        for pattern in self.patterns:
            values = pattern.values(text)
            if values is not None:
                return pattern.filled([self.say(value, depth + 1) for value in values])
        if said == parts:
            return "; ".join(parts)
        return self.joint.join(said) if said else text
