"""The README's Python example: run it after `make demo`."""

import detente as dt

lake = dt.open("lake")
ties = lake.collaboration(country="US", partner="CN", period="2018-2022")
for row in ties.to_dicts():
    print(f"{row['metric']:>20}  {row['value']:9,.3f}  {row['low']}  {row['high']}  n={row['n']}")
print(ties.cite())
