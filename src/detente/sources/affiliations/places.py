"""Names of countries as affiliations print them, and the postal marks that name one.

Names and aliases come from ``core.countries``; what is added here is how addresses write them: in
the country's own language, in pieces, or as a part of the United Kingdom or the United States.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from detente.core.countries import all_names
from detente.core.organisation_names import normalised

if TYPE_CHECKING:
    from collections.abc import Mapping

_ALSO = {
    "CN": "prc;peoples republic of china;p r of china;pr of china;zhongguo",
    "HK": "hong kong;hongkong;hksar;hong kong sar;hong kong sar of china;hong kong s a r",
    "MO": "macau;macao;macau sar;macao sar",
    "TW": "taiwan;taiwan roc;roc;republic of china;taiwan republic of china;roc taiwan"
    ";taiwan china",
    "KR": "s korea;south korea;republic of korea;rok;korea republic of;korea south",
    "KP": "n korea;north korea;dpr korea;dprk",
    "US": "united states of america;united states;usa;u s a;u s;us;estados unidos;etats unis"
    ";the usa;untied states;unites states",
    "GB": "united kingdom;great britain;england;scotland;wales;northern ireland;uk;u k"
    ";england uk;scotland uk;wales uk;northern ireland uk;united kindom;n ireland",
    "DE": "deutschland;federal republic of germany;west germany;allemagne;frg",
    "AT": "osterreich;oesterreich", "CH": "schweiz;suisse;svizzera;switzerland",
    "FR": "la france;republique francaise", "ES": "espana", "IT": "italia", "PT": "portugal",
    "NL": "holland;the netherlands;nederland;netherlands", "BE": "belgique;belgie",
    "DK": "danmark", "SE": "sverige", "NO": "norge", "FI": "suomi", "PL": "polska;poland",
    "CZ": "czech republic;ceska republika;czechia;czech rep", "SK": "slovak republic;slovensko",
    "HU": "magyarorszag", "GR": "hellas", "IE": "eire;republic of ireland", "BR": "brasil",
    "MX": "mexico", "TR": "turkiye;turkey", "RU": "russia;rossiya", "JP": "nippon;nihon",
    "VN": "vietnam;viet nam", "AE": "uae;u a e", "SA": "ksa;kingdom of saudi arabia",
    "IR": "islamic republic of iran;iran", "NZ": "new zealand;aotearoa", "MA": "maroc",
    "DZ": "algerie", "TN": "tunisie", "PS": "palestine;palestinian territory", "PR": "puerto rico",
}  # fmt: skip
# Also the name of a state, a region, a town or a saint: they count only where another part agrees.
AMBIGUOUS = frozenset(
    "georgia;jersey;jordan;chad;guinea;lebanon;peru;cuba;dominica;grenada;monaco;san marino"
    ";st lucia;st martin;st helena;macedonia;mali;niger;congo;samoa;micronesia;virgin islands"
    ";roc;republic of china;holland".split(";")
)
# Territories with a code of their own, whose affiliations also print the state they belong to.
WITHIN = {
    "CN": frozenset(("HK", "MO", "TW")),
    "US": frozenset(("PR", "GU", "VI", "AS", "MP")),
    "FR": frozenset(("GF", "GP", "MQ", "RE", "YT", "NC", "PF")),
    "GB": frozenset(("GI", "BM", "KY", "FK", "JE", "GG", "IM")),
    "NL": frozenset(("AW", "CW", "SX", "BQ")),
    "DK": frozenset(("GL", "FO")),
}
TERRITORIES_OF_CHINA = WITHIN["CN"]
_STATE = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ"
    "|NM|NY|NC|ND|OH|OK|OR|PA|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY"
)
STATE_CODES = frozenset(_STATE.split("|"))
_POSTAL = (
    ("US", re.compile(rf"\b(?:{_STATE})\.?,?\s+\d{{5}}(?:-\d{{4}})?\b")),
    ("CA", re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b")),
    ("GB", re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[ABD-HJLNP-UW-Z]{2}\b")),
)
_DIGIT = re.compile(r"\d")
_PREFIXED = re.compile(
    r"\b(D|DE|F|FR|CH|A|AT|I|IT|NL|DK|B|BE|S|SE|FI|FIN|N|CZ|PL|H|HU|P|PT|SK|SI)\s?-\s?\d{4,5}\b"
)
_PREFIX = {"D": "DE", "F": "FR", "A": "AT", "I": "IT", "B": "BE", "S": "SE", "FIN": "FI", "N": "NO",
           "H": "HU", "P": "PT"}  # fmt: skip


@cache
def country_names() -> Mapping[str, str]:
    """Codes by every name of a country, as :func:`normalised` writes it."""
    names = {normalised(name): code for name, code in all_names().items()}
    for code, also in _ALSO.items():
        names.update((normalised(name), code) for name in also.split(";"))
    return names


def postal_countries(text: str) -> frozenset[str]:
    """Countries whose postal codes an affiliation as printed holds.

    A bare number names no country; what counts is a state of the USA before five digits, the
    letters and digits of Canada and Britain, and a code with its country before it (``D-52074``).
    """
    if not _DIGIT.search(text):
        return frozenset()
    found = {code for code, form in _POSTAL if form.search(text)}
    found.update(_PREFIX.get(mark, mark) for mark in _PREFIXED.findall(text))
    return frozenset(found)
