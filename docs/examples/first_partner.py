"""The README's Python example: run it after `make demo`."""

import detente as dt

lake = dt.open("lake")
ties = lake.collaboration(country="US", partner="CN", period="2018-2022")
print(ties.to_polars().select("metric", "value", "low", "high", "n", "unknown_share"))
print(ties.provenance.release, ties.provenance.specification)
