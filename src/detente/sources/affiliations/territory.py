"""Hong Kong, Macao and Taiwan, which the collection's country column calls China.

The rule reads an affiliation as printed and answers only where it names one of the three: a place
or an organisation that is there. Where the same affiliation also names a mainland city (the
Shenzhen and Guangzhou campuses of Hong Kong universities), it stays China: a campus belongs to
where it stands. The rule is meant to miss rather than to invent, and is asked only about
affiliations that the column calls China or leaves open.
"""

from __future__ import annotations

import re
from functools import lru_cache

_MAINLAND = re.compile(
    r"shen\s?zhen|(?<![a-z])sz(?![a-z])|cuhk-?sz|cuhksz|guang\s?zhou|\(gz\)|hkust-?gz|dong\s?guan"
    r"|zhu\s?hai|nansha|futian|foshan|guang-?\s?dong|guangxi|beijing|shanghai|hang\s?zhou|nanjing|wuhan"
    r"|suzhou|ningbo|tianjin|hefei|xi'?an(?![a-z])|chengdu|xiamen|fujian|kunshan|mainland|hainan"
    r"|united international college|greater bay",
    re.IGNORECASE,
)
# Several regions named at once name a laboratory, not a place.
_JOINT_NAME = re.compile(
    r"guang-?dong\W+hong\s?kong\W+maca[uo]|hong\s?kong\W+maca[uo]\W+taiwan|fujian and taiwan"
    r"|taiwan strait",
    re.IGNORECASE,
)
_MACAO = re.compile(r"maca[uo](?![a-z])|avenida da universidade|\btaipa\b", re.IGNORECASE)
_HONG_KONG = re.compile(
    r"hong[\s-]*kong|\bhkust|\bcuhk|\bhku\b|\bhkbu\b|\bhkisi\b|\bpolyu\b|\bcityu\b|\bkowloon\b"
    r"|\bsha\s?tin\b|clear water bay",
    re.IGNORECASE,
)
_TAIWAN = re.compile(
    # places
    r"taiwan|\btaipei|hsin-?\s?chu\b|kaohsiung|\btainan|taichung|taoyuan|\bchung-?li\b|pingtung"
    r"|keelung|chia-?yi\b|hualien|yunlin|tamsui|nantou|(?<!peoples )(?<!people's )\bR\.\s?O\.\s?C\b"
    # organisations
    r"|academia sinica|national tsin-?g?[\s-]?hua|national chiao[\s-]?tung|yang[\s-]?ming chiao"
    r"|national yang[\s-]?ming|national cheng[\s-]?kung|national cheng[\s-]?chi\b|national chengchi"
    r"|national chung[\s-]?(?:cheng|hsing|hua|shan)|national central university"
    r"|national sun yat|national dong hwa|national chi nan|national ilan|national formosa"
    r"|national united university|industrial technology (?:and )?research institute|\bNTUST\b"
    r"|feng chia|tamkang|yuan ze\b|chung yuan christian|chang gung|fu jen|ming chuan|da-?yeh"
    r"|i-shou|tatung university|huafan|minghsin|lunghwa"
    r"|\bmediatek|\basus(?:tek)?\b|\btsmc\b|hon hai|foxconn|wistron|inventec|\bquanta comp"
    r"|chunghwa telecom",
    re.IGNORECASE,
)


@lru_cache(maxsize=1 << 16)
def territory_of(affiliation: str) -> str | None:
    """``"HK"``, ``"MO"`` or ``"TW"``; ``"CN"`` for a mainland campus of theirs; None if not named.

    Parameters
    ----------
    affiliation : str
        One affiliation as printed, or the name of one organisation.

    Examples
    --------
    >>> territory_of("The Hong Kong University of Science and Technology")
    'HK'
    >>> territory_of("The Hong Kong University of Science and Technology (Guangzhou)")
    'CN'
    >>> territory_of("Tsinghua University"), territory_of("National Tsing Hua University")
    (None, 'TW')
    """
    text = affiliation.replace("’", "'")
    named = _JOINT_NAME.sub(" ", text)
    for code, places in (("MO", _MACAO), ("HK", _HONG_KONG), ("TW", _TAIWAN)):
        if places.search(named):
            return "CN" if _MAINLAND.search(text) else code
    return None
