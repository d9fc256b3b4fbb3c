"""Why a work that can be read is left out."""

EXTENDED = "outside the default corpus (is_xpac)"
PARATEXT = "paratext"
NO_YEAR = "without a year of publication"
FUTURE = "the year of publication lies after the last update"
DELETED = "deleted by the publisher"
MERGED = "merged into another work"
