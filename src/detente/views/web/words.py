"""What pages say, in the reader's language: sentences, names of countries, numbers."""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files

from detente.core.countries import name_of
from detente.core.errors import DetenteError, UnknownName
from detente.core.territory import BLOC

LANGUAGES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-Hans"}
_CATALOGUES = {"zh": "zh_Hans"}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def mark(text: str) -> str:
    """The text itself, marked to be collected for translation."""
    return text


@dataclass(frozen=True, slots=True)
class Words:
    """A language that pages are written in.

    Attributes
    ----------
    language : {"en", "zh"}

    Raises
    ------
    UnknownName
        Pages are not written in that language.

    Examples
    --------
    >>> Words("en")("Partners of {country}", country="France")
    'Partners of France'
    """

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownName("language", self.language, LANGUAGES)

    def __call__(self, text: str, **values: object) -> str:
        """A sentence, with values in place of its ``{names}``."""
        found = _catalogue(self.language).gettext(text) if text else ""
        return found.format_map(values) if values else found

    def note(self, text: str | None) -> str:
        """A note that the data bring: its parts are translated, its numbers left as they are."""
        return "; ".join(self._noted(part) for part in (text or "").split("; ") if part)

    def country(self, code: str | None) -> str:
        """Name of a country or the European Union; no code stands for the world."""
        if code is None:
            return self("World")
        if code == BLOC:
            return self("European Union")
        try:
            return name_of(code, self.language)
        except UnknownName:
            return code

    @property
    def tag(self) -> str:
        """The language tag of HTML and HTTP."""
        return TAGS[self.language]

    def _noted(self, text: str) -> str:
        numbers = _NUMBER.findall(text)
        parts = self(_NUMBER.sub("{}", text)).split("{}")
        # a note holds words of the data, whose braces stand for nothing: so it is no format
        if len(parts) != len(numbers) + 1:
            return self(text)
        return "".join(map("".join, zip(parts, (*numbers, ""), strict=True)))


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    """The messages of a language; English is what the code is written in."""
    if language not in _CATALOGUES:
        return gettext.NullTranslations()
    with as_file(files("detente.views.web") / "locale") as folder:
        try:
            return gettext.translation("detente", folder, [_CATALOGUES[language]])
        except FileNotFoundError as missing:
            raise DetenteError(
                f"the messages of '{language}' are not compiled",
                why="they are a product of the build",
                fix="make catalogue, or install the package again",
            ) from missing
