"""The policy on names and borders, and how each disputed case is treated: for page and docs.

Nothing here is a statement on who a territory belongs to. It says which code a number is counted
under, what that code is called, and what the map draws, so that a reader can disagree knowingly.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.views.web.words import mark


@dataclass(frozen=True, slots=True)
class Case:
    """A territory that states disagree about.

    Attributes
    ----------
    codes : tuple of str
        Codes that it is counted under.
    name : str
    counted : str
        Where its papers, models and people go.
    drawn : str
        What the map shows.
    """

    codes: tuple[str, ...]
    name: str
    counted: str
    drawn: str


PRINCIPLES = (
    mark(
        "A code, a name and a line on a map are ways to count and to show; none is a statement on "
        "the status of a territory."
    ),
    mark(
        "Codes are those of ISO 3166-1, where Hong Kong, Macao, Taiwan, Palestine and Western "
        "Sahara have their own, and XK for Kosovo, which ISO leaves to its users."
    ),
    mark(
        "A number goes to the code that its source gives. Where a source files Hong Kong, Macao "
        "and Taiwan under China, they are told apart by the affiliation as printed; nothing else "
        "is moved."
    ),
    mark(
        "Which territories count as one country is the reader's choice (territory); it stands "
        "in the address of every page and beside every number, and claims are checked under "
        "several."
    ),
    mark(
        "Codes are mapped before credit is given, work by work, so that a paper of Hong Kong and "
        "Beijing is one country's under one choice and a joint paper under another."
    ),
)
NAMES = mark(
    "Names are those of Unicode CLDR in English and Simplified Chinese, the same for every reader "
    "of a language. CLDR's long forms are shortened where publishers print the short one:"
)
MAP = mark(
    "Maps are drawn from Natural Earth at 1:50 million, which shows who is in control on the "
    "ground, not who is in the right. The numbers of a map are those of its table."
)
OF_THE_DAY = mark(
    "A work counts for the Union if its country was a member on the day it appeared, or on 1 "
    "July if only its year is known."
)
NOTHING_OF_ITS_OWN = mark(
    "A country that is counted as part of another has no numbers of its own, which is not the "
    "same as 0: asking for it is refused."
)
CONFIGURE = (
    mark(
        "On a page: the control “Which territories count as one country”. In an address: "
        "territory=OPTION. "
        'On the command line: --territory OPTION. In Python: territory="OPTION".'
    ),
    mark(
        "Names: change the exceptions in core/countries.py, run tools/make_countries.py, and build "
        "again. Another set of codes that count as one is one more line in core/territory.py."
    ),
)
CASES = (
    Case(
        ("TW",),
        mark("Taiwan"),
        mark("under TW, by itself unless the reader counts it with China"),
        mark("by itself"),
    ),
    Case(
        ("HK", "MO"),
        mark("Hong Kong and Macao"),
        mark("under HK and MO, by themselves unless the reader counts them with China"),
        mark("by themselves, as dots where they are too small to see"),
    ),
    Case(
        ("XK", "RS"),
        mark("Kosovo"),
        mark("under XK where the source says so; a source without XK may file it under RS"),
        mark("by itself"),
    ),
    Case(
        ("PS",),
        mark("Palestine"),
        mark("under PS; what a source places in Israel stays there"),
        mark("by itself; the Golan Heights with Israel"),
    ),
    Case(
        ("UA", "RU"),
        mark("Crimea and Sevastopol"),
        mark("under the code that the source gives, which may be UA or RU"),
        mark(
            "with Russia, as Natural Earth does; the General Assembly of the United Nations "
            "(68/262) holds it to be Ukraine's. No number depends on the line"
        ),
    ),
    Case(
        ("UA", "RU"),
        mark("Donetsk and Luhansk"),
        mark("under the code that the source gives"),
        mark("with Ukraine"),
    ),
    Case(
        ("IN", "PK", "CN"),
        mark("Kashmir, Aksai Chin and Siachen"),
        mark("under the code that the source gives"),
        mark("along the lines of control; the Siachen Glacier by itself, without a number"),
    ),
    Case(
        ("IN", "CN"),
        mark("Arunachal Pradesh"),
        mark("under the code that the source gives"),
        mark("with India"),
    ),
    Case(
        ("EH", "MA"),
        mark("Western Sahara"),
        mark("under EH or MA, as the source says"),
        mark("the part that Morocco controls with Morocco, the rest by itself"),
    ),
    Case(
        ("CY",),
        mark("Northern Cyprus"),
        mark("under CY or TR, as the source says; ISO has no code for it"),
        mark("by itself, without a number"),
    ),
    Case(
        ("SO",),
        mark("Somaliland"),
        mark("under SO; ISO has no code for it"),
        mark("by itself, without a number"),
    ),
    Case(
        ("GE",),
        mark("Abkhazia and South Ossetia"),
        mark("under GE or RU, as the source says"),
        mark("with Georgia"),
    ),
    Case(
        ("FK",),
        mark("Falkland Islands (Malvinas)"),
        mark("under FK"),
        mark("by itself"),
    ),
)
