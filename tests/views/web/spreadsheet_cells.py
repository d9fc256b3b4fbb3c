"""Whether a cell starts a formula, told naively: split it, look at what each piece begins with."""

import re
import unicodedata

STARTS = "=+-@＝＋－＠﹦﹢﹣﹫\u2212"
SEPARATORS = ',;|\t\r\n"'


def dropped(character):
    """What readers drop before a cell: blanks, control characters and marks without width."""
    return character.isspace() or unicodedata.category(character) in {"Cc", "Cf"}


def starts_formula(cell):
    """Naively: split at everything that could separate cells, and look at what each begins with."""
    cells = re.split(f"[{SEPARATORS}]", cell)
    rest = ["".join(c for c in one if not dropped(c))[:1] for one in cells]
    return any(first and first in STARTS for first in rest) or cell[:1] in {"\t", "\r", "\n"}
