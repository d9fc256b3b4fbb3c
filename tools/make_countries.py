"""Write ``core/country_data/countries.csv`` from the Unicode CLDR names in babel.

Run by hand (``make countries``) when CLDR changes; babel is needed here only, never by the package.
"""

from __future__ import annotations

import csv
from pathlib import Path

from babel import Locale

from detente.core.countries import SHORT_NAMES

# Two-letter codes of CLDR that are not territories of ISO 3166-1: exceptional reservations, groups
# and test codes. Kosovo (XK, user-assigned) stays because publishers count it as a country.
NOT_TERRITORIES = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())

TARGET = Path(__file__).parents[1] / "src/detente/core/country_data/countries.csv"


def main() -> None:
    """Write one row a territory: code, English name, Simplified Chinese name."""
    english: dict[str, str] = dict(Locale.parse("en").territories)
    chinese: dict[str, str] = dict(Locale.parse("zh_Hans").territories)
    codes = sorted(c for c in english if len(c) == 2 and c.isalpha() and c not in NOT_TERRITORIES)
    with TARGET.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("code", "english", "chinese"))
        for code in codes:
            writer.writerow((code, *SHORT_NAMES.get(code, (english[code], chinese[code]))))


if __name__ == "__main__":
    main()
