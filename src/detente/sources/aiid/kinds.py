"""What kind of incident a text tells of: the rule by words.

Three kinds, of which the last two are parts of the first:

- *misuse*: somebody used AI on purpose to harm, deceive or abuse;
- *fraud*: … to get money or access by deceit;
- *false news*: … to make the public believe what is false.

Mistakes of a system (a chatbot that invents, a car that crashes) are no misuse, whatever harm they
do. The rule reads words alone, and measures itself in ``tests/sources/test_aiid.py``.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Kinds(NamedTuple):
    """Which kinds an incident is of."""

    misuse: bool
    fraud: bool
    false_news: bool


def _words(*forms: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(forms) + r")\b")


# A system that looks for fraud, or that wrongly accuses people of it.
_NOT_FRAUD = re.compile(
    r"(?:anti-?|accus\w+ of |suspected of |detect\w* |flag\w* |prevent\w* |welfare |benefits? "
    r"|combat\w* |false |unemployment )(?:\w+ ){0,2}fraud\w*"
    r"|fraud\w*[- ](?:detect|prevent|risk|scor|algorithm|alert|claim|case)\w*"
)
_WRONGLY = re.compile(r"\b(?:false|wrong)(?:ly|fully)? (?:accus|flag)\w*")
_FRAUD = _words(
    r"scam\w*", r"fraud\w*", r"defraud\w*", r"swindl\w*", r"phish\w*", r"smishing", r"vishing",
    r"sextort\w*", r"extort\w*", r"ransomware", r"ransom", r"con artists?", r"pump-and-dump",
    r"ponzi", r"catfish\w*", r"fake (?:receipts?|prescriptions?|invoices?|charity|charities)",
    r"identity theft", r"embezzl\w*", r"counterfeit\w*",
    r"steal\w* (?:\w+ ){0,2}(?:credentials|funds|money|crypto\w*|wallets?)",
)  # fmt: skip
_SYNTHETIC = _words(
    r"deepfak\w*", r"deep fakes?", r"ai-(?:generated|manipulated|altered|cloned|enabled|driven)",
    r"ai-assisted", r"ai tools?", r"using ai", r"fabricated", r"synthetic", r"synthesi\w*",
    r"doctored", r"voice[- ]clon\w*", r"cloned", r"generative ai", r"bots?",
    r"fake (?:\w+ )?(?:videos?|images?|audio|accounts?|photos?|news|sites?|websites?)",
)  # fmt: skip
_PUBLIC = _words(
    r"elections?", r"electoral", r"voters?", r"candidates?", r"politicians?", r"president\w*",
    r"prime minister", r"minister", r"parliament\w*", r"war", r"invasion", r"protests?",
    r"conspiracy", r"rumou?rs?", r"crash", r"earthquake", r"hurricane", r"disasters?", r"military",
)  # fmt: skip
_FALSE_NEWS = _words(
    r"disinformation", r"propaganda", r"influence (?:operation|campaign)s?", r"fake news",
    r"misinformation", r"false (?:narratives?|information|reports?|news|rumou?rs?)",
    r"inauthentic", r"astroturf\w*",
)  # fmt: skip
_MISUSE = _words(
    r"deepfak\w*", r"deep fakes?", r"nud(?:e|es|ify\w*)", r"non-?consensual\w*", r"csam",
    r"child sexual abuse material", r"revenge porn\w*", r"impersonat\w*", r"malware",
    r"cyber-?attacks?", r"hack(?:ed|ers?|ing)", r"jailbr\w*", r"bypass\w*", r"explosives?",
    r"bombs?", r"stalk\w*", r"misused", r"ai misuse", r"misuse of \w+ ai", r"bad actors?",
    r"cheat\w*", r"forg(?:ed|ery|ing)", r"spoof\w*", r"weaponiz\w*", r"voice[- ]clon\w*",
    r"manipulated (?:images?|videos?|photos?)", r"persecut\w*",
)  # fmt: skip
_SEXUAL = _words(r"porn\w*", r"nud(?:e|es|ify\w*)", r"non-?consensual\w*", r"csam", r"sexual\w*")
# What the maker's own system did to people is harm, and not somebody's misuse of it.
_OWN_FAULT = _words(
    r"hallucinat\w*", r"non-?existent", r"fabricated (?:legal )?(?:citations?|quotes?)",
    r"autopilot", r"self-driving", r"robotaxis?", r"driverless", r"autonomous (?:vehicle|car)s?",
    r"(?:moderation|recommend\w*|ranking) (?:algorithm|system)s?", r"summar(?:y|ies)",
)  # fmt: skip
# A chatbot that says something false is not the news of a liar.
_ANSWERS = _words(r"chatbots?", r"answers?", r"responses?", r"moderat\w*", r"algorithms?")


def kinds_of(text: str) -> Kinds:
    """Kinds of the incident that a text tells of.

    Examples
    --------
    >>> kinds_of("Scammers cloned a voice to defraud a company")
    Kinds(misuse=True, fraud=True, false_news=False)
    >>> kinds_of("A fraud detection algorithm accused families of fraud")
    Kinds(misuse=False, fraud=False, false_news=False)
    """
    words = text.lower().replace("’", "'")
    own_fault = bool(_OWN_FAULT.search(words))
    fraud = not _WRONGLY.search(words) and bool(_FRAUD.search(_NOT_FRAUD.sub(" ", words)))
    about_public = _PUBLIC.search(words) and not fraud and not _SEXUAL.search(words)
    false_news = (
        bool(_FALSE_NEWS.search(words) or about_public)
        and bool(_SYNTHETIC.search(words))
        and not own_fault
        and not _ANSWERS.search(words)
    )
    misuse = fraud or false_news or (bool(_MISUSE.search(words)) and not own_fault)
    return Kinds(misuse, fraud, false_news)
