"""Names of countries for readers; a code without a name stands for itself."""

from __future__ import annotations

from detente.core.countries import all_codes, name_of
from detente.core.territory import BLOC

_BLOC_NAMES = {"en": "European Union", "zh": "欧盟"}


def country_name(code: str | None, language: str = "en") -> str:
    """Name of a country or bloc, or the text itself if it is no code."""
    if code is None:
        return ""
    if code == BLOC:
        return _BLOC_NAMES[language]
    return name_of(code, language) if code in all_codes() else code
