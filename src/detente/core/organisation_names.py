"""Names of organisations as they are compared: without case, accents or short forms."""

from __future__ import annotations

import re
import unicodedata

# Changes with every rule below: an index holds names as these rules write them.
VERSION = 1

# Extraction from PDF leaves accents apart from their letters: "T ¨ubingen", "Universit´e".
_STRAY_ACCENT = re.compile(r"\s?[¨´`ˆ˜¸˚]\s?(?=[a-zı])")
# Letters that carry a stroke or join two, which Unicode does not take apart.
_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h",
    "†": " ", "‡": " ",
})  # fmt: skip
_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_INITIALS = re.compile(r"\b(?:[a-z]\.\s?){2,}(?:[a-z]\b)?")
_WORD = re.compile(r"[^\W_]+")
# One form of each word that affiliations shorten or spell in two ways.
_ONE_FORM = {
    "univ": "university", "uni": "university", "defence": "defense",
    "dept": "department", "dep": "department", "depart": "department",
    "inst": "institute", "lab": "laboratory", "labs": "laboratory", "laboratories": "laboratory",
    "centre": "center", "ctr": "center", "sch": "school", "fac": "faculty",
    "coll": "college", "acad": "academy", "natl": "national", "nat": "national",
    "intl": "international", "int": "international", "sci": "science", "sciences": "science",
    "eng": "engineering", "engg": "engineering", "engn": "engineering", "technol": "technology",
    "technologies": "technology", "res": "research", "comp": "computer", "elec": "electrical",
    "mech": "mechanical", "corp": "corporation", "co": "company", "gov": "government",
    "saint": "st", "sankt": "st", "mt": "mount", "adv": "advanced",
}  # fmt: skip


def normalised(text: str) -> str:
    """A name as it is compared with others.

    Compatibility forms and accents are taken apart and dropped (NFKD), case is folded, punctuation
    becomes a blank, usual short forms are written out, a leading "the" goes.

    Examples
    --------
    >>> normalised("Dept. of Comp. Sci., Univ. of T ¨ubingen")
    'department of computer science university of tubingen'
    >>> normalised("The Université de Genève"), normalised("U.S.A."), normalised("AT&T Labs")
    ('universite de geneve', 'usa', 'at and t laboratory')
    """
    if text.isascii():
        plain = text
    else:
        plain = _STRAY_ACCENT.sub("", text).casefold().translate(_LETTERS)
        plain = "".join(
            c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)
        )
    plain = plain.casefold()
    if "." in plain:
        plain = _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", plain)
    plain = plain.translate(_APOSTROPHES).replace("&", " and ")
    words = [_ONE_FORM.get(word, word) for word in _WORD.findall(plain)]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
