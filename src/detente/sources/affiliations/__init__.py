"""From an affiliation as printed to a country and an organisation, or to "unknown"."""
