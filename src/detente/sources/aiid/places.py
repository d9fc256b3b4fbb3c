"""Which countries a text names: the rule, and the names it knows.

A country is named by its name, the adjective of its people, one of its states or provinces, a large
city of it, or a public body that only it has. Longer names win (``New Mexico`` is no ``Mexico``), a
name counts only as it is printed (capitals), and phrases that hold a name without being about the
place are passed over (``New York Times``, ``Latin American``, ``Spanish-language``). All countries
named are taken. What names none is unknown: nothing is concluded from languages, currencies,
persons or firms.

Names that are as often something else are left out: Georgia, Jordan, Chad, Wales, Jersey, Lebanon,
Virginia …
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from detente.core.countries import all_codes, name_of

# As often a person, an American state or a language as the country.
_AMBIGUOUS = frozenset(
    "Georgia Jordan Chad Guinea Jersey Lebanon Dominica Grenada Monaco Mali Niger Congo Samoa "
    "Micronesia Wales".split()
)
_PASSED_OVER = (
    r"New York (?:Times|Post|Magazine|Daily News)", r"Washington (?:Post|Examiner|Times)",
    r"Los Angeles Times", r"Wall Street Journal", r"Chicago (?:Tribune|Sun-Times)",
    r"US\$[\d,.]*", r"South China (?:Morning Post|Sea)", r"Times of (?:India|Israel|London)",
    r"Bank of America",
    r"(?:Latin|South|North|Central) America[ns]*", r"Indian Ocean", r"French [Ff]ries",
    r"in (?:English|Spanish|French|German|Chinese|Japanese|Korean|Russian|Portuguese|Italian)",
    r"\w+[- ](?:language|speaking|speakers|subtitles)", r"Boston Dynamics", r"Boston Globe",
    r"Stanford Internet Observatory", r"Chinese [Rr]oom", r"Guardian",
)  # fmt: skip


def countries_in(text: str) -> frozenset[str]:
    """Codes of all countries that a text names.

    Examples
    --------
    >>> sorted(countries_in("A Canadian ring called Americans, the New York Times reports."))
    ['CA', 'US']
    >>> countries_in("ChatGPT answered in a Spanish-language chat")
    frozenset()
    """
    names, pattern = _known()
    found = (match["name"] for match in pattern.finditer(text))
    return frozenset(names[name] for name in found if name)


@cache
def _known() -> tuple[dict[str, str], re.Pattern[str]]:
    """Codes by name, and a pattern that finds names, the longest first."""
    names = {name_of(code): code for code in all_codes() if name_of(code) not in _AMBIGUOUS}
    names |= {row["name"]: row["code"] for row in _rows()}
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    known = "|".join(map(re.escape, longest_first))
    passed = "|".join(_PASSED_OVER)
    return names, re.compile(rf"(?<!\w)(?:(?:{passed})(?!\w)|(?P<name>{known})(?!\w))")


def _rows() -> list[dict[str, str]]:
    """Everything but the English names of the countries themselves."""
    text = (files("detente.sources.aiid") / "names.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
