"""Choices about works and their authors: which count, and for whom."""

from __future__ import annotations

from detente.core.dimension import Dimension, Option
from detente.core.territory import TERRITORIES

_TERRITORY_TEXTS = {
    "separate": ("counted separately", "Hong Kong, Macao and Taiwan stand for themselves"),
    "hk_mo_with_cn": ("HK, Macao as China", "Hong Kong and Macao count as China"),
    "hk_mo_tw_with_cn": (
        "HK, Macao, Taiwan as China",
        "Hong Kong, Macao and Taiwan count as China",
    ),
    "eu_bloc": ("EU as one", "EU members of the day count as one"),
    "eu_bloc_hk_mo_with_cn": (
        "EU as one; HK, Macao as China",
        "EU as one; Hong Kong and Macao count as China",
    ),
    "eu_bloc_hk_mo_tw_with_cn": (
        "EU as one; HK, Macao, Taiwan as China",
        "EU as one; Hong Kong, Macao and Taiwan count as China",
    ),
}

COUNTING = Dimension(
    "counting",
    "Counting",
    "How a work is shared out among countries",
    (
        Option("full", "full counting", "every country of the work gets 1"),
        Option(
            "author_institution",
            "fractional, by author and affiliation",
            "1/authors, split over each author's affiliations",
        ),
        Option(
            "author_country",
            "fractional, by author and country",
            "1/authors, split over each author's countries",
        ),
        Option(
            "institution",
            "fractional, by institution",
            "1 per distinct institution, divided by their number",
        ),
        Option("country", "fractional, by country", "1/number of distinct countries"),
        Option("first_author", "first author only", "all to the first author's countries"),
        Option(
            "corresponding",
            "corresponding authors only",
            "shared by the corresponding authors' countries",
        ),
    ),
    "full",
)
UNKNOWN = Dimension(
    "unknown",
    "Unknown countries",
    "What happens to authors without a known country",
    (
        Option(
            "as_unknown",
            "kept as unknown",
            "their credit goes to an unknown country, shown beside the rest",
        ),
        Option(
            "renormalise",
            "shared among known authors",
            "their credit is spread over the known authors of the work",
        ),
        Option(
            "complete_case", "their papers left out", "works with any unknown author are left out"
        ),
    ),
    "as_unknown",
)
LINK = Dimension(
    "link",
    "Link weight",
    "What one joint work adds to a pair of countries",
    (
        Option("whole", "1 per pair", "1 to every pair of its k countries"),
        Option(
            "per_country",
            "1 per country",
            "1/(k-1): each country's links add up to its joint works",
        ),
        Option("per_paper", "1 per paper", "2/(k(k-1)): a work's links add up to 1"),
    ),
    "whole",
)
TERRITORY = Dimension(
    "territory",
    "Territories",
    "Which territories count as one country",
    tuple(Option(t.name, *_TERRITORY_TEXTS[t.name]) for t in TERRITORIES),
    "separate",
)
AI_DEFINITION = Dimension("ai_definition", "AI definition", "Which works are AI", (), "all")
DOCUMENT_TYPES = Dimension(
    "document_types",
    "Document types",
    "Which kinds of work count",
    (
        Option(
            "research",
            "research papers",
            "articles, conference papers, reviews, chapters and books",
        ),
        Option(
            "all", "all documents", "also workshop papers, demonstrations, editorials and the rest"
        ),
    ),
    "research",
)
PERIOD = Dimension("period", "Period", "Which years", (), "all")
DUAL_AFFILIATION = Dimension(
    "dual_affiliation",
    "Two countries, one author",
    "Whether one author with two countries makes a work international",
    (
        Option("counts", "international", "yes: two countries on the byline are enough"),
        Option(
            "needs_two_authors",
            "not international",
            "no: two different authors must be in different countries",
        ),
    ),
    "counts",
)

DIMENSIONS = (
    COUNTING,
    UNKNOWN,
    LINK,
    TERRITORY,
    AI_DEFINITION,
    DOCUMENT_TYPES,
    PERIOD,
    DUAL_AFFILIATION,
)

# OpenAlex, Crossref and conference words for finished research; anything else is "all" alone.
RESEARCH_TYPES = frozenset(
    {"article", "proceedings-article", "review", "book", "book-chapter", "report"}
)
