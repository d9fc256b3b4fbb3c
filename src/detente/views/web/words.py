"""What pages say, in the reader's language: sentences, names of countries, numbers."""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import as_file, files

from detente.core.countries import name_of
from detente.core.errors import DetenteError, UnknownName
from detente.core.territory import BLOC
from detente.views.web.notes import Notes

LANGUAGES = {"en": "English", "zh": "中文"}
TAGS = {"en": "en", "zh": "zh-Hans"}
_CATALOGUES = {"zh": "zh_Hans"}
# what stands between two notes
JOINTS = {"en": "; ", "zh": "；"}


def mark(text: str) -> str:
    """The text itself, marked to be collected for translation."""
    return text


_PERCENT = re.compile(r"(?<=[\d\]]) %")
WORLD, UNION = mark("World"), mark("European Union")
_WITH_ARTICLE = frozenset(
    (BLOC, *"AE BS CF CK DO FK FO GB GM IM KM KY MH MV NL PH SB SC TC US VG VI".split())
)
# what stands as a value or a note of its own, too short to be told from a name in the code
VALUES = (mark("earlier"), mark("later"), mark("notable"), mark("{0} coders"))


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
        return self._set(found.format_map(values)) if values else found

    def note(self, text: str | None) -> str:
        """A note that the data bring: what it says is translated, its values left as they are."""
        return _noted(self.language, text or "")

    def _set(self, text: str) -> str:
        """A sentence with numbers in it; no space stands before a percent sign in Chinese."""
        return _PERCENT.sub("%", text) if self.language == "zh" else text

    def country(self, code: str | None) -> str:
        """Name of a country or the European Union; no code stands for the world."""
        if code is None:
            return self(WORLD)
        if code == BLOC:
            return self(UNION)
        try:
            return name_of(code, self.language)
        except UnknownName:
            return code

    def within(self, code: str | None) -> str:
        """Name of a country within a sentence, where English has an article before some."""
        name = self.country(code)
        return f"the {name}" if self.language == "en" and code in _WITH_ARTICLE else name

    @property
    def tag(self) -> str:
        """The language tag of HTML and HTTP."""
        return TAGS[self.language]


@lru_cache(4096)
def _noted(language: str, text: str) -> str:
    return _notes(language).say(text)


@cache
def _notes(language: str) -> Notes:
    # gettext lists its messages nowhere else; English has none
    messages = vars(_catalogue(language)).get("_catalog", {})
    return Notes.of(messages.items(), JOINTS[language])


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
