"""Which conferences the starter holds, the areas they stand for, and what kind of paper a row is.

The areas are our reading of each series' own call for papers. A conference that serves two
communities has two areas; general and neighbouring conferences count for ``all`` and for no core
area.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHEME = "venue_area"
# Series with papers and countries in every year of STEADY_YEARS: among them a change over time is
# not a change of venues.
STEADY = "steady"
STEADY_YEARS = (2011, 2023)
AREAS = ("machine_learning", "vision", "language", "robotics", "general_ai", "other_ai", STEADY)


@dataclass(frozen=True, slots=True)
class Venue:
    """A conference series: its usual name and its areas."""

    name: str
    areas: tuple[str, ...]


VENUES: dict[str, Venue] = {
    "nips": Venue("NeurIPS", ("machine_learning",)),
    "icml": Venue("ICML", ("machine_learning",)),
    "iclr": Venue("ICLR", ("machine_learning",)),
    "aistats": Venue("AISTATS", ("machine_learning", STEADY)),
    "uai": Venue("UAI", ("machine_learning",)),
    "colt": Venue("COLT", ("machine_learning", STEADY)),
    "alt": Venue("ALT", ("machine_learning",)),
    "acml": Venue("ACML", ("machine_learning", STEADY)),
    "automl": Venue("AutoML", ("machine_learning",)),
    "cvpr": Venue("CVPR", ("vision",)),
    "iccv": Venue("ICCV", ("vision",)),
    "eccv": Venue("ECCV", ("vision",)),
    "wacv": Venue("WACV", ("vision",)),
    "3dv": Venue("3DV", ("vision",)),
    "acl": Venue("ACL", ("language",)),
    "naacl": Venue("NAACL", ("language",)),
    "coling": Venue("COLING", ("language",)),
    "colm": Venue("COLM", ("language",)),
    "icra": Venue("ICRA", ("robotics",)),
    "iros": Venue("IROS", ("robotics", STEADY)),
    "rss": Venue("RSS", ("robotics", STEADY)),
    "corl": Venue("CoRL", ("robotics", "machine_learning")),
    "aaai": Venue("AAAI", ("general_ai",)),
    "ijcai": Venue("IJCAI", ("general_ai",)),
    "ai4x": Venue("AI4X", ("other_ai",)),
    "kdd": Venue("KDD", ("other_ai",)),
    "www": Venue("WWW", ("other_ai",)),
    "acmmm": Venue("ACM MM", ("other_ai",)),
    "siggraph": Venue("SIGGRAPH", ("other_ai",)),
    "siggraphasia": Venue("SIGGRAPH Asia", ("other_ai",)),
}
BY_NAME = {venue.name: venue for venue in VENUES.values()}

# Not published, or not decided when the table was collected.
NOT_PUBLISHED = frozenset(("Reject", "Withdraw", "Active"))

ARTICLE, WORKSHOP, DEMONSTRATION, REVIEW, OTHER = (
    "proceedings-article", "workshop-paper", "demonstration", "review", "other",
)  # fmt: skip
TYPES = (ARTICLE, WORKSHOP, DEMONSTRATION, REVIEW, OTHER)

_STATUS = {
    "Workshop": WORKSHOP,
    "Poster Workshop": WORKSHOP,
    "Oral Workshop": WORKSHOP,
    "System Demonstrations": DEMONSTRATION,
    **dict.fromkeys(
        (
            "", "Poster", "Oral", "Spotlight", "Technical", "Technical Paper", "TOG Paper", "Long",
            "Short", "Main", "Findings", "Industry",
        ),
        ARTICLE,
    ),
}  # fmt: skip
_TRACK = {
    "Demo Track": DEMONSTRATION,
    "Demos": DEMONSTRATION,
    "Survey Track": REVIEW,
    "Survey track": REVIEW,
    # digests of papers published elsewhere, and texts about a person's own plans
    "Sister Conferences Best Papers": OTHER,
    "Journal Track": OTHER,
    "Journal track": OTHER,
    "Doctoral Consortium": OTHER,
    "Early Career": OTHER,
    **dict.fromkeys(
        (
            "", "main", "Applied Data Science", "AI for Good", "AI for Good - Projects",
            "AI and Arts", "AI, Arts & Creativity", "Human-Centred AI", "Late Papers",
            "Special Track on AI in FinTech", "Special Track on AI for Good",
            "Special Track on AI, the Arts and Creativity",
            "Special track on AI for CompSust and Human well-being",
        ),
        ARTICLE,
    ),
}  # fmt: skip
# At graphics conferences a poster is an abstract of two pages; elsewhere it is a way to present a
# paper.
_POSTERS_ARE_ABSTRACTS = frozenset(("siggraph", "siggraphasia"))


def document_type(venue: str, status: str, track: str) -> str | None:
    """Document type of a row, or None for a status or track that is not known.

    Parameters
    ----------
    venue, status, track : str
        As in the collection; empty where it has none.
    """
    of_status, of_track = _STATUS.get(status), _TRACK.get(track)
    if of_status is None or of_track is None:
        return None
    if venue in _POSTERS_ARE_ABSTRACTS and status == "Poster":
        return OTHER
    return of_track if of_track != ARTICLE else of_status
